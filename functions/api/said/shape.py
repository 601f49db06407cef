"""What every answer has in common."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Instant = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:00)$", examples=["2026-11-22T09:30:00.000Z"]),
]
Amount = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", examples=["114.70"])]
Cursor = Annotated[str | None, Field(description="Where the next page begins; null at the end.")]
Turn = Literal["us", "customer", "supplier", "carrier"]


class Said(BaseModel):
    """Every answer: no field that is not described."""

    model_config = ConfigDict(extra="forbid")
