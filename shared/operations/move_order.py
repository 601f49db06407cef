"""Move an order to another status, with a comment, a reason or a parcel in the same breath."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.model.commands import Comment, Move
from shared.model.ids import COMMENT, new_id
from shared.model.receipt import parcel_known
from shared.operations.change_order import Changed, Wish, change_order
from shared.operations.comment_on_order import comment_item, mentions_in
from shared.operations.receive_order import keep_parcel
from shared.store import keys
from shared.store.dynamo import Put

if TYPE_CHECKING:
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
        to: The status to enter, by its id or as `<system>:<id>` by which another system knows it.
        visit: The visit it was decided on; `None` takes the one first seen.
        force: Pass over the guards; needs the right and a reason.
        reason: Why it was forced; kept beside the log.
        quiet: Tell the customer nothing.
        email, sms, publish, invoice: What the status does by default, chosen for this move (F29); `None` follows it.
        comment: Words kept on the visit that is left.
        carrier, tracking_number, tracking_url: The parcel that goes with the move.
    """

    to: str
    visit: int | None = None
    force: bool = False
    reason: str | None = None
    quiet: bool = False
    email: bool | None = None
    sms: bool | None = None
    publish: bool | None = None
    invoice: bool | None = None
    comment: str | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None

    def command(self, who: Principal, flow: Flow | None) -> Move:
        """The command, without the words, under a workflow."""
        return Move(
            who.actor,
            flow.status_called(self.to) if flow else self.to,
            visit=self.visit,
            force=self.force,
            reasoned=bool(self.reason and self.reason.strip()),
            quiet=self.quiet,
            email=self.email,
            sms=self.sms,
            publish=self.publish,
            invoice=self.invoice,
            parcel=self._parcel(),
        )

    def _parcel(self) -> tuple[str, str] | None:
        values = self.parcel_values()
        return (PARCEL_BY_HAND, parcel_known(values)) if values else None

    def parcel_values(self) -> dict[str, Any]:
        """What is said of the parcel that goes with the move: `carrier`, `number`, `url`, as far as given."""
        given = {"carrier": self.carrier, "number": self.tracking_number, "url": self.tracking_url}
        return {name: value for name, value in given.items() if value}


def move_order(  # noqa: PLR0913 - who moves which order how, by name
    table: Dynamo, who: Principal, order_id: str, request: MoveRequest, *, now: Instant, once: Once | None = None
) -> Changed:
    """Move an order.

    Raises:
        Refused: A guard refused; `stale_visit` where somebody moved it first.
        Invalid: The comment is too long or mentions nobody known.
        NotAllowed, NotFound, Contended, Answered: as `change_order`.
    """
    pk = keys.order_pk(who.shop, order_id)
    comment_id = new_id(COMMENT)
    mentions = mentions_in(table, who.shop, request.comment, "/comment") if request.comment else ()
    parcel = request.parcel_values()

    def wish(head: Head, flow: Flow | None) -> Wish:
        move = request.command(who, flow)
        if not request.comment:
            return Wish([move], words)
        item = comment_item(pk, comment_id, request.comment, who.actor.ref, now)
        written = Put({**item, "visit": head.order.visit})
        return Wish([Comment(who.actor, comment_id, mentions=mentions), move], lambda seq: [written, *words(seq + 1)])

    def words(seq: int) -> list[Write]:
        writes: list[Write] = []
        if request.reason:
            writes.append(Put({"pk": pk, "sk": keys.private_sk(seq), "reason": request.reason}))
        if parcel:
            writes.append(keep_parcel(pk, PARCEL_BY_HAND, {**parcel, "at": now}))
        return writes

    return change_order(table, who, order_id, wish, now=now, once=once, visit_at_first_sight=request.visit is None)
