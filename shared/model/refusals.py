"""A refusal is an answer: what stood in the way, what was seen, and what would satisfy it."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import Any

from shared.model.record import record


class Guard(StrEnum):
    """What can refuse a command. The codes are stable: they stand in the API and in the docs."""

    UNKNOWN_STATUS = "unknown_status"
    SAME_STATUS = "same_status"
    STALE_VISIT = "stale_visit"
    NO_WORKFLOW = "no_workflow"
    NOT_OFFERED = "not_offered"
    RETIRED_STATUS = "retired_status"
    FINAL_STATUS = "final_status"
    PAYMENT_GATE = "payment_gate"
    REQUIRED_FIELDS = "required_fields"
    FORBIDDEN_SEQUENCE = "forbidden_sequence"
    FORCE_RIGHT = "force_right"
    FORCE_REASON = "force_reason"
    HOP_LIMIT = "hop_limit"
    STALE_STEP = "stale_step"
    NOT_DUE = "not_due"
    NO_SUCH_CHECK = "no_such_check"
    NO_SUCH_VISIT = "no_such_visit"
    NO_PUBLIC_NAME = "no_public_name"
    NO_SUCH_ACTION = "no_such_action"
    CONDITION = "condition"
    OVER_REFUND = "over_refund"
    OLDER_COPY = "older_copy"
    NOTHING_NEW = "nothing_new"


@record
class Refusal:
    """Why a command was not accepted. Nothing changed.

    Attributes:
        guard: Which rule refused.
        facts: What the rule saw, such as `{"payment": "pending"}`.
        remedy: What would satisfy it, as data: `{"payment": "paid"}`, `{"fields": ["carrier"]}`, `{"moves": [...]}`.
    """

    guard: Guard
    facts: dict[str, Any] = field(default_factory=dict)
    remedy: dict[str, Any] = field(default_factory=dict)
