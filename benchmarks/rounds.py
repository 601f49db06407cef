"""How times are measured: every variant once a round; the result is the median of its ratios to that round's anchor.

A shared machine is half as fast one minute and twice the next; a ratio within one round is not. Times are those
of the processor (user and system, of the child process alone), never of the clock.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Command = tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """One variant: the median of its ratios to the anchor, and its own median in milliseconds of processor time."""

    ratio: float
    ms: float


def whole_processes(
    commands: Mapping[str, Command], anchor: str, env: Mapping[str, str], rounds: int
) -> dict[str, Measured]:
    """Measure programs from their start to their end.

    Raises:
        RuntimeError: One of them failed.
    """
    return _rounds(commands, anchor, rounds, lambda command: _cpu_ms(command, env))


def loops(commands: Mapping[str, Command], anchor: str, env: Mapping[str, str], rounds: int) -> dict[str, Measured]:
    """Measure programs that time a loop of their own and print the milliseconds of one turn last.

    Raises:
        RuntimeError: One of them failed.
    """
    return _rounds(commands, anchor, rounds, lambda command: float(_printed(command, env)))


def _rounds(
    commands: Mapping[str, Command], anchor: str, rounds: int, measure: Callable[[Command], float]
) -> dict[str, Measured]:
    for command in commands.values():  # once unmeasured: bytecode is written and files are in memory
        measure(command)
    seen: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            seen[name].append(measure(command))
    return {
        name: Measured(median(a / b for a, b in zip(times, seen[anchor], strict=True)), median(times))
        for name, times in seen.items()
    }


def _cpu_ms(command: Sequence[str], env: Mapping[str, str]) -> float:
    child = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} failed")
    return (used.ru_utime + used.ru_stime) * 1000


def _printed(command: Sequence[str], env: Mapping[str, str]) -> str:
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed")
    return done.stdout.splitlines()[-1]
