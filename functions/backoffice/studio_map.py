"""From a workflow to its map: statuses with their second line, and the ways between them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from functions.backoffice.studio_views import Edge, Map, Node
from functions.backoffice.views import StatusMark
from shared.model.moments import duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from functions.backoffice.names import Names
    from functions.backoffice.studio_views import FindingRow
    from shared.model.workflow import LadderStep, Status, Workflow
    from shared.texts.screens.language import Speech


def status_mark(status: Status) -> StatusMark:
    """A status of a document as it is shown."""
    return StatusMark(id=status.id, name=status.name, phase=status.phase.value, retired=status.retired is not None)


def marks_of(workflow: Workflow) -> dict[str, StatusMark]:
    """Every status of a document by its id."""
    return {status.id: status_mark(status) for status in workflow.statuses}


def fill_map(  # noqa: PLR0913 - what a map is made of, by name
    workflow: Workflow,
    names: Names,
    speech: Speech,
    *,
    href: Callable[[str], str],
    findings: Sequence[FindingRow] = (),
    selected: str = "",
) -> Map:
    """The map of a workflow.

    Args:
        workflow: The document.
        names: What teams are called.
        speech: The reader's language.
        href: Where a press on a status leads.
        findings: What was found: each status carries the number of the first that is about it.
        selected: The status that is open beside the map.
    """
    about: dict[str, FindingRow] = {}
    for row in findings:
        for mark in row.statuses:
            about.setdefault(mark.id, row)
    nodes: list[Node] = []
    for status in workflow.statuses:
        found = about.get(status.id)
        nodes.append(
            Node(
                status=status_mark(status),
                href=href(status.id),
                sub=sub_line(workflow, status, names, speech),
                finding=found.number if found else 0,
                severity=found.severity if found else "warning",
                selected=status.id == selected,
            )
        )
    known = {status.id for status in workflow.statuses}
    edges = tuple(edge for status in workflow.statuses for edge in edges_of(status, speech) if edge.target in known)
    return Map(nodes=tuple(nodes), edges=edges)


def sub_line(workflow: Workflow, status: Status, names: Names, speech: Speech) -> str:
    """What stands under a status's name: where its orders go, that it is the end, its gate, or who has how long."""
    if status.retired:
        other = next((each.name for each in workflow.statuses if each.id == status.retired), status.retired)
        return speech.t("studio.sub.retired", status=other)
    if status.rests:
        return speech.t("studio.sub.final")
    turn = "" if status.turn == "us" else speech.t(f"subturn.{status.turn}")
    if status.gate:
        return speech.t("studio.sub.gate", payment=speech.t(f"payment.{status.gate.payment}").lower())
    limit = speech.length(timedelta(seconds=duration(status.clock.limit))) if status.clock else ""
    team = "" if turn else names.team(status.team) or speech.t("studio.sub.nobody")
    return " · ".join(part for part in (turn, team, limit) if part)


def edges_of(status: Status, speech: Speech) -> Iterator[Edge]:
    """Every way out of a status: by people first, then by the clock and by its actions."""
    if status.default_next:
        yield Edge(source=status.id, target=status.default_next, kind="recommended")
    for target in status.suggested:
        yield Edge(source=status.id, target=target, kind="suggested")
    for step in status.clock.ladder if status.clock else ():
        if step.do == "move" and step.to:
            yield Edge(source=status.id, target=step.to, kind="clock", label=_moment(status, step, speech))
    for action in status.actions:
        if action.do == "move_on":
            yield Edge(source=status.id, target=action.with_.to, kind="action")


def _moment(status: Status, step: LadderStep, speech: Speech) -> str:
    """When a step of the clock is taken, after entering."""
    limit = duration(status.clock.limit) if status.clock else 0
    return speech.length(timedelta(seconds=step.seconds(limit)))
