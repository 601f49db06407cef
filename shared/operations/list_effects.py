"""List what an order planned outside, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.model.effects import EffectKind
from shared.operations.read_order import read_order
from shared.operations.retry_effect import may_retry, retried_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.effects import Effect
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo

REFUSED = "refused"
"""An attempt that is over although nothing happened: its delivery has ended, as `done`."""


def list_effects(table: Dynamo, who: Principal, order_id: str) -> list[dict[str, Any]]:
    """Every planned effect, oldest first.

    Returns:
        `{id, kind, args, not_before, state, reason, at, retryable}` each; `state` and `reason` as `stands` says.

    Raises:
        NotAllowed, NotFound.
    """
    whole = read_order(table, who, order_id)
    retried = retried_in(whole.events)
    found: list[dict[str, Any]] = []
    for event in whole.events:
        for effect in event.effects:
            item = whole.deliveries.get(effect.id)
            state, reason = stands(effect, item)
            found.append(
                {
                    "id": effect.id,
                    "kind": str(effect.kind),
                    "args": dict(effect.args),
                    "not_before": effect.not_before,
                    "state": state,
                    "reason": reason,
                    "at": (item or {}).get("at", event.at),
                    "retryable": effect.id not in retried and may_retry(effect.kind, item),
                }
            )
    return found


def stands(effect: Effect, delivery: Mapping[str, Any] | None) -> tuple[str, str | None]:
    """What became of an effect, and why.

    `planned`, `claimed`, `done`, `refused` (a move that a guard was in the way of, which is the reason), `failed`,
    `unknown` or `withdrawn`. A notice that keeps no delivery counts as `done`.
    """
    if delivery is None:
        usual = "done" if effect.kind == EffectKind.STAFF_NOTICE else "planned"
        return "withdrawn" if effect.withdrawn else usual, None
    if delivery.get("outcome") == REFUSED:
        return REFUSED, delivery.get("guard")
    return delivery["state"], delivery.get("reason")
