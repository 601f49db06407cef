"""Moving orders to the present version and applying an action, in Chromium: live by the poll, and how it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, expect

from shared.store import workflows
from tests.browser.door import Door, Stage
from tests.browser.looking import off_the_side, violations
from tests.functions.backoffice.test_migration import placed, published, stand, worked

if TYPE_CHECKING:
    pass

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.slow]

TICK = "document.body.dispatchEvent(new CustomEvent('staffetta:tick'))"


def _faults(page: Page, what: str) -> list[str]:
    return [*off_the_side(page, what), *violations(page, what)]


def _person(browser: Browser, door: Door, email: str, width: int, theme: Any) -> Page:
    context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(door.sign_in_url(email))
    return page


@pytest.mark.parametrize(
    ("width", "theme", "onlooker"),
    [(1440, "light", "tom@example.com"), (390, "dark", "elena@example.com"), (320, "light", "marta@example.com")],
)
def test_orders_are_moved_and_an_action_applied_while_the_page_looks_on(
    browser: Browser, width: int, theme: Any, onlooker: str
) -> None:
    workflows.forget()
    with Door(Stage.demo(60)) as door:
        stage = door.stage
        page = _person(browser, door, "luca@example.com", width, theme)
        published(stage, drop="waiting_for_supplier", into="packing",
                  packing={"retired": "ready_for_courier"},
                  shipped={"actions": [{"do": "tag_order", "with": {"tag": "fragile"}}]})  # fmt: skip
        inside = placed(stage, "packing")
        page.goto(f"{door.url}/workflow/migration")
        page.click("button[value=count]")
        expect(page.locator("#migration progress")).to_be_visible()
        found = _faults(page, "counting")
        worked(stage)
        page.evaluate(TICK)
        page.click("#migration button[value=move]")
        expect(page.locator("#migration progress")).to_be_visible()
        worked(stage)
        page.evaluate(TICK)
        expect(page.locator("#past button")).to_be_visible()
        assert {stand(stage)[order].status for order in inside} == {"ready_for_courier"}
        found += _faults(page, "moved")
        page.goto(f"{door.url}/workflow/applying")
        page.select_option("#rule", "shipped/0")
        page.click("button[value=count]")
        expect(page.locator("#applying progress")).to_be_visible()
        worked(stage)
        page.evaluate(TICK)
        page.locator("#applying input[name=exclude]").first.check()
        found += _faults(page, "matching")
        page.click("#applying button[value=apply]")
        expect(page.locator("#applying progress")).to_be_visible()
        worked(stage)
        page.evaluate(TICK)
        expect(page.locator("#past a")).to_have_count(1)
        looking = _person(browser, door, onlooker, width, theme)
        for target in ("migration", "applying"):
            looking.goto(f"{door.url}/workflow/{target}")
            expect(looking.locator("main form")).to_have_count(0)
            found += _faults(looking, target)
        page.context.close()
        looking.context.close()
    assert found == []
