"""Bells: what travels over the bus. A bell names what changed and carries the instant; whoever hears it reads the log.

`OrderChanged` says that an order has a new event, `DeliveryKept` that a shop's delivery waits to be read, `JobBegun`
that long work waits to be planned. None holds anything that cannot be read again from the table, so a lost, doubled or
late bell is harmless.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE: Final = "staffetta"
"""The bus event's `source`."""

ORDER_CHANGED: Final = "OrderChanged"
DELIVERY_KEPT: Final = "DeliveryKept"
JOB_BEGUN: Final = "JobBegun"

BellKind = Literal["OrderChanged", "DeliveryKept", "JobBegun"]


@dataclass(frozen=True)
class Bell:
    """One bell.

    Attributes:
        kind: `OrderChanged`, `DeliveryKept` or `JobBegun`, the bus event's `detail-type`.
        shop: Whose it is.
        now: The instant that travels along; a reactor's `now` is the later of it and the wall clock.
        order, seq: Which event of which order (`OrderChanged`).
        kinds: The kinds of effects that event planned, each once (`OrderChanged`).
        connection, key: Which kept delivery of which connection (`DeliveryKept`).
        job: Which job (`JobBegun`).
    """

    kind: BellKind
    shop: str
    now: str
    order: str = ""
    seq: int = 0
    kinds: tuple[str, ...] = ()
    connection: str = ""
    key: str = ""
    job: str = ""


def order_changed(shop: str, order: str, seq: int, kinds: tuple[str, ...], now: str) -> Bell:
    """The bell of a new event of an order."""
    return Bell("OrderChanged", shop, now, order=order, seq=seq, kinds=kinds)


def delivery_kept(shop: str, connection: str, key: str, now: str) -> Bell:
    """The bell of a delivery that was kept and waits to be read."""
    return Bell("DeliveryKept", shop, now, connection=connection, key=key)


def job_begun(shop: str, job: str, now: str) -> Bell:
    """The bell of a job that waits to be planned."""
    return Bell("JobBegun", shop, now, job=job)


def bell_as_detail(bell: Bell) -> dict[str, Any]:
    """The bus event's `detail`: under 1 KB, without personal data."""
    if bell.kind == ORDER_CHANGED:
        return {"shop": bell.shop, "order": bell.order, "seq": bell.seq, "kinds": list(bell.kinds), "now": bell.now}
    if bell.kind == JOB_BEGUN:
        return {"shop": bell.shop, "job": bell.job, "now": bell.now}
    return {"shop": bell.shop, "connection": bell.connection, "key": bell.key, "now": bell.now}


def bell_from_detail(kind: str, detail: Mapping[str, Any]) -> Bell:
    """The bell that `bell_as_detail` wrote.

    Raises:
        ValueError: It is no bell of ours: an unknown kind or a field missing.
    """
    if kind not in {ORDER_CHANGED, DELIVERY_KEPT, JOB_BEGUN}:
        raise ValueError(f"unknown bell {kind}")
    try:
        if kind == ORDER_CHANGED:
            return order_changed(
                detail["shop"], detail["order"], int(detail["seq"]), tuple(detail.get("kinds", ())), detail["now"]
            )
        if kind == JOB_BEGUN:
            return job_begun(detail["shop"], detail["job"], detail["now"])
        return delivery_kept(detail["shop"], detail["connection"], detail["key"], detail["now"])
    except KeyError as error:
        raise ValueError(f"a bell without {error.args[0]}") from error


def bell_from_message(body: str) -> Bell:
    """The bell in the body of a queue's message: EventBridge's envelope as JSON.

    Raises:
        ValueError: The body is no bell of ours.
    """
    envelope: object = json.loads(body)
    if not isinstance(envelope, dict):
        raise ValueError("a bell's envelope is a JSON object")  # noqa: TRY004 - what was sent is wrong, not a call
    fields = cast("dict[str, Any]", envelope)
    return bell_from_detail(fields.get("detail-type", ""), fields.get("detail") or {})
