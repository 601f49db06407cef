"""The one table as data: its keys, its three indexes and what they project.

`infra/`, the test engine and the emulator's tests read this file, so that there is one definition only.
"""

from typing import Any, NamedTuple

HASH = "pk"
RANGE = "sk"
TTL = "expires"
"""Epoch seconds; stands on throw-away items only."""

QUEUE_ROW = (
    "number",
    "source",
    "status",
    "team",
    "assignee",
    "due_at",
    "currency",
    "total",
    "payment",
    "fulfilment",
    "name",
    "place",
    "turn",
    "visit",
    "entered_at",
    "placed_at",
    "tags",
    "flags",
    "next_at",
)
"""What a row of the work list shows, copied into the `queue` index so that a list is one Query."""


class Index(NamedTuple):
    """A sparse global secondary index: an item is in it when it carries both key attributes (strings)."""

    name: str
    hash: str
    range: str
    include: tuple[str, ...] = ()
    """Attributes projected beside the keys; none means KEYS_ONLY."""


QUEUE = Index("queue", "queue", "queue_at", QUEUE_ROW)
DUE = Index("due", "due", "due_at")
BOOK = Index("book", "book", "book_at")
INDEXES = (QUEUE, DUE, BOOK)
BY_NAME = {index.name: index for index in INDEXES}


def range_of(index: str | None) -> str:
    """Name the sort key attribute of `index`, or of the table for None. KeyError for an index that is not."""
    return RANGE if index is None else BY_NAME[index].range


def hash_of(index: str | None) -> str:
    """Name the partition key attribute of `index`, or of the table for None. KeyError for an index that is not."""
    return HASH if index is None else BY_NAME[index].hash


def create_table_request(table_name: str) -> dict[str, Any]:
    """Build the CreateTable request of the low-level client: on demand, with a stream of new images."""
    attributes = dict.fromkeys([HASH, RANGE, *(name for index in INDEXES for name in (index.hash, index.range))], "S")
    return {
        "TableName": table_name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind} for name, kind in attributes.items()],
        "KeySchema": _key_schema(HASH, RANGE),
        "GlobalSecondaryIndexes": [
            {
                "IndexName": index.name,
                "KeySchema": _key_schema(index.hash, index.range),
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(index.include)}
                if index.include
                else {"ProjectionType": "KEYS_ONLY"},
            }
            for index in INDEXES
        ],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    }


def _key_schema(hash_name: str, range_name: str) -> list[dict[str, str]]:
    return [{"AttributeName": hash_name, "KeyType": "HASH"}, {"AttributeName": range_name, "KeyType": "RANGE"}]
