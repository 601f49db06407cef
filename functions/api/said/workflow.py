"""The workflow: its documents, versions, differences, findings and templates."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from functions.api.said.shape import Instant, Said
from shared.model.workflow import Workflow


class WorkflowDocument(Workflow):
    """A workflow; what stands at its default is left out."""


class Version(Said):
    """A version of the workflow, without its document. `by` is who published it, `restores` what it rolled back to."""

    version: int
    by: str
    at: Instant
    note: str
    restores: int | None
    sha256: Annotated[str, Field(description="of the document's canonical bytes")]


class DraftSummary(Said):
    """The draft, without its document."""

    edit: int
    based_on: int
    by: str
    at: Instant


class VersionList(Said):
    """Every version, newest first, and the draft, where there is one."""

    items: list[Version]
    draft: DraftSummary | None


class Edit(Said):
    """One difference: a stable code, its place as a JSON pointer, what the sentence names, and the sentence."""

    code: str
    pointer: str
    params: dict[str, str]
    sentence: str


class Operation(Said):
    """One operation of a JSON Patch (RFC 6902)."""

    op: Literal["add", "replace", "remove"]
    path: str
    value: Any = None


class Finding(Said):
    """What would go wrong: a code of `docs/findings.md`, the shortest wrong path, and what mends it.

    `params` is what the message names, for wording it in another language. `fix` is a JSON Patch on the document, after
    which this finding is gone and no error was added; `null` where none is known.
    """

    code: str
    severity: Literal["error", "warning"]
    statuses: list[str]
    path: list[str]
    message: str
    params: dict[str, str]
    fix: list[Operation] | None


class Findings(Said):
    """Everything the verifier found; a document with an error is not `publishable`."""

    findings: list[Finding]
    publishable: bool


class Template(Said):
    """A workflow template. `missing_teams` are those it names that the shop has not."""

    id: str
    title: dict[str, str]
    about: dict[str, str]
    statuses: Annotated[list[str], Field(description="ids of the whole template's, in order")]
    teams: Annotated[list[str], Field(description="that the whole template names")]
    missing_teams: list[str]


class Templates(Said):
    """All templates, the simplest first."""

    items: list[Template]


class TemplateDocument(Template):
    """A template with its document, made to measure as it was asked for; nothing is stored."""

    document: WorkflowDocument


class Remark(Said):
    """What was read otherwise than it stood, guessed or left out, and where: `line 3`, `state 14`."""

    place: str
    message: str


class ImportedWorkflow(Said):
    """A workflow made of another system's statuses; nothing is stored."""

    document: WorkflowDocument
    remarks: list[Remark]


class Diff(Said):
    """Every difference between two documents; none where they are equal."""

    items: list[Edit]


class JsonSchema(RootModel[dict[str, Any]]):
    """A JSON document."""


class Drawing(RootModel[str]):
    """A drawing as SVG, or text that is drawn elsewhere."""


class Html(RootModel[str]):
    """A page."""
