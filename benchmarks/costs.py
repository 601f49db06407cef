"""Write `docs/costs.md`: what every operation asks of DynamoDB, and what an order's life costs.

`python -m benchmarks.costs` counts beside 1,000 to 1,000,000 other orders and fails where a number grew with them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import prices
from benchmarks.counting import COMMENTS, MESSAGES, TALLIES, Cost, Counts, measure
from benchmarks.shop import PATH

PAGE = Path(__file__).parents[1] / "docs/costs.md"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
LIFE = ("take in an order", "move", "further moves", "comment", "further comments")
REACTORS = (MESSAGES, TALLIES)
REACTOR_UNITS = 60
"""Write units; `docs/decisions/0007` says what they buy."""
BUDGETS: dict[str, str] = {
    "accept a webhook": "1 write",
    "take in an order": "<= 18 write units",
    "receive (the operation alone)": "1 read, 1 transaction",
    "move": "1 read, 1 transaction, <= 8 write units",
    "comment": "1 read, 1 transaction, <= 6 write units",
    "order page": "1 query",
    "list of 50, all open": "1 query, 1 batch",
    "list of 50 of one status": "1 query, 1 batch",
    "counts by status": "1 get",
    "sweep of the clock, nothing due": "<= 4 read units",
}
_SAID = {
    "get_item": "get",
    "batch_get_item": "batch",
    "query": "query",
    "put_item": "put",
    "update_item": "update",
    "delete_item": "delete",
    "transact_write_items": "transaction",
}
_PAGES, _LISTS, _API_CALLS = 10, 2, 23
_LAMBDA_MS, _LAMBDA_GB, _LOG_BYTES = 60, 1.0, 400


def page(counts: Counts) -> str:
    """The text of `docs/costs.md`."""
    sizes = f"{', '.join(f'{size:,}' for size in SIZES[:-1])} and {SIZES[-1]:,}"
    lines = [
        "# What it costs",
        "",
        "<!-- Written by `python -m benchmarks.costs`; a test compares. Change the generator, not this page. -->",
        "",
        "Counted at the one module through which requests to DynamoDB leave, on the test engine, which bills as AWS",
        "does.",
        f"Every number is the same beside {sizes} other open orders.",
        "An item in a transaction is billed twice, to prepare and to commit it; its index entries follow once.",
        "",
        "A function that just started also reads the connection (accept) or the workflow (take in); a warm one knows",
        "them: the pointer to the current workflow for 10 s, its versions for ever, a connection for 30 s.",
        "",
        "| operation | calls | read units | write units | budget |",
        "|---|---|---:|---:|---|",
    ]
    lines += [_row(name, counts.costs[name], BUDGETS.get(name, "")) for name in counts.costs if name not in REACTORS]
    life, reactors = counts.total(*LIFE), counts.total(*REACTORS)
    lines += [
        "",
        f"## An order's life: taken in, {len(PATH) - 1} moves, {COMMENTS} comments",
        "",
        "| part | calls | read units | write units | budget |",
        "|---|---|---:|---:|---|",
        _row("what callers wait for", life, "<= 85 write units"),
        *(_row(name, counts.costs[name], "") for name in REACTORS),
        _row("all reactors", reactors, f"<= {REACTOR_UNITS} write units"),
        "",
        *_dollars(counts, life, reactors),
    ]
    return "\n".join(lines) + "\n"


def _row(name: str, cost: Cost, budget: str) -> str:
    calls = ", ".join(f"{n} {_SAID[kind]}" for kind, n in sorted(cost.calls.items()))
    return f"| {name} | {calls} | {cost.read:g} | {cost.write:g} | {budget} |"


def _dollars(counts: Counts, life: Cost, reactors: Cost) -> list[str]:
    accepted = counts.costs["accept a webhook"]
    seen = (
        _PAGES * counts.costs["order page"].read
        + _LISTS * counts.costs["list of 50, all open"].read
        + counts.costs["counts by status"].read
    )
    bells = counts.events + 1
    invocations = _API_CALLS + bells * 3
    parts = {
        "DynamoDB, writes": (accepted.write + life.write + reactors.write) * prices.WRITE_UNIT,
        "DynamoDB, reads": (accepted.read + life.read + reactors.read + seen) * prices.READ_UNIT,
        "DynamoDB, one month's storage": counts.order_bytes / prices.GIGABYTE * prices.STORED_GB_MONTH,
        "API Gateway": _API_CALLS * prices.HTTP_REQUEST,
        "Lambda": invocations * (prices.LAMBDA_REQUEST + _LAMBDA_MS / 1000 * _LAMBDA_GB * prices.LAMBDA_GB_SECOND),
        "EventBridge": bells * prices.BUS_EVENT,
        "SQS": bells * 2 * 3 * prices.QUEUE_REQUEST,
        "CloudWatch Logs": invocations * _LOG_BYTES / prices.GIGABYTE * prices.LOG_GB,
    }
    plane = sum(parts.values())
    return [
        "## Dollars for a million orders",
        "",
        f"Prices are assumptions of {prices.DATE} for US East, without any free tier (`benchmarks/prices.py`): hold",
        "them against AWS's price pages before you rely on a sum. Counted:",
        f"units, events on the bus ({bells} an order) and the bytes of an order's items ({counts.order_bytes:,}).",
        f"Assumed: {_API_CALLS} calls an order through API Gateway ({_PAGES} order pages, {_LISTS} lists and one board",
        f"among them), two queues hear each bell, {_LAMBDA_MS} ms at {_LAMBDA_GB:g} GB and {_LOG_BYTES} bytes of log",
        "an invocation.",
        "",
        "| part | dollars |",
        "|---|---:|",
        *(f"| {name} | {each * prices.MILLION:.2f} |" for name, each in parts.items()),
        f"| **workflow, together** | **{plane * prices.MILLION:.2f}** |",
        f"| e-mail, {counts.mails} an order | {counts.mails * prices.MAIL * prices.MILLION:.2f} |",
    ]


def main() -> int:
    """Measure beside every number of orders, write the page; 1 where a number grew."""
    measured = {}
    for size in SIZES:
        measured[size] = measure(size)
        print(f"counted beside {size:,} orders")
    first = measured[SIZES[0]]
    grown = [
        (size, name) for size, seen in measured.items() for name in first.costs if seen.costs[name] != first.costs[name]
    ]
    for size, name in grown:
        print(f"{name}: {first.costs[name]} beside {SIZES[0]:,}, {measured[size].costs[name]} beside {size:,}")
    PAGE.write_text(page(first), encoding="utf-8")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
