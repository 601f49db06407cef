"""The workflow studio: the draft as one person has it before them, and what every act on it has in common."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Literal

from functions.backoffice.fill_workflow import fill_rows
from functions.backoffice.studio_findings import found_in
from functions.backoffice.studio_map import fill_map, marks_of
from functions.backoffice.studio_views import Clash, DraftBar, StudioPage
from functions.backoffice.studio_whole_page import fill_whole
from functions.backoffice.studio_words import say_edits
from functions.backoffice.views import Choice, Toast
from functions.backoffice.web import Answer, see_other
from shared.model.diff import diff
from shared.model.errors import Changed, Invalid, NotAllowed, NotFound
from shared.model.flow import Flow
from shared.model.moments import as_datetime
from shared.model.people import Right
from shared.model.workflow import Phase, Workflow
from shared.operations.draft_workflow import Draft, read_draft
from shared.operations.edit_draft import document_at, edit_draft, may_undo
from shared.store import workflows

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.backoffice.desk import Desk
    from functions.backoffice.studio_views import FindingRow, Panel
    from functions.backoffice.studio_whole_views import Whole
    from functions.backoffice.views import StatusMark

MAP = "/workflow/draft"
TABLE = "/workflow/draft/table"
WHOLE = "/workflow/draft/whole"
START = "/workflow/draft/start"
CONFLICT, UNPROCESSABLE = 409, 422
Json = dict[str, Any]
Look = Literal["map", "table", "whole"]
_LOOKS: Final[dict[str, Look]] = {TABLE: "table", WHOLE: "whole"}
_TEMPLATES: Final[dict[Look, str]] = {
    "map": "pages/studio.html",
    "table": "pages/studio_table.html",
    "whole": "pages/studio_whole.html",
}
_DONE = frozenset({"restored", "discarded", "undone"})
_PANEL = re.compile(rf"{MAP}/statuses/[a-z0-9_]+(\?part=[a-z]+)?")


@dataclass(frozen=True)
class Studio:
    """The draft of the shop, before somebody who may change it."""

    desk: Desk
    draft: Draft

    @cached_property
    def workflow(self) -> Workflow | None:
        """The draft's document; `None` where there is none yet."""
        document = self.draft.document
        return Workflow.model_validate_json(json.dumps(document)) if document else None

    @property
    def begun(self) -> Workflow:
        """The draft's document. Raises NotFound where there is none yet."""
        if self.workflow is None:
            raise NotFound("workflow")
        return self.workflow

    @cached_property
    def published(self) -> Workflow | None:
        """What the draft is compared with: the version it was made from."""
        flow = workflows.read_flow(self.desk.table, self.desk.who.shop, self.draft.based_on)
        return flow.document if flow else None

    @cached_property
    def marks(self) -> dict[str, StatusMark]:
        """The draft's statuses by id."""
        return marks_of(self.begun)

    @cached_property
    def findings(self) -> tuple[FindingRow, ...]:
        """What the verifier says of the draft."""
        return found_in(self.begun, self.draft.document, self.desk)

    @cached_property
    def edits(self) -> tuple[Any, ...]:
        """What differs from the version it was made from."""
        return diff(self.published, self.begun) if self.draft.edit or self.published is None else ()

    @property
    def colours_href(self) -> str:
        """The draft's stylesheet: named after what it holds, so that it may be kept."""
        said = json.dumps([(status.id, status.colour) for status in self.begun.statuses])
        return f"/workflow/draft/colours.css?shop={self.desk.who.shop}&of={sha256(said.encode()).hexdigest()[:16]}"

    def bar(self) -> DraftBar:
        """Where the draft stands."""
        desk, draft = self.desk, self.draft
        errors = sum(row.severity == "error" for row in self.findings)
        present = workflows.current_version(desk.table, desk.who.shop, fresh=True)
        return DraftBar(
            edit=draft.edit,
            based_on=draft.based_on,
            saved_at=as_datetime(draft.at) if draft.at else None,
            by=desk.names.actor(draft.by)[0],
            changes=len(self.edits),
            errors=errors,
            warnings=len(self.findings) - errors,
            may_undo=may_undo(desk.table, desk.who, draft, now=desk.request.now),
            behind=present if present != draft.based_on else 0,
        )

    def page(  # noqa: PLR0913 - what a page is, by name
        self,
        *,
        look: Look = "map",
        panel: Panel | None = None,
        whole: Whole | None = None,
        clash: Clash | None = None,
        problem: str = "",
        typed: str = "",
        status: int = 200,
        toast: Toast | None = None,
    ) -> Answer:
        """The draft as a page: its map, perhaps with one status beside it, its table, or what belongs to all of it."""
        desk, workflow = self.desk, self.begun
        if problem:
            status = UNPROCESSABLE
        drawn = fill_map(
            workflow,
            desk.names,
            desk.speech,
            href=status_href,
            findings=self.findings,
            selected=panel.status.id if panel else "",
        )
        rows = fill_rows(desk, Flow(workflow, self.draft.based_on), status_href) if look == "table" else ()
        view = StudioPage(
            bar=self.bar(),
            map=drawn,
            findings=self.findings,
            rows=rows,
            statuses=tuple(Choice(value=each.id, label=each.name) for each in workflow.statuses),
            phases=self.phases("in_progress"),
            colours_href=self.colours_href,
            panel=panel,
            whole=whole or (fill_whole(self) if look == "whole" else None),
            clash=clash,
            problem=problem,
            typed=typed,
            table=look == "table",
        )
        version = f"{self.draft.edit}|{self.draft.based_on}"
        return desk.page(_TEMPLATES[look], view, "workflow", status=status, version=version, toast=toast)

    def phases(self, chosen: str) -> tuple[Choice, ...]:
        """The phases to choose from."""
        return tuple(
            Choice(value=phase, label=self.desk.speech.t(f"phase.{phase}").capitalize(), chosen=phase == chosen)
            for phase in Phase
        )

    def clash(self, error: Changed, edit: int) -> Clash:
        """Who saved first, and what they changed since the save a form was made from."""
        desk, stands = self.desk, error.stands
        changes: tuple[str, ...] = ()
        then = document_at(desk.table, desk.who, edit, now=desk.request.now)
        if then and self.workflow:
            before = Workflow.model_validate_json(json.dumps(then))
            changes = tuple(row.words for row in say_edits(diff(before, self.workflow), desk))
        return Clash(
            by=desk.names.actor(stands.get("by"))[0],
            at=as_datetime(stands["at"]) if stands.get("at") else None,
            changes=changes,
            gone=not self.draft.edit,
        )


