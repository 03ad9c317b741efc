"""Who films which pictures: everybody begins with a share, and whoever is done takes over from the last.

A plain division would leave cores idle at the end, since pictures differ in how long they take.
"""

import fcntl
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

LEAST = 30
"""Fewer pictures than twice this are not worth a second begin: staging, seeking, a key frame."""


class Rota:
    """The shares of several processes, in memory that they have in common; made before they are forked.

    `gate` is any file: whoever changes a share locks it. The first `together` pictures are never divided.
    """

    def __init__(self, pictures: int, workers: int, gate: IO[bytes], together: int = 0) -> None:
        first = max(pictures // workers, min(together, pictures))
        rest = pictures - first
        edges = [0, *(first + rest * number // max(1, workers - 1) for number in range(workers))]
        self._together = together
        self._gate = gate
        self._next = memoryview(mmap.mmap(-1, 16 * workers)).cast("q")
        self._ends = self._next[workers:]
        for worker in range(workers):
            self._next[worker], self._ends[worker] = edges[worker], edges[worker + 1]
        self._workers = workers

    def stretches(self, worker: int) -> Iterator[tuple[int, int]]:
        """First the worker's own share, then what it can take over. Each may become shorter meanwhile."""
        if self._next[worker] < self._ends[worker]:
            yield self._next[worker], self._ends[worker]
        while stretch := self._taken(worker):
            yield stretch

    def is_mine(self, worker: int, number: int) -> bool:
        """Whether the worker shall still make this picture, all up to which it has made."""
        with self._locked():
            self._next[worker] = number
            return number < self._ends[worker]

    def _taken(self, worker: int) -> tuple[int, int] | None:
        """Half of what the one has left who has most of all."""
        with self._locked():
            last = max(range(self._workers), key=lambda one: self._ends[one] - self._next[one])
            end = self._ends[last]
            middle = max((self._next[last] + end + 1) // 2, self._together)
            if end - self._next[last] < 2 * LEAST or end - middle < LEAST:
                return None
            self._ends[last] = self._next[worker] = middle
            self._ends[worker] = end
            return middle, end

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # The kernel opens this lock again when its owner dies.
        fcntl.lockf(self._gate, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._gate, fcntl.LOCK_UN)
