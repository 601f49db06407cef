"""`/v1/openapi.json` and `/v1/docs`: the API described, for programs and for people."""

from __future__ import annotations

from functions.api.route import Answer, Call, Route

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


def described(call: Call) -> Answer:  # noqa: ARG001 - as every route
    """OpenAPI 3.1."""
    from functions.api.openapi import describe  # noqa: PLC0415 - only those who read the docs pay for it

    return Answer(200, describe(), {"cache-control": "public, max-age=300"})


def page(call: Call) -> Answer:  # noqa: ARG001 - as every route
    """The same for people, without any third party."""
    from functions.api.docs_page import draw  # noqa: PLC0415
    from functions.api.openapi import describe  # noqa: PLC0415

    headers = {"cache-control": "public, max-age=300", "content-security-policy": _POLICY}
    return Answer(200, text=draw(describe()), headers=headers, content_type="text/html; charset=utf-8")


ROUTES = (
    Route("GET", "/v1/openapi.json", "read_openapi", "Read this description", described, None, says="JsonSchema"),
    Route("GET", "/v1/docs", "read_docs", "Read the documentation", page, None, says="Html"),
)
