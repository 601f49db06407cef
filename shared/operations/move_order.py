"""Move an order to another status, with a comment, a reason or a parcel in the same breath."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.model.commands import Command, Comment, Move
from shared.model.ids import COMMENT, new_id
from shared.operations.change_order import Changed, Wish, change_order
from shared.operations.comment_on_order import comment_item
from shared.operations.receive_order import parcel_item
from shared.store import keys
from shared.store.dynamo import Put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo, Write
    from shared.store.heads import Head
    from shared.store.once import Once

PARCEL_BY_HAND = "hand"
"""The key of the parcel named with a move; a second one by hand completes the first."""


@dataclass(frozen=True)
class MoveRequest:
    """What a caller wants of a move.

    Attributes:
        to: The status to enter.
        visit: The visit it was decided on; `None` takes the one first seen.
        force: Pass over the guards; needs the right and a reason.
        reason: Why it was forced; kept beside the log.
        quiet: Tell the customer nothing.
        comment: Words kept on the visit that is left.
        carrier, tracking_number, tracking_url: The parcel that goes with the move.
    """

    to: str
    visit: int | None = None
    force: bool = False
    reason: str | None = None
    quiet: bool = False
    comment: str | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None

    def command(self, who: Principal) -> Move:
        """The command, without the words."""
        return Move(
            who.actor,
            self.to,
            visit=self.visit,
            force=self.force,
            reasoned=bool(self.reason and self.reason.strip()),
            quiet=self.quiet,
            parcel=self._parcel(),
        )

    def _parcel(self) -> tuple[str, str] | None:
        known = ("c" if self.carrier else "") + ("n" if self.tracking_number else "")
        return (PARCEL_BY_HAND, known) if known else None


def move_order(  # noqa: PLR0913 - who moves which order how, by name
    table: Dynamo, who: Principal, order_id: str, request: MoveRequest, *, now: Instant, once: Once | None = None
) -> Changed:
    """Move an order.

    Raises:
        Refused: A guard refused; `stale_visit` where somebody moved it first.
        NotAllowed, NotFound, Contended, Answered: as `change_order`.
    """
    comment_id = new_id(COMMENT) if request.comment else None

    def wish(_head: Head, _flow: Flow | None) -> Wish:
        commands: list[Command] = [request.command(who)]
        if comment_id is not None:
            commands.insert(0, Comment(who.actor, comment_id))
        return Wish(commands, beside)

    def beside(seq: int) -> Sequence[Write]:
        pk = keys.order_pk(who.shop, order_id)
        writes: list[Put] = []
        if comment_id is not None and request.comment:
            writes.append(Put(comment_item(pk, comment_id, request.comment, who.actor.ref, now)))
            seq += 1
        if request.reason:
            writes.append(Put({"pk": pk, "sk": keys.private_sk(seq), "reason": request.reason}))
        parcel = _parcel_values(request)
        if parcel:
            writes.append(Put(parcel_item(pk, PARCEL_BY_HAND, {**parcel, "at": now})))
        return writes

    return change_order(table, who, order_id, wish, now=now, once=once, visit_at_first_sight=request.visit is None)


def _parcel_values(request: MoveRequest) -> dict[str, Any]:
    given = {"carrier": request.carrier, "number": request.tracking_number, "url": request.tracking_url}
    return {name: value for name, value in given.items() if value}
