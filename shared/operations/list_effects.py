"""List what an order planned outside, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.operations.read_order import read_order
from shared.operations.retry_effect import may_retry, retried_in

if TYPE_CHECKING:
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo


def list_effects(table: Dynamo, who: Principal, order_id: str) -> list[dict[str, Any]]:
    """Every planned effect, oldest first.

    Returns:
        `{id, kind, args, not_before, state, reason, at, retryable}` each; `state` is `planned`, `claimed`, `done`,
        `failed`, `unknown` or `withdrawn`, and a notice that keeps no delivery counts as `done`.

    Raises:
        NotAllowed, NotFound.
    """
    whole = read_order(table, who, order_id)
    retried = retried_in(whole.events)
    found: list[dict[str, Any]] = []
    for event in whole.events:
        for effect in event.effects:
            item = whole.deliveries.get(effect.id)
            usual = "withdrawn" if effect.withdrawn else "done" if effect.kind == "staff_notice" else "planned"
            found.append(
                {
                    "id": effect.id,
                    "kind": str(effect.kind),
                    "args": dict(effect.args),
                    "not_before": effect.not_before,
                    "state": item["state"] if item else usual,
                    "reason": (item or {}).get("reason") or (item or {}).get("guard"),
                    "at": (item or {}).get("at", event.at),
                    "retryable": effect.id not in retried and may_retry(effect.kind, item),
                }
            )
    return found
