"""Long work in slices. A bell: plan the job and start its flow. A task of the flow: run a slice, or end the job."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.batches import take_bells
from shared.gateways.files import S3Files
from shared.gateways.flows import StepFlows
from shared.log import log, log_error
from shared.model.moments import instant
from shared.operations.jobs.begin_job import begin_job
from shared.operations.jobs.do_task import do_task
from shared.settings import settings
from shared.store.dynamo import Dynamo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.moments import Instant
    from shared.operations.bells import Bell

_table = Dynamo(table=settings().table_name)
_files = S3Files(settings().files_bucket)
_flows = StepFlows(settings().jobs_flow)


class TaskFailed(Exception):  # noqa: N818 - a fact
    """A task came to nothing and is to be tried again. Why stands in the log: an error's words may name somebody."""


def handler(event: dict[str, Any], _context: object) -> dict[str, Any] | None:
    """Take a batch of bells from the queue, or one task from the flow.

    A task answers nothing: the flow keeps what each slice answers until the last one is done, and has room for 256 KB.
    """
    if "Records" in event:
        return take_bells(event, _begin)
    _do(event)
    return None


def _begin(bell: Bell, now: Instant, _wall: Instant) -> Mapping[str, object]:
    state = begin_job(_table, _files, _flows, bell, now=now)
    return {"message": "begun", "shop": bell.shop, "job": bell.job, "state": state}


def _do(task: Mapping[str, Any]) -> None:
    about = {name: task.get(name) for name in ("task", "shop", "job", "number", "broken")}
    try:
        state = do_task(_table, _files, task, now=instant(datetime.now(UTC)))
    except Exception as error:  # noqa: BLE001 - the flow minds no reason; the log does
        log_error("task failed", error, **about)
        raise TaskFailed from None
    log("INFO", "task done", state=state, **about)
