"""Wait, then continue."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from shared.model.actions.action import BaseAction
from shared.model.document import Doc, Duration


class WaitWith(Doc):
    """How long."""

    time: Annotated[Duration, Field(alias="for")]


class Wait(BaseAction):
    """Let the actions below this one wait so long; each then runs only if the order is still here."""

    effect = None
    do: Literal["wait"]
    with_: Annotated[WaitWith, Field(alias="with")]

    @model_validator(mode="after")
    def _plain(self) -> Wait:
        if self.upon != "enter" or self.when or self.after:
            raise ValueError("a wait has neither `upon`, `when` nor `after`: it is for all actions below it")
        return self
