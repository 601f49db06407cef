"""What is different between two workflow documents, in words: one sentence for each edit.

`diff` is empty exactly when the documents are equal. Each kind of edit has a code, under which the screens have the
same sentence in every language (`edit.<code>`); `Edit.sentence` is the English one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.diff.statuses import status_edits
from shared.model.diff.top import calendar_edits, language_edits, pay_later_edits, rule_edits
from shared.model.diff.words import Edit, Scene, edit

if TYPE_CHECKING:
    from shared.model.workflow import Workflow

__all__ = ["Edit", "diff"]


def diff(before: Workflow | None, after: Workflow) -> tuple[Edit, ...]:
    """Every edit that leads from one document to the other, in the order of the document.

    `before` is `None` where there was no workflow. Status ids are unique in each document, as in every one that fits.
    Pointers lead into `after`; those of what was removed into `before`.
    """
    if before is None:
        added = (edit("status_added", f"/statuses/{n}", status=s.name) for n, s in enumerate(after.statuses))
        return (edit("workflow_begun", ""), *added)
    scene = Scene(before, after)
    return (
        *language_edits(before, after),
        *status_edits(scene),
        *rule_edits(scene),
        *pay_later_edits(before, after),
        *calendar_edits(before.calendar, after.calendar),
    )
