"""Every address of the back office that needs somebody signed in: method, path, screen."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.backoffice.web import Answer

Take: TypeAlias = "Callable[..., Answer]"
"""A screen: it is given the desk and the ids in the path, in order."""

ROUTES: Final[tuple[tuple[str, str, str], ...]] = (
    ("GET", "/", "orders_screen.go_home"),
    ("POST", "/sign-out", "sign_in_screen.leave"),
    ("POST", "/preferences", "sign_in_screen.prefer"),
    ("GET", "/orders", "orders_screen.show_orders"),
    ("GET", "/board", "board_screen.show_board"),
    ("GET", "/orders/{order}", "order_screen.show_order"),
    ("GET", "/orders/{order}/moves/new", "move_screen.choose"),
    ("POST", "/orders/{order}/moves", "move_screen.move"),
    ("POST", "/orders/{order}/comments", "order_screen.comment"),
    ("POST", "/orders/{order}/assignee", "order_screen.assign"),
    ("POST", "/orders/{order}/tags", "order_screen.tag"),
    ("POST", "/orders/{order}/reminders", "order_screen.remind"),
    ("POST", "/orders/{order}/reminders/{reminder}/clear", "order_screen.clear"),
    ("POST", "/orders/{order}/effects/{effect}/withdraw", "order_screen.withdraw"),
    ("POST", "/orders/{order}/effects/{effect}/retry", "order_screen.retry"),
    ("POST", "/orders/{order}/checks", "order_screen.tick"),
    ("POST", "/orders/{order}/visits/{visit}/published", "order_screen.publish"),
    ("GET", "/orders/{order}/why", "why_screen.show_why"),
    ("GET", "/workflow/automatic", "kinds_screen.show_kinds"),
    ("POST", "/workflow/automatic/{kind}", "kinds_screen.switch_kind"),
    ("GET", "/inbox", "inbox_screen.show_inbox"),
    ("POST", "/inbox/read", "inbox_screen.read"),
    ("GET", "/workflow", "workflow_screen.show_workflow"),
    ("GET", "/workflow/draft/colours.css", "studio_screen.show_draft_colours"),
    ("GET", "/workflow/{version}/colours.css", "workflow_screen.show_colours"),
    ("GET", "/workflow/draft", "studio_screen.show_map"),
    ("GET", "/workflow/draft/table", "studio_screen.show_table"),
    ("GET", "/workflow/draft/whole", "studio_whole.show_whole"),
    ("POST", "/workflow/draft/whole/{section}", "studio_whole.edit_whole"),
    ("GET", "/workflow/draft/start", "studio_start.show_start"),
    ("POST", "/workflow/draft/start", "studio_start.begin"),
    ("POST", "/workflow/draft/steps", "studio_start.generate"),
    ("POST", "/workflow/draft/statuses", "studio_acts.add"),
    ("GET", "/workflow/draft/statuses/{status}", "studio_screen.show_status"),
    ("POST", "/workflow/draft/statuses/{status}", "studio_screen.edit_status"),
    ("POST", "/workflow/draft/statuses/{status}/actions", "studio_screen.edit_action"),
    ("GET", "/workflow/draft/statuses/{status}/actions/preview", "studio_preview.show_actions"),
    ("POST", "/workflow/draft/statuses/{status}/actions/preview", "studio_preview.preview_action"),
    ("GET", "/workflow/draft/statuses/{status}/preview", "studio_preview.show_messages"),
    ("POST", "/workflow/draft/statuses/{status}/preview", "studio_preview.preview"),
    ("GET", "/workflow/draft/statuses/{status}/removal", "studio_acts.ask_removal"),
    ("POST", "/workflow/draft/statuses/{status}/removal", "studio_acts.remove"),
    ("POST", "/workflow/draft/moves", "studio_acts.join"),
    ("POST", "/workflow/draft/order", "studio_acts.order"),
    ("POST", "/workflow/draft/fixes", "studio_acts.fix"),
    ("POST", "/workflow/draft/undo", "studio_acts.undo"),
    ("POST", "/workflow/draft/discard", "studio_acts.discard"),
    ("GET", "/workflow/draft/diff", "studio_history.show_changes"),
    ("POST", "/workflow/draft/base", "studio_history.rebase"),
    ("GET", "/workflow/draft/publish", "studio_history.show_publish"),
    ("POST", "/workflow/draft/publish", "studio_history.publish"),
    ("GET", "/workflow/draft/rehearsal", "studio_rehearsal.show_rehearsal"),
    ("POST", "/workflow/draft/rehearsal", "studio_rehearsal.rehearse"),
    ("GET", "/workflow/migration", "migration_screen.show_migration"),
    ("POST", "/workflow/migration", "migration_screen.migrate"),
    ("POST", "/workflow/migration/{job}/undo", "migration_screen.take_back"),
    ("POST", "/workflow/migration/{job}/stop", "migration_screen.stop"),
    ("GET", "/workflow/applying", "applying_screen.show_applying"),
    ("POST", "/workflow/applying", "applying_screen.apply"),
    ("POST", "/workflow/applying/{job}/stop", "applying_screen.stop"),
    ("GET", "/workflow/versions", "studio_history.show_versions"),
    ("GET", "/workflow/versions/{version}", "studio_history.show_version"),
    ("GET", "/workflow/versions/{version}/diff", "studio_history.show_diff"),
    ("GET", "/workflow/versions/{version}/restore", "studio_history.ask_restore"),
    ("POST", "/workflow/versions/{version}/restore", "studio_history.restore"),
    ("GET", "/connections", "connections_screen.show_connections"),
    ("POST", "/connections", "connections_screen.create"),
    ("GET", "/connections/{connection}", "connections_screen.show_connection"),
    ("POST", "/connections/{connection}/secret", "connections_screen.rotate"),
    ("POST", "/connections/{connection}/deliveries/{delivery}/replay", "connections_screen.replay"),
    ("GET", "/help/keys", "keys_screen.show_keys"),
)
"""The screen is a module of this package and a function in it, loaded when it is first asked for: a cold start pays for
the one screen that somebody waits for, not for all."""


@cache
def screen(name: str) -> Take:
    """The screen of a route."""
    module, _, function = name.partition(".")
    return getattr(import_module(f"functions.backoffice.{module}"), function)
