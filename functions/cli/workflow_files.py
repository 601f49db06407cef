"""A workflow in a file: read with the place of each part, judged without a shop, written without a needless change."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pydantic import ValidationError

from functions.cli.yaml_in import MOST_BYTES, Place, Unreadable, Written, read_written
from functions.cli.yaml_out import write_yaml
from shared.model.fitting import misfits, references
from shared.model.misfits import invalid
from shared.model.verify import verify
from shared.model.workflow import Workflow
from shared.texts.misfits import text_misfits

if TYPE_CHECKING:
    from collections.abc import Iterable


STDIN = Path("-")
_WORDS = {"extra_forbidden": "there is no such field", "missing": "is missing"}
"""What we say of faults where the words of the model would be odd in a file."""


class NoFile(Exception):  # noqa: N818 - a fact
    """The file cannot be read or written; the message says which and why."""


class Fault(NamedTuple):
    """Something in a file that does not fit: where it stands, its JSON pointer, a stable code, and words."""

    place: Place
    pointer: str
    code: str
    message: str


class Unfit(Exception):  # noqa: N818 - a fact
    """A file holds no workflow that fits together."""

    def __init__(self, file: WorkflowFile, faults: list[Fault]) -> None:
        """Keep every fault."""
        super().__init__(f"{len(faults)} faults")
        self.file = file
        self.faults = faults


@dataclass(frozen=True)
class WorkflowFile:
    """What a file says, and how it is called in messages."""

    name: str
    written: Written

    @property
    def document(self) -> Any:
        """JSON of the workflow, as it stands there."""
        return self.written.document

    def fault(self, pointer: str, code: str, message: str) -> Fault:
        """Something wrong, with its place."""
        return Fault(self.written.place(pointer), pointer, code, _WORDS.get(code, message))

    def faults(self, wrong: Iterable[tuple[str, str, str]]) -> Unfit:
        """Everything that is wrong, in the order of the file; `wrong` are pointers, codes and messages."""
        return Unfit(self, sorted({self.fault(*each) for each in wrong}))


def read_text(path: Path, most: int) -> str:
    """The text of a file, or of standard input for `-`, of at most `most` bytes. Raises NoFile."""
    try:
        if path == STDIN:
            raw = sys.stdin.buffer.read(most + 1)
        else:
            with path.open("rb") as file:
                raw = file.read(most + 1)
    except OSError as error:
        raise NoFile(f"{path}: {error.strerror or type(error).__name__}") from error
    if len(raw) > most:
        raise NoFile(f"{_name(path)}: more than {most // 1_000_000} MB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise NoFile(f"{_name(path)}:{line}: no text in UTF-8") from error


def read_workflow_file(path: Path) -> WorkflowFile:
    """A workflow's file, or standard input for `-`. Raises NoFile, which says where in it."""
    text = read_text(path, MOST_BYTES)
    try:
        return WorkflowFile(_name(path), read_written(text))
    except Unreadable as error:
        raise NoFile(f"{_name(path)}:{error.place.line}:{error.place.column}: {error.message}") from error


def parse(file: WorkflowFile) -> Workflow:
    """The workflow of a file whose parts fit their kinds. Raises Unfit."""
    try:
        return Workflow.model_validate_json(json.dumps(file.document))
    except ValidationError as error:
        wrong = invalid(error, file.document).wrong
        raise file.faults((each.pointer, each.code, each.message) for each in wrong) from error


def check(file: WorkflowFile) -> Workflow:
    """The workflow of a file that fits together, as far as can be told without the shop it is for. Raises Unfit."""
    workflow = parse(file)
    named: dict[str, set[str]] = {"team": set(), "connection": set(), "staff": set(), "status": set()}
    for status in workflow.statuses:
        for kind, _, name in references(status):
            named[kind].add(name)
    shop = [frozenset(named[kind]) for kind in ("team", "connection", "staff")]
    found = [*misfits(workflow, *shop), *text_misfits(workflow)]
    if found:
        raise file.faults(found)
    return workflow


def findings_of(workflow: Workflow) -> list[dict[str, Any]]:
    """What the verifier finds, as the API says it; which teams the shop has is not known here."""
    return [finding.outside() for finding in verify(workflow)]


def document_of(workflow: Workflow) -> dict[str, Any]:
    """Its JSON as the API says it: what stands at its default left out."""
    return workflow.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def same(one: Any, other: Any) -> bool:
    """Whether two documents are the same workflow, however they write it; one that is none equals nothing."""
    try:
        return Workflow.model_validate_json(json.dumps(one)) == Workflow.model_validate_json(json.dumps(other))
    except ValidationError:
        return False


def write_workflow_file(path: Path, document: dict[str, Any], *, as_json: bool, schema: str | None) -> None:
    """Write a workflow, as JSON where asked for or where the file's name ends so, otherwise as YAML. Raises NoFile.

    `schema` is where an editor finds the schema; it stands in a comment of the YAML.
    """
    if as_json or path.suffix == ".json":
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    else:
        text = (f"# yaml-language-server: $schema={schema}\n" if schema else "") + write_yaml(document)
    write_text(path, text)


def write_text(path: Path, text: str) -> None:
    """Write a file, or to standard output for `-`. Raises NoFile."""
    if path == STDIN:
        sys.stdout.write(text)
        return
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise NoFile(f"{path}: {error.strerror or type(error).__name__}") from error


def pointer_of(document: Any, status: str) -> str:
    """Where a status of that id stands; the whole document where none does."""
    statuses: Any = cast("dict[str, Any]", document).get("statuses", []) if isinstance(document, dict) else []
    for n, each in enumerate(cast("list[Any]", statuses) if isinstance(statuses, list) else []):
        if isinstance(each, dict) and cast("dict[str, Any]", each).get("id") == status:
            return f"/statuses/{n}"
    return ""


def _name(path: Path) -> str:
    return "standard input" if path == STDIN else str(path)
