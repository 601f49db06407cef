"""What is wrong with a page as it stands: parts that run off its side, and what axe finds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python

if TYPE_CHECKING:
    from playwright.sync_api import Page

_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_PICTURES = os.environ.get("STAFFETTA_PICTURES")
"""A folder to photograph every page into, for somebody to look at."""


def off_the_side(page: Page, shape: str) -> list[str]:
    """Whether the page is wider than its window; `shape` says which page and how it is seen."""
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{shape}: {over} px run off the side"] if over > 0 else []


def violations(page: Page, shape: str) -> list[str]:
    """What axe finds."""
    page.evaluate(_AXE)
    report: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", _TAGS
    )
    return [f"{shape}: {each['id']} {each['nodes'][0]['html'][:160]}" for each in report["violations"]]


def photograph(page: Page, shape: str) -> None:
    """Keep a picture of the page, where pictures are asked for."""
    if _PICTURES:
        page.screenshot(path=Path(_PICTURES) / f"{shape.replace('/', '_').replace('?', '_')[:90]}.png")
