"""For every test: no request may mix shops, whatever code it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests import one_shop

if TYPE_CHECKING:
    from collections.abc import Iterator

settings.register_profile("ours", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")


@pytest.fixture(scope="session", autouse=True)
def _one_shop_in_each_request() -> Iterator[None]:
    with one_shop.installed():
        yield
