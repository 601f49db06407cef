"""One request through the API: found, let in, read, carried out, answered. Every way out is a documented answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from functions.api.guards import MAX_BODY, Nothing, raw_body, read_body, read_query, read_version
from functions.api.once import OneTime
from functions.api.problems import Unacceptable, answer_of, problem
from functions.api.route import Answer, Call
from functions.api.routes import ROUTES
from shared.log import log, log_error
from shared.model.errors import Answered, Changed, Contended, NotAllowed, NotFound, Refused
from shared.model.moments import instant
from shared.model.people import Actor, ActorKind, Principal
from shared.operations.authenticate import Caller, authenticate
from shared.operations.take_token import Limits
from shared.requests import came_through, headers_of, method_of, request_id_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from functions.api.route import Route, World

_IDS: dict[str, re.Pattern[str]] = {
    "delivery": re.compile(r"[A-Za-z0-9._:-]{1,120}"),
    "team": re.compile(r"[a-z][a-z0-9_-]{0,39}"),
    "version": re.compile(r"[1-9][0-9]{0,5}"),
    "effect": re.compile(r"[1-9][0-9]{0,8}-[0-9]{1,3}"),
    "kind": re.compile(r"[a-z_]{3,40}"),
    "template": re.compile(r"[a-z0-9]{2,40}"),
}
_ID = re.compile(r"[a-z]{3}_[a-z0-9_-]{1,80}")
_NOBODY = Caller(Principal("", Actor(ActorKind.KEY, "", "api")), "")


class Api:
    """The API over one world. Made once for a process."""

    def __init__(self, world: World, limits: Limits | None = None) -> None:
        """Declare every route to the resolver."""
        self._world = world
        self._limits = limits or Limits()
        self._resolver = APIGatewayHttpResolver()
        for route in ROUTES:
            rule = re.sub(r"\{(\w+)\}", r"<\1>", route.path)
            self._resolver.route(rule, method=route.method)(self._taking(route))
        self._resolver.not_found(self._not_found)
        self._allowed = {
            re.compile(re.sub(r"\{\w+\}", "[^/]+", route.path)): [r.method for r in ROUTES if r.path == route.path]
            for route in ROUTES
        }

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Answer one request of API Gateway's HTTP API, payload 2.0."""
        return self._resolver.resolve(event, context)

    def _taking(self, route: Route) -> Callable[..., Response[str]]:
        def take(**path: str) -> Response[str]:
            return _sent(self._answer(route, path))

        return take

    def _not_found(self, _error: Exception) -> Response[str]:
        event: dict[str, Any] = self._resolver.current_event.raw_event
        path, request_id = event.get("rawPath", ""), request_id_of(event)
        try:
            self._through_front_door(headers_of(event))
        except Unacceptable as error:
            return _sent(problem(error.code, error.detail, request_id))
        for pattern, methods in self._allowed.items():
            if pattern.fullmatch(path) and method_of(event) not in methods:
                named = ", ".join(sorted(methods))
                return _sent(
                    problem("method_not_allowed", f"This takes {named}.", request_id, headers={"allow": named})
                )
        return _sent(problem("not_found", "There is no such address; see /v1/docs.", request_id))

    def _answer(self, route: Route, path: Mapping[str, str]) -> Answer:
        event: dict[str, Any] = self._resolver.current_event.raw_event
        request_id = request_id_of(event)
        shop: str | None = None
        try:
            headers = headers_of(event)
            self._through_front_door(headers)
            caller = self._caller(route, headers)
            shop = caller.principal.shop or None
            answer = self._carry_out(route, path, event, headers, caller)
        except Exception as error:  # noqa: BLE001 - the last line: whatever is not ours to tell becomes a 500
            told = answer_of(error, self._world.table, shop, request_id)
            if told is None:
                log_error("failed", error, route=route.name, shop=shop, request_id=request_id)
                return problem("internal_error", "Something went wrong on our side.", request_id)
            answer = told
        log(
            "INFO",
            "answered",
            route=route.name,
            shop=shop,
            order=_known_as(path),
            status=answer.status,
            request_id=request_id,
        )
        return answer

    def _carry_out(
        self,
        route: Route,
        path: Mapping[str, str],
        event: Mapping[str, Any],
        headers: Mapping[str, str],
        caller: Caller,
    ) -> Answer:
        ids = _ids(path)
        asked = read_query(event, route.asks)
        raw = b"" if route.method in {"GET", "DELETE"} else raw_body(event, route.most or MAX_BODY)
        body = None
        if route.method not in {"GET", "DELETE"}:
            body = read_body(raw, headers.get("content-type", ""), route.takes or Nothing)
        version = read_version(headers, route.match)
        now = instant(datetime.now(UTC))
        token = headers.get("authorization", "")
        shop = caller.principal.shop
        one_time = OneTime(self._world.table, shop, route, token, headers, event.get("rawPath", ""), raw, now)
        call = Call(self._world, caller, ids, asked, body, version, now, one_time.once, one_time.secret)
        given = one_time.answered()
        if given is not None:
            return given
        try:
            return route.take(call)
        except Answered as answered:
            return one_time.replay(answered.record)
        except (Refused, Contended, Changed, NotFound):
            given = one_time.answered()  # a twin of this request may have been first
            if given is not None:
                return given
            raise

    def _through_front_door(self, headers: Mapping[str, str]) -> None:
        if not came_through(headers, self._world.origin_secret):
            raise Unacceptable("not_through_front_door", "Call the public address of this deployment.")

    def _caller(self, route: Route, headers: Mapping[str, str]) -> Caller:
        if route.right is None:
            return _NOBODY
        scheme, _, token = headers.get("authorization", "").partition(" ")
        caller = authenticate(self._world.table, token.strip()) if scheme.lower() == "bearer" else None
        if caller is None:
            detail = "Send a valid API key: Authorization: Bearer stf_..."
            raise Unacceptable("unauthenticated", detail, headers={"www-authenticate": 'Bearer realm="staffetta"'})
        actor = caller.principal.actor
        wait = self._limits.take(self._world.table, caller.principal.shop, actor.id)
        if wait is not None:
            after = str(max(1, int(wait + 0.999)))
            raise Unacceptable("rate_limited", f"Try again in {after} seconds.", headers={"retry-after": after})
        if route.right not in actor.rights:
            raise NotAllowed(route.right)
        return caller


def _ids(path: Mapping[str, str]) -> dict[str, str]:
    """The ids in a path, decoded; what cannot be an id cannot be found. Raises NotFound."""
    ids: dict[str, str] = {}
    for name, value in path.items():
        try:
            ids[name] = unquote(value, errors="strict")
        except UnicodeDecodeError as error:
            raise NotFound(name) from error
        if not _IDS.get(name, _ID).fullmatch(ids[name]):
            raise NotFound(name)
    return ids


def _known_as(path: Mapping[str, str]) -> str | None:
    """The order's id for the log, if it can be one: what else stands in a path is nobody's business."""
    order = path.get("order", "")
    return order if _ID.fullmatch(order) else None


def _sent(answer: Answer) -> Response[str]:
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff", **answer.headers}
    return Response(answer.status, answer.content_type, answer.rendered(), headers=dict(headers))
