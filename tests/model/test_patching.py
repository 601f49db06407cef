"""JSON Patch on plain JSON."""

from __future__ import annotations

from typing import Any

import pytest

from shared.model.patching import Unpatchable, patch, pointer

DOCUMENT: dict[str, Any] = {"a": [1, {"b": 2}], "c/d": {"~": 3}}


@pytest.mark.parametrize(
    ("operations", "after"),
    [
        ([{"op": "add", "path": "/a/1", "value": 9}], {"a": [1, 9, {"b": 2}], "c/d": {"~": 3}}),
        ([{"op": "add", "path": "/a/-", "value": 9}], {"a": [1, {"b": 2}, 9], "c/d": {"~": 3}}),
        ([{"op": "add", "path": "/a/1/b", "value": 9}], {"a": [1, {"b": 9}], "c/d": {"~": 3}}),
        ([{"op": "replace", "path": "/c~1d/~0", "value": 9}], {"a": [1, {"b": 2}], "c/d": {"~": 9}}),
        ([{"op": "remove", "path": "/a/0"}, {"op": "remove", "path": "/a/0/b"}], {"a": [{}], "c/d": {"~": 3}}),
        ([{"op": "replace", "path": "", "value": 9}], 9),
        ([], DOCUMENT),
    ],
)
def test_operations_are_made_one_after_the_other(operations: list[dict[str, Any]], after: Any) -> None:
    assert patch(DOCUMENT, operations) == after


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/x"},
        {"op": "replace", "path": "/a/3", "value": 1},
        {"op": "add", "path": "/a/01", "value": 1},
        {"op": "add", "path": "/x/y", "value": 1},
        {"op": "add", "path": "/a/0/y", "value": 1},
        {"op": "add", "path": "a", "value": 1},
        {"op": "move", "from": "/a", "path": "/x"},
    ],
)
def test_what_names_no_place_changes_nothing(operation: dict[str, Any]) -> None:
    document = {"a": [1, {"b": 2}]}
    with pytest.raises(Unpatchable):
        patch(document, [{"op": "add", "path": "/a/0", "value": 0}, operation])
    assert document == {"a": [1, {"b": 2}]}


def test_what_is_added_is_not_shared_with_the_operation() -> None:
    value: list[int] = []
    patched = patch({}, [{"op": "add", "path": "/a", "value": value}, {"op": "add", "path": "/a/-", "value": 1}])
    assert (patched, value) == ({"a": [1]}, [])


def test_a_pointer_escapes_what_would_divide_it() -> None:
    assert patch(DOCUMENT, [{"op": "remove", "path": pointer("c/d", "~")}]) == {"a": [1, {"b": 2}], "c/d": {}}
