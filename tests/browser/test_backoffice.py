"""The back office in Chromium, through the real handlers: by keyboard, without scripts, live; and how it looks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, expect

from shared.model.moments import instant
from shared.operations.move_order import MoveRequest, move_order
from shared.store import orders, workflows
from tests.browser.door import SHOP, Door, Stage
from tests.browser.looking import off_the_side, photograph, violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.model.order import Order

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.slow]

ELENA = "elena@example.com"


@pytest.fixture
def door() -> Iterator[Door]:
    """The demo shop with an order of each way, behind a door."""
    workflows.forget()
    with Door(Stage.demo(16)) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab that fails the test when the page complains."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert [text for text in complaints if "409" not in text and "404" not in text] == []


def at_status(door: Door, status: str) -> str:
    """An order in a status."""
    heads = orders.read_heads(door.stage.table, SHOP, door.stage.orders)
    return next(head.order.id for head in heads if head.order.status == status)


def head(door: Door, order: str) -> Order:
    """An order as it stands."""
    found = orders.read_head(door.stage.table, SHOP, order)
    assert found is not None
    return found.order


def test_from_the_list_to_a_move_and_a_comment_by_keyboard_alone(door: Door, page: Page) -> None:
    page.goto(door.sign_in_url(ELENA))
    expect(page.locator("h1")).to_have_text("Orders")
    for _ in range(40):
        page.keyboard.press("j")
        if "Ready to pack" in page.locator("tr.cur .c-s").inner_text():
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/orders/ord_"))
    order = page.url.split("/orders/")[1].partition("?")[0]
    assert head(door, order).status == "packing"
    page.keyboard.press("e")
    expect(page.locator("#toast")).to_contain_text("Moved to Waiting for the courier.")
    assert head(door, order).status == "ready_for_courier"
    page.wait_for_load_state()  # keys are heard once the page's scripts ran
    page.keyboard.press("c")
    page.keyboard.type("Shade packed apart, see @luca")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#feed")).to_contain_text("@Luca Rinaldi")
    page.wait_for_load_state()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("b")
    expect(page.locator("h1")).to_have_text("Board")


def test_without_scripts_an_order_is_moved_commented_assigned_and_given_a_reminder(
    door: Door, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    order = at_status(door, "ready_for_courier")
    page.goto(door.sign_in_url(ELENA))
    page.click(f"#o-{order} a[data-open]")
    page.fill("#ask-carrier", "BRT")
    page.fill("#ask-tracking_number", "X-77")
    page.click("#baton button.go")
    expect(page.locator("#ohead")).to_contain_text("Shipped")
    assert page.url.endswith(f"#e-{head(door, order).version}")
    page.fill("#comment", "Left at noon")
    page.click("#composer button:has-text('Comment')")
    expect(page.locator("#feed")).to_contain_text("Left at noon")
    page.click(".ordacts details:nth-of-type(1) summary")
    page.select_option("#staff", label="Luca Rinaldi")
    page.click(".ordacts details:nth-of-type(1) button:has-text('Assign')")
    expect(page.locator("#toast")).to_contain_text("Assigned to Luca Rinaldi.")
    page.click(".ordacts details:nth-of-type(2) summary")
    page.fill("#reminder-text", "Has it arrived?")
    page.fill("#reminder-at", "2030-01-07T09:00")
    page.click("button:has-text('Set reminder')")
    expect(page.locator("#rail")).to_contain_text("Has it arrived?")
    page.click("a.bell")
    expect(page.locator("h1")).to_have_text("Inbox")
    page.goto(f"{door.url}/orders/{order}/moves/new")
    page.click("a.opt:has-text('Completed')")
    page.click("form.pform button.primary")
    expect(page.locator("#ohead")).to_contain_text("Completed")
    context.close()


def test_a_colleagues_comment_appears_by_itself_and_a_stale_move_is_said(door: Door, page: Page) -> None:
    order = at_status(door, "packing")
    page.goto(door.sign_in_url(ELENA, f"/orders/{order}"))
    luca = door.stage.principal("luca@example.com", "backoffice")
    now = instant(door.stage.now())
    page.click("summary:has-text('All statuses')")
    page.click("#baton a.opt:has-text('Cancelled')")
    expect(page.locator("h1")).to_have_text("Move to Cancelled")
    page.fill("#comment", "The customer changed her mind")
    move_order(door.stage.table, luca, order, MoveRequest("waiting_for_supplier", comment="Glass is late"), now=now)
    page.click("form.pform button.primary")
    expect(page.locator(".banner")).to_contain_text("Luca Rinaldi moved the order before you")
    expect(page.locator("#draft")).to_have_value("The customer changed her mind")
    assert head(door, order).status == "waiting_for_supplier"
    page.goto(f"{door.url}/orders/{order}")
    expect(page.locator("#feed")).to_contain_text("Glass is late")
    move_order(door.stage.table, luca, order, MoveRequest("packing"), now=instant(door.stage.now()))
    page.evaluate("document.body.dispatchEvent(new CustomEvent('staffetta:tick'))")
    expect(page.locator("#ohead")).to_contain_text("Ready to pack")
    with page.expect_response(lambda answer: answer.status == 304):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('staffetta:tick'))")


def test_the_bell_opens_the_inbox_over_the_page_and_signing_out_ends_it_all(door: Door, page: Page) -> None:
    page.goto(door.sign_in_url(ELENA))
    page.click("a.bell")
    expect(page.locator("#pop")).to_contain_text("Inbox")
    page.keyboard.press("Escape")
    expect(page.locator("#pop > *")).to_have_count(0)
    page.click("details.me summary")
    page.click("details.me button:has-text('Sign out')")
    expect(page.locator("h1")).to_have_text("Sign in")
    page.goto(f"{door.url}/orders")
    expect(page.locator("h1")).to_have_text("Sign in")


def _wrong(page: Page, shape: str) -> list[str]:
    found = [*off_the_side(page, shape), *violations(page, shape)]
    photograph(page, shape)
    return found


@pytest.mark.parametrize(
    ("count", "width", "theme", "language"),
    [(120, 1440, "light", "it"), (120, 360, "dark", "pl"), (120, 768, "light", "es"), (1, 360, "light", "en"),
     (1, 1440, "dark", "es"), (0, 768, "dark", "it"), (0, 360, "light", "pl"), (120, 1440, "dark", "en")],
)  # fmt: skip
def test_every_screen_fits_and_axe_finds_nothing(
    browser: Browser, count: int, width: int, theme: Any, language: str
) -> None:
    workflows.forget()
    with Door(Stage.demo(count)) as door:
        context = browser.new_context(
            locale=language, color_scheme=theme, viewport={"width": width, "height": 900}, bypass_csp=True
        )
        page = context.new_page()
        page.goto(door.sign_in_url("giulia@example.com"))
        targets = ["/orders", "/board", "/inbox", "/workflow", "/workflow/draft", "/connections"]
        targets += ["/help/keys", "/orders?view=closed", "/orders?q=ferri", "/orders/ord_none"]
        targets += ["/workflow/automatic", "/workflow/migration", "/workflow/applying"]
        for order in door.stage.orders[:10:9]:
            targets += [
                f"/orders/{order}",
                f"/orders/{order}/moves/new",
                f"/orders/{order}/moves/new?to=manager_review",
            ]
        found: list[str] = []
        for target in targets:
            page.goto(door.url + target)
            name = re.sub(r"ord_\w{10,}", lambda match: match.group()[-4:], target)
            found += _wrong(page, f"{count}-{width}-{theme}-{language}{name}")
        if door.stage.orders:
            page.goto(f"{door.url}/orders/{door.stage.orders[0]}")
            page.goto(page.locator("#rail a.link[href*='/t/']").first.get_attribute("href") or "")
            found += _wrong(page, f"{count}-{width}-{theme}-{language}-track")
        context.close()
    assert found == []
