"""Every screen, as a person meets it: nothing runs off the side, axe finds nothing, keys and menus work."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import gallery
from tests.browser.looking import off_the_side, violations

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.slow]

SCREENS = [*gallery.SCREENS, "tracking", "link-over"]
WIDTHS = (360, 768, 1440)
LANGUAGES = ("it", "pl", "es", "en")
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, summary, input, select, textarea')].filter(e => {
  if (!e.checkVisibility() || e.closest('.vh, .skip') || e.type === 'hidden') return false;
  const inline = getComputedStyle(e).display === 'inline' && e.closest('p, small, dd, span');
  if (e.matches('a, button') && inline) return false;
  const box = e.closest('label') ?? e, r = box.getBoundingClientRect();
  return r.width > 0 && (r.width < 23.5 || r.height < 23.5) && !e.closest('.opt.no');
}).map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def base(browser: Browser) -> Iterator[str]:
    """The gallery."""
    server = gallery.serve()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One tab for all; what it complains about is kept in `page.complaints`."""
    context = browser.new_context(bypass_csp=True)
    tab = context.new_page()
    yield tab
    context.close()


def _look(page: Page, base: str, screen: str, width: int, theme: str, language: str, *, axe: bool = True) -> list[str]:
    """What is wrong with one screen in one shape; axe, the slow one, is asked when `axe` says so."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(f"{base}/{screen}?lang={language}&theme={theme}")
    shape = f"{screen} {width} {theme} {language}"
    found = off_the_side(page, shape)
    found += [f"{shape}: small target {html}" for html in page.evaluate(SMALL_TARGETS)]
    return found + violations(page, shape) if axe else found


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_fits_its_window_and_axe_finds_nothing(page: Page, base: str, screen: str) -> None:
    at = SCREENS.index(screen)
    shapes = [(width, "dark" if (at + n) % 2 else "light", LANGUAGES[(at + n) % 4]) for n, width in enumerate(WIDTHS)]
    asked = {360, 1440} if screen in {"order", "orders", "board", "inbox"} else {(360, 1440)[at % 2]}
    faults = [fault for shape in shapes for fault in _look(page, base, screen, *shape, axe=shape[0] in asked)]
    assert faults == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_order_fits_a_small_phone_in_every_language(page: Page, base: str, language: str, theme: str) -> None:
    assert _look(page, base, "order", 320, theme, language) == []


def test_the_strict_policy_refuses_nothing_of_ours(browser: Browser, base: str) -> None:
    complaints: list[str] = []
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        tab = context.new_page()
        tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        for screen in ("orders", "order", "board", "inbox", "sign-in", "tracking"):
            tab.goto(f"{base}/{screen}")
            tab.wait_for_load_state("networkidle")
        assert tab.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Inter Variable"')
    assert complaints == []


def test_menus_open_by_key_close_by_escape_and_give_focus_back(browser: Browser, base: str) -> None:
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        tab = context.new_page()
        tab.goto(f"{base}/order")
        tab.keyboard.press("m")
        search = tab.get_by_role("searchbox", name="Cerca uno stato")
        expect(search).to_be_focused()
        search.fill("verifica")
        expect(tab.locator(".baton .st-option:visible")).to_have_count(1)
        tab.keyboard.press("Escape")
        expect(tab.locator(".baton details")).not_to_have_attribute("open", "")
        expect(tab.locator(".baton .all > summary")).to_be_focused()
        tab.keyboard.press("c")
        expect(tab.locator("#comment")).to_be_focused()
        tab.keyboard.type("m")
        expect(tab.locator("#comment")).to_have_value("m")


def test_rows_are_walked_by_key_and_the_bell_opens_in_place(browser: Browser, base: str) -> None:
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        tab = context.new_page()
        tab.goto(f"{base}/orders")
        tab.keyboard.press("j")
        tab.keyboard.press("j")
        expect(tab.locator("tr.cur .ord a")).to_be_focused()
        expect(tab.locator("tr.cur .ord a")).to_have_text("#10487")
        tab.locator("#bell a").click()
        expect(tab.locator("#pop .nt")).to_have_count(12)
        expect(tab.locator("#pop .nt:visible")).to_have_count(8)
        assert tab.url.endswith("/orders")
        tab.keyboard.press("Escape")
        expect(tab.locator("#pop .nt")).to_have_count(0)
        expect(tab.locator("#bell a")).to_be_focused()


def test_a_link_swaps_the_page_without_loading_it_anew(browser: Browser, base: str) -> None:
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        tab = context.new_page()
        tab.goto(f"{base}/orders")
        tab.evaluate("window.kept = true")
        tab.locator(".nav a[href='/board']").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("Lavagna")
        assert tab.url.endswith("/board")
        assert tab.evaluate("window.kept") is True
        expect(tab).to_have_title("Lavagna · Staffetta")


def test_menus_and_forms_are_there_without_scripts(browser: Browser, base: str) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}) as context:
        tab = context.new_page()
        tab.goto(f"{base}/order")
        tab.locator(".baton .all > summary").click()
        expect(tab.get_by_role("link", name="Verifica del responsabile")).to_be_visible()
        tab.goto(f"{base}/order")
        expect(tab.locator("form[action='/orders/ord_0/moves'] button")).to_be_visible()
        expect(tab.locator("form[action='/orders/ord_0/comments'] textarea")).to_be_visible()
        expect(tab.get_by_role("searchbox", name="Cerca uno stato")).to_be_hidden()
