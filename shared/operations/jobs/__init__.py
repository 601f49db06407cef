"""Long work, one way: planned into slices, each run by itself, each safe to run again. A kind is a file and a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from shared.operations.jobs.kind import JobKind

JOB_KINDS: Final[dict[str, JobKind[Any]]] = {}
"""What does the work of each kind, by the name that callers ask for it with."""
