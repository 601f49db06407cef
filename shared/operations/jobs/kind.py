"""What a kind of long work is: one file of this package that ends in a `JobKind`, and one line in `JOB_KINDS`.

>>> class RecountAsked(JobAsked):
...     kind: Literal["recount"]
...     months: tuple[str, ...] = ()
>>> def plan(place: JobPlace[RecountAsked]) -> Iterable[list[str]]:
...     return sliced(chain(open_orders(place), closed_orders(place, place.asked.months)))
>>> def run(run: JobRun[RecountAsked], items: list[str]) -> SliceResult:
...     return one_by_one(items, lambda order: Outcome("counted", {"order": order}))
>>> RECOUNT = JobKind(Right.READ_ORDERS, RecountAsked, plan, run, example={"kind": "recount"})

The machinery may run a slice again after any crash, so `run` must come to the same when what it does is half done: an
order that an earlier try has brought where it should be counts as brought there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, TypeVar

from botocore.exceptions import ConnectionError as NotConnected
from botocore.exceptions import HTTPClientError, IncompleteReadError
from pydantic import BaseModel, ConfigDict, Field

from shared.gateways.files import JOBS_PREFIX
from shared.model.people import Actor, ActorKind, Principal, Right
from shared.store import keys
from shared.store.dynamo import Conflict, Throttled
from shared.store.table import HASH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from shared.gateways.files import Files
    from shared.model.moments import Instant
    from shared.store.dynamo import Dynamo
    from shared.store.jobs import Job

SLICE_ITEMS = 50
"""Orders in one slice: some seconds of work."""
FAILED = "failed"
"""The count of items that broke."""
_PASSING = (Throttled, Conflict, NotConnected, HTTPClientError, IncompleteReadError)
"""What says nothing of an item: the store is busy, or the way to it was cut, maybe after the write had come through."""

Name = Annotated[str, Field(max_length=100)]
"""An id that somebody names: of an order, a status."""
T = TypeVar("T")
AskedT = TypeVar("AskedT", bound="JobAsked")


class JobAsked(BaseModel):
    """What a kind is asked: a model of its own, strict, with `kind: Literal["<its name>"]` among its fields.

    `unsaid` are fields too large to be told with the job again.
    """

    unsaid: ClassVar[frozenset[str]] = frozenset()

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


@dataclass(frozen=True)
class JobPlace(Generic[AskedT]):
    """Where a job works: the store, the files, its shop, and what was asked.

    Attributes:
        who: Who asked for it, in its shop, with the rights they had then and the door they came by.
        job: Its id.
        at: When it was asked for; the same for every slice and every try.
        now: The instant: `at`, or the wall clock where that is later.
    """

    table: Dynamo
    files: Files
    who: Principal
    job: str
    asked: AskedT
    at: Instant
    now: Instant

    @property
    def shop(self) -> str:
        """Whose it is."""
        return self.who.shop


@dataclass(frozen=True)
class JobRun(JobPlace[AskedT]):
    """One slice being run; slices are numbered from 0."""

    number: int


@dataclass(frozen=True)
class JobEnd(JobPlace[AskedT]):
    """The end of a job: what all slices came to, by outcome. `rows()` walks every row in order of slices."""

    counts: Mapping[str, int]
    rows: Callable[[], Iterator[dict[str, Any]]]


@dataclass(frozen=True)
class SliceResult:
    """What a slice came to: how many items by outcome, and rows for whoever wants to see which (plain JSON data)."""

    counts: Mapping[str, int]
    rows: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


@dataclass(frozen=True)
class Outcome:
    """What one item came to: the count it adds to, and its row, where there is something to see."""

    count: str
    row: dict[str, Any] | None = None


@dataclass(frozen=True)
class JobKind(Generic[AskedT]):
    """One kind of long work.

    Attributes:
        right: What the asker must be allowed; stopping takes the same.
        asked: The model of the parameters.
        plan: Cuts the work into slices: lists of order ids, or of other plain JSON data. At most 200 KB a slice.
        run: Does one slice.
        example: What may be asked, for the documentation.
        check: Looks at what is asked before the job is made, and answers what the job keeps: with what was left to the
            moment, such as the present version, as it is at this one. Raises Invalid, NotFound.
        finish: Makes the job's result of the whole, plain JSON data of some KB; may be asked more than once.
    """

    right: Right
    asked: type[AskedT]
    plan: Callable[[JobPlace[AskedT]], Iterable[list[Any]]]
    run: Callable[[JobRun[AskedT], list[Any]], SliceResult]
    example: Mapping[str, Any]
    check: Callable[[Dynamo, Principal, AskedT], AskedT] | None = None
    finish: Callable[[JobEnd[AskedT]], Any] | None = None


def sliced(items: Iterable[T], size: int = SLICE_ITEMS) -> Iterator[list[T]]:
    """Cut items into slices."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def one_by_one(items: Iterable[Any], do: Callable[[Any], Outcome]) -> SliceResult:
    """Do each item. One that breaks is counted as `failed` with a row `{"order": item, "error": type}`; others go on.

    Raises:
        Throttled, Conflict: The store takes no more just now: the whole slice is tried again.
        botocore's errors of connections and timeouts: Likewise. The item may have been done all the same.
    """
    counts: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    for item in items:
        try:
            came = do(item)
        except _PASSING:
            raise
        except Exception as error:  # noqa: BLE001 - one bad order must not keep the others waiting
            came = Outcome(FAILED, {"order": item, "error": type(error).__name__})
        counts[came.count] += 1
        if came.row is not None:
            rows.append(came.row)
    return SliceResult(dict(counts), rows)


def open_orders(place: JobPlace[Any]) -> Iterator[str]:
    """The ids of all open orders of the shop, oldest placed first."""
    return _orders(place, keys.open_book(place.shop))


def closed_orders(place: JobPlace[Any], months: Iterable[str]) -> Iterator[str]:
    """The ids of the orders closed in some months (`yyyy-mm`), oldest placed first within a month."""
    for month in months:
        yield from _orders(place, keys.month_book(place.shop, month))


def _orders(place: JobPlace[Any], book: str) -> Iterator[str]:
    for row in place.table.walk(book, index="book"):
        yield keys.order_of(row[HASH])[1]


def asker_of(job: Job) -> Principal:
    """Who asked for a job, as operations know them."""
    kind, _, name = job.by.partition(":")
    rights = frozenset(Right(right) for right in job.rights)
    return Principal(job.shop, Actor(ActorKind(kind), name, job.door, rights))


def files_of(job: Job) -> str:
    """Where the files of a job stand: `jobs/<shop>/<job>/`."""
    return f"{JOBS_PREFIX}{job.shop}/{job.id}/"
