"""The workflow studio in Chromium: a workflow built by keys alone and by mouse alone, large ones, and how it looks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from shared.model.moments import instant
from shared.model.workflow import Workflow
from shared.operations.draft_workflow import read_draft, save_draft
from shared.store import workflows
from tests.browser.door import Door, Stage
from tests.browser.looking import off_the_side, photograph, violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.slow]

LUCA = "luca@example.com"
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


def large(count: int) -> dict[str, Any]:
    """So many statuses, each leading to several others."""
    ids = [f"status_{n}" for n in range(count)]
    statuses: list[dict[str, Any]] = []
    for n, status in enumerate(ids):
        following = [ids[n + step] for step in (1, 2, 7, 20, 21, 40) if n + step < count]
        last = {"default_next": following[0], "suggested": following[1:]} if following else {}
        phase = "new" if n == 0 else "in_progress" if following else "completed"
        statuses.append({"id": status, "name": f"Status {n}", "phase": phase, "team": "support", **last})
    statuses[0]["initial"] = True
    return {"workflow": 1, "statuses": statuses}


def keep(door: Door, document: dict[str, Any]) -> None:
    """Make it the draft."""
    who = door.stage.principal(LUCA)
    save_draft(door.stage.table, who, document, edit=edit_of(door), now=instant(door.stage.now()))


def test_three_hundred_statuses_are_drawn_within_two_seconds(door: Door, page: Page) -> None:
    keep(door, large(300))
    page.goto(door.sign_in_url(LUCA, "/workflow/draft"))
    page.wait_for_selector("#map.drawn")
    took = int(page.locator("#map").get_attribute("data-took") or 9999)
    assert page.locator(".node").count() == 300
    assert page.evaluate("new Set([...document.querySelectorAll('.node')].map(n => n.style.transform)).size") == 300
    assert took < 2000, f"{took} ms"


def test_a_finding_is_shown_on_the_map_put_right_by_one_press_and_undone_by_key(door: Door, page: Page) -> None:
    wrong = {**EXPECTED, "statuses": [dict(each) for each in EXPECTED["statuses"]]}
    del wrong["statuses"][3]["team"]
    keep(door, wrong)
    page.goto(door.sign_in_url(LUCA, "/workflow/draft"))
    finding = page.locator(".find1.error").filter(has_text="Nobody is responsible for orders in Ready to pack")
    number = finding.get_attribute("data-finding")
    expect(page.locator('.node[data-id="ready_to_pack"] .badge')).to_contain_text(number or "")
    if "on" not in (finding.get_attribute("class") or "").split():
        finding.locator("[data-show]").click()
    expect(page.locator('.node.onpath[data-id="ready_to_pack"]')).to_have_count(1)
    publish = page.get_by_role("link", name="Publish…")
    expect(publish).to_have_attribute("aria-disabled", "true")
    expect(publish).to_have_accessible_description(re.compile("to fix first"))
    edit = edit_of(door)
    finding.get_by_role("button", name="Put it right").click()
    saved(page, edit)
    expect(page.locator(".find1").filter(has_text="Nobody is responsible for orders in Ready to pack")).to_have_count(0)
    assert "team" in drafted(door)["statuses"][3]
    edit = edit_of(door)
    page.locator("#map").focus()
    page.keyboard.press("Control+z")
    saved(page, edit)
    assert "team" not in drafted(door)["statuses"][3]


def test_arrows_follow_moves_and_shift_with_them_puts_a_status_elsewhere(door: Door, page: Page) -> None:
    keep(door, EXPECTED)
    page.goto(door.sign_in_url(LUCA, "/workflow/draft"))
    page.wait_for_selector("#map.drawn")
    page.locator('.node[data-id="new"] a').focus()
    steps = (("Right", "waiting_for_payment_confirmation"), ("Right", "payment_received"))
    for key, status in (*steps, ("Left", "waiting_for_payment_confirmation")):
        page.keyboard.press(f"Arrow{key}")
        expect(page.locator(f'.node[data-id="{status}"] a')).to_be_focused()
    edit = edit_of(door)
    page.keyboard.press("Shift+ArrowDown")
    saved(page, edit)
    assert [each["id"] for each in drafted(door)["statuses"]][:3] == [
        "new", "payment_received", "waiting_for_payment_confirmation",
    ]  # fmt: skip
    expect(page.locator('.node[data-id="waiting_for_payment_confirmation"] a')).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.locator("h1")).to_have_text("Remove Waiting for payment confirmation")


def test_a_row_is_dragged_to_another_place(door: Door, page: Page) -> None:
    keep(door, EXPECTED)
    page.goto(door.sign_in_url(LUCA, "/workflow/draft/table"))
    page.wait_for_selector("[data-grip]:visible")
    grip, over = page.locator("#s-packed [data-grip]"), page.locator("#s-payment_received").bounding_box()
    edit = edit_of(door)
    grip.hover()
    page.mouse.down()
    assert over
    page.mouse.move(over["x"] + 40, over["y"] + over["height"] / 2, steps=5)
    page.mouse.up()
    expect(page.locator("#by-key [name=edit]")).not_to_have_value(str(edit))
    assert [each["id"] for each in drafted(door)["statuses"]][1:4] == [
        "waiting_for_payment_confirmation", "packed", "payment_received",
    ]  # fmt: skip


def test_what_was_typed_stays_where_somebody_else_saved_first(door: Door, page: Page) -> None:
    keep(door, EXPECTED)
    page.goto(door.sign_in_url(LUCA, "/workflow/draft/statuses/packed"))
    page.fill("#name", "Boxed")
    giulia = door.stage.principal("giulia@example.com")
    theirs = {**EXPECTED, "statuses": [dict(each) for each in EXPECTED["statuses"]]}
    theirs["statuses"][6]["name"] = "On its way"
    save_draft(door.stage.table, giulia, theirs, edit=edit_of(door), now=instant(door.stage.now()))
    page.click("[data-save]")
    expect(page.locator(".banner.danger")).to_contain_text("Giulia Marchetti saved the draft before you")
    expect(page.locator("#name")).to_have_value("Boxed")
    assert drafted(door)["statuses"][4]["name"] == "Packed"
    page.click("[data-save]")
    expect(page.locator(".banner.danger")).to_have_count(0)
    assert [drafted(door)["statuses"][n]["name"] for n in (4, 6)] == ["Boxed", "On its way"]


def test_the_message_is_previewed_while_it_is_written(door: Door, page: Page) -> None:
    keep(door, EXPECTED)
    page.goto(door.sign_in_url(LUCA, "/workflow/draft/statuses/shipped?part=messages"))
    page.fill("[name='public.en.message']", "On its way: {{ order.number }}")
    expect(page.locator("#preview-en .letter").first).to_contain_text("On its way: #")
    page.fill("[name='public.en.message']", "{{ order.secret }}")
    expect(page.locator("#preview-en .err")).to_be_visible()
    assert "public" not in drafted(door)["statuses"][6]


def test_the_texts_of_an_action_are_previewed_while_they_are_written(door: Door, page: Page) -> None:
    told = {"do": "send_sms", "with": {"text": {"en": "Sent: {{ order.number }}"}}}
    writing = {**EXPECTED, "statuses": [dict(each) for each in EXPECTED["statuses"]]}
    writing["statuses"][6]["actions"] = [told]
    keep(door, writing)
    page.goto(door.sign_in_url(LUCA, "/workflow/draft/statuses/shipped?part=actions"))
    page.wait_for_selector("#map.drawn")
    action = page.locator("#action-0")
    expect(action.locator("summary").first).to_contain_text("Write an SMS: Sent:")
    action.locator("summary").first.click()
    expect(page.locator("#preview-a0-en .letter")).to_contain_text("Sent: #")
    action.locator("[name='with.text.it']").fill("Spedito: {{ order.number }}")
    expect(page.locator("#preview-a0-it .letter")).to_contain_text("Spedito: #")
    expect(page.locator("#preview-a0-en .letter")).to_contain_text("Sent: #")
    action.locator("[name='with.text.it']").fill("{{ order.secret }}")
    expect(page.locator("#preview-a0-it .err")).to_be_visible()
    assert drafted(door)["statuses"][6]["actions"] == [told]


_INK = """() => { const canvas = document.querySelector('#map [data-id="layer2-node"]');
  return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(value => value); }"""
_CUT = """() => { const map = document.querySelector('#map').getBoundingClientRect();
  return [...document.querySelectorAll('.node')].filter(node => { const box = node.getBoundingClientRect();
    return box.left < map.left + 8 && box.right > map.left; }).map(node => node.dataset.id); }"""


def test_a_status_that_is_chosen_leaves_the_ways_drawn_and_no_other_half_under_the_edge(
    browser: Browser, page: Page
) -> None:
    workflows.forget()
    with Door(Stage.demo(0)) as door:
        page.goto(door.sign_in_url(LUCA, "/workflow/draft"))
        for status in ("new", "shipped", "completed", "new"):
            page.wait_for_selector("#map.drawn")
            page.locator(f'.node[data-id="{status}"] a').press("Enter")
            expect(page.locator("#panel code")).to_have_text(status)
            page.wait_for_function(_INK)
            page.wait_for_function(f"() => !({_CUT})().length")
            expect(page.locator(f'.node[data-id="{status}"] a')).to_be_in_viewport(ratio=0.99)


def test_what_belongs_to_the_whole_is_saved_section_by_section_and_focus_stays_there(door: Door, page: Page) -> None:
    keep(door, EXPECTED)
    page.goto(door.sign_in_url(LUCA, "/workflow/draft"))
    page.get_by_role("link", name="Rules and hours").click()
    page.locator("#rule-always").select_option("shipped")
    page.locator("#rule-always-second").select_option("packed")
    page.get_by_role("button", name="Add: before one, always the other").click()
    expect(page.locator(".rules")).to_contain_text(re.compile(r"Before\s+Shipped\s+always\s+Packed"))
    expect(page.locator("#rules")).to_be_focused()
    expect(page.locator("#said")).to_contain_text("finding")
    page.locator("[name='opens.sat']").fill("10:00")
    page.locator("[data-save]").click()
    expect(page.locator(".banner.danger")).to_be_focused()
    expect(page.locator("#hours-sat-err")).to_contain_text("Fill in both hours")
    page.locator("[name='closes.sat']").fill("13:00")
    page.locator("#holiday").fill("2026-12-25")
    page.locator("[data-save]").click()
    expect(page.locator("#holidays")).to_have_value("2026-12-25")
    expect(page.locator("#calendar")).to_be_focused()
    expect(page.locator("[data-save]")).to_be_in_viewport()
    assert drafted(door)["rules"] == [{"before": "shipped", "always": "packed"}]
    assert Workflow.model_validate_json(json.dumps(drafted(door))).calendar.hours["sat"].closes.hour == 13
    page.locator(".draft [data-key=z]").click()
    expect(page.locator("#holidays")).to_have_value("")
    expect(page).to_have_url(re.compile("/workflow/draft/whole"))


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(1440, "light", "en"), (1440, "dark", "pl"), (390, "light", "it"), (320, "dark", "es")],
)
def test_every_page_of_the_studio_fits_and_axe_finds_nothing(
    browser: Browser, width: int, theme: Any, language: str
) -> None:
    workflows.forget()
    with Door(Stage.demo(16)) as door:
        wrong = drafted(door)
        del next(each for each in wrong["statuses"] if each["id"] == "manager_review")["team"]
        keep(door, wrong)
        context = browser.new_context(
            locale=language, color_scheme=theme, viewport={"width": width, "height": 900}, bypass_csp=True
        )
        page = context.new_page()
        page.goto(door.sign_in_url(LUCA))
        status = "/workflow/draft/statuses/problem_reported"
        targets = [
            "/workflow",
            "/workflow/draft",
            "/workflow/draft/table",
            "/workflow/draft/whole",
            "/workflow/draft/diff",
            "/workflow/versions",
        ]
        targets += ["/workflow/draft/publish", "/workflow/draft/start", "/workflow/draft/start?template=b2b"]
        targets += ["/workflow/versions/1", "/workflow/versions/1/restore", "/workflow/draft/rehearsal"]
        targets += [f"{status}?part={part}" for part in ("basics", "moves", "time", "messages", "actions")]
        targets += [f"{status}/removal", f"{status}?part=actions&add=send_email"]
        found = [fault for target in targets for fault in _wrong(page, door.url, target, f"{width}-{theme}-{language}")]
        context.close()
    assert found == []


def _wrong(page: Page, url: str, target: str, shape: str) -> list[str]:
    page.goto(url + target)
    if "/draft" in target:
        page.wait_for_load_state("networkidle")
    found = off_the_side(page, shape + target)
    page.evaluate("for (const part of document.querySelectorAll('#panel details')) part.open = true")
    found += violations(page, shape + target)
    photograph(page, shape + target)
    return found
