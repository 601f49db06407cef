"""Actions as forms: what each kind asks, its condition as rows, and what was typed read back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, cast

from functions.backoffice.studio_fields import Spec, put, read_value
from functions.backoffice.studio_views import ClauseRow
from shared.model.conditions import SETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from functions.backoffice.studio_fields import Form, Json

WITH: Final[dict[str, tuple[Spec, ...]]] = {
    "send_email": (Spec(("with", "subject", "*"), "text"), Spec(("with", "text", "*"), "area", rows=4)),
    "send_sms": (Spec(("with", "text", "*"), "area"),),
    "request_payment": (Spec(("with", "text", "*"), "area", rows=4),),
    "notify_staff": (
        Spec(("with", "team"), "select"),
        Spec(("with", "staff"), "many"),
        Spec(("with", "text"), "text"),
    ),
    "assign": (Spec(("with", "staff"), "select"),),
    "tag_order": (Spec(("with", "tag"), "text"),),
    "tag_customer": (Spec(("with", "tag"), "text"),),
    "publish": (Spec(("with", "published"), "flag", default=True),),
    "issue_invoice": (Spec(("with", "document"), "select", default="invoice"),),
    "set_reminder": (
        Spec(("with", "due"), "text", codec="time"),
        Spec(("with", "whom"), "select"),
        Spec(("with", "text"), "text"),
    ),
    "move_on": (Spec(("with", "to"), "select"),),
    "outgoing_webhook": (Spec(("with", "connection"), "select"),),
    "report_to_channel": (),
    "wait": (Spec(("with", "for"), "text", codec="time"),),
}
"""What each kind of action asks; `*` stands for each of the workflow's languages."""
WRITING: Final = frozenset({"send_email", "send_sms", "request_payment"})
"""Kinds that write to the customer."""
ALWAYS: Final = (
    Spec(("upon",), "select", default="enter"),
    Spec(("from",), "select"),
    Spec(("after",), "text", codec="time"),
)
"""What every action but a wait asks."""
YES_NO: Final = frozenset(
    {"order.guest", "order.test", "order.cancelled", "order.assigned", "order.invoiced", "payment.disputed"}
)
"""Facts that are true or false."""
MOST_CLAUSES = 6
_LISTS = frozenset({"in", "not in"})


class BadTree(ValueError):  # noqa: N818 - a fact
    """The condition that was typed as JSON is none."""


def specs_of(do: str, languages: Sequence[str]) -> tuple[Spec, ...]:
    """The fields of a kind of action, one a language where it writes texts."""
    found: list[Spec] = []
    for spec in WITH.get(do, ()):
        if spec.path[-1] == "*":
            found += [Spec((*spec.path[:-1], language), spec.kind, rows=spec.rows) for language in languages]
        else:
            found.append(spec)
    return (*found, *(() if do == "wait" else ALWAYS))


def read_action(do: str, form: Form, languages: Sequence[str], before: Json | None) -> Json:
    """An action as its form has it; texts in languages that were not asked for stay.

    Raises:
        BadTree: The condition typed as JSON cannot be read.
    """
    action: Json = {"do": do, **({"with": before["with"]} if before and "with" in before else {})}
    for spec in specs_of(do, languages):
        put(action, spec.path, read_value(spec, form), spec.default)
    if action.get("upon") != "move":
        action.pop("from", None)
    condition = read_condition(form) if do != "wait" else None
    if condition is not None:
        action["when"] = condition
    return action


def read_condition(form: Form) -> Json | None:
    """A condition: the tree that was typed as JSON, or its rows joined; `None` where there is neither.

    Raises:
        BadTree: The JSON cannot be read.
    """
    tree = form.get("tree", ("",))[-1].strip()
    if tree:
        try:
            found = json.loads(tree)
        except ValueError as error:
            raise BadTree("not JSON") from error
        if not isinstance(found, dict):
            raise BadTree("not an object")
        return cast("Json", found)
    rows = zip(form.get("when.field", ()), form.get("when.op", ()), form.get("when.value", ()), strict=False)
    clauses = [_clause(field, op, value.strip()) for field, op, value in rows if field]
    if not clauses:
        return None
    join = "any" if form.get("join", ("all",))[-1] == "any" else "all"
    return clauses[0] if len(clauses) == 1 else {join: clauses}


def _clause(field: str, op: str, typed: str) -> Json:
    value: Any = typed
    if field in YES_NO:
        value = typed.lower() in {"true", "1", "yes", "sì", "si", "sí", "tak"}
    elif op in _LISTS:
        value = [part.strip() for part in typed.split(",") if part.strip()]
    return {"field": field, "op": "has" if field in SETS else op, "value": value}


def clauses_of(condition: Json | None) -> tuple[str, tuple[ClauseRow, ...]] | None:
    """How the rows of a condition are joined, and the rows; `None` where it is more than rows can show."""
    if not condition:
        return "all", ()
    if condition.get("field"):
        return "all", (_row(condition),)
    for join in ("all", "any"):
        parts = _clauses_in(condition.get(join))
        if parts and len(parts) <= MOST_CLAUSES:
            return join, tuple(_row(part) for part in parts)
    return None


def _clauses_in(parts: Any) -> list[Json]:
    """The parts of a condition where each of them is a simple one, else none; they may be whatever was typed."""
    found = cast("list[Any]", parts) if isinstance(parts, list) else []
    return found if all(isinstance(part, dict) and cast("Json", part).get("field") for part in found) else []


def _row(clause: Json) -> ClauseRow:
    value = clause.get("value")
    if isinstance(value, bool):
        said = "true" if value else "false"
    elif isinstance(value, list):
        said = ", ".join(str(part) for part in cast("list[Any]", value))
    else:
        said = "" if value is None else str(value)
    return ClauseRow(field=clause["field"], op=clause.get("op", "="), value=said)


def place_action(actions: Sequence[Json], index: int, action: Json | None) -> list[Json]:
    """The actions with one put at its place, added at the end (-1), or taken away (`None`)."""
    found = list(actions)
    if index < 0:
        return [*found, action] if action else found
    if index >= len(found):
        return found
    found[index : index + 1] = [action] if action else []
    return found


def shift_action(actions: Sequence[Json], index: int, by: int) -> list[Json]:
    """The actions with one a place up (-1) or down (1)."""
    found = list(actions)
    to = index + by
    if 0 <= index < len(found) and 0 <= to < len(found):
        found[index], found[to] = found[to], found[index]
    return found
