"""Every address of the back office that needs somebody signed in: method, path, screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from functions.backoffice import (
    board_screen,
    connections_screen,
    inbox_screen,
    keys_screen,
    move_screen,
    order_screen,
    orders_screen,
    workflow_screen,
)
from functions.backoffice import sign_in_screen as sign_in
from functions.backoffice.web import see_other

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.backoffice.desk import Desk
    from functions.backoffice.web import Answer

Take: TypeAlias = "Callable[..., Answer]"
"""A screen: it is given the desk and the ids in the path, in order."""


def _home(_desk: Desk) -> Answer:
    return see_other("/orders")


ROUTES: Final[tuple[tuple[str, str, Take], ...]] = (
    ("GET", "/", _home),
    ("POST", "/sign-out", sign_in.leave),
    ("POST", "/preferences", sign_in.prefer),
    ("GET", "/orders", orders_screen.show_orders),
    ("GET", "/board", board_screen.show_board),
    ("GET", "/orders/{order}", order_screen.show_order),
    ("GET", "/orders/{order}/moves/new", move_screen.choose),
    ("POST", "/orders/{order}/moves", move_screen.move),
    ("POST", "/orders/{order}/comments", order_screen.comment),
    ("POST", "/orders/{order}/assignee", order_screen.assign),
    ("POST", "/orders/{order}/tags", order_screen.tag),
    ("POST", "/orders/{order}/reminders", order_screen.remind),
    ("POST", "/orders/{order}/reminders/{reminder}/clear", order_screen.clear),
    ("POST", "/orders/{order}/effects/{effect}/withdraw", order_screen.withdraw),
    ("GET", "/inbox", inbox_screen.show_inbox),
    ("POST", "/inbox/read", inbox_screen.read),
    ("GET", "/workflow", workflow_screen.show_workflow),
    ("GET", "/workflow/{version}/colours.css", workflow_screen.show_colours),
    ("GET", "/workflow/statuses/{status}", workflow_screen.edit_status),
    ("POST", "/workflow/statuses/{status}", workflow_screen.publish_status),
    ("GET", "/connections", connections_screen.show_connections),
    ("POST", "/connections", connections_screen.create),
    ("GET", "/connections/{connection}", connections_screen.show_connection),
    ("POST", "/connections/{connection}/secret", connections_screen.rotate),
    ("POST", "/connections/{connection}/deliveries/{delivery}/replay", connections_screen.replay),
    ("GET", "/help/keys", keys_screen.show_keys),
)
