"""Every key of the one table, and what each is for.

Access patterns (each has a test in `tests/store/`):

 1. An order's head                                      Get   <shop>#ORDER#<id> / HEAD
 2. Everything of an order, for its page                 Query <shop>#ORDER#<id>
 3. An order's events after a number                     Query <shop>#ORDER#<id> / EVENT#<seq> ...
 4. One effect's delivery                                Get   <shop>#ORDER#<id> / DELIVERY#<effect>
 5. Open orders of a status, by time entered             Query queue: <shop>#<status>
 6. All open orders, or those closed in a month          Query book:  <shop>#OPEN | <shop>#<yyyy-mm>
 7. What is due, over all shops                          Query due:   DUE#<0..7>, up to an instant
 8. Orders that match a search word                      Query <shop>#FIND#<token>
 9. A shop: settings, teams, staff, connections, keys    Query <shop>#SHOP, or Get one
10. The published workflow, and any version              Get   <shop>#WORKFLOW / CURRENT | VERSION#<n>
11. A kept delivery of a connection                      Get   <shop>#INBOX#<connection> / <dedupe key>
12. A connection's last deliveries                       Query book:  <shop>#INBOX#<connection>
13. Somebody's notices, newest first                     Query <shop>#NOTICES#<staff>
14. Counts per status and of the newest day; older days  Get   <shop>#COUNT / NOW; Query DAY#<yyyy-mm-dd> ...
15. The answer to an idempotency key                     Get   <shop>#ONCE#<hash> / ONCE
16. A session                                            Get   <shop>#SESSION#<id> / SESSION
17. Which staff member signs in with this login          Get   LOGIN#<sub> / LOGIN
18. All shops of the deployment                          Query SHOPS
19. A token bucket                                       Get   <shop>#BUCKET#<name> / BUCKET
20. A job and its slices                                 Query <shop>#JOB#<id>, or Get JOB | SLICE#<n>
21. A shop's jobs, newest first                          Query book:  <shop>#JOBS
22. The draft of the workflow                            Get   <shop>#WORKFLOW / DRAFT
23. The history of the workflow, without its documents   Query <shop>#WORKFLOW / LINE#...
24. What is known of a customer: their tags              Get   <shop>#CUSTOMER#<hash> / CUSTOMER
25. What the draft of the workflow was before a save     Get   <shop>#WORKFLOW / STEP#<edit>

Every key begins with the shop, but for three prefixes: `DUE#` (index only), `LOGIN#` and `SHOPS`.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from shared.store.writes import Key

if TYPE_CHECKING:
    from shared.model.moments import Instant

HEAD = "HEAD"
TALLY = "TALLY"
EVENT = "EVENT#"
DETAILS = "DETAILS#"
PRIVATE = "PRIVATE#"
COMMENT = "COMMENT#"
REMINDER = "REMINDER#"
PARCEL = "PARCEL#"
DELIVERY = "DELIVERY#"
INBOX = "#INBOX#"
"""Between shop and connection in the key of a kept delivery."""
JOB = "JOB"
JOB_OF = "#JOB#"
"""Between shop and id in the key of a job."""
SLICE = "SLICE#"
DUE_SHARDS = 8
GLOBAL_PREFIXES = ("DUE#", "LOGIN#", "SHOPS")
"""Keys that begin with no shop."""


def order_pk(shop: str, order: str) -> str:
    """The collection of one order."""
    return f"{shop}#ORDER#{order}"


def head_key(shop: str, order: str) -> Key:
    """The head of an order."""
    return Key(order_pk(shop, order), HEAD)


def event_sk(seq: int) -> str:
    """The place of an event in its order's log; sorts by number."""
    return f"{EVENT}{seq:09d}"


def details_sk(seq: int) -> str:
    """Lines, addresses and customer as that event left them."""
    return f"{DETAILS}{seq:09d}"


def private_sk(seq: int) -> str:
    """What a person wrote with that event."""
    return f"{PRIVATE}{seq:09d}"


def delivery_key(shop: str, order: str, effect: str) -> Key:
    """What became of an effect."""
    return Key(order_pk(shop, order), DELIVERY + effect)


def order_of(pk: str) -> tuple[str, str]:
    """`(shop, order)` of a collection's key. ValueError for any other key."""
    shop, _, rest = pk.partition("#ORDER#")
    if not rest:
        raise ValueError(f"{pk} is no order's collection")
    return shop, rest


def queue(shop: str, status: str | None) -> str:
    """The queue of open orders in a status; orders of a shop without statuses share one."""
    return f"{shop}#{status or '-'}"


def open_book(shop: str) -> str:
    """All open orders of a shop."""
    return f"{shop}#OPEN"


