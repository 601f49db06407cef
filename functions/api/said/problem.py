"""What went wrong."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from functions.api.said.shape import Said


class FieldProblem(Said):
    """One wrong place."""

    pointer: str
    code: str
    message: str


class Problem(BaseModel):
    """What went wrong (RFC 9457). `code` is stable; kinds of problems have members of their own."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    errors: list[FieldProblem] | None = None
