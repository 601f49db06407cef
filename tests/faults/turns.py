"""Workers that take turns: between any two requests to the table a seed decides who goes on.

Each worker is a thread, but only one runs at a time; the hook before each request is where a turn may end. The same
seed gives the same interleaving.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING, Any

from shared.store.dynamo import before_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class _Turns:
    def __init__(self, works: Sequence[Callable[[], Any]], random: Random) -> None:
        self.works = works
        self.random = random
        self.results: list[Any] = [None] * len(works)
        self.alive = list(range(len(works)))
        self.gates = [threading.Lock() for _ in works]
        for gate in self.gates:
            gate.acquire()
        self.over = threading.Lock()
        self.over.acquire()
        self.here = threading.local()

    def run(self) -> list[Any]:
        threads = [threading.Thread(target=self._work, args=(n,), daemon=True) for n in range(len(self.works))]
        for thread in threads:
            thread.start()
        before_request.append(self._pause)
        try:
            self.gates[self.random.choice(self.alive)].release()
            assert self.over.acquire(timeout=30), "the workers are stuck"
        finally:
            before_request.remove(self._pause)
        for thread in threads:
            thread.join(10)
        return self.results

    def _work(self, n: int) -> None:
        self.here.n = n
        self.gates[n].acquire()
        try:
            self.results[n] = self.works[n]()
        except BaseException as error:  # noqa: BLE001 - whatever came of it is the result
            self.results[n] = error
        self.alive.remove(n)
        if self.alive:
            self.gates[self.random.choice(self.alive)].release()
        else:
            self.over.release()

    def _pause(self, _operation: str, _request: Any) -> None:
        n = getattr(self.here, "n", None)
        if n is None:
            return
        following = self.random.choice(self.alive)
        if following != n:
            self.gates[following].release()
            self.gates[n].acquire()


def take_turns(works: Sequence[Callable[[], Any]], seed: int) -> list[Any]:
    """Run the works interleaved as the seed says; what each answered, or the exception it ended with."""
    return _Turns(works, Random(seed)).run()


@contextmanager
def no_waiting() -> Iterator[None]:
    """Let nobody sleep before trying again: the turns decide who is late."""
    slept = time.sleep
    time.sleep = lambda _seconds: None
    try:
        yield
    finally:
        time.sleep = slept
