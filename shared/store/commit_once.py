"""Commit writes that are no order's together with the record of an idempotency key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.errors import Answered, Contended
from shared.store.dynamo import ConditionFailed, Conflict, TransactionCancelled
from shared.store.once import once_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo, Write
    from shared.store.once import Once


def commit_once(  # noqa: PLR0913 - what is written for whom, by name
    table: Dynamo, shop: str, writes: Sequence[Write], result: Any, *, once: Once | None, now: Instant
) -> None:
    """Write all or nothing; with `once` the answer made of `result` stands beside them.

    Raises:
        ConditionFailed: One of the writes' conditions did not hold.
        Answered: The idempotency key has an answer; nothing was written.
        Contended: Somebody else was writing the same items.
    """
    records = [once_record(shop, once, once.shape(result), now)] if once else []
    try:
        table.transact([*writes, *records])
    except Conflict as error:
        raise Contended from error
    except TransactionCancelled as error:
        if once is not None and error.reasons[-1].code == "ConditionalCheckFailed":
            raise Answered(error.reasons[-1].item or {}) from error
        failed = next((reason for reason in error.reasons if reason.code == "ConditionalCheckFailed"), None)
        if failed is None:
            raise Contended from error
        raise ConditionFailed(failed.item) from error
