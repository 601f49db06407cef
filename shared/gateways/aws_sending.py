"""AWS's answers to a request that must not be repeated blindly, and a client that makes one attempt only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    ProxyConnectionError,
    SSLError,
)

from shared import aws
from shared.gateways.sending import InDoubt, NeverAccepted, NotSent

if TYPE_CHECKING:
    from collections.abc import Callable

_SERVER_ERROR = 500
_NOT_YET = frozenset(
    {
        "ThrottlingException", "Throttling", "Throttled", "ThrottledException", "TooManyRequestsException",
        "LimitExceededException", "SendingPausedException", "AccountSuspendedException", "ServiceUnavailable",
        "MailFromDomainNotVerifiedException", "ConfigurationSetDoesNotExist", "NotFoundException",
        "AccessDeniedException", "ExpiredTokenException", "KMSThrottling",
    }
)  # fmt: skip
"""Refusals that a little time or a setting cures."""


def client_of_one_attempt(service: str) -> Any:
    """A botocore client that never repeats a request by itself."""
    retries = {"mode": "standard", "total_max_attempts": 1}
    return aws.client(service, retries=retries, connect_timeout=3, read_timeout=10)


def attempt(call: Callable[..., Any], **request: Any) -> Any:
    """Make one request and answer its response. NotSent, NeverAccepted or InDoubt say what became of it otherwise."""
    try:
        return call(**request)
    except ClientError as error:
        details: Any = error.response
        code = details.get("Error", {}).get("Code", "unknown")
        if code in _NOT_YET:
            raise NotSent(code) from error
        if details.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= _SERVER_ERROR:
            raise InDoubt(code) from error
        raise NeverAccepted(code) from error
    except (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError, SSLError, NoCredentialsError) as error:
        raise NotSent(type(error).__name__) from error
    except HTTPClientError as error:
        raise InDoubt(type(error).__name__) from error
