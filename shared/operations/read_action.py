"""Read the action an effect was planned by: its words stand in the workflow, never in the event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.store import workflows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.effects import Effect
    from shared.model.flow import Act
    from shared.store.dynamo import Dynamo
    from shared.store.events import Event


def version_of(event: Event, effect: Effect) -> int:
    """The version of the workflow an effect speaks of: what is tried again in an order that was migrated keeps its."""
    version: int = effect.args.get("version", event.workflow)
    return version


def act_of(table: Dynamo, shop: str, workflow: int, args: Mapping[str, Any]) -> Act | None:
    """The action that an effect's arguments name, as the version they were planned under has it prepared.

    `None` for effects that no action planned, such as the letter of a status.
    """
    if "action" not in args:
        return None
    flow = workflows.read_flow(table, shop, workflow)
    stage = flow.stages.get(args["status"]) if flow else None
    return next((act for act in stage.acts if act.n == args["action"]), None) if stage else None
