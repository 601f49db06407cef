"""What people type into forms, read into what operations want; nothing here decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from shared.model.moments import instant
from shared.operations.move_order import MoveRequest

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from functions.backoffice.names import Names
    from functions.backoffice.web import Request
    from shared.model.moments import Instant

MOST_TAG = 40
MOST_REMINDER = 500
_LONGEST = 200


@dataclass(frozen=True)
class MoveForm:
    """A move as it was asked for; `confirmed` when it came from the page of its own, which can say what is missing."""

    request: MoveRequest
    comment: str
    confirmed: bool


def read_move(request: Request, names: Names) -> MoveForm:
    """The form of a move."""
    visit, comment = request.sent("visit"), request.sent("comment").strip()
    return MoveForm(
        MoveRequest(
            to=request.sent("to")[:_LONGEST],
            visit=int(visit) if visit.isdecimal() and len(visit) < 10 else None,  # noqa: PLR2004 - a count of visits
            force=request.sent("force") == "1",
            reason=request.sent("reason").strip()[:2000] or None,
            quiet=request.sent("quiet") == "1",
            email=_choice(request, "email"),
            sms=_choice(request, "sms"),
            publish=_choice(request, "publish"),
            invoice=_choice(request, "invoice"),
            comment=names.kept(comment) or None,
            carrier=request.sent("carrier").strip()[:_LONGEST] or None,
            tracking_number=request.sent("tracking_number").strip()[:_LONGEST] or None,
        ),
        comment,
        confirmed="comment" in request.form,
    )


def _choice(request: Request, name: str) -> bool | None:
    """What was chosen for this move; `None`, the status's own way, where the form did not offer it."""
    return request.sent(name) == "1" if name in request.form.get("offered", ()) else None


@dataclass(frozen=True)
class CommentForm:
    """A comment: as typed, and as it is kept."""

    typed: str
    text: str
    audience: Literal["internal", "customer"]


def read_comment(request: Request, names: Names) -> CommentForm:
    """The form of a comment."""
    typed = request.sent("text")
    audience: Literal["internal", "customer"] = "customer" if request.sent("audience") == "customer" else "internal"
    return CommentForm(typed, names.kept(typed, request.form.get("mention", ())).strip(), audience)


@dataclass(frozen=True)
class ReminderForm:
    """A reminder: `due_at` is `None` where no moment was chosen; `problems` maps a field to its problem."""

    text: str
    at: str
    due_at: Instant | None
    problems: tuple[tuple[str, str], ...]


def read_reminder(request: Request, zone: ZoneInfo) -> ReminderForm:
    """The form of a reminder; the moment is local to the shop, as `datetime-local` sends it."""
    text, typed = request.sent("text").strip(), request.sent("at").strip()
    problems: list[tuple[str, str]] = []
    if not text:
        problems.append(("reminder", "required"))
    elif len(text) > MOST_REMINDER:
        problems.append(("reminder", "too_long"))
    try:
        moment = datetime.fromisoformat(typed)
        due_at = instant(moment if moment.tzinfo else moment.replace(tzinfo=zone))
    except (ValueError, OverflowError):
        due_at = None
        problems.append(("at", "not_a_time" if typed else "required"))
    else:
        if due_at <= request.now:
            problems.append(("at", "in_the_past"))
    return ReminderForm(text, typed, due_at, tuple(problems))


def read_tag(request: Request) -> tuple[str, str, str | None]:
    """The tag to put on, the one to take off, and what is wrong with the first, if anything."""
    add, remove = " ".join(request.sent("add").split()), request.sent("remove")
    if remove:
        return "", remove, None
    return add, "", "required" if not add else "too_long" if len(add) > MOST_TAG else None
