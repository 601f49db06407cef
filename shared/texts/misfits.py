"""What is wrong in the texts of a workflow document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.customer_texts import texts_of
from shared.model.fitting import Misfit
from shared.texts.written import problems

if TYPE_CHECKING:
    from shared.model.workflow import Workflow


def text_misfits(workflow: Workflow) -> list[Misfit]:
    """Every text for customers that says what a text cannot (`shared.texts.written`), with a pointer to its place."""
    found = ((pointer, problems(text)) for pointer, text in texts_of(workflow))
    return [Misfit(pointer, "bad_text", "; ".join(wrong)) for pointer, wrong in found if wrong]
