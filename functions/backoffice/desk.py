"""Where a signed-in person works: their session, their shop, their language, and the frame around every page."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from functions.backoffice.names import Names, mark_of
from functions.backoffice.render import render
from functions.backoffice.views import Frame, Person, Pinned
from functions.backoffice.web import Answer
from shared.model.errors import NotFound
from shared.model.moments import as_datetime
from shared.store import counters, notices, shops, workflows
from shared.texts.screens.language import Speech, choose_language

if TYPE_CHECKING:
    from functions.backoffice.views import PlaceCode, Theme, Toast
    from functions.backoffice.web import Request, World
    from shared.model.flow import Flow
    from shared.model.people import Principal, Right
    from shared.operations.sign_in import Session
    from shared.store.dynamo import Dynamo
    from shared.store.shops import ShopItems

PINNED = 8
"""At most so many statuses stand in the sidebar."""


@dataclass(frozen=True)
class Desk:
    """One request of a signed-in person."""

    world: World
    request: Request
    session: Session
    shop: ShopItems
    flow: Flow | None

    @property
    def table(self) -> Dynamo:
        """The table."""
        return self.world.table

    @property
    def who(self) -> Principal:
        """Who acts, in which shop."""
        return self.session.who

    @property
    def staff(self) -> str:
        """The person's id."""
        return self.session.who.actor.id

    @property
    def now(self) -> datetime:
        """The instant of the request."""
        return as_datetime(self.request.now)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return ZoneInfo(self.shop.settings.get("zone", "UTC"))

    @cached_property
    def speech(self) -> Speech:
        """How this person is spoken to."""
        accepted = self.request.headers.get("accept-language")
        language = choose_language(self.session.language, accepted, self.shop.settings.get("locale"))
        return Speech(language, self.now.astimezone(UTC), self.zone)

    @cached_property
    def names(self) -> Names:
        """What people, teams and connections are called."""
        return Names(self.shop, self.speech)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Open orders by status."""
        return counters.open_by_status(self.table, self.who.shop)

    def may(self, right: Right) -> bool:
        """Whether this person has a right."""
        return right in self.who.actor.rights

    def page(  # noqa: PLR0913 - what a page is, by name
        self,
        template: str,
        view: Any,
        place: PlaceCode | None = None,
        *,
        status: int = 200,
        version: str = "",
        toast: Toast | None = None,
    ) -> Answer:
        """A page in its frame; a poll that brings the `version` it has is answered 304.

        `version` says all that the live parts of the page depend on; what the frame shows is added here.
        """
        frame = self._frame(place)
        seen = self.request.headers.get("hx-ptag")
        tag = sha256(f"{version}|{frame.unread}|{frame.language}".encode()).hexdigest()[:16]
        if seen == tag and status == 200:  # noqa: PLR2004 - an error is always shown
            return Answer(304, headers={"hx-ptag": tag})
        frame = replace(frame, version=tag, changed=seen is not None, toast=toast)
        return Answer(status, render(template, view, self.speech, frame), {"hx-ptag": tag})

    def _frame(self, place: PlaceCode | None) -> Frame:
        stages = self.flow.stages.values() if self.flow else ()
        staff, counts = self.session.staff, self.counts
        mine = [stage for stage in stages if not stage.closed and stage.status.team in staff.get("teams", ())]
        pinned = tuple(
            Pinned(label=mark.name, href=f"/orders?status={mark.id}", count=counts.get(mark.id, 0), status=mark)
            for stage in mine[:PINNED]
            if (mark := mark_of(stage.id, self.flow, self.flow)) and (not mark.retired or counts.get(mark.id))
        )
        ours = sum(counts.get(stage.id, 0) for stage in stages if stage.clocked)
        version = self.flow.version if self.flow else 0
        return Frame(
            shop=self.shop.settings["name"],
            person=Person(id=self.staff, name=staff["name"]),
            team=", ".join(self.names.team(team) or "" for team in staff.get("teams", ())),
            role=staff["role"],
            language=self.speech.language,
            theme=cast("Theme", self.session.theme or "auto"),
            place=place,
            here=self.request.here if self.request.method == "GET" else "/orders",
            colours_href=f"/workflow/{version}/colours.css?shop={self.who.shop}",
            csrf=self.session.csrf,
            form_key=secrets.token_urlsafe(16),
            unread=notices.count_unread(self.table, self.who.shop, self.staff),
            our_turn=ours if stages else None,
            pinned=pinned,
        )


def sit_down(world: World, request: Request, session: Session) -> Desk:
    """The desk of whoever is signed in. Raises NotFound where the shop is no more."""
    shop = shops.read_shop(world.table, session.who.shop)
    if shop is None:
        raise NotFound("shop")
    return Desk(world, request, session, shop, workflows.current_flow(world.table, session.who.shop))
