"""The findings' words in English, by key: how grave it is, and the sentence, the consequence first.

The same sentences stand in `shared/texts/screens/*.json` as `finding.<key>`; `{status}` and the like are its params.
"""

from __future__ import annotations

from typing import Literal

ERROR: Literal["error"] = "error"
WARNING: Literal["warning"] = "warning"

WORDS: dict[str, tuple[Literal["error", "warning"], str]] = {
    "unreachable": (ERROR, "No order can ever come to {status}: nothing leads there from {initial}."),
    "dead_end": (ERROR, "Orders stay in {status} for ever: nothing leads on, and it does not close the order."),
    "no_way_to_final": (ERROR, "Orders in {status} can never be completed or cancelled: every way on ends nowhere."),
    "loop_without_exit": (ERROR, "Orders go round for ever between {status}: no step leads out."),
    "gate_without_exit": (ERROR, "An unpaid order is locked in at {status}: its gate has no exit that can be taken."),
    "path_around_gate.open": (
        ERROR,
        "An unpaid order gets past the gate {gate}: it may go from {from} to {to}.",
    ),
    "path_around_gate.refused": (
        WARNING,
        "Unpaid orders are refused the step from {from} to {to}: it leads around the gate {gate}.",
    ),
    "automatic_loop": (ERROR, "Orders move by themselves in a circle without anybody's doing: {circle}."),
    "next_not_allowed.retired": (ERROR, "The step from {from} to {to} is always refused: {to} is retired."),
    "next_not_allowed.itself": (ERROR, "The step from {from} to {to} is always refused: the order is there already."),
    "next_not_allowed.final": (ERROR, "The step from {from} to {to} is always refused: {from} is final."),
    "next_not_allowed.not_offered": (
        ERROR,
        "The automatic move from {from} to {to} is always refused: {from} does not offer {to}.",
    ),
    "next_not_allowed.gate": (
        ERROR,
        "The automatic move from {from} to {to} is refused while the order is unpaid: {to} is no exit of the gate.",
    ),
    "forbidden_sequence.after": (
        ERROR,
        "An order can come to {to} after {before}, which the rule “After {first} never {second}” forbids.",
    ),
    "forbidden_sequence.before": (
        ERROR,
        "An order can come to {to} without {second}, which the rule “Before {first} always {second}” demands.",
    ),
    "forbidden_sequence.leads_to": (
        ERROR,
        "An order can end in {to} without {second}, which the rule “From {first} every order to {second}” demands.",
    ),
    "forbidden_sequence.unpaid": (ERROR, "An order can be shipped without being paid: it comes to {to} unpaid."),
    "missing_owner": (ERROR, "Nobody is responsible for orders in {status}: it is our turn there, and it has no team."),
    "missing_text.no_name": (ERROR, "Customers would read nothing of {status} but its phase: it has no public name."),
    "missing_text.name": (
        WARNING,
        "Some customers read {status} in another language; its name is missing in: {languages}.",
    ),
    "missing_text.message": (
        WARNING,
        "Some customers get the e-mail of {status} in another language; missing: {languages}.",
    ),
    "missing_text.sms": (
        WARNING,
        "Some customers get the SMS of {status} in another language; missing: {languages}.",
    ),
    "missing_text.action": (
        WARNING,
        "Some customers get action {number} of {status} in another language; its text is missing in: {languages}.",
    ),
    "unfillable_field.initial": (ERROR, "Orders begin in {status} without {fields}, which it requires."),
    "unfillable_field.ladder": (ERROR, "The clock cannot move orders from {from} to {to}: nobody fills in {fields}."),
    "unfillable_field.action": (
        ERROR,
        "Orders are not moved from {from} to {to} by themselves: nobody fills in {fields}.",
    ),
    "unfillable_field.condition": (
        WARNING,
        "Orders may not be moved from {from} to {to} by themselves: {fields} may not be filled in.",
    ),
    "shadowed_action.same": (WARNING, "Action {number} of {status} adds nothing: action {earlier} does the same."),
    "shadowed_action.left": (
        WARNING,
        "Action {number} of {status} never runs: action {earlier} moves orders on before.",
    ),
    "shadowed_action.never": (WARNING, "Action {number} of {status} never runs: its condition is never true."),
    "shadowed_action.channel": (
        WARNING,
        "Action {number} of {status} never runs: {status} has no meaning at any channel that could be reported.",
    ),
    "shadowed_action.clock": (
        WARNING,
        "The clock of {status} never runs: it runs in open statuses while it is our turn.",
    ),
    "shadowed_action.from": (WARNING, "Action {number} of {status} never runs: no order comes there from {from}."),
    "contradicting_actions.move_on": (
        ERROR,
        "Orders in {status} are moved to two places at once: by action {earlier} and action {number}.",
    ),
    "contradicting_actions.assign": (
        ERROR,
        "Orders in {status} are given to two people at once: by action {earlier} and action {number}.",
    ),
    "contradicting_actions.publish": (
        ERROR,
        "Orders in {status} are shown and hidden at once: by action {earlier} and action {number}.",
    ),
    "contradicting_actions.payment": (
        ERROR,
        "Customers are asked to pay where they cannot: action {number} of {status}, which takes no payment.",
    ),
    "contradicting_actions.invoice": (
        ERROR,
        "An invoice is asked for where none may be issued: action {number} of {status}.",
    ),
    "contradicting_actions.invoice_default": (
        ERROR,
        "An invoice is asked for where none may be issued: entering {status} does so.",
    ),
    "same_public_name": (WARNING, "Customers cannot tell {status} apart: the public name in {languages} is the same."),
}
