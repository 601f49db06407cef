"""Ask for long work. It is planned and run elsewhere; the committed job rings for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shared.model.errors import Contended, Invalid, NotAllowed, Wrong
from shared.model.ids import JOB, new_id
from shared.model.misfits import invalid
from shared.operations.jobs import JOB_KINDS
from shared.store.commit_once import commit_once
from shared.store.dynamo import ConditionFailed
from shared.store.jobs import Job, new_job

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.moments import Instant
    from shared.model.people import Principal
    from shared.store.dynamo import Dynamo
    from shared.store.once import Once


def start_job(
    table: Dynamo, who: Principal, asked: Mapping[str, Any], *, now: Instant, once: Once | None = None
) -> Job:
    """Make a job of what is asked: `{"kind": ..., ...}`, the parameters as the kind's model takes them.

    Raises:
        NotAllowed: The kind needs a right that the asker lacks.
        Invalid: There is no such kind, or it takes no such parameters; each wrong place by JSON pointer.
        NotFound: As the kind says.
        Answered, Contended.
    """
    named = asked.get("kind")
    kind = JOB_KINDS.get(named) if isinstance(named, str) else None
    if kind is None:
        raise Invalid(Wrong("/kind", "unknown_kind", f"one of {', '.join(sorted(JOB_KINDS))}"))
    if kind.right not in who.actor.rights:
        raise NotAllowed(kind.right)
    try:
        read = kind.asked.model_validate_json(json.dumps(dict(asked)))
    except ValidationError as error:
        raise invalid(error, dict(asked)) from error
    if kind.check is not None:
        read = kind.check(table, who, read)
    job = Job(
        shop=who.shop,
        id=new_id(JOB),
        kind=str(named),
        at=now,
        by=who.actor.ref,
        door=who.actor.door,
        rights=tuple(sorted(who.actor.rights)),
        asked=read.model_dump(mode="json", by_alias=True, exclude_unset=True),
    )
    try:
        commit_once(table, who.shop, [new_job(job)], job, once=once, now=now)
    except ConditionFailed as error:
        raise Contended from error
    return job
