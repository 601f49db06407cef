"""Every journey as plain forms, as a browser without scripts makes it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from shared.model.incoming import IncomingOrder
from shared.model.moments import instant
from shared.model.order import Order
from shared.operations.move_order import MoveRequest, move_order
from shared.operations.receive_order import receive_order
from shared.store import orders, shops
from tests.browser.door import SHOP, Stage
from tests.functions.backoffice.visitor import Visitor

GIULIA, LUCA, ELENA, TOM = (f"{name}@example.com" for name in ("giulia", "luca", "elena", "tom"))
HOSTILE = '<script>alert(1)</script> " onload="x" \'; \u202egnp.exe {{ 7*7 }} @[usr_x]'


def at_status(stage: Stage, status: str) -> str:
    """An order in a status."""
    heads = orders.read_heads(stage.table, SHOP, stage.orders)
    return next(head.order.id for head in heads if head.order.status == status)


def head(stage: Stage, order: str) -> Order:
    found = orders.read_head(stage.table, SHOP, order)
    assert found is not None
    return found.order


def test_an_order_is_found_opened_moved_and_commented(stage: Stage) -> None:
    elena = Visitor(stage, ELENA)
    order = at_status(stage, "new")
    assert f'href="/orders/{order}"' in elena.get("/orders").html
    page = elena.get(f"/orders/{order}")
    assert "Move to Awaiting payment" in page.text
    moved = elena.submit(page, "/moves")
    version = head(stage, order).version
    assert head(stage, order).status == "awaiting_payment"
    assert moved.url == f"/orders/{order}?done={version}"
    assert f'id="e-{version}"' in moved.html
    assert "Moved to Awaiting payment." in moved.text
    said = elena.submit(moved, "/comments", text="Write to @luca today", audience="internal")
    assert "@Luca Rinaldi" in said.text
    comments = orders.read_whole(stage.table, SHOP, order).comments
    assert [item["text"] for item in comments.values()] == [f"Write to @[{stage.people[LUCA]}] today"]


def test_a_form_sent_twice_has_one_effect_and_leads_to_the_same_place(stage: Stage) -> None:
    elena = Visitor(stage, ELENA)
    order = at_status(stage, "new")
    page = elena.get(f"/orders/{order}")
    for action, typed in (("/comments", {"text": "Once"}), ("/moves", {})):
        first = elena.submit(page, action, follow=False, **typed)
        version = head(stage, order).version
        again = elena.submit(page, action, follow=False, **typed)
        assert (first.status, again.status) == (303, 303)
        assert first.headers["location"] == again.headers["location"]
        assert head(stage, order).version == version


def test_assigning_reminding_and_tagging_are_small_forms(stage: Stage) -> None:
    elena = Visitor(stage, ELENA)
    order = at_status(stage, "packing")
    page = elena.submit(elena.get(f"/orders/{order}"), "/assignee", staff=stage.people[LUCA])
    assert "Assigned to Luca Rinaldi." in page.text
    page = elena.submit(page, "/assignee", me="1")
    assert head(stage, order).assignee == stage.people[ELENA]
    page = elena.submit(page, "/assignee", staff="")
    assert "Assigned to nobody." in page.text
    page = elena.submit(page, "/tags", add="  gift   wrap ")
    assert head(stage, order).tags == ("gift wrap",)
    page = elena.submit(page, "/tags", remove="gift wrap", add="")
    assert head(stage, order).tags == ()
    page = elena.submit(page, "/reminders", text="Call back", at="2026-11-24T10:30")
    reminders = orders.read_whole(stage.table, SHOP, order).reminders
    [(reminder, item)] = reminders.items()
    assert (item["due_at"], item["whom"], item["text"]) == (
        "2026-11-24T09:30:00.000Z", stage.people[ELENA], "Call back",
    )  # fmt: skip
    page = elena.submit(page, f"/reminders/{reminder}/clear")
    assert "Reminder taken back." in page.text
    assert not [
        item for item in orders.read_whole(stage.table, SHOP, order).reminders.values() if item["state"] == "set"
    ]


@pytest.mark.parametrize(
    ("action", "typed", "words", "kept"),
    [
        ("/comments", {"text": "   "}, "Fill this in", ""),
        ("/comments", {"text": "x" * 10_001}, "This is too long; shorten it", "x" * 100),
        ("/reminders", {"text": "Call", "at": "2020-01-01T10:00"}, "This moment has passed", 'value="Call"'),
        ("/reminders", {"text": "", "at": "soon"}, "Choose a day and a time", 'value="soon"'),
        ("/tags", {"add": "t" * 41}, "This is too long; shorten it", "t" * 41),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    stage: Stage, action: str, typed: dict[str, str], words: str, kept: str
) -> None:
    elena = Visitor(stage, ELENA)
    order = stage.orders[3]
    version = head(stage, order).version
    seen = elena.submit(elena.get(f"/orders/{order}"), action, **typed)
    assert seen.status == 422
    assert words in seen.text
    assert kept in seen.html
    assert head(stage, order).version == version


def test_missing_fields_are_asked_for_inside_the_baton_and_on_the_page_of_the_move(stage: Stage) -> None:
    elena = Visitor(stage, ELENA)
    order = at_status(stage, "ready_for_courier")
    page = elena.get(f"/orders/{order}")
    refused = elena.submit(page, "/moves", carrier="BRT", tracking_number="")
    assert refused.status == 409
    assert "Not moved to Shipped. Still missing: tracking code." in refused.text
    assert 'value="BRT"' in refused.html
    confirm = elena.get(f"/orders/{order}/moves/new?to=shipped")
    again = elena.submit(confirm, "/moves", comment="Left at noon")
    assert again.status == 422
    assert "Fill this in" in again.text
    assert "Left at noon" in again.html
    assert head(stage, order).status == "ready_for_courier"
    done = elena.submit(again, "/moves", carrier="BRT", tracking_number="X1")
    assert done.status == 200
    assert head(stage, order).status == "shipped"
    assert "BRT X1" in done.text
    assert "Left at noon" in done.text


def test_a_shut_gate_is_said_and_only_a_manager_forces_with_a_reason(stage: Stage) -> None:
    order = at_status(stage, "awaiting_payment")
    elena, luca = Visitor(stage, ELENA), Visitor(stage, LUCA)
    page = elena.get(f"/orders/{order}/moves/new")
    assert "The payment stands at “To be paid”; it must be “Paid” first." in page.text
    assert "force=1" not in page.html
    refused = elena.submit(elena.get(f"/orders/{order}"), "/comments", text="x")
    forged = elena.post(
        f"/orders/{order}/moves",
        [
            *refused.form("/comments").fields[:2],
            ("to", "packing"),
            ("visit", str(head(stage, order).visit)),
            ("force", "1"),
            ("reason", "now"),
        ],
    )
    assert forged.status == 409
    assert "Forcing needs a right you do not have." in forged.text
    confirm = luca.get(f"/orders/{order}/moves/new?to=packing&force=1")
    assert "You are about to go past a rule" in confirm.text
    without = luca.submit(confirm, "/moves")
    assert without.status == 422
    done = luca.submit(without, "/moves", reason="The bank confirmed by phone")
    assert head(stage, order).status == "packing"
    assert "The bank confirmed by phone" in done.text


def test_a_stale_move_changes_nothing_names_who_was_first_and_keeps_the_draft(stage: Stage) -> None:
    elena = Visitor(stage, ELENA)
    order = at_status(stage, "packing")
    page = elena.get(f"/orders/{order}/moves/new?to=ready_for_courier")
    move_order(
        stage.table,
        stage.principal(LUCA, "backoffice"),
        order,
        MoveRequest("waiting_for_supplier"),
        now=instant(stage.now()),
    )
    version = head(stage, order).version
    stale = elena.submit(page, "/moves", comment="Shade packed apart, see @marta")
    assert stale.status == 409
    assert "Luca Rinaldi moved the order before you" in stale.text
    assert "Shade packed apart, see @marta" in stale.html
    assert (head(stage, order).status, head(stage, order).version) == ("waiting_for_supplier", version)
    kept = elena.submit(stale, "/comments")
    assert "Shade packed apart" in kept.text


@pytest.mark.parametrize("email", [GIULIA, LUCA, ELENA, TOM])
def test_people_see_the_forms_they_may_use_and_a_forged_one_is_refused(stage: Stage, email: str) -> None:
    person = Visitor(stage, email)
    order = at_status(stage, "packing")
    page, workflow, connections = person.get(f"/orders/{order}"), person.get("/workflow"), person.get("/connections")
    may_move, may_force = email != TOM, email in {GIULIA, LUCA}
    forms = {form.rsplit("/", 1)[-1] for form in page.forms()} - {"preferences", "sign-out"}
    assert bool(forms) is may_move
    assert ("/workflow/draft/statuses/packing" in workflow.html) is may_force
    assert ("/connections" in connections.forms()) is (email == GIULIA)
    hidden = page.form("/sign-out").fields
    version = head(stage, order).version
    for action, fields in (
        ("moves", [("to", "ready_for_courier")]),
        ("comments", [("text", "x")]),
        ("tags", [("add", "x")]),
    ):
        seen = person.post(f"/orders/{order}/{action}", [*hidden, *fields])
        assert seen.status == (200 if may_move else 403)
    assert (head(stage, order).version > version) is may_move
    drafted = [("edit", "0"), ("part", "basics"), ("name", "Packing"), ("phase", "in_progress"), ("colour", "#123456")]
    seen = person.post("/workflow/draft/statuses/packing", [*hidden, *drafted])
    assert seen.status == (200 if may_force else 403)
    seen = person.post("/connections", [*hidden, ("platform", "shopify"), ("name", "x")])
    assert seen.status == (200 if email == GIULIA else 403)


def test_a_form_of_another_session_or_another_site_does_nothing(stage: Stage) -> None:
    elena, luca = Visitor(stage, ELENA), Visitor(stage, LUCA)
    order = stage.orders[3]
    version = head(stage, order).version
    fields = [*luca.get(f"/orders/{order}").form("/comments").fields, ("text", "forged")]
    own = [*elena.get(f"/orders/{order}").form("/comments").fields, ("text", "forged")]
    without = [(name, value) for name, value in own if name != "csrf"]
    target = f"/orders/{order}/comments"
    assert elena.post(target, fields).status == 403
    assert elena.post(target, without).status == 403
    assert elena.post(target, own, origin="https://evil.example").status == 403
    assert elena.post(target, own, sec_fetch_site="cross-site").status == 403
    assert head(stage, order).version == version
    assert elena.post(target, own).status == 200


def test_hostile_words_are_only_words(stage: Stage) -> None:
    giulia = stage.principal(GIULIA)
    incoming = IncomingOrder.model_validate(
        {"external_id": "h1", "number": HOSTILE[:30], "currency": "EUR", "totals": {"total": "1.00"}, "note": HOSTILE,
         "customer": {"name": HOSTILE, "email": HOSTILE}, "payment": {"method": HOSTILE}, "warnings": [HOSTILE],
         "lines": [{"title": HOSTILE, "sku": HOSTILE, "quantity": "1"}], "shipping": {"city": HOSTILE},
         "fulfilment": {"shipments": [{"external_id": "1", "carrier": HOSTILE, "url": "javascript:a()"}]}}
    )  # fmt: skip
    changed = receive_order(stage.table, giulia, incoming, source="import", now=instant(stage.now()))
    order = changed.head.order.id
    elena = Visitor(stage, ELENA)
    page = elena.submit(elena.get(f"/orders/{order}"), "/comments", text=HOSTILE)
    page = elena.submit(page, "/tags", add=HOSTILE[:40])
    page = elena.submit(page, "/reminders", text=HOSTILE, at="2026-12-01T10:00")
    for seen in (
        page,
        elena.get("/orders"),
        elena.get("/board"),
        elena.get(f"/orders?q={'%3Cscript%3E'}"),
        elena.get(f"/orders/{order}/moves/new"),
    ):
        assert seen.status == 200
        assert "<script>alert" not in seen.html
        assert 'onload="x"' not in seen.html
        assert 'href="javascript:' not in seen.html


def test_another_shops_order_and_no_order_are_the_same_nothing(stage: Stage) -> None:
    other = Stage.demo(1, at=stage.now())
    elena = Visitor(stage, ELENA)
    for target in ("/orders/ord_00000000000000000000000000", "/orders/%2e%2e", "/orders/demo%23SHOP", "/nothing"):
        seen = elena.get(target)
        assert seen.status == 404
        assert "There is nothing here" in seen.text
    assert (
        other.orders[0] == stage.orders[0]
    )  # the same outside reference in another deployment: ids alone prove nothing


def test_the_poll_ends_in_304_until_something_happens(stage: Stage) -> None:
    elena, luca = Visitor(stage, ELENA), Visitor(stage, LUCA)
    order = at_status(stage, "packing")
    for target in (f"/orders/{order}", "/orders", "/board", "/inbox"):
        tag = elena.get(target).headers["hx-ptag"]
        same = elena.get(target, hx_request="true", hx_ptag=tag)
        assert (same.status, same.html) == (304, "")
    tags = {target: elena.get(target).headers["hx-ptag"] for target in (f"/orders/{order}", "/orders")}
    luca.submit(luca.get(f"/orders/{order}"), "/comments", text="News")
    changed = elena.get(f"/orders/{order}", hx_request="true", hx_ptag=tags[f"/orders/{order}"])
    assert changed.status == 200
    assert "News" in changed.text
    assert "The list has changed." in elena.get("/orders", hx_request="true", hx_ptag=tags["/orders"]).text


def test_a_list_goes_on_filters_and_finds(stage: Stage) -> None:
    stage.fill(120, stage.now())
    elena = Visitor(stage, ELENA)
    page = elena.get("/orders")
    shown = set(re.findall(r'id="o-(ord_\w+)"', page.html))
    assert len(shown) == 50
    more = re.search(r'href="(/orders\?cursor=[^"]+)"', page.html)
    assert more
    following = set(re.findall(r'id="o-(ord_\w+)"', elena.get(more[1]).html))
    assert following
    assert not following & shown
    assert elena.get("/orders?cursor=forged").status == 400
    assert "Ready to pack" in elena.get("/orders?status=packing").text
    found = elena.get("/orders?q=Ferri")
    assert "Lucia Ferri" in found.text
    assert "Martina Colonna" not in found.text
    assert "Nothing fits these filters" in elena.get("/orders?q=nobodyhasthisname").text
    assert elena.get("/orders?view=closed").status == 200
    assert elena.get("/orders?view=our_turn&team=logistics&assignee=-&overdue=1").status == 200


def test_a_connection_is_made_once_and_its_secret_shown_to_whoever_made_it(stage: Stage) -> None:
    giulia = Visitor(stage, GIULIA)
    page = giulia.get("/connections")
    made = giulia.submit(page, "/connections", platform="generic", name="Phone orders", url="", secret="")
    secret = re.search(r"whsec_[\w+/=]+", made.text)[0]
    again = giulia.submit(page, "/connections", platform="generic", name="Phone orders", url="", secret="")
    assert secret in again.text
    [connection] = shops.read_shop(stage.table, SHOP).connections
    assert (
        stage.secrets.decrypt(shops.read_shop(stage.table, SHOP).connections[connection]["secrets"][0], connection)
        == secret
    )
    later = giulia.get(f"/connections/{connection}")
    assert secret not in later.html
    assert f"/hooks/{connection}" in later.text
    renewed = giulia.submit(later, "/secret")
    assert "Copy the secret now" in renewed.text
    assert secret not in renewed.html
    for platform, url, secret in (("endpoint", "https://[", ""), ("generic", "", "no base64, so it never fits")):
        refused = giulia.submit(page, "/connections", platform=platform, name="Till", url=url, secret=secret)
        assert refused.status == 422
    wrong = giulia.submit(page, "/connections", platform="endpoint", name="", url="ftp://x", secret="short")
    assert wrong.status == 422


def test_the_inbox_says_what_happened_and_is_marked_read(stage: Stage) -> None:
    from shared.store import notices

    luca = Visitor(stage, LUCA)
    order = stage.orders[3]
    said = {
        "reason": "mentioned",
        "order": order,
        "number": "#10517",
        "actor": f"staff:{stage.people[ELENA]}",
        "at": instant(stage.now()),
    }
    notices.put_notice(stage.table, SHOP, stage.people[LUCA], said, effect="3-0")
    page = luca.get("/inbox")
    assert "Elena Sanz mentioned you in #10517" in page.text
    assert "Inbox, 1 unread" in page.html
    read = luca.submit(page, "/inbox/read", id="all")
    assert "Inbox, 0 unread" in read.html


def test_a_shop_without_statuses_still_lists_and_comments(stage: Stage) -> None:
    bare = Stage.demo(0, at=stage.now(), workflow=False)
    incoming = IncomingOrder.model_validate(
        {"external_id": "1", "number": "#1", "currency": "EUR", "totals": {"total": "1.00"}}
    )
    changed = receive_order(
        bare.table, bare.principal(GIULIA), incoming, source="api", now=instant(stage.now() - timedelta(hours=1))
    )
    elena = Visitor(bare, ELENA)
    order = changed.head.order.id
    assert "#1" in elena.get("/orders").text
    page = elena.submit(elena.get(f"/orders/{order}"), "/comments", text="Hello")
    assert "Hello" in page.text
    assert [path for path in ("/board", "/workflow") if elena.get(path).status != 200] == []
    assert elena.get(f"/orders/{order}/moves/new").status == 404


def test_every_page_speaks_four_languages(stage: Stage) -> None:
    order = at_status(stage, "problem_reported")
    targets = ("/orders", "/board", "/inbox", "/workflow", "/workflow/draft", "/connections", "/help/keys",
               f"/orders/{order}", f"/orders/{order}/moves/new",
               f"/orders/{order}/moves/new?to=refund_requested")  # fmt: skip
    for language in ("it", "es", "pl", "en"):
        giulia = Visitor(stage, GIULIA, language=language)
        for target in targets:
            seen = giulia.get(target)
            assert seen.status == 200, target
            assert f'<html lang="{language}"' in seen.html
