"""Every function on one screen: its size, what it is told, and all that its role may do.

A grant that is not in this table does not exist. There is no Scan, no `dynamodb:*`, and only `notify` may send.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

READ = ("GetItem", "BatchGetItem", "Query")
WRITE = ("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")
ADD = ("GetItem", "PutItem", "UpdateItem")


class May(Enum):
    """What a role may do beside DynamoDB. `infra/grants.py` says it in IAM's words."""

    RING = auto()  # put a bell on the bus
    SEAL = auto()  # encrypt the secret of a connection
    UNSEAL = auto()  # decrypt it
    KEEP_BODIES = auto()  # write what arrived, `inbox/` of the files bucket
    READ_BODIES = auto()  # read it back
    RUN_JOBS = auto()  # start the flow of long work
    KEEP_JOB_FILES = auto()  # write what it keeps, `jobs/` of the files bucket
    READ_JOB_FILES = auto()  # read it back
    SEND_MAIL = auto()
    SEND_SMS = auto()
    INVITE_STAFF = auto()  # create, disable and enable people in the staff pool


@dataclass(frozen=True, slots=True)
class Role:
    """One function.

    memory: MB; a CPU is 1,769 MB. timeout: seconds; queues wait six times as long.
    told: settings it gets beside the stage, the table and the log level.
    table: DynamoDB actions; a transaction needs those of its parts. indexes: which it may query.
    packages: third-party distributions in its bundle, with what they depend on; boto3 is Lambda's.
    """

    memory: int
    timeout: int
    told: tuple[str, ...] = ()
    table: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    may: frozenset[May] = frozenset()
    packages: tuple[str, ...] = ()


CORE = ("pydantic", "typeid-python", "tzdata")
PAGES = ("jinja2", "babel")
PHONES = "phonenumberslite"
SIGN_IN = ("USER_POOL_ID", "USER_POOL_CLIENT_ID", "AUTH_DOMAIN", "PUBLIC_URL", "ORIGIN_SECRET")

ROSTER: dict[str, Role] = {
    "api": Role(
        memory=1024,
        timeout=20,
        told=("SECRETS_KEY_ID", "FILES_BUCKET", *SIGN_IN),
        table=READ + WRITE,
        indexes=("queue", "book"),
        may=frozenset({May.SEAL, May.INVITE_STAFF, May.READ_JOB_FILES}),
        packages=(*CORE, *PAGES, PHONES, "aws-lambda-powertools"),
    ),
    "backoffice": Role(
        memory=1024,
        timeout=20,
        told=("SECRETS_KEY_ID", "FILES_BUCKET", *SIGN_IN),
        table=READ + WRITE,
        indexes=("queue", "book"),
        may=frozenset({May.SEAL, May.INVITE_STAFF, May.READ_JOB_FILES}),
        packages=(*CORE, *PAGES, PHONES),
    ),
    "track": Role(
        memory=1024,
        timeout=20,
        told=("PUBLIC_URL", "ORIGIN_SECRET"),
        table=READ + WRITE,
        packages=(*CORE, *PAGES),
    ),
    "webhooks": Role(
        memory=1024,
        timeout=10,
        told=("FILES_BUCKET", "SECRETS_KEY_ID"),
        table=ADD,
        may=frozenset({May.UNSEAL, May.KEEP_BODIES}),
    ),
    "intake": Role(
        memory=1024,
        timeout=30,
        told=("FILES_BUCKET", "PUBLIC_URL"),
        table=READ + WRITE,
        may=frozenset({May.READ_BODIES}),
        packages=CORE,
    ),
    "relay": Role(memory=512, timeout=30, told=("BUS_NAME",), may=frozenset({May.RING})),
    "notify": Role(
        memory=1024,
        timeout=30,
        told=("MAIL_FROM", "MAIL_CONFIGURATION_SET", "SMS_SENDER", "PUBLIC_URL"),
        table=READ + WRITE,
        may=frozenset({May.SEND_MAIL, May.SEND_SMS}),
        packages=(*CORE, *PAGES, PHONES),
    ),
    "automate": Role(
        memory=1024,
        timeout=60,
        told=("BUS_NAME", "SECRETS_KEY_ID", "PUBLIC_URL", "OUTGOING_ALLOW_LOOPBACK"),
        table=READ + WRITE,
        may=frozenset({May.UNSEAL, May.RING}),
        packages=(*CORE, "standardwebhooks"),
    ),
    "tally": Role(memory=1024, timeout=30, table=READ + WRITE, packages=CORE),
    "clock": Role(
        memory=1024,
        timeout=55,
        told=("BUS_NAME", "PUBLIC_URL"),
        table=READ + WRITE,
        indexes=("due", "book"),
        may=frozenset({May.RING}),
        packages=CORE,
    ),
    "jobs": Role(
        memory=1024,
        timeout=120,
        told=("FILES_BUCKET", "JOBS_FLOW"),
        table=READ + WRITE,
        indexes=("queue", "book"),
        may=frozenset({May.RUN_JOBS, May.KEEP_JOB_FILES, May.READ_JOB_FILES}),
        packages=(*CORE, "jinja2"),
    ),
    "feedback": Role(memory=512, timeout=30, table=READ + WRITE, packages=CORE),
}
