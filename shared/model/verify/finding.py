"""What the verifier answers, and a finding on its way there: with the fixes that are still to be proved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from shared.model.record import record
from shared.model.verify.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

Severity = Literal["error", "warning"]
Operation = dict[str, Any]
"""One RFC 6902 operation on the document's JSON."""
Fix = tuple[Operation, ...]


@record
class Finding:
    """Something that would go wrong under a workflow.

    Attributes:
        code: Stable, documented in `docs/findings.md`.
        severity: A document with an `error` cannot be published.
        statuses: The statuses it is about.
        path: The shortest wrong path of status ids; empty where no path shows it.
        message: In English, the consequence first.
        fix: RFC 6902 operations after which this finding is gone and no error was added; `None` where none is known.
        params: What fills the words of `finding.<key>` in other languages.
        key: Which words: the code, or code and variant.
    """

    code: str
    severity: Severity
    statuses: tuple[str, ...]
    path: tuple[str, ...]
    message: str
    fix: Fix | None
    params: Mapping[str, str]
    key: str

    @property
    def identity(self) -> tuple[str, tuple[str, ...]]:
        """What makes it the same finding after the document changed elsewhere: a status may have several alike."""
        return self.key, self.statuses

    def outside(self) -> dict[str, Any]:
        """The finding as JSON, as programs and files read it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "statuses": list(self.statuses),
            "path": list(self.path),
            "message": self.message,
            "params": dict(self.params),
            "fix": None if self.fix is None else list(self.fix),
        }


@record
class Suspect:
    """A finding with the fixes to be tried, in order of preference."""

    finding: Finding
    candidates: tuple[Fix, ...] = ()


def suspect(
    key: str,
    statuses: tuple[str, ...],
    path: tuple[str, ...] = (),
    *candidates: Fix,
    **params: str,
) -> Suspect:
    """A finding by the key of its words, whose params they name."""
    severity, words = WORDS[key]
    code = key.partition(".")[0]
    return Suspect(
        Finding(code, severity, statuses, path, words.format_map(params), None, params, key),
        tuple(fix for fix in candidates if fix),
    )
