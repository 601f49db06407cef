"""Every address of the back office leads to a screen that takes what the address holds."""

from __future__ import annotations

import inspect

import pytest

from functions.backoffice.routes import ROUTES, screen


@pytest.mark.parametrize(("method", "path", "name"), ROUTES, ids=[f"{method} {path}" for method, path, _ in ROUTES])
def test_a_route_names_a_screen_that_takes_the_ids_in_its_path(method: str, path: str, name: str) -> None:
    assert method in {"GET", "POST"}
    assert len(inspect.signature(screen(name)).parameters) == 1 + path.count("{")
