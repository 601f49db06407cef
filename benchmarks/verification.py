"""What a large workflow takes, 300 statuses and 2,000 moves: verified, drawn, and searched for a way.

Twenty faults are found in it, whose fixes are proved.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shared.model.flow import Flow
from shared.model.mapping import svg
from shared.model.order import Order
from shared.model.paths import shortest_path
from shared.model.verify import verify
from shared.model.workflow import Workflow

if TYPE_CHECKING:
    from collections.abc import Callable

STATUSES = 300
MOVES = 2_000
_LANGUAGES = ("it", "es", "pl", "en")
_LARGE = {"field": "order.total", "op": ">", "value": "100.00"}


def verification() -> Callable[[], object]:
    """Verify the workflow, every finding with its path and its fix."""
    large = Workflow.model_validate_json(_document())
    return lambda: verify(large, teams=frozenset({"support"}))


def drawing() -> Callable[[], object]:
    """Draw the same workflow."""
    large = Workflow.model_validate_json(_document())
    return lambda: svg(large)


def finding_a_way() -> Callable[[], object]:
    """Look for the way to its last status, past twenty that rules ask for, whose order is free."""
    document = json.loads(_document())
    statuses = [status | {"gate": None, "actions": []} for status in document["statuses"]]
    rules = [{"before": "s298", "always": f"s{n}"} for n in range(70, 90)]
    flow = Flow(Workflow.model_validate({"statuses": statuses, "rules": rules}), 1)
    order = Order("ord_1", "1", "api", "EUR", "", "", status="s0")
    return lambda: shortest_path(flow, order, "s298")


def reading() -> Callable[[], object]:
    """Read the same document out of its JSON: the least anybody does with it."""
    written = _document()
    return lambda: Workflow.model_validate_json(written)


def _document() -> str:
    statuses = [_status(n) for n in range(STATUSES)]
    last = {"id": "s298", "phase": "completed", "default_next": None, "suggested": [], "sla": None}
    statuses[298] |= last
    statuses[299] |= last | {"id": "s299", "phase": "cancelled"}
    statuses[280] |= {"phase": "shipped"}
    for n in (60, 150, 220):
        gate = {"payment": "paid", "exits": ["s299"]}
        statuses[n] |= {"gate": gate, "phase": "awaiting_payment", "turn": "customer", "sla": None}
    for n in range(20, 30):
        statuses[n] |= {"team": None, "suggested": [f"s{n}", *statuses[n]["suggested"][1:]]}
    rules = [{"after": "s50", "never": "s20"}, {"before": "shipped", "always": "s10"}]
    return json.dumps({"statuses": statuses, "rules": rules})


def _status(n: int) -> dict[str, Any]:
    """Every status leads on, to a few after it and to the nearest before it that lies beyond the same gate."""
    begun = next(gate for gate in (221, 151, 61, 0) if n >= gate)
    ahead = [n + step for step in range(2, 2 + MOVES // STATUSES) if n + step < 298 and n not in {60, 150, 220}]
    return {
        "id": f"s{n}",
        "name": f"Status {n}",
        "phase": "in_progress" if n else "new",
        "initial": n == 0,
        "team": "support",
        "publish": True,
        "public": {language: {"name": f"{language} {n}"} for language in _LANGUAGES},
        "default_next": f"s{n + 1}",
        "suggested": [f"s{to}" for to in (max(begun, n - 3), *_kept(n, ahead)) if to != n],
        "sla": {"limit": "PT8H", "ladder": [{"at": "75%", "do": "warn"}]},
        "actions": [
            {
                "do": "tag_order",
                "with": {"tag": "large"},
                "when": {"field": "order.total", "op": ">", "value": "100.00"},
            }
        ],
    }


def _kept(n: int, ahead: list[int]) -> list[int]:
    """Steps that do not leap over a gate."""
    return [to for to in ahead if not any(n < gate < to for gate in (60, 150, 220))]
