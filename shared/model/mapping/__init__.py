"""Maps of a workflow, for a handbook, a wiki or a screen: `mermaid` as text, `svg` as a drawing."""

from __future__ import annotations

from shared.model.mapping.drawing import svg
from shared.model.mapping.mermaid import mermaid

__all__ = ["mermaid", "svg"]
