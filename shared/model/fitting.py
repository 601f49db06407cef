"""What does not fit together in a workflow document that is well-formed by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.model.workflow import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.workflow import Rule, Status, Workflow


class Misfit(NamedTuple):
    """Something wrong in a document: a JSON pointer to its place, a stable code, and words."""

    pointer: str
    code: str
    message: str


def misfits(
    workflow: Workflow, teams: frozenset[str], connections: frozenset[str], staff: frozenset[str]
) -> list[Misfit]:
    """Everything in a document that does not fit together, each with a JSON pointer to its place.

    `teams`, `connections` and `staff` are the ids known to the shop.
    """
    ids = [status.id for status in workflow.statuses]
    statuses = frozenset(ids)
    found: list[Misfit] = []
    initial = sum(status.initial for status in workflow.statuses)
    if initial != 1:
        code = "several_initial" if initial else "no_initial"
        found.append(Misfit("/statuses", code, "exactly one status is initial"))
    found += [
        Misfit(f"/statuses/{n}/id", "duplicate_id", f"{status_id} is used twice")
        for n, status_id in enumerate(ids)
        if status_id in ids[:n]
    ]
    for n, status in enumerate(workflow.statuses):
        for known, code, kind, references in (
            (statuses, "unknown_status", "status", _statuses_of(status)),
            (teams, "unknown_team", "team", _teams_of(status)),
            (staff, "unknown_staff", "person", _staff_of(status)),
            (connections, "unknown_connection", "connection", _connections_of(status)),
        ):
            for pointer, named in references:
                if named not in known:
                    found.append(Misfit(f"/statuses/{n}{pointer}", code, f"there is no {kind} {named}"))
        if status.gate and status.id in status.gate.exits:
            found.append(Misfit(f"/statuses/{n}/gate/exits", "gate_exit_itself", "a gate cannot be its own exit"))
    meanings = statuses | {phase.value for phase in Phase}
    for n, rule in enumerate(workflow.rules):
        for side, named in _sides(rule):
            if named not in meanings:
                found.append(Misfit(f"/rules/{n}/{side}", "unknown_status", f"{named} is neither a status nor a phase"))
    return found


def _statuses_of(status: Status) -> Iterator[tuple[str, str]]:
    if status.default_next:
        yield "/default_next", status.default_next
    for i, target in enumerate(status.suggested):
        yield f"/suggested/{i}", target
    for i, target in enumerate(status.gate.exits if status.gate else ()):
        yield f"/gate/exits/{i}", target
    for i, step in enumerate(status.sla.ladder if status.sla else ()):
        if step.do == "move" and step.to:
            yield f"/sla/ladder/{i}/to", step.to
    for i, action in enumerate(status.actions):
        if action.do == "move_on":
            yield f"/actions/{i}/with/to", action.with_["to"]


def _teams_of(status: Status) -> Iterator[tuple[str, str]]:
    if status.team:
        yield "/team", status.team
    for i, step in enumerate(status.sla.ladder if status.sla else ()):
        if step.do == "reassign" and step.to:
            yield f"/sla/ladder/{i}/to", step.to


def _staff_of(status: Status) -> Iterator[tuple[str, str]]:
    for i, person in enumerate(status.notify.staff):
        yield f"/notify/staff/{i}", person


def _connections_of(status: Status) -> Iterator[tuple[str, str]]:
    for i, action in enumerate(status.actions):
        if action.do == "outgoing_webhook":
            yield f"/actions/{i}/with/connection", action.with_["connection"]


def _sides(rule: Rule) -> Iterator[tuple[str, str]]:
    yield "after", rule.after
    yield "never", rule.never
