"""Chromium for whatever looks at pages, with what the pages are made of built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from infra import assets

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
          "--disable-sync", "--no-first-run")  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    if not all((assets.VENDOR / name).is_file() for name in ("icons.svg", "cytoscape.min.js")):
        assets.install()
        assets.build()
    expect.set_options(timeout=15_000)  # milliseconds: a busy machine is no fault of the page
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(_QUIET))
        yield chromium
        chromium.close()
