"""The workflow studio in Chromium: a workflow built from blank by keys alone and by mouse alone, large ones, its looks."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python
import pytest
import yaml
from playwright.sync_api import Browser, Page, expect, sync_playwright

from infra import assets
from shared.model.moments import instant
from shared.model.workflow import Workflow
from shared.operations.draft_workflow import read_draft, save_draft
from shared.store import workflows
from tests.browser.door import Door, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.slow]

LUCA = "luca@example.com"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run")  # fmt: skip
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PICTURES = os.environ.get("STAFFETTA_PICTURES")
EXPECTED: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[1] / "samples" / "team_flow.yaml").read_text(encoding="utf-8")
)
NAMES = {status["id"]: status["name"] for status in EXPECTED["statuses"]}
PHASES = {
    "new": "New",
    "awaiting_payment": "Awaiting payment",
    "in_progress": "In progress",
    "waiting": "Waiting",
    "shipped": "Shipped",
    "completed": "Completed",
    "complaint": "Complaint",
    "cancelled": "Cancelled",
}
TEAMS = {"support": "Customer care", "finance": "Finance", "logistics": "Logistics", "management": "Management"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all."""
    if not (assets.VENDOR / "cytoscape.min.js").is_file():
        assets.install()
        assets.build()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def door() -> Iterator[Door]:
    """A shop that has no workflow yet, behind a door."""
    workflows.forget()
    with Door(Stage.demo(0, workflow=False)) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab under the strict content policy that fails the test when the page complains."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.set_default_timeout(8000)
    yield tab
    context.close()
    assert [text for text in complaints if "409" not in text and "422" not in text] == []


def drafted(door: Door) -> dict[str, Any]:
    """The draft as it is kept."""
    return read_draft(door.stage.table, door.stage.principal(LUCA)).document


def edit_of(door: Door) -> int:
    return read_draft(door.stage.table, door.stage.principal(LUCA)).edit


def canonical(document: dict[str, Any]) -> bytes:
    return workflows.canonical(Workflow.model_validate_json(json.dumps(document)))


def saved(page: Page, edit: int) -> None:
    """Wait until the page shows a later save than this one, and htmx has let go of it."""
    page.wait_for_function(
        "edit => Number(document.querySelector('#by-key [name=edit]')?.value) > edit && "
        "document.querySelector('#map')?.classList.contains('drawn') && "
        "!document.querySelector('.htmx-added, .htmx-settling')",
        arg=edit,
    )


class ByKeys:
    """Somebody who has no mouse."""

    def __init__(self, page: Page, door: Door) -> None:
        self.page, self.door, self.keys = page, door, page.keyboard

    def begin(self, name: str) -> None:
        self.keys.press("Tab")
        self.tab_to("#first-name")
        self.keys.type(name)
        self.keys.press("Enter")
        saved(self.page, 0)

    def add(self, name: str, phase: str) -> None:
        edit = edit_of(self.door)
        self.keys.press("n")
        expect(self.page.locator("#new-name")).to_be_focused()
        self.keys.type(name)
        self.keys.press("Tab")
        self.keys.type(PHASES[phase])
        self.keys.press("Shift+Tab")
        self.keys.press("Enter")
        saved(self.page, edit)

    def describe(self, status: str, team: str | None, colour: str) -> None:
        edit = edit_of(self.door)
        self.keys.press("Enter")
        expect(self.page.locator("#panel-title")).to_be_focused()
        assert self.page.url.partition("?")[0].endswith(f"/statuses/{status}")
        if team:
            self.tab_to("#team")
            self.keys.type(TEAMS[team])
        self.tab_to("[data-swatch], .otherhex input")
        for _ in range(20):
            if self.page.evaluate("document.activeElement.value") == colour:
                break
            self.keys.press("ArrowRight")
        self.keys.press("Enter")
        saved(self.page, edit)
        self.keys.press("Escape")
        expect(self.page.locator(f'.node[data-id="{status}"] a')).to_be_focused()

    def join(self, frm: str, to: str, way: str) -> None:
        edit = edit_of(self.door)
        self.keys.press("d")
        expect(self.page.locator("#move-to")).to_be_focused()
        self.keys.press("Shift+Tab")
        self.keys.press("Control+A")
        self.keys.type(NAMES[frm])
        self.keys.press("Tab")
        self.keys.type(NAMES[to])
        self.keys.press("Tab")
        for _ in range(3):
            if self.page.evaluate("document.activeElement.value") == way:
                break
            self.keys.press("ArrowRight")
        self.keys.press("Enter")
        saved(self.page, edit)

    def go_to(self, status: str) -> None:
        """From one status to another, along the tab order of the map."""
        link = f'.node[data-id="{status}"] a'
        for _ in range(len(NAMES) + 2):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", link):
                return
            self.keys.press("Tab")
        raise AssertionError(f"{status} cannot be reached")

    def tab_to(self, selector: str) -> None:
        for _ in range(60):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.keys.press("Tab")
        raise AssertionError(f"{selector} cannot be reached")


