"""What the API takes about jobs. What a kind takes is described by the kind itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import ConfigDict, RootModel

from functions.api.asked import Asked, Cursor, Limit
from shared.operations.jobs import JOB_KINDS

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema


class JobIn(RootModel[dict[str, Any]]):
    """Long work to be done: its `kind`, and what that kind takes."""

    model_config = ConfigDict(defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """One branch for each kind; the operation reads the body by the kind that it names."""
        described = handler(core_schema)
        for kind in JOB_KINDS.values():
            kind.asked.model_rebuild()
        branches = [handler(kind.asked.__pydantic_core_schema__) for kind in JOB_KINDS.values()]
        return {"title": "JobIn", "description": described["description"], "required": ["kind"], "oneOf": branches}


class JobPatch(Asked):
    """The one thing that may be changed of a job."""

    stop: Literal[True]


class JobsAsked(Asked):
    """Which page."""

    limit: Limit = 50
    cursor: Cursor | None = None
