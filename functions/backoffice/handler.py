"""Staff work here: the back office, HTML."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from functions.backoffice.door import answer
from functions.backoffice.web import World
from shared.gateways.files import S3Files
from shared.gateways.identity import CognitoIdentity
from shared.gateways.secrets import KmsSecrets
from shared.settings import settings
from shared.store.dynamo import Dynamo

_told = settings()
_world = World(
    table=Dynamo(table=_told.table_name),
    secrets=KmsSecrets(_told.secrets_key_id),
    identity=CognitoIdentity(_told.auth_domain, _told.user_pool_client_id, _told.user_pool_id),
    files=S3Files(_told.files_bucket),
    public_url=_told.public_url,
    origin_secret=_told.origin_secret,
)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer one request of API Gateway's HTTP API, payload 2.0."""
    return answer(event, _world, datetime.now(UTC))
