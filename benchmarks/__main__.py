"""`make bench`: measure everything, print it, and write `docs/performance.md` and `docs/costs.md`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import costs, peers_home, rehearsal, rounds, verification
from benchmarks.jobs import webhook_event

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/performance.md"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
_HIDDEN = ("PYTHONDONTWRITEBYTECODE", "AWS_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    what: str
    anchor: str
    anchor_ms: float
    ratio: float
    goal: float | None

    def said(self) -> str:
        """The line in Markdown."""
        goal = "" if self.goal is None else f"<= {self.goal:g}"
        met = "" if self.goal is None else "yes" if self.ratio <= self.goal else "**no**"
        return f"| {self.what} | {self.ratio:.3g} | {self.anchor} | {self.anchor_ms:.3g} ms | {goal} | {met} |"


def measure_times() -> None:
    """Measure every time and write `docs/performance.md`."""
    stub = subprocess.Popen([sys.executable, "-m", "benchmarks.stub"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        known = json.loads(stub.stdout.readline() if stub.stdout else "")
        env = _environment(known)
        lines = [*_starts(env), *_webhooks(env), *_rehearsals(env), *_verifications(env), *_beside_peers(env)]
    finally:
        stub.terminate()
        stub.wait()
    PAGE.write_text(_page(lines), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


def main() -> int:
    """Measure and count everything; 1 where a count grew with the number of orders."""
    measure_times()
    return costs.main()


def _environment(known: Mapping[str, Any]) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if name not in _HIDDEN}
    return env | {
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
        "AWS_ENDPOINT_URL": known["url"],
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_EC2_METADATA_DISABLED": "true",
        "TABLE_NAME": "staffetta",
        "SECRETS_KEY_ID": "key",
        "FILES_BUCKET": "files",
        "BUS_NAME": "bus",
        "MAIL_FROM": "shop@example.com",
        "PUBLIC_URL": "https://example.com",
        "POWERTOOLS_SERVICE_NAME": "bench",
        "BENCH_ORDER": known["order"],
        "BENCH_KEYS": " ".join(known["keys"]),
        "BENCH_DELIVERY": json.dumps(webhook_event(2)),
    }


def _starts(env: Mapping[str, str]) -> list[Line]:
    """Whole processes, from nothing: to the first accepted webhook, and to each function's handler."""
    start = (sys.executable, "-m", "benchmarks.starts")
    put, first = "client-and-put", "first-webhook"
    seen = rounds.whole_processes({put: (*start, put), first: (*start, first)}, put, env, ROUNDS)
    lines = [Line("cold process to the first accepted webhook", _PUT, seen[put].ms, seen[first].ratio, 1.3)]
    names = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
    seen = rounds.whole_processes({name: (*start, name) for name in ("client", *names)}, "client", env, ROUNDS)
    return lines + [
        Line(f"import and init of `{name}`", _CLIENT, seen["client"].ms, seen[name].ratio, 1.5) for name in names
    ]


def _webhooks(env: Mapping[str, str]) -> list[Line]:
    """A warm function that accepts one webhook after the other."""
    jobs = (sys.executable, "-m", "benchmarks.jobs")
    seen = rounds.loops({"floor": (*jobs, "webhook-floor"), "ours": (*jobs, "webhook")}, "floor", env, ROUNDS)
    return [Line("warm webhook, accepted", _FLOOR, seen["floor"].ms, seen["ours"].ratio, 13)]


def _rehearsals(env: Mapping[str, str]) -> list[Line]:
    """An order of eight events rehearsed, beside one decision; and what that makes of ten thousand orders."""
    jobs = (sys.executable, "-m", "benchmarks.jobs")
    seen = rounds.loops({"one": (*jobs, "decide-10"), "order": (*jobs, "rehearse")}, "one", env, ROUNDS)
    took = seen["order"].ms * rehearsal.ORDERS / 1000
    what = f"rehearsal of an order of 8 events ({rehearsal.ORDERS:,} in {took:.0f} s; goal 60 s)"
    return [Line(what, "decision of a move, 10 statuses", seen["one"].ms, seen["order"].ratio, 120)]


