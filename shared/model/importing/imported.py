"""What importers of statuses answer, and how what they found becomes a workflow."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from shared.model.errors import Invalid, Wrong
from shared.model.palette import colour
from shared.model.record import record
from shared.model.shaping.steps import generate_steps
from shared.model.workflow import Phase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sized

Json = dict[str, Any]

MOST_STATUSES = 499
"""Statuses of one import; one more may be added where orders begin."""
MOST_NAMED = 2_000
"""Statuses of one import together with those that are left out."""
MAX_TEXT = 1_000_000
"""Characters of what is imported."""
_LONGEST_ID = 40
_LONGEST_NAME = 80
_SHORT_HEX = re.compile(r"#[0-9a-fA-F]{3}")


@record
class Remark:
    """Something that was read otherwise than it stood, or guessed: where (`line 3`, `state 14`), and what."""

    place: str
    message: str


@record
class Imported:
    """A workflow made of statuses found elsewhere: JSON of a `Workflow` that is well-formed, and the remarks."""

    document: Json
    remarks: tuple[Remark, ...]


@record
class Found:
    """A status as it was found: JSON of it without steps, and whether orders in it are paid for, if that is known."""

    status: Json
    paid: bool | None = None


def too_long(text: str) -> None:
    """Refuse what is longer than any list of statuses.

    Raises:
        Invalid.
    """
    if len(text) > MAX_TEXT:
        raise Invalid(Wrong("", "too_large", f"at most {MAX_TEXT} characters"))


def too_many(named: Sized) -> None:
    """Refuse more than any list of statuses names, before each is looked at.

    Raises:
        Invalid.
    """
    if len(named) > MOST_NAMED:
        raise Invalid(Wrong("", "too_long", f"at most {MOST_STATUSES} statuses"))


def an_id(name: str, taken: Collection[str], otherwise: str) -> str:
    """An id made of a name (or of `otherwise`, where the name has no Latin letters), with a number if it is taken."""
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L")).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
    if not re.match(r"[a-z]", words):
        words = otherwise
    made, n = words[:_LONGEST_ID].rstrip("_"), 2
    while made in taken:
        made, n = f"{words[: _LONGEST_ID - len(str(n)) - 1]}_{n}", n + 1
    return made


def a_name(text: str, otherwise: str) -> str:
    """A name as long as it may be."""
    return text.strip()[:_LONGEST_NAME].strip() or otherwise


def a_colour(text: str, place: str, remarks: list[Remark]) -> str | None:
    """A colour of the palette or `#rrggbb`; `None`, with a remark, for what is neither."""
    wanted = text.strip()
    if _SHORT_HEX.fullmatch(wanted):
        wanted = "#" + "".join(2 * digit for digit in wanted[1:])
    try:
        return colour(wanted) if wanted else None
    except ValueError:
        remarks.append(Remark(place, f"{wanted[:40]} is no colour of ours: left grey"))
        return None


def as_workflow(
    found: Iterable[Found], remarks: list[Remark], *, languages: list[str], pay_later: list[str], team: str
) -> Imported:
    """The workflow of statuses found on a platform whose orders begin in any of them; all are one team's.

    A status in which they begin is put before them. Its gate is left by what waits for the money, and shuts the rest.

    Raises:
        Invalid: There are none, or too many.
    """
    all_found = list(found)
    if not all_found:
        raise Invalid(Wrong("", "too_short", "there is no status in it"))
    if len(all_found) > MOST_STATUSES:
        raise Invalid(Wrong("", "too_long", f"at most {MOST_STATUSES} statuses"))
    statuses = [each.status for each in sorted(all_found, key=_stage)]
    if all(status["phase"] != Phase.NEW for status in statuses):
        statuses.insert(0, _beginning(all_found, [status["id"] for status in statuses], languages))
        remarks.append(Remark("", f"{statuses[0]['id']} was put first: where orders begin"))
    document: Json = {"languages": languages, "statuses": [{**status, "team": team} for status in statuses]}
    if pay_later:
        document["pay_later"] = pay_later
    return Imported(generate_steps(document), tuple(remarks))


_STAGES = (
    Phase.NEW,
    Phase.AWAITING_PAYMENT,
    Phase.IN_PROGRESS,
    Phase.WAITING,
    Phase.SHIPPED,
    Phase.COMPLETED,
    Phase.COMPLAINT,
    Phase.CANCELLED,
)


def _stage(found: Found) -> int:
    """Its place: what is not paid before what is, then by phase."""
    phase = Phase(found.status["phase"])
    return 1 if phase == Phase.WAITING and found.paid is False else _STAGES.index(phase)


def _beginning(found: list[Found], taken: list[str], languages: list[str]) -> Json:
    before = [
        each.status["id"]
        for each in found
        if each.status["phase"] == Phase.AWAITING_PAYMENT
        or (each.status["phase"] == Phase.WAITING and each.paid is False)
    ]
    ended = [each.status["id"] for each in found if each.status["phase"] == Phase.CANCELLED]
    after = [each for each in sorted(found, key=_stage) if each.status["id"] not in {*before, *ended}]
    status: Json = {
        "id": an_id("new", taken, "new"),
        "name": "New",
        "public": {language: {"name": "New"} for language in languages},
        "phase": "new",
        "initial": True,
        "colour": "blue",
    }
    if after:
        status["default_next"] = after[0].status["id"]
    if before:
        status["suggested"] = [*before, *ended][:20]
        status["gate"] = {"payment": "paid", "exits": [*before, *ended]}
        for each in found:
            if after and each.status["id"] in before:
                each.status["default_next"] = after[0].status["id"]
                each.status["suggested"] = ended[:20]
    return status
