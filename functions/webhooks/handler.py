"""Shop platforms call in: `POST /hooks/{connection}`."""

from __future__ import annotations

from typing import Any

from functions.webhooks.door import answer
from shared.gateways.files import S3Files
from shared.gateways.secrets import KmsSecrets
from shared.settings import settings
from shared.store.dynamo import Dynamo

_table = Dynamo(table=settings().table_name)
_secrets = KmsSecrets(settings().secrets_key_id)
_files = S3Files(settings().files_bucket)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer one request of API Gateway's HTTP API, payload 2.0."""
    return answer(event, _table, _secrets, _files)