def _verifications(env: Mapping[str, str]) -> list[Line]:
    """A large workflow verified, drawn and searched for a way, beside reading it out of its JSON."""
    jobs = (sys.executable, "-m", "benchmarks.jobs")
    names = {"read": "read-workflow", "verify": "verify", "draw": "draw", "way": "find-a-way"}
    seen = rounds.loops({key: (*jobs, name) for key, name in names.items()}, "read", env, ROUNDS)
    size = f"{verification.STATUSES} statuses and {verification.MOVES:,} moves"
    said = {
        "verify": f"verifying {size}, with paths and proved fixes ({seen['verify'].ms:.0f} ms; goal 1,000 ms)",
        "draw": f"drawing the same ({seen['draw'].ms:.0f} ms)",
        "way": f"finding a way in the same past 20 statuses that rules ask for ({seen['way'].ms:.0f} ms)",
    }
    return [Line(what, "reading the document", seen["read"].ms, seen[key].ratio, None) for key, what in said.items()]


def _beside_peers(env: Mapping[str, str]) -> list[Line]:
    """A decision and a move, beside other engines; nothing where those cannot be installed."""
    python = peers_home.install()
    if python is None:
        print("skipped: decisions and moves beside django-fsm-2 and transitions, which could not be installed")
        return []
    jobs = (sys.executable, "-m", "benchmarks.jobs")
    peers = (python, str(ROOT / "benchmarks/peers.py"))
    commands = {name: (*jobs, name) for name in ("decide-10", "decide-500", "move")}
    commands |= {name: (*peers, name) for name in ("transitions", "django-fsm-2", "django-fsm-2-app")}
    seen = rounds.loops(commands, "transitions", env, ROUNDS)
    in_process = seen["transitions"].ms
    fsm, app = seen["django-fsm-2"], seen["django-fsm-2-app"]
    return [
        Line("decision of a move, 10 statuses", _ENGINE, in_process, seen["decide-10"].ratio, 0.05),
        Line("decision of a move, 500 statuses", _ENGINE, in_process, seen["decide-500"].ratio, 0.05),
        Line("500 statuses", "10 statuses", seen["decide-10"].ms, _beside(seen, "decide-500", "decide-10"), 1.05),
        Line("decision of a move, 10 statuses", _FSM, fsm.ms, _beside(seen, "decide-10", "django-fsm-2"), None),
        Line("a move over the API, with all it commits", _APP, app.ms, _beside(seen, "move", "django-fsm-2-app"), None),
    ]


def _beside(seen: Mapping[str, rounds.Measured], ours: str, theirs: str) -> float:
    return seen[ours].ratio / seen[theirs].ratio


_PUT = "botocore's client and one PutItem"
_CLIENT = "botocore's DynamoDB client"
_FLOOR = "HMAC, JSON and one signed PutItem by hand"
_ENGINE = "`transitions`: bind an order, move it, let it go"
_FSM = "django-fsm-2: make a model, move it"
_APP = "a django-fsm-2 application, SQLite in memory"


def _page(lines: list[Line]) -> str:
    return "\n".join(
        [
            "# How fast it is",
            "",
            "<!-- Written by `make bench`. Change the benchmark, not this page. -->",
            "",
            "Processor time of the measured process as a ratio to an anchor of the same run: every variant runs",
            f"once a round, the ratio is the median over {ROUNDS} rounds. The anchor's milliseconds show how fast the",
            "machine was; they compare with nothing outside this run. DynamoDB is a loopback stand-in in another",
            "process, whose time is not counted; SQLite runs inside the peer's process and is.",
            "",
            "| what | x anchor | anchor | the anchor took | goal | met |",
            "|---|---:|---|---:|---:|---|",
            *(line.said() for line in lines),
            "",
            "What operations ask of DynamoDB and what they cost stands in [costs.md](costs.md).",
            "Why a decision and a move take what they take: [decision 6](decisions/0006-what-a-decision-may-take.md).",
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
