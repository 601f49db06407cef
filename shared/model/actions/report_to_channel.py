"""Tell the platform an order came from."""

from __future__ import annotations

from typing import Literal

from shared.model.actions.action import BaseAction
from shared.model.effects import EffectKind


class ReportToChannel(BaseAction):
    """Tell the platform the order came from what the status means there (the status's `channel`)."""

    effect = EffectKind.REPORT_TO_CHANNEL
    do: Literal["report_to_channel"]
