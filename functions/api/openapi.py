"""The API as OpenAPI 3.1, made of the route declarations.

`python -m functions.api.openapi` writes `docs/openapi.json`; a test holds that file against what is made here.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from functions.api import said
from functions.api.problems import PROBLEMS
from functions.api.routes import ROUTES

if TYPE_CHECKING:
    from pydantic import BaseModel

    from functions.api.route import Route

_REF = "#/components/schemas/{model}"
_FILE = Path(__file__).parents[2] / "docs" / "openapi.json"
_ALWAYS = (
    "malformed",
    "unauthenticated",
    "not_allowed",
    "rate_limited",
    "internal_error",
    "busy",
    "not_through_front_door",
)
_WITH_BODY = ("too_large", "unsupported_media_type", "invalid")
_TYPES = {
    "Html": ("text/html",),
    "Drawing": ("image/svg+xml", "text/plain"),
    "read_workflow_schema": ("application/schema+json",),
}
_INTRODUCTION = """Orders, their moves along the shop's workflow, and everything around them.

Sign in with `Authorization: Bearer stf_...`. Every POST that changes something takes an `Idempotency-Key` (up to 255
characters): the same request again within 24 hours is given the same answer, with `Idempotent-Replayed: true`. Lists
answer `next_cursor`. Amounts are decimal strings in the order's currency, instants are UTC. Errors are
`application/problem+json` with a stable `code`. Unknown fields are refused."""


@cache
def describe() -> dict[str, Any]:
    """The whole description. Callers must not change it."""
    models = _models()
    references, definitions = models_json_schema(
        [(model, mode) for model, mode in models], by_alias=True, ref_template=_REF
    )
    del references
    schemas: dict[str, Any] = definitions.get("$defs", {})
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Staffetta", "version": "1", "description": _INTRODUCTION, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "tags": [{"name": name} for name in dict.fromkeys(route.tag for route in ROUTES)],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "An API key: stf_..."}},
            "schemas": schemas,
        },
    }


def _models() -> list[tuple[type[BaseModel], Any]]:
    found: dict[tuple[type[BaseModel], Any], None] = {(said.Problem, "validation"): None}
    for route in ROUTES:
        if route.takes:
            found[route.takes, "validation"] = None
        if route.says:
            found[getattr(said, route.says), "validation"] = None
    return list(found)


def _operation(route: Route, schemas: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": [*_path_parameters(route), *_query_parameters(route), *_header_parameters(route)],
        "responses": _responses(route),
    }
    if route.take.__doc__:
        described["description"] = route.take.__doc__ + (f"\n\nNeeds the right `{route.right}`." if route.right else "")
    if route.right is None:
        described["security"] = []
    if route.takes:
        media: dict[str, Any] = {"schema": {"$ref": _REF.format(model=route.takes.__name__)}}
        if route.example is not None:
            media["example"] = route.example
        required = bool(schemas[route.takes.__name__].get("required"))
        described["requestBody"] = {"required": required, "content": {"application/json": media}}
    return described


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in re.findall(r"\{(\w+)\}", route.path)
    ]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    if route.asks is None:
        return []
    schema = route.asks.model_json_schema()
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _without_null(part)}
        for name, part in schema["properties"].items()
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is left out, never null."""
    kept = {name: value for name, value in schema.items() if name not in {"title", "anyOf"} and value is not None}
    branches = [branch for branch in schema.get("anyOf", ()) if branch.get("type") != "null"]
    return kept | (branches[0] if branches else {})


def _header_parameters(route: Route) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if route.idempotent:
        schema: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 255}
        found.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": schema})
    if route.match != "no":
        schema = {"type": "string", "pattern": r'^(W/)?"\d{1,9}"$', "examples": ['"1"']}
        found.append({"name": "If-Match", "in": "header", "required": False, "schema": schema})
    return found


def _responses(route: Route) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Done."}
    if route.says:
        kinds = _TYPES.get(route.name) or _TYPES.get(route.says, ("application/json",))
        success["content"] = {kind: {"schema": {"$ref": _REF.format(model=route.says)}} for kind in kinds}
    found: dict[str, Any] = {str(status): success for status in (route.status, *route.also)}
    codes = [*_ALWAYS, *route.problems]
    if "{" in route.path:
        codes.append("not_found")
    codes += ["not_found"] if route.says in {"WorkflowDocument", "NoticePage", "Marked"} else []
    codes += _WITH_BODY if route.method in {"POST", "PUT", "PATCH"} else ("invalid",)
    codes += ["idempotency_mismatch", "contended"] if route.idempotent else []
    if route.right is None:
        codes = ["malformed", "invalid", "not_through_front_door", "internal_error"]
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(PROBLEMS[code].status, []).append(code)
    for status, named in sorted(by_status.items()):
        found[str(status)] = {
            "description": ", ".join(f"`{code}`" for code in named),
            "content": {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}},
        }
    return found


def main() -> None:
    """Write `docs/openapi.json`."""
    _FILE.write_text(json.dumps(describe(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
