"""What a process is there for, and what it is asked to do."""

from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import Any

from core.reel.job import Job

Watch = Callable[[Job, int | None], None]
Chore = Callable[[], Coroutine[Any, Any, None]]


class Role(StrEnum):
    """What a process is there for."""

    RUN = "run"
    INGRESS = "ingress"
    WORKER = "worker"

    @property
    def hears(self) -> bool:
        """Whether it listens to people."""
        return self is not Role.WORKER

    @property
    def works(self) -> bool:
        """Whether it takes the steps of jobs."""
        return self is not Role.INGRESS
