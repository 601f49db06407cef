from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shared.operations import cursors
from shared.store import workflows
from tests.browser.door import Stage

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday morning."""


@pytest.fixture
def stage() -> Stage:
    """The demo shop with its first sixteen orders, one of each way."""
    workflows.forget()
    cursors.forget()
    return Stage.demo(16, at=NOW)
