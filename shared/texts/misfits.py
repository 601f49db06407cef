"""What is wrong in the texts of a workflow document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.customer_texts import texts_of
from shared.model.fitting import Misfit
from shared.texts.written import problems, tokens

if TYPE_CHECKING:
    from shared.model.workflow import Workflow

MAX_TOKENS = 500_000
"""Tokens of Jinja in all texts of a workflow. A token takes some 7 microseconds to check, on a whole CPU.

500 statuses with an e-mail and an SMS in four languages, each as long as the longest of the templates, have 124,000.
"""


def text_misfits(workflow: Workflow, *, most: int = MAX_TOKENS) -> list[Misfit]:
    """Every text for customers that says what a text cannot (`shared.texts.written`), with a pointer to its place.

    Where the texts have more than `most` tokens altogether, the last misfit points at the text that is one too many;
    what follows it is not read.
    """
    found: list[Misfit] = []
    count = 0
    for pointer, text in texts_of(workflow):
        wrong = problems(text)
        if wrong:
            found.append(Misfit(pointer, "bad_text", "; ".join(wrong)))
        count += tokens(text)
        if count > most:
            found.append(Misfit(pointer, "too_many_tokens", _TOO_MANY.format(most=most)))
            break
    return found


_TOO_MANY = "up to here the texts of the workflow have more than {most} words and signs in braces: make them plainer"
