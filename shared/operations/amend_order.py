"""Amend what staff decide about an order: assignee, operator, tags, language, what the customer may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.model import commands as c
from shared.model.errors import Changed as SomebodyChanged
from shared.model.errors import Invalid, Wrong
from shared.operations.change_order import Changed, Wish, change_order
from shared.store import shops

if TYPE_CHECKING:
    from shared.model.flow import Flow
    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.heads import Head
    from shared.store.once import Once

UNSET = object()
"""Says that a field is not to be touched, where `None` means to empty it."""


@dataclass(frozen=True)
class Amendment:
    """What is to be different; fields left `UNSET` stay as they are."""

    assignee: str | object | None = UNSET
    operator: str | object | None = UNSET
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    locale: str | object = UNSET
    visible: bool | object | None = UNSET
    revoke_links: bool = False

    def commands(self, who: Principal) -> list[c.Command]:
        """One command for each thing that is to be different."""
        wanted: list[c.Command] = []
        if self.assignee is None or isinstance(self.assignee, str):
            wanted.append(c.Assign(who.actor, self.assignee))
        if self.operator is None or isinstance(self.operator, str):
            wanted.append(c.SetOperator(who.actor, self.operator))
        if self.add_tags or self.remove_tags:
            wanted.append(c.Tag(who.actor, self.add_tags, self.remove_tags))
        if isinstance(self.locale, str):
            wanted.append(c.SetLocale(who.actor, self.locale))
        if self.visible is None or isinstance(self.visible, bool):
            wanted.append(c.SetVisibility(who.actor, self.visible))
        if self.revoke_links:
            wanted.append(c.RevokeLinks(who.actor))
        return wanted


def amend_order(  # noqa: PLR0913 - who amends which order how, by name
    table: Dynamo,
    who: Principal,
    order_id: str,
    amendment: Amendment,
    *,
    now: Instant,
    version: int | None = None,
    once: Once | None = None,
) -> Changed:
    """Amend an order; what is as wanted already is no change.

    Raises:
        Invalid: The assignee or operator is nobody of the shop's staff.
        SomebodyChanged: The order is no longer at `version`, where one was given.
        NotAllowed, NotFound, Contended, Answered: as `change_order`.
    """
    for pointer, person in (("/assignee", amendment.assignee), ("/operator", amendment.operator)):
        if isinstance(person, str) and not shops.works_here(table, who.shop, person):
            raise Invalid(Wrong(pointer, "unknown_staff", "there is no such person in this shop"))

    def wish(head: Head, _flow: Flow | None) -> Wish:
        if version is not None and head.order.version != version:
            raise SomebodyChanged({"version": head.order.version, "updated_at": head.order.updated_at})
        return Wish(amendment.commands(who), skip_nothing_new=True)

    return change_order(table, who, order_id, wish, now=now, once=once)
