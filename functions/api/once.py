"""Idempotency keys at the door: the same request again is given the same answer, byte for byte, for 24 hours."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from typing import TYPE_CHECKING, Any, Final

from functions.api.problems import Unacceptable
from functions.api.route import Answer
from shared.store.once import Once, fingerprint, read_once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from functions.api.route import Route
    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo

LONGEST_KEY: Final = 255
_HEX_MARK, _WHSEC_MARK = "{{secret}}", "{{whsec}}"


def whsec(secret: str) -> str:
    """A secret of Standard Webhooks out of a request's randomness: 48 bytes."""
    return "whsec_" + base64.b64encode(secret.encode()).decode()


class OneTime:
    """One request under an idempotency key, or without one.

    Secrets that an answer shows once must not stand in its record. They are drawn from a salt and from the API key
    that the caller presents; the record keeps the salt only, so they can be said again but not be read in the table.
    """

    def __init__(  # noqa: PLR0913 - all that makes two requests the same
        self,
        table: Dynamo,
        shop: str,
        route: Route,
        token: str,
        headers: Mapping[str, str],
        path: str,
        raw: bytes,
        now: Instant,
    ) -> None:
        """Read the header. Raises Unacceptable for a key that is empty or too long."""
        key = headers.get("idempotency-key")
        self._table, self._shop, self._now = table, shop, now
        self._token = token
        self._salt = secrets.token_hex(16)
        self.secret = self._draw(self._salt)
        self.key: str | None = None
        if key is None or not route.idempotent:
            return
        if not 0 < len(key) <= LONGEST_KEY:
            raise Unacceptable("malformed", f"An Idempotency-Key has 1 to {LONGEST_KEY} characters.")
        self.key = key
        self._fingerprint = fingerprint(shop, f"{route.method} {route.path}", key)
        self._request = fingerprint(path, raw, token if route.secret else "")

    def once(self, say: Callable[[Any], Answer]) -> Once | None:
        """The record to commit with the change."""
        if self.key is None:
            return None
        return Once(self._fingerprint, self._request, lambda result: self._kept(say(result)))

    def answered(self) -> Answer | None:
        """The answer given before, if there is one."""
        if self.key is None:
            return None
        record = read_once(self._table, self._shop, self._fingerprint, self._now)
        return self.replay(record) if record else None

    def replay(self, record: Mapping[str, Any]) -> Answer:
        """The answer of a record. Raises Unacceptable where it belongs to another request."""
        if record["request"] != self._request:
            raise Unacceptable("idempotency_mismatch", "This Idempotency-Key was used for another request.")
        kept = record["answer"] if isinstance(record["answer"], dict) else json.loads(record["answer"])
        text: str = kept["text"]
        if "salt" in kept:
            secret = self._draw(kept["salt"])
            text = text.replace(_WHSEC_MARK, whsec(secret)).replace(_HEX_MARK, secret)
        return Answer(kept["status"], text=text, headers={**kept["headers"], "idempotent-replayed": "true"})

    def _kept(self, answer: Answer) -> dict[str, Any]:
        text = answer.rendered()
        kept: dict[str, Any] = {"status": answer.status, "headers": dict(answer.headers)}
        masked = text.replace(whsec(self.secret), _WHSEC_MARK).replace(self.secret, _HEX_MARK)
        if masked != text:
            kept["salt"] = self._salt
        return {**kept, "text": masked}

    def _draw(self, salt: str) -> str:
        return hmac.digest(self._token.encode(), f"staffetta secret {salt}".encode(), "sha256").hex()[:48]
