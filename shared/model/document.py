"""What every part of a workflow document is made of: strict frozen models, and the kinds of words in them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.model.moments import duration
from shared.model.palette import PALETTE, colour


def _duration(text: str) -> str:
    duration(text)
    return text


StatusId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["packing"])]
TeamId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$", examples=["support"])]
StaffId = Annotated[str, Field(pattern=r"^usr_[0-9a-z]{26}$")]
Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]
Duration = Annotated[
    str,
    Field(max_length=20, examples=["PT48H"], json_schema_extra={"pattern": "^P(?=[0-9T])"}),
    AfterValidator(_duration),
]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$", examples=["it"])]
Colour = Annotated[
    str,
    Field(
        max_length=20,
        examples=["#d64545", "red"],
        json_schema_extra={"anyOf": [{"enum": [*PALETTE]}, {"pattern": "^#[0-9a-fA-F]{6}$"}]},
    ),
    AfterValidator(colour),
]
Message = Annotated[str, Field(max_length=4000)]
"""A text for the customer; `shared.texts.written` says what it may hold, which is checked when it is saved."""
ShortMessage = Annotated[str, Field(max_length=480)]
Messages = Annotated[dict[Language, Message], Field(min_length=1, max_length=10)]
ShortMessages = Annotated[dict[Language, ShortMessage], Field(min_length=1, max_length=10)]
TagText = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^\S(.*\S)?$")]


class Doc(BaseModel):
    """A part of a workflow document: frozen, and unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)
