"""Long work, one way: planned into slices, each run by itself, each safe to run again. A kind is a file and a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared.operations.jobs.apply import APPLY
from shared.operations.jobs.migrate import MIGRATE
from shared.operations.jobs.rehearse import REHEARSE

if TYPE_CHECKING:
    from shared.operations.jobs.kind import JobKind

JOB_KINDS: Final[dict[str, JobKind[Any]]] = {
    "apply": APPLY,
    "migrate": MIGRATE,
    "rehearse": REHEARSE,
}
"""What does the work of each kind, by the name that callers ask for it with."""
