"""What can go wrong, in the words of the domain. Doors translate these; nothing else reaches a caller."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.model.people import Right
    from shared.model.refusals import Refusal


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it so
    """Anything a caller can be told. `code` is stable and documented."""

    code = "problem"


class NotFound(Problem):
    """There is no such thing in this shop; also said of what belongs to another shop."""

    code = "not_found"

    def __init__(self, what: str) -> None:
        """Name the kind of thing: `order`, `connection` ..."""
        super().__init__(f"no such {what}")
        self.what = what


class NotAllowed(Problem):
    """The caller lacks a right."""

    code = "not_allowed"

    def __init__(self, right: Right) -> None:
        """Name the right that is missing."""
        super().__init__(f"this needs the right {right}")
        self.right = right


class Refused(Problem):
    """A guard refused. Nothing changed."""

    code = "refused"

    def __init__(self, refusal: Refusal, *, moves: tuple[str, ...] = (), seen: dict[str, Any] | None = None) -> None:
        """Keep the refusal, the moves open now, and who moved the order last (`moved_by`, `status`, `visit`)."""
        super().__init__(refusal.guard)
        self.refusal = refusal
        self.moves = moves
        self.seen = seen or {}


class Contended(Problem):
    """Others kept committing first; after several tries nothing was written. Trying again is safe."""

    code = "contended"


class Changed(Problem):
    """What was to be replaced is no longer what was read. `stands` says what is there now: version, who, when."""

    code = "changed"

    def __init__(self, stands: dict[str, Any]) -> None:
        """Keep what stands there now."""
        super().__init__("somebody changed it first")
        self.stands = stands


@dataclass(frozen=True)
class Wrong:
    """One thing wrong in what was sent: a JSON pointer to its place, a stable code, and words."""

    pointer: str
    code: str
    message: str
    seen: dict[str, Any] = field(default_factory=dict[str, Any])


class Invalid(Problem):
    """What was sent is well-formed but not acceptable; nothing was stored."""

    code = "invalid"

    def __init__(self, *wrong: Wrong) -> None:
        """Keep everything that is wrong."""
        super().__init__("; ".join(f"{w.pointer}: {w.message}" for w in wrong))
        self.wrong = wrong


class Answered(Problem):
    """This idempotency key has an answer already, given to the same request: `status` and `body`."""

    code = "answered"

    def __init__(self, record: dict[str, Any]) -> None:
        """Keep the recorded answer."""
        super().__init__("answered before")
        self.record = record


class InUse(Problem):
    """What was to be taken away is still needed; nothing changed. `by` names what needs it."""

    code = "in_use"

    def __init__(self, what: str, by: dict[str, Any]) -> None:
        """Name the kind of thing and what needs it, such as `{"statuses": ["packing"]}`."""
        super().__init__(f"the {what} is still needed")
        self.what = what
        self.by = by