class ByMouse:
    """Somebody who types nothing but names."""

    def __init__(self, page: Page, door: Door) -> None:
        self.page, self.door = page, door

    def begin(self, name: str) -> None:
        self.page.locator("#first-name").click()
        self.page.keyboard.type(name)
        self.page.get_by_role("button", name="Begin").click()
        saved(self.page, 0)

    def add(self, name: str, phase: str) -> None:
        edit = edit_of(self.door)
        self.page.locator("#new-status > summary").click()
        self.page.locator("#new-name").click()
        self.page.keyboard.type(name)
        self.page.locator("#new-phase").select_option(phase)
        self.page.get_by_role("button", name="Add status").click()
        saved(self.page, edit)

    def describe(self, status: str, team: str | None, colour: str) -> None:
        edit = edit_of(self.door)
        self.look_at_all()
        self.node(status).click()
        panel = self.page.locator("#panel")
        expect(panel.locator("code")).to_have_text(status)
        if team:
            panel.locator("#team").select_option(team)
        panel.locator(f'label:has([data-swatch][value="{colour}"])').click()
        saved(self.page, edit)
        self.page.locator("#close-panel").click()
        expect(panel).to_have_count(0)

    def join(self, frm: str, to: str, way: str) -> None:
        edit = edit_of(self.door)
        before = next(each for each in drafted(self.door)["statuses"] if each["id"] == frm)
        assert ("default_next" in before) == (way == "suggested")
        self.look_at_all()
        self.node(frm).hover()
        self.page.locator(f'.node[data-id="{frm}"] [data-handle]').hover()
        self.page.mouse.down()
        box = self.node(to).bounding_box()
        assert box
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
        expect(self.page.locator(".node.target")).to_have_attribute("data-id", to)
        self.page.mouse.up()
        saved(self.page, edit)

    def look_at_all(self) -> None:
        for _ in range(9):
            if not self.page.evaluate(_OUTSIDE):
                break
            self.page.locator("[data-zoom=out]").click()

    def node(self, status: str) -> Locator:
        return self.page.locator(f'.node[data-id="{status}"] a')


_OUTSIDE = """() => { const map = document.querySelector('#map').getBoundingClientRect();
  return [...document.querySelectorAll('.node')].some(node => { const box = node.getBoundingClientRect();
    return box.left < map.left || box.right > map.right || box.top < map.top + 52 || box.bottom > map.bottom; }); }"""


def build(somebody: ByKeys | ByMouse) -> None:
    """The whole expected workflow, from a blank sheet."""
    statuses = EXPECTED["statuses"]
    somebody.begin(statuses[0]["name"])
    for status in statuses[1:]:
        somebody.add(status["name"], status["phase"])
    if isinstance(somebody, ByKeys):
        somebody.keys.press("Escape")
    else:
        somebody.page.locator("#close-panel").click()
    expect(somebody.page.locator("#panel")).to_have_count(0)
    for status in statuses:
        if isinstance(somebody, ByKeys):
            somebody.page.evaluate("document.querySelector('#map').focus()")
            somebody.go_to(status["id"])
        somebody.describe(status["id"], status.get("team"), status["colour"])
    for status in statuses:
        if "default_next" in status:
            somebody.join(status["id"], status["default_next"], "recommended")
        for target in status.get("suggested", ()):
            somebody.join(status["id"], target, "suggested")


def test_the_statuses_of_the_first_source_are_built_from_blank_by_keys_alone(door: Door, page: Page) -> None:
    page.goto(door.sign_in_url(LUCA, "/workflow/draft"))
    build(ByKeys(page, door))
    assert canonical(drafted(door)) == canonical(EXPECTED)


def test_the_statuses_of_the_first_source_are_built_from_blank_by_mouse_alone(door: Door, page: Page) -> None:
    page.goto(door.sign_in_url(LUCA, "/workflow/draft"))
    build(ByMouse(page, door))
    assert canonical(drafted(door)) == canonical(EXPECTED)