def may_change(desk: Desk) -> None:
    """Let whoever may change the workflow in. Raises NotAllowed."""
    if not desk.may(Right.CHANGE_WORKFLOW):
        raise NotAllowed(Right.CHANGE_WORKFLOW)


def sit_at(desk: Desk) -> Studio:
    """The studio of whoever may change the workflow. Raises NotAllowed."""
    may_change(desk)
    return Studio(desk, read_draft(desk.table, desk.who))


def status_href(status: str) -> str:
    """Where a status of the draft is edited."""
    return f"{MAP}/statuses/{status}"


def sent_edit(desk: Desk) -> int:
    """The save that a form was made from; one that nobody made where it says none."""
    sent = desk.request.sent("edit")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else -1  # noqa: PLR2004 - a count of saves


def here(desk: Desk) -> str:
    """Where the person was, to come back to: the map, the table, the whole workflow or a status's panel."""
    back = desk.request.sent("back")
    return back if back in {TABLE, WHOLE, MAP} or _PANEL.fullmatch(back) else MAP


def look_of(desk: Desk) -> Look:
    """Which of the draft's pages the person was on."""
    return _LOOKS.get(here(desk), "map")


def toast_of(desk: Desk) -> Toast | None:
    """What was just done to the draft, said once."""
    done = desk.request.asked("done")
    return Toast(code=f"draft_{done}") if done in _DONE else None


def act(
    desk: Desk,
    change: Callable[[Json], Json],
    where: Callable[[Draft], str] | str,
    retry: Callable[[Studio, Invalid], Answer] | None = None,
    stale: Callable[[Studio, Clash], Answer] | None = None,
) -> Answer:
    """Change the draft by a form, and lead to what came of it.

    Args:
        desk: The desk.
        change: Makes the new document.
        where: Where to look afterwards.
        retry: Shows the form again with what is wrong with it; without one the page says so.
        stale: Shows the form again where somebody saved first; without one the page says who did what.
    """
    may_change(desk)
    try:
        draft = edit_draft(desk.table, desk.who, change, edit=sent_edit(desk), now=desk.request.now)
    except Changed as error:
        now = sit_at(desk)
        if now.workflow is None:
            raise
        clash = now.clash(error, sent_edit(desk))
        return stale(now, clash) if stale else now.page(look=look_of(desk), clash=clash, status=CONFLICT)
    except Invalid as error:
        now = sit_at(desk)
        if retry:
            return retry(now, error)
        return now.page(look=look_of(desk), problem=in_words(desk, error), typed=desk.request.sent("name"))
    return see_other(where if isinstance(where, str) else where(draft))


def in_words(desk: Desk, error: Invalid) -> str:
    """What is wrong, in the reader's language where there are words for it."""
    said = [problem_words(desk, each.code, each.message) for each in error.wrong]
    return " ".join(dict.fromkeys(said))


def problem_words(desk: Desk, code: str, message: str) -> str:
    """The words of one thing that is wrong."""
    speech = desk.speech
    for key in (f"wrong.{code}", f"problem.{code}"):
        if speech.has(key):
            return speech.t(key)
    return message[:1].upper() + message[1:]
