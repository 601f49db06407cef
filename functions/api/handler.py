"""Merchants' programs call in: `/v1`."""

from __future__ import annotations

from typing import Any

from functions.api.app import Api
from functions.api.route import World
from shared.gateways.files import S3Files
from shared.gateways.identity import CognitoIdentity
from shared.gateways.secrets import KmsSecrets
from shared.settings import settings
from shared.store.dynamo import Dynamo

_told = settings()
_api = Api(
    World(
        table=Dynamo(table=_told.table_name),
        secrets=KmsSecrets(_told.secrets_key_id),
        identity=CognitoIdentity(_told.auth_domain, _told.user_pool_client_id, _told.user_pool_id),
        files=S3Files(_told.files_bucket),
        public_url=_told.public_url,
        origin_secret=_told.origin_secret,
    )
)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway's HTTP API, payload 2.0."""
    return _api(event, context)
