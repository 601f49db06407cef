"""Verifying a workflow: what would go wrong under it, shown by the shortest path, with fixes that are proved.

One file a family of findings. Most families look at the whole graph; the others look at one status at a time, so that
a fix of a single status is proved without looking at all of them again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.verify.finding import Finding
from shared.model.verify.mending import mended
from shared.model.verify.rounds import Round

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.model.verify.finding import Suspect
    from shared.model.workflow import Workflow

__all__ = ["CODES", "Finding", "errors", "verify"]

CODES = (
    "unreachable",
    "dead_end",
    "no_way_to_final",
    "loop_without_exit",
    "gate_without_exit",
    "path_around_gate",
    "automatic_loop",
    "next_not_allowed",
    "forbidden_sequence",
    "unfillable_field",
    "contradicting_actions",
    "missing_owner",
    "missing_text",
    "shadowed_action",
    "same_public_name",
)
"""Every code, in the order of findings."""
MOST_FINDINGS = 1_000
"""Findings that are told at once."""


def verify(document: Workflow, *, teams: frozenset[str] | None = None, fixes: bool = True) -> tuple[Finding, ...]:
    """What would go wrong under a workflow, errors first; a thousand findings at most.

    Args:
        document: A document without misfits (`shared.model.fitting`).
        teams: The ids of the shop's teams, where they are known.
        fixes: Whether to look for fixes; without them it is quicker.
    """
    looked = Round(document, teams)
    suspects = sorted(looked.suspects(), key=_rank)[:MOST_FINDINGS]
    return tuple(mended(looked, suspects) if fixes else (suspected.finding for suspected in suspects))


def _rank(suspected: Suspect) -> tuple[str, int]:
    return suspected.finding.severity, CODES.index(suspected.finding.code)


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that keep a document from being published."""
    return tuple(finding for finding in findings if finding.severity == "error")
