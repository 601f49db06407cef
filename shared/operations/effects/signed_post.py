"""Post to an address of the merchant, signed as Standard Webhooks says.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: at least once, with the same
`webhook-id` in every attempt, so the receiver can tell a repeat.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shared.gateways.secrets import SecretLost
from shared.gateways.sending import InDoubt, NeverAccepted, NotSent
from shared.model.moments import as_datetime
from shared.operations.run_effect import Done

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.gateways.outgoing import Outgoing
    from shared.gateways.secrets import Secrets
    from shared.operations.run_effect import Job, Outcome
    from shared.store.dynamo import Item

LEASE_SECONDS = 60
WAITS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""The schedule the specification recommends: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h."""
_GONE = 410


def post_signed(  # noqa: PLR0913 - what is posted where, signed with what
    outgoing: Outgoing, secrets: Secrets, item: Item, connection: str, said: Mapping[str, Any], job: Job
) -> Outcome:
    """Post `said` to the `url` of a connection's item.

    Raises:
        NotSent: It did not take it, or the connection is paused.
        NeverAccepted: It never will.
    """
    if item.get("paused"):
        raise NotSent("paused")
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    try:
        answer = outgoing.post(item["url"], body.encode(), _headers(secrets, item, connection, body, job))
    except InDoubt as doubt:
        raise NotSent(doubt.reason) from doubt
    if 200 <= answer.status < 300:  # noqa: PLR2004 - the class of success
        return Done({"status": answer.status})
    if answer.status == _GONE:
        raise NeverAccepted("gone")
    raise NotSent(f"http_{answer.status}", after=answer.retry_after)


def _headers(secrets: Secrets, item: Item, connection: str, body: str, job: Job) -> dict[str, str]:
    """The three headers of the specification; while a secret is being changed, both sign."""
    from standardwebhooks import Webhook  # noqa: PLC0415 - 30 ms, paid when one is sent

    message = f"msg_{job.place.order}_{job.place.effect}"
    sealed = item["secrets"] if item.get("previous_until", "") > job.wall else item["secrets"][:1]
    try:
        opened = [secrets.decrypt(bytes(one), connection) for one in sealed]
    except SecretLost as lost:
        raise NeverAccepted("secret_lost") from lost
    sent_at = as_datetime(job.wall)
    return {
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(message, sent_at, body) for secret in opened),
    }
