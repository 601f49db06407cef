"""The environment of a function, parsed once.

A function is given only the variables it needs (`infra/application.py` says which); what it was not given is an empty
string here, so that using it fails at the first call to AWS, which names the missing parameter.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment decides. Every field is the lower-case name of an environment variable.

    stage: name of the deployment, part of every resource name.
    table_name: the one DynamoDB table.
    bus_name: the EventBridge bus of bells.
    files_bucket: S3 bucket of files, of kept bodies (`inbox/`) and of what long work keeps (`jobs/`).
    jobs_flow: ARN of the state machine that runs long work slice by slice.
    mail_from: sender of customer e-mail, `Name <address>` or an address.
    mail_configuration_set: SES configuration set that reports what became of a message.
    sms_sender: sender id of SMS, empty where the country has none.
    secrets_key_id: KMS key (ARN) that encrypts the secrets of connections.
    user_pool_id, user_pool_client_id: the Cognito pool of staff, and the back office's client in it.
    auth_domain: base URL of the hosted sign-in, without a trailing slash.
    public_url: base URL under which customers and staff reach us, without a trailing slash.
    origin_secret: what the front door sends in `x-origin-secret`.
    outgoing_allow_loopback: `yes` lets outgoing webhooks call this very machine; never in AWS.
    log_level: DEBUG, INFO, WARNING, ERROR.
    powertools_service_name: the function's own name, as logs and metrics carry it.
    """

    stage: str = ""
    table_name: str = ""
    bus_name: str = ""
    files_bucket: str = ""
    jobs_flow: str = ""
    mail_from: str = ""
    mail_configuration_set: str = ""
    sms_sender: str = ""
    secrets_key_id: str = ""
    user_pool_id: str = ""
    user_pool_client_id: str = ""
    auth_domain: str = ""
    public_url: str = ""
    origin_secret: str = ""
    outgoing_allow_loopback: str = ""
    log_level: str = "INFO"
    powertools_service_name: str = ""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings out of `environment`; variables that are not settings are ignored."""
    names = (field.name for field in fields(Settings))
    return Settings(**{name: environment[name.upper()] for name in names if name.upper() in environment})


@cache
def settings() -> Settings:
    """The settings of this process. Read at the first call and then kept: an environment does not change."""
    return read_settings(os.environ)
