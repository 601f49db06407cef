"""Clients of AWS services. All of a process come from one session: the second costs an eighth of the first."""

from __future__ import annotations

from functools import cache
from typing import Any


def client(service: str, **config: Any) -> Any:
    """Make botocore's low-level client of a service such as `dynamodb`; `config` is for `botocore.config.Config`.

    Call it when a request is about to leave, never at import: it is most of a cold start.
    """
    from botocore.config import Config  # noqa: PLC0415 - paid only when a request really leaves

    return _session().create_client(service, config=Config(**config))


@cache
def _session() -> Any:
    import botocore.session  # noqa: PLC0415 - likewise

    return botocore.session.get_session()
