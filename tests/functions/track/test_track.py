"""The customer's page: what the merchant publishes, to whoever holds the link, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from functions.track.door import World, answer
from shared.model.links import make_token
from shared.model.moments import instant
from shared.operations.amend_order import Amendment, amend_order
from shared.operations.comment_on_order import comment_on_order
from shared.operations.move_order import MoveRequest, move_order
from shared.store import orders, workflows
from tests.browser.door import SHOP, Stage, event_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = b"k" * 32


@pytest.fixture
def stage() -> Stage:
    workflows.forget()
    return Stage.demo(16, at=NOW)


def look(stage: Stage, token: str, query: str = "", **headers: str) -> dict[str, Any]:
    world = World(stage.table, "https://staffetta.example.com", "door-secret")
    event = event_of("GET", f"/t/{token}{query}", {"x-origin-secret": "door-secret", **headers})
    return answer(event, world, stage.now())


def token_of(stage: Stage, order: str, epoch: int = 0) -> str:
    return make_token(KEY, SHOP, order, epoch)


def at_status(stage: Stage, status: str) -> str:
    heads = orders.read_heads(stage.table, SHOP, stage.orders)
    return next(head.order.id for head in heads if head.order.status == status)


def test_a_customer_reads_published_steps_parcels_and_words_in_their_language(stage: Stage) -> None:
    order = at_status(stage, "shipped")
    giulia = stage.principal("giulia@example.com")
    comment_on_order(
        stage.table, giulia, order, "Il vetro è <b>fragile</b> @[team:logistics]", now=instant(NOW), published=True
    )
    comment_on_order(stage.table, giulia, order, "Customer is difficult", now=instant(NOW))
    whole = orders.read_whole(stage.table, SHOP, order)
    assert whole is not None
    page = look(stage, token_of(stage, order), "?lang=it")
    html = page["body"]
    assert page["statusCode"] == 200
    assert '<html lang="it"' in html
    for words in (
        "Ricevuto",
        "In preparazione",
        "Pronto per il corriere",
        "Spedito",
        "Courier Express",
        "Il vetro è &lt;b&gt;fragile",
    ):
        assert words in html
    for secret in (
        "Customer is difficult",
        "Giulia",
        "Ready to pack",
        "Logistics",
        "team:",
        "usr_",
        "Customer care",
        order,
    ):
        assert secret not in html
    assert html.count("In preparazione") == 1
    assert "Enviado" in look(stage, token_of(stage, order), "?lang=es")["body"]


def test_an_inner_status_is_not_seen_the_last_published_one_is(stage: Stage) -> None:
    order = at_status(stage, "packing")
    html_before = look(stage, token_of(stage, order), "?lang=en")["body"]
    move_order(stage.table, stage.principal("luca@example.com"), order, MoveRequest("manager_review"), now=instant(NOW))
    html = look(stage, token_of(stage, order), "?lang=en")["body"]
    assert "review" not in html.lower()
    assert "<h1>In preparation</h1>" in html
    assert html == html_before


def test_a_status_shown_without_a_public_name_is_called_by_its_meaning() -> None:
    """As by a move that chose so, or a version from before public names were asked for."""
    stage = Stage.demo(0, at=NOW)
    stage.publish_nameless("manager_review")
    stage.fill(16, NOW)
    order = at_status(stage, "packing")
    wish = MoveRequest("manager_review", publish=True)
    move_order(stage.table, stage.principal("luca@example.com"), order, wish, now=instant(NOW))
    html = look(stage, token_of(stage, order), "?lang=it")["body"]
    assert "<h1>Reclamo</h1>" in html
    assert "review" not in html.lower()
    assert "revisione" not in html.lower()


def test_the_page_is_kept_by_nobody_and_found_by_no_search(stage: Stage) -> None:
    headers = look(stage, token_of(stage, stage.orders[0]))["headers"]
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-robots-tag"].startswith("noindex")
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'")


def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(stage: Stage) -> None:
    order = at_status(stage, "shipped")
    good = token_of(stage, order)
    assert look(stage, good)["statusCode"] == 200
    hidden = at_status(stage, "packing")
    giulia = stage.principal("giulia@example.com")
    amend_order(stage.table, giulia, hidden, Amendment(visible=False), now=instant(NOW))
    amend_order(stage.table, giulia, order, Amendment(revoke_links=True), now=instant(NOW))
    bad = (
        good, token_of(stage, hidden), make_token(b"x" * 32, SHOP, order, 1), make_token(KEY, "other", order, 1),
        make_token(KEY, SHOP, "ord_none", 0), make_token(KEY, "DUE#1", order, 0), good[:-2],
        good + "=", "", "%00", "a" * 400,
    )  # fmt: skip
    pages = [look(stage, token) for token in bad]
    assert {page["statusCode"] for page in pages} == {404}
    assert len({page["body"] for page in pages}) == 1
    assert "Bottega" not in pages[0]["body"]
    assert look(stage, token_of(stage, order, 1))["statusCode"] == 200


def test_only_the_front_door_is_answered_and_only_looking_is_possible(stage: Stage) -> None:
    token = token_of(stage, stage.orders[0])
    assert look(stage, token, **{"x-origin-secret": "guess"})["statusCode"] == 403
    world = World(stage.table, "https://staffetta.example.com")
    assert answer(event_of("POST", f"/t/{token}", {}, b"a=1"), world, NOW)["statusCode"] == 405


@pytest.mark.parametrize("query", ["&".join("a=1" for _ in range(40)), "lang=%ff%fe", "lang=", "=&=&;", "lang=zz"])
def test_no_query_keeps_a_customer_from_the_page(stage: Stage, query: str) -> None:
    assert look(stage, token_of(stage, stage.orders[0]), "?" + query)["statusCode"] == 200
