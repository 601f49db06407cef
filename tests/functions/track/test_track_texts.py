"""Merchants' texts on the customer's page: filled as in their mails, and escaped."""

from __future__ import annotations

from functions.track.door import World as Door
from functions.track.door import answer
from shared.model.links import make_token
from shared.model.moments import as_datetime
from tests.browser.door import event_of
from tests.world import PUBLIC_URL, SHOP, World

TEXT = (
    "Dear {{ customer.name }},{% if order.due %} to pay: {{ order.due }}.{% else %} all is paid.{% endif %} "
    "{% for line in order.lines %}{{ line.quantity }} x {{ line.title }}{% endfor %} ({{ status.name }})"
)


def test_a_text_that_asks_and_loops_is_read_on_the_page_and_its_values_are_escaped() -> None:
    packing = {"id": "packing", "name": "P", "phase": "in_progress", "publish": True}
    packing["public"] = {"en": {"name": "Being packed", "message": TEXT}}
    new = {"id": "new", "name": "New", "phase": "new", "initial": True, "suggested": ["packing"]}
    world = World({"languages": ["en"], "statuses": [new, packing]})
    order = world.receive(
        total="20.00",
        customer={"email": "eve@example.com", "name": "<i>Eve</i>"},
        lines=[{"title": "Cup & saucer", "quantity": "2.0"}],
        payment={"status": "pending"},
    )
    world.move(order, "packing", quiet=True)
    event = event_of("GET", f"/t/{make_token(b'k' * 32, SHOP, order, 0)}?lang=en", {"x-origin-secret": "s"})
    page = answer(event, Door(world.table, PUBLIC_URL, "s"), as_datetime(world.now))
    assert page["statusCode"] == 200
    said = "Dear &lt;i&gt;Eve&lt;/i&gt;, to pay: €20.00. 2 x Cup &amp; saucer (Being packed)"
    assert said in page["body"]
    assert "<i>Eve" not in page["body"]
