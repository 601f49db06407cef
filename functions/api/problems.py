"""Every problem the API answers, in one table, and the way from what went wrong to `application/problem+json`.

The format is that of RFC 9457, with members of its own for each kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from functions.api.route import Answer
from shared.model import errors as e
from shared.model.refusals import Guard
from shared.operations.cursors import BadCursor
from shared.operations.name_actor import name_actor
from shared.store.dynamo import Throttled
from shared.store.sizes import is_too_large

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.store.dynamo import Dynamo


class Kind(NamedTuple):
    """A kind of problem: its HTTP status, its title, and what to do about it."""

    status: int
    title: str
    remedy: str


PROBLEMS: dict[str, Kind] = {
    "malformed": Kind(400, "Malformed request", "The body is no JSON in UTF-8, or a header or the query is malformed."),
    "bad_cursor": Kind(400, "Unknown cursor", "Cursors belong to one list with its filters; begin without one."),
    "unauthenticated": Kind(401, "Who is calling?", "Send a valid API key: `Authorization: Bearer stf_...`."),
    "not_allowed": Kind(403, "Not allowed", "The key lacks the right named in `right`."),
    "not_through_front_door": Kind(403, "Not through the front door", "Call the public address of the deployment."),
    "not_found": Kind(404, "Not found", "There is no such thing in this shop."),
    "method_not_allowed": Kind(405, "Method not allowed", "The header `Allow` names the methods of this address."),
    "contended": Kind(409, "Others were first", "Nothing was written; try again."),
    "in_use": Kind(409, "Still needed", "`by` names what needs it."),
    "already_there": Kind(409, "Already there", "Something of that id exists; `stands` says what."),
    "changed": Kind(412, "Changed meanwhile", "Read it again; `stands` says what is there now."),
    "too_large": Kind(
        413, "Too large", "A body has at most 256 KB, a workflow's 3 MB; what is kept of an order has at most 400 KB."
    ),
    "unsupported_media_type": Kind(415, "Unsupported media type", "Send `Content-Type: application/json`."),
    "invalid": Kind(422, "Invalid fields", "`errors` names each wrong place by JSON pointer; nothing was stored."),
    "unknown_status": Kind(
        422, "Unknown status", "The workflow of the order has no such status; `remedy` names those it has."
    ),
    "idempotency_mismatch": Kind(
        422, "Another request under this key", "An Idempotency-Key belongs to one request for 24 hours."
    ),
    "version_required": Kind(
        428, "Version required", "Send `If-Match` with the version you read, or `If-None-Match: *` for the first."
    ),
    "rate_limited": Kind(429, "Too many requests", "Wait for the seconds in `Retry-After`."),
    "internal_error": Kind(500, "Our mistake", "Tell us the `request_id`; trying again may help."),
    "busy": Kind(503, "Busy", "The store takes no more just now; try again after `Retry-After`."),
}
"""By code."""

GUARDS: dict[str, str] = {
    Guard.SAME_STATUS: "The order is in that status already.",
    Guard.STALE_VISIT: "Somebody moved the order since it was read.",
    Guard.NO_WORKFLOW: "The shop works without statuses.",
    Guard.RETIRED_STATUS: "The status is retired; the one in `remedy` takes its orders.",
    Guard.NO_SUCH_CHECK: "The status's check list has no such point.",
    Guard.NO_SUCH_VISIT: "The order was never on such a visit.",
    Guard.NO_PUBLIC_NAME: "Customers have no name for the status of that visit.",
    Guard.NO_SUCH_ACTION: "The order's status has no such action.",
    Guard.CONDITION: "The action's condition does not hold.",
    Guard.NOT_OFFERED: "The present status offers only the moves in `remedy`.",
    Guard.FINAL_STATUS: "The present status is final; leaving it takes force.",
    Guard.PAYMENT_GATE: "The payment does not stand as the gate asks.",
    Guard.REQUIRED_FIELDS: "The status asks for the fields in `remedy`.",
    Guard.FORBIDDEN_SEQUENCE: "A rule forbids this status after what the order has been in.",
    Guard.FORCE_RIGHT: "Forcing a move takes the right `orders:force`.",
    Guard.FORCE_REASON: "Forcing a move takes a reason.",
    Guard.HOP_LIMIT: "Too many automatic steps followed one another.",
    Guard.OVER_REFUND: "More would be given back than was taken.",
    Guard.OLDER_COPY: "A newer copy of the order is known.",
    Guard.NOTHING_NEW: "Nothing would change.",
}
"""Refusals of guards, each a code of its own with status 409."""

for _guard, _said in GUARDS.items():
    PROBLEMS[str(_guard)] = Kind(409, "Refused", _said)


def problem(
    code: str, detail: str, request_id: str, *, headers: Mapping[str, str] | None = None, **extra: Any
) -> Answer:
    """The answer of a problem; `extra` are members of its own."""
    kind = PROBLEMS[code]
    body = {
        "type": f"/v1/docs#{code}",
        "title": kind.title,
        "status": kind.status,
        "code": code,
        "detail": detail,
        "request_id": request_id,
        **extra,
    }
    return Answer(kind.status, body, headers or {}, content_type="application/problem+json")


class Unacceptable(Exception):  # noqa: N818 - RFC 9110's word
    """A request that a guard of this door turned away: the code, words and headers of its problem."""

    def __init__(self, code: str, detail: str, *, headers: Mapping[str, str] | None = None, **extra: Any) -> None:
        """Keep what is to be said."""
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.headers = headers or {}
        self.extra = extra


def answer_of(error: Exception, table: Dynamo, shop: str | None, request_id: str) -> Answer | None:  # noqa: C901, PLR0911 - a table
    """What a caller is told of an error of the domain; `None` for an error that is ours."""
    match error:
        case Unacceptable():
            return problem(error.code, error.detail, request_id, headers=error.headers, **error.extra)
        case e.Refused():
            return _refused(error, table, shop, request_id)
        case e.Invalid():
            wrong = [{"pointer": w.pointer, "code": w.code, "message": w.message} for w in error.wrong]
            return problem(
                "invalid", "; ".join(f"{w['pointer']}: {w['message']}" for w in wrong)[:2_000], request_id, errors=wrong
            )
        case e.NotFound():
            return problem("not_found", f"There is no such {error.what} in this shop.", request_id)
        case e.NotAllowed():
            return problem("not_allowed", f"This needs the right {error.right}.", request_id, right=str(error.right))
        case e.Changed():
            code = "changed" if {"version", "edit"} & error.stands.keys() else "already_there"
            return problem(code, PROBLEMS[code].remedy, request_id, stands=error.stands)
        case e.InUse():
            return problem("in_use", f"The {error.what} is still needed.", request_id, by=error.by)
        case e.Contended():
            return problem("contended", PROBLEMS["contended"].remedy, request_id, headers={"retry-after": "1"})
        case BadCursor():
            return problem("bad_cursor", PROBLEMS["bad_cursor"].remedy, request_id)
        case Throttled():
            return problem("busy", PROBLEMS["busy"].remedy, request_id, headers={"retry-after": "1"})
        case _ if is_too_large(error):
            return problem("too_large", "With this the order would be larger than 400 KB.", request_id)
        case _:
            return None


def _refused(error: e.Refused, table: Dynamo, shop: str | None, request_id: str) -> Answer:
    refusal, seen = error.refusal, error.seen
    code = str(refusal.guard)
    moved_by = seen.get("moved_by")
    return problem(
        code,
        PROBLEMS[code].remedy,
        request_id,
        guard=code,
        facts=refusal.facts,
        remedy=refusal.remedy,
        moves=list(error.moves),
        status_now=seen.get("status"),
        visit=seen.get("visit"),
        moved_at=seen.get("moved_at"),
        moved_by=name_actor(table, shop, moved_by) if moved_by and shop else None,
    )
