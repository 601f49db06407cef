"""The sabotage run: each protection taken away in turn from a copy of the code must turn a test red.

A protection that no test misses is not proved. Each row names what is removed, how, and the tests that must notice; the
same tests are green on the untouched copy.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
COPIED = ("shared", "functions", "tests", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("static", "node_modules", "browser", "infra", "local", "*.png")


class Sabotage(NamedTuple):
    """What is removed (`file`, `text`, put in its place), and the tests that must notice."""

    cuts: tuple[tuple[str, str, str], ...]
    tests: tuple[str, ...]


DOORS = "tests/faults/test_guarded_doors.py::"
MOVERS = "tests/faults/test_interleavings.py::test_of_twenty_movers_one_wins_and_nineteen_hear_who_it_was"
TABLE: dict[str, Sabotage] = {
    "version condition": Sabotage(
        (
            (
                "shared/store/orders.py",
                'condition = absent("pk") if read is None else equal("ver", read.order.version)',
                "condition = None",
            ),
            (
                "shared/store/orders.py",
                'Put(event_item(shop, decision), absent("pk"))',
                "Put(event_item(shop, decision))",
            ),
        ),
        (f"{MOVERS}[to one status-0]", "tests/store/test_commit.py::test_nothing_is_written_when_somebody_was_first"),
    ),
    "inbox dedupe": Sabotage(
        (("shared/store/inbox.py", 'table.put(item, absent("pk"))', "table.put(item)"),),
        ("tests/store/test_access_patterns.py::test_pattern_11_a_kept_delivery",),
    ),
    "idempotency": Sabotage(
        (("shared/store/once.py", 'Put(item, any_of(absent("pk"), less("expires", seconds)))', "Put(item)"),),
        ("tests/store/test_commit.py::test_the_idempotency_record_stands_in_the_same_transaction",),
    ),
    "tenant prefix": Sabotage(
        (("shared/store/keys.py", 'return f"{shop}#ORDER#{order}"', 'return f"all#ORDER#{order}"'),),
        ("tests/store/test_access_patterns.py::test_pattern_01_an_orders_head",),
    ),
    "signature": Sabotage(
        (("shared/gateways/shops/signatures.py", "    return fits\n", "    return True\n"),),
        ("tests/gateways/shops/test_shop_signatures.py",),
    ),
    "raw-body check": Sabotage(
        (
            (
                "shared/operations/keep_delivery.py",
                "platform.verify(headers, body,",
                "platform.verify(headers, body.strip(),",
            ),
        ),
        ("tests/functions/webhooks/test_door.py",),
    ),
    "claim": Sabotage(
        (
            (
                "shared/store/deliveries.py",
                'condition = any_of(absent("pk"), all_of(equal("state", State.PLANNED), at_most("due_at", now)))',
                'condition = any_of(absent("pk"), equal("state", State.CLAIMED))',
            ),
        ),
        (f"{DOORS}test_of_six_workers_that_hear_one_bell_one_carries_it_out",),
    ),
    "clock condition": Sabotage(
        (
            (
                "shared/model/decide/ringing.py",
                "stale = command.visit != order.visit or command.step != order.clock_step",
                "stale = False",
            ),
        ),
        ("tests/model/test_clock.py",),
    ),
    "role check": Sabotage(
        (("shared/operations/change_order.py", "    if right not in who.actor.rights:\n", "    if False:\n"),),
        (f"{DOORS}test_a_viewer_changes_nothing",),
    ),
    "escaping": Sabotage(
        (("shared/templates.py", 'autoescape=lambda name: not (name or "").endswith(".txt"),', "autoescape=False,"),),
        (f"{DOORS}test_what_people_write_is_never_run_in_anybodys_browser",),
    ),
    "CSRF": Sabotage(
        (
            (
                "functions/backoffice/acting.py",
                "if not hmac.compare_digest(sent, session.csrf.encode()):",
                "if not sent and not session.csrf:",
            ),
        ),
        (f"{DOORS}test_only_forms_of_the_sessions_own_pages_do_anything",),
    ),
    "publish filter": Sabotage(
        (
            (
                "functions/track/fill.py",
                "for event, fact in moves if later.get(fact.visit, fact.published)]",
                "for event, fact in moves]",
            ),
        ),
        (f"{DOORS}test_the_customer_sees_published_entries_and_no_others",),
    ),
}


def a_copy(into: Path) -> Path:
    """The code and its tests, hard-linked: nothing is written through, as files are replaced whole."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, into / name, copy_function=os.link, ignore=LEFT_OUT)
        else:
            shutil.copy2(source, into / name)
    (into / "functions" / "track" / "static").symlink_to(ROOT / "functions" / "track" / "static")
    (into / "functions" / "backoffice" / "static").symlink_to(ROOT / "functions" / "backoffice" / "static")
    return into


def run(where: Path, tests: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """These tests in the copy: exit code 0 where all are green, 1 where one is red.

    Without plugins, which would take most of the time.
    """
    command = [sys.executable, "-m", "pytest", "--override-ini=addopts=", "--import-mode=importlib", "-x", "-q", *tests]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return subprocess.run(command, cwd=where, capture_output=True, text=True, env=environment, timeout=200, check=False)


@pytest.mark.parametrize("removed", TABLE)
def test_a_protection_that_is_removed_is_missed(removed: str, tmp_path: Path) -> None:
    where = a_copy(tmp_path)
    for file, text, instead in TABLE[removed].cuts:
        path = where / file
        code = path.read_text()
        assert code.count(text) == 1, f"{file} has changed: say anew how to remove the {removed}"
        path.unlink()
        path.write_text(code.replace(text, instead))
    done = run(where, TABLE[removed].tests)
    assert done.returncode == 1, f"without the {removed} all stays green:\n{done.stdout}{done.stderr}"


def test_without_sabotage_all_of_these_tests_are_green(tmp_path: Path) -> None:
    tests = tuple(dict.fromkeys(test for sabotage in TABLE.values() for test in sabotage.tests))
    done = run(a_copy(tmp_path), tests)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_twelve_of_the_design_are_all_there() -> None:
    assert len(TABLE) == 12
