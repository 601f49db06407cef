"""The JSON Schema of a workflow document, for editors: what the model says of itself, and the rules between fields.

An editor that knows it completes names, shows what each field means and underlines most faults while they are typed.
What takes the whole document or the shop to tell (a status that is not there, a team of another shop) only saving says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from shared.model.actions import ACTION_KINDS
from shared.model.conditions import FIELDS
from shared.model.workflow import Workflow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Schema = dict[str, Any]

_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?$"
_AT = r"^([1-9][0-9]{0,3}%|P(?=[0-9T]).+)$"
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "Status": {
        "id": "How the document, the API and the log name it. Stays the same for ever.",
        "name": "How staff read it.",
        "public": "How customers read it, by language: its name, the text of its e-mail and of its SMS.",
        "description": "What is to be done here, for staff.",
        "checklist": "Recommended steps, by language, ticked off during each stay.",
        "phase": "What the status means to the product. `completed` and `cancelled` close the order.",
        "initial": "Orders begin here. True for exactly one status.",
        "team": "The team whose work it is.",
        "colour": "`#rrggbb`, or the name of a colour.",
        "turn": "Who must act. The shop's clock runs on its own turn.",
        "default_next": "The recommended next status.",
        "suggested": "Other next statuses worth offering.",
        "show_all": "Whether every other status is offered too.",
        "requires": "What must be known of an order before it enters.",
        "gate": "Shuts what lies behind until the payment stands so.",
        "sla": "How long an order may stay, and what the clock does about it.",
        "publish": "Whether the customer sees a stay here, unless the move says otherwise.",
        "notify": "Who is told when an order enters.",
        "invoice": "Whether entering has an invoice issued, unless the move says otherwise.",
        "undo": "How long a move here may be taken back; the customer is told only afterwards.",
        "actions": "What happens by itself.",
        "external_ids": "How other systems name it.",
        "channel": "What it means on the platform an order came from.",
        "indicator": "A mark of the shop's own.",
        "capabilities": "What may be done with an order here.",
        "retired": "Nothing enters it any more; the status named here takes its orders.",
    },
    "Workflow": {
        "workflow": "The format of the document.",
        "languages": "Of the customers; the first serves whoever speaks none of them.",
        "statuses": "In the order in which they are listed.",
        "rules": "What no order may do, whoever moves it.",
        "pay_later": "Payment methods whose orders pass every gate, such as cash on delivery.",
        "calendar": "When the shop works: what `clock: business` counts. Without one: Monday to Friday from 09:00 to "
        "18:00 in Europe/Rome, no holidays.",
    },
    "Sla": {
        "limit": "How long an order may stay.",
        "clock": "`continuous` counts day and night, `business` only the hours of the document's `calendar`.",
        "ladder": "What the clock does, and when.",
    },
    "Calendar": {
        "zone": "Of the hours, such as `Europe/Rome`, which it is where nothing is said.",
        "hours": "By day; a day not named is a day off. Where nothing is said: Monday to Friday from 09:00 to 18:00.",
        "holidays": "Days off besides.",
    },
}


def workflow_schema() -> Schema:
    """The schema (draft 2020-12). Whatever the API answers as a workflow is valid under it."""
    described: Schema = Workflow.model_json_schema(by_alias=True)
    parts: dict[str, Schema] = described["$defs"]
    for name, fields in _FIELDS.items():
        properties: dict[str, Schema] = parts.get(name, described)["properties"]
        for field, words in fields.items():
            properties[field]["description"] = words
    for node in _nodes(described):
        if "patternProperties" in node:
            node["additionalProperties"] = False
        if node.get("format") == "time":
            del node["format"]
            node["pattern"] = _TIME
    for kind in {action.__name__ for action in ACTION_KINDS.values()}:
        parts[kind]["allOf"] = [
            _where("upon", "move", needs="from"),
            {"if": _given("from"), "then": {"properties": {"upon": {"const": "move"}}, "required": ["upon"]}},
        ]
    parts["Condition"]["properties"]["field"]["anyOf"][0]["enum"] = [*FIELDS]
    parts["Condition"]["oneOf"] = [_given("field"), _given("all"), _given("any"), _given("not")]
    parts["Rule"]["oneOf"] = [_given("after", "never"), _given("before", "always"), _given("from", "leads_to")]
    parts["LadderStep"]["properties"]["at"]["pattern"] = _AT
    parts["LadderStep"]["allOf"] = [_where("do", "move", needs="to"), _where("do", "reassign", needs="to")]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described, "title": "A workflow of Staffetta"}


def _given(*fields: str) -> Schema:
    """That these fields hold something."""
    return {"required": [*fields], "properties": {field: {"not": {"type": "null"}} for field in fields}}


def _where(field: str, value: str, *, needs: str) -> Schema:
    """That one field asks for another."""
    return {"if": {"properties": {field: {"const": value}}, "required": [field]}, "then": _given(needs)}


def _nodes(value: Any) -> Iterator[Schema]:
    if isinstance(value, dict):
        yield cast("Schema", value)
    parts = cast("Schema", value).values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in cast("list[Any]", parts):
        yield from _nodes(part)
