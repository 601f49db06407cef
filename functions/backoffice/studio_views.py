"""What the workflow studio shows: plain frozen data, as in `views`, filled by the `studio_*` modules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from functions.backoffice.studio_whole_views import Whole
    from functions.backoffice.views import Choice, Person, StatusMark, StatusRow

MoveKind = Literal["recommended", "suggested", "clock", "action"]
Severity = Literal["error", "warning"]
FieldKind = Literal["text", "area", "select", "many", "flag", "colour", "turn"]


@dataclass(frozen=True, kw_only=True)
class Node:
    """One status on the map.

    Attributes:
        sub: Its second line: who works on it and how long, or what else it is.
        finding: The number of the first finding about it, for its badge; 0 for none.
    """

    status: StatusMark
    href: str
    sub: str
    finding: int = 0
    severity: Severity = "warning"
    selected: bool = False


@dataclass(frozen=True, kw_only=True)
class Edge:
    """One way on the map; `label` says when the clock takes it."""

    source: str
    target: str
    kind: MoveKind
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Map:
    """The statuses and the ways between them, in the order of the document."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def drawn(self) -> list[dict[str, str]]:
        """The ways as plain data for the script that draws them."""
        return [{"from": e.source, "to": e.target, "kind": e.kind, "label": e.label} for e in self.edges]


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    """One thing the verifier found: its consequence first, then the way an order would go wrong.

    Attributes:
        mark: What names it in its form, so that a fix is never applied to another finding.
        fix: What its fix does, in words; empty where it has none.
    """

    number: int
    code: str
    severity: Severity
    title: str
    words: str
    path: tuple[StatusMark, ...]
    statuses: tuple[StatusMark, ...]
    mark: str
    fix: str = ""


@dataclass(frozen=True, kw_only=True)
class DraftBar:
    """Where the draft stands.

    Attributes:
        edit: The save it is at; every form sends it back.
        based_on: The version it was begun from; 0 where none was published.
        saved_at: `None` where nothing was changed yet.
        changes: How many edits lie between the version and the draft.
        behind: The version that was published since the draft was begun; 0 for none.
    """

    edit: int
    based_on: int
    saved_at: datetime | None
    by: Person | None
    changes: int
    errors: int
    warnings: int
    may_undo: bool
    behind: int = 0


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a section: how it is asked, what it holds, what may be chosen.

    Attributes:
        name: Its name in the form; `studio.field.<label>` is its label.
        language: The language of its text, where it has one.
        problem: Words of what is wrong with it.
    """

    name: str
    kind: FieldKind
    label: str
    value: str = ""
    choices: tuple[Choice, ...] = ()
    rows: int = 2
    language: str = ""
    problem: str = ""
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class Colour:
    """A status's colour as it will be read: its shades, and the contrast that was measured.

    `light` and `dark` are ratios of the pill's text on its tint, such as `6.5`.
    """

    typed: str
    light: float
    dark: float
    near: StatusMark | None = None


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """A way out of a status."""

    status: StatusMark
    kind: MoveKind


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a customer would read in one language; no text where there is none, or where something is wrong with it.

    Attributes:
        segments: How many text messages the SMS is.
        units: Of how many characters, as the network counts them.
    """

    language: str
    subject: str
    text: str
    sms: str
    segments: int
    units: int
    problems: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LadderForm:
    """One step of the clock as a row: when, what, and for moving and reassigning where to."""

    at: str
    do: str
    targets: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class ClauseRow:
    """One simple condition: a fact, a comparison, a value."""

    field: str
    op: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ActionForm:
    """One action as a form; `index` is its place, or -1 for one that is being added.

    Attributes:
        said: What it does, in words.
        terms: When it does so, where that is not simply on entering.
        join: `all` or `any`: how its clauses are joined.
        tree: The whole condition as JSON where rows cannot show it, or as it was typed.
        problem: What is wrong with it.
        writes: Whether it writes to the customer.
    """

    index: int
    do: str
    said: str
    fields: tuple[Field, ...]
    terms: str = ""
    join: Literal["all", "any"] = "all"
    clauses: tuple[ClauseRow, ...] = ()
    tree: str = ""
    problem: str = ""
    open: bool = False
    writes: bool = False
    previews: tuple[Preview, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its texts, in order."""
        return tuple(dict.fromkeys(field.language for field in self.fields if field.language))


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One status with one of its sections open."""

    status: StatusMark
    href: str
    part: str
    here: int
    fields: tuple[Field, ...] = ()
    colour: Colour | None = None
    steps: tuple[NextStep, ...] = ()
    comes_from: tuple[StatusMark, ...] = ()
    ladder: tuple[LadderForm, ...] = ()
    actions: tuple[ActionForm, ...] = ()
    adding: ActionForm | None = None
    languages: tuple[str, ...] = ()
    previews: tuple[Preview, ...] = ()
    palette: Mapping[str, str] = field(default_factory=dict[str, str])
    facts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    problem: str = ""
    may_add: bool = True


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Somebody saved the draft first: who, when, and what they changed."""

    by: Person | None
    at: datetime | None
    changes: tuple[str, ...]
    gone: bool = False


@dataclass(frozen=True, kw_only=True)
class StudioPage:
    """The draft: its bar, its map or table or what belongs to all of it, what was found, and perhaps one status."""

    bar: DraftBar
    map: Map
    findings: tuple[FindingRow, ...]
    rows: tuple[StatusRow, ...]
    statuses: tuple[Choice, ...]
    phases: tuple[Choice, ...]
    colours_href: str
    panel: Panel | None = None
    whole: Whole | None = None
    clash: Clash | None = None
    problem: str = ""
    typed: str = ""
    table: bool = False


@dataclass(frozen=True, kw_only=True)
class EditRow:
    """One edit in words; `code` names its kind."""

    code: str
    words: str
