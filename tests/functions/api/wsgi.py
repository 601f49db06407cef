"""The API as a WSGI application, so that tools which speak HTTP can drive it in process (PEP 3333)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from functions.api.app import Api


def wsgi(api: Api, authorization: str) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """What API Gateway's payload 2.0 does, between WSGI and the handler; every request carries `authorization`."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        headers = {
            name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")
        }
        if environ.get("CONTENT_TYPE"):
            headers["content-type"] = environ["CONTENT_TYPE"]
        headers["authorization"] = authorization
        length = int(environ.get("CONTENT_LENGTH") or 0)
        raw = environ["wsgi.input"].read(length) if length else b""
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        answer = api(
            {
                "version": "2.0",
                "rawPath": path,
                "rawQueryString": environ.get("QUERY_STRING", ""),
                "headers": headers,
                "requestContext": {
                    "requestId": "req-1",
                    "stage": "$default",
                    "http": {"method": environ["REQUEST_METHOD"], "path": path},
                },
                "body": base64.b64encode(raw).decode(),
                "isBase64Encoded": True,
            },
            None,
        )
        status = HTTPStatus(answer["statusCode"])
        start_response(f"{status.value} {status.phrase}", list((answer.get("headers") or {}).items()))
        return [(answer.get("body") or "").encode()]

    return application
