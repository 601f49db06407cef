"""One request of a customer: the link is proved, the page is shown, or one same page says that the link is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from functions.track.fill import fill_track
from functions.track.render import POLICY, render
from functions.track.views import LinkOver
from shared.log import log
from shared.model.public_words import customer_languages
from shared.operations.open_link import open_link
from shared.requests import came_through, headers_of, method_of, request_id_of
from shared.store import workflows
from shared.texts.screens.language import LANGUAGES, Speech, choose_language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.operations.open_link import Opened
    from shared.store.dynamo import Dynamo

_HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
    "referrer-policy": "no-referrer",
    "cache-control": "private, no-store",
    "vary": "Accept-Language",
}


@dataclass(frozen=True)
class World:
    """What the customer's page reaches."""

    table: Dynamo
    public_url: str
    origin_secret: str = ""


def answer(event: Mapping[str, Any], world: World, now: datetime) -> dict[str, Any]:
    """Answer one request of the HTTP API, payload 2.0. Whatever is wrong with a link, the answer is the same."""
    headers, request_id = headers_of(event), request_id_of(event)
    accepted = headers.get("accept-language")
    if not came_through(headers, world.origin_secret):
        return _sent(403, "")
    if method_of(event) not in {"GET", "HEAD"}:
        return _sent(405, "", {"allow": "GET"})
    token = str(event.get("rawPath", "")).removeprefix("/t/")
    wanted = _wanted_language(str(event.get("rawQueryString") or ""))
    opened = open_link(world.table, token)
    if opened is None:
        language = choose_language(wanted, accepted)
        log("INFO", "link_over", status=404, request_id=request_id)
        return _sent(404, render(LinkOver(language=language), Speech(language, now)))
    page = _page(world, opened, token, wanted, now)
    log(
        "INFO",
        "shown",
        shop=opened.shop,
        order=opened.whole.head.order.id,
        status=200,
        request_id=request_id,
    )
    return _sent(200, page)


def _wanted_language(query: str) -> str:
    """The last `lang` of a query; none in one that no browser of ours sends."""
    try:
        return parse_qs(query, max_num_fields=20).get("lang", [""])[-1]
    except ValueError:
        return ""


def _page(world: World, opened: Opened, token: str, wanted: str, now: datetime) -> str:
    order, settings = opened.whole.head.order, opened.settings
    flows = {
        version: workflows.read_flow(world.table, opened.shop, version)
        for version in {event.workflow for event in opened.whole.events}
    }
    spoken = next((flow.document.languages for flow in flows.values() if flow), LANGUAGES)
    theirs = customer_languages(order.locale, order.country, settings.get("locale"), spoken)
    language = choose_language(wanted, ",".join(theirs), settings.get("locale"))
    speech = Speech(language, now, ZoneInfo(settings.get("zone", "UTC")))
    texts = tuple(dict.fromkeys((language, *theirs)))
    link = f"{world.public_url}/t/{token}"
    return render(fill_track(opened.whole, flows, settings, speech, texts, link), speech)


def _sent(status: int, body: str, more: Mapping[str, str] | None = None) -> dict[str, Any]:
    return {"statusCode": status, "headers": {**_HEADERS, **(more or {})}, "body": body}
