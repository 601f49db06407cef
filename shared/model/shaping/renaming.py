"""Give a status another id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.model.errors import Invalid, NotFound, Wrong
from shared.model.shaping.remapping import remap, statuses_of

if TYPE_CHECKING:
    from shared.model.shaping.remapping import Json

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


def rename_status(document: Json, old: str, new: str) -> Json:
    """The document with a status called `new` instead of `old`, wherever it is named; renaming back gives it again.

    A side of a rule that is the name of a phase means the phase and stays, so renaming to or from the name of a phase
    can widen or narrow a rule that names the status.

    Raises:
        NotFound: There is no status `old`.
        Invalid: `new` is taken or no id.
    """
    return rename_statuses(document, {old: new})


def rename_statuses(document: Json, new_ids: dict[str, str]) -> Json:
    """The document with several statuses renamed at once, so that ids can also be exchanged.

    Raises:
        NotFound: There is no such status.
        Invalid: Two statuses would have one id, or a new one is no id.
    """
    ids = [status["id"] for status in statuses_of(document)]
    for old, new in new_ids.items():
        if old not in ids:
            raise NotFound("status")
        if not _ID.fullmatch(new):
            raise Invalid(Wrong("/id", "string_pattern_mismatch", "an id is small letters, digits and _, at most 40"))
    after = [new_ids.get(each, each) for each in ids]
    taken = [new for new in new_ids.values() if after.count(new) > 1]
    if taken:
        raise Invalid(Wrong("/id", "duplicate_id", f"{taken[0]} is used twice"))

    def renamed(named: str) -> str:
        return new_ids.get(named, named)

    changed = remap(document, ways=renamed, names=renamed)
    changed["statuses"] = [{**status, "id": renamed(status["id"])} for status in statuses_of(changed)]
    return changed