def month_book(shop: str, closed_at: Instant) -> str:
    """The orders of a shop closed in that month."""
    return f"{shop}#{closed_at[:7]}"


def due_shard(shop: str, order: str) -> str:
    """Which of the eight lists of due things an order's belong to."""
    return f"DUE#{blake2b(f'{shop}/{order}'.encode(), digest_size=1).digest()[0] % DUE_SHARDS}"


def due_shards() -> tuple[str, ...]:
    """All lists of due things."""
    return tuple(f"DUE#{n}" for n in range(DUE_SHARDS))


def find_pk(shop: str, token: str) -> str:
    """The orders that a search word finds."""
    return f"{shop}#FIND#{token}"


def shop_pk(shop: str) -> str:
    """Settings, teams, staff, connections and keys of a shop."""
    return f"{shop}#SHOP"


SETTINGS = "SETTINGS"
SIGNING = "SIGNING"
TEAM = "TEAM#"
STAFF = "STAFF#"
CONNECTION = "CONNECTION#"
API_KEY = "KEY#"


def shop_key(shop: str, sk: str) -> Key:
    """One of the shop's items: `SETTINGS`, `SIGNING`, `TEAM#<id>`, `STAFF#<id>`, `CONNECTION#<id>`, `KEY#<id>`."""
    return Key(shop_pk(shop), sk)


WORKFLOW_LINE = "LINE#"


def workflow_pk(shop: str) -> str:
    """Versions, history and draft of a shop's workflow."""
    return f"{shop}#WORKFLOW"


def workflow_current(shop: str) -> Key:
    """Which version of the workflow is published."""
    return Key(workflow_pk(shop), "CURRENT")


def workflow_version(shop: str, version: int) -> Key:
    """One immutable version of the workflow."""
    return Key(workflow_pk(shop), f"VERSION#{version:06d}")


def workflow_line(shop: str, version: int) -> Key:
    """Who published a version, when and why."""
    return Key(workflow_pk(shop), f"{WORKFLOW_LINE}{version:06d}")


def workflow_draft(shop: str) -> Key:
    """The draft of the workflow."""
    return Key(workflow_pk(shop), "DRAFT")


def workflow_step(shop: str, edit: int) -> Key:
    """What the draft was before one save of it, for a while."""
    return Key(workflow_pk(shop), f"STEP#{edit:08d}")


def inbox_key(shop: str, connection: str, dedupe: str) -> Key:
    """One kept delivery of a connection."""
    return Key(shop + INBOX + connection, dedupe)


def inbox_book(shop: str, connection: str) -> str:
    """A connection's deliveries by time received."""
    return shop + INBOX + connection


def notice_pk(shop: str, staff: str) -> str:
    """Somebody's notices."""
    return f"{shop}#NOTICES#{staff}"


def count_pk(shop: str) -> str:
    """The shop's counters."""
    return f"{shop}#COUNT"


def once_key(shop: str, fingerprint: str) -> Key:
    """The answer once given to an idempotency key."""
    return Key(f"{shop}#ONCE#{fingerprint}", "ONCE")


def session_key(shop: str, session: str) -> Key:
    """One session of the back office."""
    return Key(f"{shop}#SESSION#{session}", "SESSION")


def login_key(sub: str) -> Key:
    """Whom a login of the user pool belongs to."""
    return Key(f"LOGIN#{sub}", "LOGIN")


def shops_key(shop: str) -> Key:
    """One line in the list of all shops."""
    return Key("SHOPS", shop)


def bucket_key(shop: str, name: str) -> Key:
    """A token bucket of a rate limit."""
    return Key(f"{shop}#BUCKET#{name}", "BUCKET")


def customer_key(shop: str, email: str) -> Key:
    """What a shop knows of a customer, by a fingerprint of the e-mail address in any case."""
    return Key(f"{shop}#CUSTOMER#{blake2b(email.strip().casefold().encode(), digest_size=16).hexdigest()}", "CUSTOMER")


def number_key(shop: str) -> Key:
    """The counter of order numbers for orders made without one."""
    return Key(f"{shop}#NUMBERS", "NUMBERS")


def job_pk(shop: str, job: str) -> str:
    """A job and its slices."""
    return shop + JOB_OF + job


def job_key(shop: str, job: str) -> Key:
    """A job."""
    return Key(job_pk(shop, job), JOB)


def slice_sk(number: int) -> str:
    """What became of one slice of a job; sorts by number."""
    return f"{SLICE}{number:06d}"


def job_book(shop: str) -> str:
    """A shop's jobs by time asked for."""
    return f"{shop}#JOBS"
