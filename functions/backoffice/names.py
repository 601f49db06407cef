"""Names for ids: who acted, which team, which status, and how people are called in a comment."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from functions.backoffice.views import Choice, Person, StatusMark
from shared.model.people import ActorKind
from shared.operations.comment_on_order import MENTION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.model.flow import Flow
    from shared.store.shops import ShopItems
    from shared.texts.screens.language import Speech

_TYPED = re.compile(r"(?<![\w@])@([\w.-]{1,60})")
_ACTED = {
    ActorKind.CLOCK: "source.clock",
    ActorKind.AUTOMATION: "source.automation",
    ActorKind.CUSTOMER: "source.customer",
    ActorKind.OPERATOR: "source.operator",
}
_PLATFORMS = {
    "shopify": "Shopify",
    "woocommerce": "WooCommerce",
    "generic": "Webhook",
    "api": "API",
    "import": "Import",
}


class Names:
    """The names of one shop's people, teams and connections, in one reader's language."""

    def __init__(self, shop: ShopItems, speech: Speech) -> None:
        """`shop` as it was read for this request."""
        self._shop = shop
        self._speech = speech
        self.handles = _handles(shop)

    def person(self, staff: str | None) -> Person | None:
        """Somebody of the staff; `None` for nobody and for whom nobody knows any more."""
        item = self._shop.staff.get(staff or "")
        return Person(id=staff or "", name=item["name"]) if item else None

    def team(self, team: str | None) -> str | None:
        """What a team is called; its id where it is gone."""
        item = self._shop.teams.get(team or "")
        return item["name"] if item else team

    def whom(self, identity: str | None) -> str:
        """What a person or a team is called."""
        person = self.person(identity)
        return person.name if person else self.team(identity) or ""

    def actor(self, ref: str | None) -> tuple[Person | None, str]:
        """Who stands behind an `Actor.ref`: a person, or in words what else it was."""
        kind, _, identity = (ref or "").partition(":")
        if kind == ActorKind.STAFF:
            return self.person(identity), self._speech.t("source.somebody")
        known = self._shop.connections if kind == ActorKind.CONNECTION else self._shop.api_keys
        if kind in {ActorKind.CONNECTION, ActorKind.KEY}:
            return None, known[identity]["name"] if identity in known else self._speech.t("source.program")
        code = _ACTED.get(ActorKind(kind)) if kind in set(ActorKind) else None
        return None, self._speech.t(code) if code else kind

    def connection(self, connection: str | None) -> str:
        """What a connection is called; nothing where it is gone."""
        item = self._shop.connections.get(connection or "")
        return item["name"] if item else ""

    def source(self, source: str, connection: str | None = None) -> str:
        """Where an order came from, in words."""
        if source == "manual":
            return self._speech.t("source.manual")
        return self.connection(connection) or _PLATFORMS.get(source, source)

    def people(self, chosen: str | None, nobody: str) -> tuple[Choice, ...]:
        """Everybody who works here, to choose from; first the empty choice called `nobody`."""
        active = [(staff, item) for staff, item in self._shop.staff.items() if item.get("active", True)]
        listed = sorted(active, key=lambda pair: pair[1]["name"].casefold())
        empty = Choice(value="", label=nobody, chosen=not chosen)
        return (empty, *(Choice(value=i, label=item["name"], chosen=i == chosen) for i, item in listed))

    def teams(self, chosen: str | None, anyone: str) -> tuple[Choice, ...]:
        """Every team, to choose from; first the empty choice called `anyone`."""
        empty = Choice(value="", label=anyone, chosen=not chosen)
        listed = sorted(self._shop.teams.items(), key=lambda pair: pair[1]["name"].casefold())
        return (empty, *(Choice(value=i, label=item["name"], chosen=i == chosen) for i, item in listed))

    def mentions(self) -> tuple[Choice, ...]:
        """Whom a comment may mention: their handle and their name; teams last."""
        people = [i for i, item in self._shop.staff.items() if item.get("active", True)]
        named = [*sorted(people, key=lambda i: self.handles[i]), *(f"team:{team}" for team in self._shop.teams)]
        return tuple(Choice(value=self.handles[i], label=self.whom(i.removeprefix("team:"))) for i in named)

    def kept(self, text: str, picked: Iterable[str] = ()) -> str:
        """A comment as it is kept: every `@handle` typed or picked from the list becomes `@[id]`."""
        ids = {handle.casefold(): identity for identity, handle in self.handles.items()}
        missing = [f"@{handle}" for handle in picked if handle.casefold() in ids and f"@{handle}" not in text]
        whole = f"{text} {' '.join(missing)}" if missing and text.strip() else text

        def token(match: re.Match[str]) -> str:
            typed = match.group(1)
            handle = typed.rstrip(".-")
            found = ids.get(handle.casefold())
            return f"@[{found}]{typed[len(handle) :]}" if found else match.group()

        return _TYPED.sub(token, whole)

    def said(self, text: str) -> str:
        """A comment as it is shown: every `@[id]` is the person's handle again."""
        return MENTION.sub(lambda match: f"@{self.handles.get(match.group(1), '?')}", text)


def mark_of(status: str | None, flow: Flow | None, current: Flow | None) -> StatusMark | None:
    """A status by its name in the workflow an order runs under.

    `retired` where the published one has it no more, or names another status that takes its orders.
    """
    if status is None:
        return None
    present = current.stages.get(status) if current else None
    retired = present is None or present.status.retired is not None
    stage = (flow.stages.get(status) if flow else None) or present
    if stage is None:
        return StatusMark(id=status, name=status, phase="new", retired=True)
    return StatusMark(id=status, name=stage.status.name, phase=stage.status.phase.value, retired=retired)


def _handles(shop: ShopItems) -> dict[str, str]:
    """The handle of each person and team (`team:...`), unique: first name, else whole name, else numbered."""
    taken: dict[str, str] = {f"team:{team}": team for team in shop.teams}
    used = set(taken.values())
    for staff, item in shop.staff.items():
        words = _plain(item["name"]).split() or ["user"]
        tries = [words[0], ".".join(words), *(f"{words[0]}{n}" for n in range(2, 1000))]
        taken[staff] = next(handle for handle in tries if handle not in used)
        used.add(taken[staff])
    return taken


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold().replace("ł", "l"))
    return re.sub(r"[^a-z0-9 ]", "", folded)
