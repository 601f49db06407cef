"""Whether a write failed because an item would be larger than DynamoDB holds: 400 KB."""

from __future__ import annotations

from botocore.exceptions import ClientError

from shared.store.dynamo import TransactionCancelled


def is_too_large(error: Exception) -> bool:
    """Whether DynamoDB refused because of an item's size, alone or in a transaction. Nothing was written then.

    Source: "Constraints" and TransactWriteItems' cancellation reasons in the DynamoDB developer guide.
    """
    if isinstance(error, TransactionCancelled):
        return any(reason.code == "ValidationError" for reason in error.reasons)
    if not isinstance(error, ClientError):
        return False
    told = error.response.get("Error", {})
    return told.get("Code") == "ValidationException" and "size" in told.get("Message", "").lower()
