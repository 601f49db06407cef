"""Whatever is sent, the API answers as documented and never fails: schemathesis over the description.

20 examples an operation; `STAFFETTA_DEEP=1` runs 200.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from functions.api.openapi import describe
from functions.api.route import Route
from functions.api.routes import ROUTES
from tests.builders import ANNA
from tests.functions.api.driver import Door
from tests.functions.api.wsgi import wsgi

EXAMPLES = 200 if os.environ.get("STAFFETTA_DEEP") else 20
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

_door = Door()
_order = _door.order(payment={"status": "paid"})["id"]
_connection = _door.post("/v1/connections", {"platform": "generic", "name": "Ours"}).json["id"]
_job = _door.post("/v1/jobs", {"kind": "rehearse"}).json["id"]
_ids = {"job": _job, "order": _order, "connection": _connection, "staff": ANNA, "team": "support", "version": "1"}
_ids |= {"template": "saly", "kind": "tag_order", "effect": "1-0"}
_door.post(f"/v1/orders/{_order}/moves", {"to": "awaiting_payment"})

schema = schemathesis.openapi.from_dict(describe())
schema.app = wsgi(_door.api, f"Bearer {_door.key(staff=ANNA)}")

pytestmark = pytest.mark.timeout(900)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_answer_is_a_documented_one(route: Route, mode: GenerationMode) -> None:
    operation = schema[route.path][route.method]

    @settings(max_examples=EXAMPLES // 2, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(data=st.data())
    def drive(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        known: dict[str, Any] = {name: _ids[name] for name in (case.path_parameters or {}) if name in _ids}
        if known and data.draw(st.booleans()):  # ids of things that are there, so that operations are reached
            case.path_parameters = {**case.path_parameters, **known}
        case.call_and_validate(checks=CHECKS)

    if mode is GenerationMode.NEGATIVE and not (route.takes or route.asks or "{" in route.path):
        return
    drive()
