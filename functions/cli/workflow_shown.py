"""What was found in a workflow, for a person to read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from functions.cli.workflow_app import many, show
from functions.cli.workflow_files import pointer_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from functions.cli.workflow_files import WorkflowFile
    from shared.model.diff import Edit

_STYLES = {"error": "red", "warning": "yellow"}


def show_findings(findings: Sequence[dict[str, Any]], file: WorkflowFile | None) -> None:
    """Each finding with its place, the shortest wrong path and what would mend it, then how many there are."""
    for finding in findings:
        place = _place(finding, file)
        show(
            f"{place}{finding['severity']} {finding['code']}: {finding['message']}", style=_STYLES[finding["severity"]]
        )
        if finding["path"]:
            show(f"    {' → '.join(finding['path'])}")
        for step in finding["fix"] or ():
            value = f" {json.dumps(step['value'], ensure_ascii=False)}" if "value" in step else ""
            show(f"    mend: {step['op']} {step['path']}{value}")
    errors = sum(finding["severity"] == "error" for finding in findings)
    show(f"{many(errors, 'error')}, {many(len(findings) - errors, 'warning')}" if findings else "Nothing found.")


def placed(finding: dict[str, Any], file: WorkflowFile | None) -> dict[str, Any]:
    """A finding for programs, with its place in the file."""
    if file is None:
        return finding
    place = file.written.place(pointer_of(file.document, next(iter(finding["statuses"]), "")))
    return {**finding, "file": file.name, "line": place.line, "column": place.column}


def show_edits(edits: Sequence[Edit]) -> None:
    """Each difference in a sentence."""
    for edit in edits:
        show(edit.sentence)
    if not edits:
        show("No difference.")


def _place(finding: dict[str, Any], file: WorkflowFile | None) -> str:
    if file is None:
        return ""
    found = placed(finding, file)
    return f"{found['file']}:{found['line']}:{found['column']}: "
