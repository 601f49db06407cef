"""Who gets in, how, and who does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.store import keys, shops
from tests.browser.door import SHOP, Stage, event_of
from tests.functions.backoffice.visitor import URL, Visitor


def test_nobody_sees_a_page_before_signing_in_and_comes_back_to_where_they_were_going(stage: Stage) -> None:
    visitor = Visitor(stage)
    order = stage.orders[3]
    sent_away = visitor.get(f"/orders/{order}?x=1", follow=False)
    assert (sent_away.status, sent_away.headers["location"]) == (303, f"/sign-in?back=/orders/{order}%3Fx%3D1")
    assert "#10517" not in sent_away.html
    assert visitor.sign_in("elena@example.com", back=f"/orders/{order}").status == 200
    assert "#10517" in visitor.get(f"/orders/{order}").html


def test_the_session_cookie_is_host_bound_secure_and_hidden_from_scripts(stage: Stage) -> None:
    from functions.backoffice.door import answer

    visitor = Visitor(stage, "elena@example.com")
    assert set(visitor.cookies) == {"__Host-staffetta"}
    given = answer(event_of("GET", "/sign-in/start", {"x-origin-secret": "door-secret"}), visitor.world, stage.now())
    assert given["cookies"][0].endswith("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600")


def test_htmx_is_told_to_leave_for_the_sign_in(stage: Stage) -> None:
    seen = Visitor(stage).get("/orders", hx_request="true")
    assert seen.headers["hx-redirect"] == "/sign-in"
    assert seen.html == ""


def test_a_callback_without_its_own_state_opens_no_session(stage: Stage) -> None:
    visitor = Visitor(stage)
    visitor.get("/sign-in/start", follow=False)
    seen = visitor.get("/sign-in/callback?code=code-1&state=somebody-elses")
    assert seen.status == 400
    assert "__Host-staffetta" not in visitor.cookies


def test_an_account_of_no_shop_is_told_so(stage: Stage) -> None:
    stage.identity.create_user("stranger@example.com", invite=False)
    visitor = Visitor(stage)
    seen = visitor.sign_in("stranger@example.com")
    assert seen.status == 403
    assert "This account belongs to no shop here" in seen.text
    assert "__Host-staffetta" not in visitor.cookies


@pytest.mark.parametrize("where", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_but_here(stage: Stage, where: str) -> None:
    visitor = Visitor(stage)
    assert visitor.sign_in("elena@example.com", back=where).url == "/orders"


def test_signing_out_ends_the_session_here_and_at_the_pool(stage: Stage) -> None:
    visitor = Visitor(stage, "elena@example.com")
    kept = dict(visitor.cookies)
    page = visitor.get("/orders")
    seen = visitor.submit(page, "/sign-out", follow=False)
    assert seen.status == 303
    assert seen.headers["location"].startswith(f"{stage.identity.base}/pool/logout")
    assert f"form-action 'self' {stage.identity.base}" in seen.headers["content-security-policy"]
    visitor.cookies = kept
    assert visitor.get("/orders", follow=False).headers["location"] == "/sign-in?notice=expired"


def test_whoever_left_the_shop_is_out_at_once(stage: Stage) -> None:
    visitor = Visitor(stage, "elena@example.com")
    shops.change_item(stage.table, SHOP, keys.STAFF + stage.people["elena@example.com"], {"active": False})
    assert visitor.get("/orders", follow=False).status == 303


def test_a_session_ends_after_a_working_day(stage: Stage) -> None:
    visitor = Visitor(stage, "elena@example.com")
    later = stage.now() + timedelta(hours=12, seconds=1)
    stage.now = lambda: later
    assert visitor.get("/orders", follow=False).headers["location"] == "/sign-in?notice=expired"


def test_nothing_is_answered_to_whoever_goes_round_the_front_door(stage: Stage) -> None:
    visitor = Visitor(stage, "elena@example.com")
    for path in ("/orders", "/sign-in", "/sign-in/start"):
        seen = visitor.get(path, x_origin_secret="guess")
        assert seen.status == 403
        assert "Bottega" not in seen.html


def test_every_page_carries_the_safe_headers(stage: Stage) -> None:
    visitor = Visitor(stage, "elena@example.com")
    for path in ("/orders", "/sign-in", "/nothing", "/orders/ord_x", "/workflow"):
        headers = visitor.get(path, follow=False).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store, private"
        assert headers["vary"] == "HX-Request, Cookie"


def test_the_language_follows_the_browser_until_somebody_chooses(stage: Stage) -> None:
    visitor = Visitor(stage, "elena@example.com", language="pl")
    page = visitor.get("/orders")
    assert '<html lang="pl"' in page.html
    chosen = visitor.submit(page, "/preferences", language="es", theme="dark", back="/board")
    assert chosen.url == "/board"
    assert '<html lang="es" data-theme="dark"' in chosen.html
    assert visitor.submit(chosen, "/preferences", back="https://evil.example/").url == "/orders"


@pytest.mark.parametrize(
    "body", [b"text=%ff%fe", b"&".join(b"a=1" for _ in range(300)), "łódź".encode(), b"x" * 200_000]
)
def test_an_unreadable_form_is_refused_without_a_fault(stage: Stage, body: bytes) -> None:
    from functions.backoffice.door import answer

    visitor = Visitor(stage, "elena@example.com")
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    headers = {"x-origin-secret": "door-secret", "cookie": cookie, "origin": URL}
    event = event_of("POST", f"/orders/{stage.orders[0]}/comments", headers, body)
    assert answer(event, visitor.world, stage.now())["statusCode"] in {400, 403}


def test_the_way_back_cannot_add_to_the_cookie(stage: Stage) -> None:
    from functions.backoffice.door import answer

    visitor = Visitor(stage)
    headers = {"x-origin-secret": "door-secret"}
    given = answer(event_of("GET", "/sign-in/start?back=/orders;Path=/x", headers), visitor.world, stage.now())
    assert given["cookies"][0].count(";") == 5
    page = visitor.get("/sign-in?back=/orders%3Fstatus%3Dnew%26team%3Dsupport")
    assert "/sign-in/start?back=/orders%3Fstatus%3Dnew%26team%3Dsupport" in page.html


def test_a_cookie_as_long_as_a_browser_may_send_is_no_session(stage: Stage) -> None:
    visitor = Visitor(stage)
    visitor.cookies["__Host-staffetta"] = "demo." + "a" * 3000 + ".x"
    assert visitor.get("/orders", follow=False).status == 303
