"""What does not fit together in a workflow document that is well-formed by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.model.workflow import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.actions import Reference
    from shared.model.workflow import Status, Workflow


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
    retired = frozenset(status.id for status in workflow.statuses if status.retired)
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
    known = {
        "status": (statuses, "unknown_status", "status"),
        "team": (teams, "unknown_team", "team"),
        "staff": (staff, "unknown_staff", "person"),
        "connection": (connections, "unknown_connection", "connection"),
    }
    for n, status in enumerate(workflow.statuses):
        for kind, pointer, named in references(status):
            ids_known, code, word = known[kind]
            if named not in ids_known:
                found.append(Misfit(f"/statuses/{n}{pointer}", code, f"there is no {word} {named}"))
        found += [Misfit(f"/statuses/{n}{pointer}", code, words) for pointer, code, words in _itself(status)]
        if status.retired in retired:
            found.append(Misfit(f"/statuses/{n}/retired", "retired_to_retired", f"{status.retired} is retired itself"))
    found += _doubled_ids(workflow)
    meanings = statuses | {phase.value for phase in Phase}
    for n, rule in enumerate(workflow.rules):
        for side, named in rule.sides():
            if named not in meanings:
                found.append(Misfit(f"/rules/{n}/{side}", "unknown_status", f"{named} is neither a status nor a phase"))
    return found


def _doubled_ids(workflow: Workflow) -> Iterator[Misfit]:
    """Ids of another system that mean two statuses; a retired one may share its with the one that took its place."""
    known: set[tuple[str, str]] = set()
    for n, status in enumerate(workflow.statuses):
        for system, named in () if status.retired else status.external_ids.items():
            if (system, named) in known:
                place = system.replace("~", "~0").replace("/", "~1")
                pointer = f"/statuses/{n}/external_ids/{place}"
                yield Misfit(pointer, "duplicate_external_id", f"{named} of {system} means another status too")
            known.add((system, named))


def references(status: Status) -> Iterator[Reference]:
    """What a status names: statuses, teams, people and connections, each with a JSON pointer below the status."""
    if status.default_next:
        yield "status", "/default_next", status.default_next
    yield from (("status", f"/suggested/{i}", target) for i, target in enumerate(status.suggested))
    exits = status.gate.exits if status.gate else ()
    yield from (("status", f"/gate/exits/{i}", target) for i, target in enumerate(exits))
    if status.retired:
        yield "status", "/retired", status.retired
    if status.team:
        yield "team", "/team", status.team
    for i, step in enumerate(status.sla.ladder if status.sla else ()):
        if step.to:
            yield "status" if step.do == "move" else "team", f"/sla/ladder/{i}/to", step.to
    yield from (("staff", f"/notify/staff/{i}", person) for i, person in enumerate(status.notify.staff))
    for i, action in enumerate(status.actions):
        yield from ((kind, f"/actions/{i}{pointer}", named) for kind, pointer, named in action.references())


def _itself(status: Status) -> Iterator[tuple[str, str, str]]:
    if status.gate and status.id in status.gate.exits:
        yield "/gate/exits", "gate_exit_itself", "a gate cannot be its own exit"
    if status.retired == status.id:
        yield "/retired", "retired_to_itself", "a retired status names another one that takes its orders"
    if status.retired and status.initial:
        yield "/retired", "retired_initial", "orders begin here: it cannot be retired"
