"""Whoever makes what the studio takes in: the loop of this process, or others elsewhere."""

from typing import Protocol

from core.reel.job import Stage


class Makers(Protocol):
    """Whoever makes the reels, here or elsewhere, as far as they are to be told of what is asked for."""

    def nudge(self, *stages: Stage) -> None:
        """Jobs of these stages (of all, when none is named) may be due now."""
        ...

    def give_up(self, job_id: str) -> None:
        """The person wants this job to end: what can be interrupted is."""
        ...
