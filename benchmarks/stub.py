"""A loopback stand-in for DynamoDB and KMS: the test engine behind HTTP, in a process whose time nobody counts.

`python -m benchmarks.stub` prints where it listens and what a caller must know, as one line of JSON:
`{"url", "order", "keys"}` - an order to move, and API keys to move it with.
"""

from __future__ import annotations

import base64
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar

from botocore.exceptions import ClientError

from benchmarks.shop import SECRET, Shop

if TYPE_CHECKING:
    from tests.engine import Engine

_OPERATIONS = {
    "GetItem": "get_item",
    "BatchGetItem": "batch_get_item",
    "Query": "query",
    "PutItem": "put_item",
    "UpdateItem": "update_item",
    "DeleteItem": "delete_item",
    "TransactWriteItems": "transact_write_items",
}


class Stub(BaseHTTPRequestHandler):
    """One connection of the measured process."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    engine: ClassVar[Engine]

    def do_POST(self) -> None:
        """Answer one request of AWS's JSON protocol."""
        request = json.loads(self.rfile.read(int(self.headers["content-length"])), object_hook=_from_json)
        operation = self.headers["x-amz-target"].rpartition(".")[2]
        status, answer = 200, {}
        if operation == "Decrypt":
            answer = {"Plaintext": base64.b64encode(SECRET.encode()).decode(), "KeyId": "key"}
        else:
            try:
                answer = getattr(self.engine, _OPERATIONS[operation])(**request)
            except ClientError as error:
                status, answer = 400, {**error.response, "__type": error.response["Error"]["Code"]}
        body = json.dumps(answer, default=_in_base64).encode()
        self.send_response_only(status)
        self.send_header("content-type", "application/x-amz-json-1.0")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _from_json(part: dict[str, Any]) -> dict[str, Any]:
    return {"B": base64.b64decode(part["B"])} if part.keys() == {"B"} else part


def _in_base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def main() -> None:
    """Serve on a free port of the loopback until the process is ended."""
    shop = Shop()
    Stub.engine = shop.engine
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    known = {"url": f"http://127.0.0.1:{server.server_address[1]}", "order": shop.order(), "keys": shop.api_keys(8)}
    print(json.dumps(known), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
