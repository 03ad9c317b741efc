"""What one transaction means to the other processes that share a database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.reel.job import Stage


@dataclass(frozen=True, slots=True)
class Due:
    """A job whose next step may be taken now; among those that wait the earliest `turn` goes first.

    It is forsaken when whoever was told of it is dead, overdue when nobody has taken the step for a while.
    """

    job_id: str
    stage: Stage
    turn: datetime
    is_forsaken: bool = False
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """Which jobs are due, which changed, and which their requesters want to end."""

    due: Sequence[Due] = field(default_factory=tuple)
    changed: Sequence[str] = field(default_factory=tuple)
    given_up: Sequence[str] = field(default_factory=tuple)

    @classmethod
    def together(cls, several: Iterable["News"]) -> "News":
        """What several transactions mean, each job named once."""
        known = list(several)
        return cls(
            list({each.job_id: each for news in known for each in news.due}.values()),
            list(dict.fromkeys(job_id for news in known for job_id in news.changed)),
            list(dict.fromkeys(job_id for news in known for job_id in news.given_up)),
        )
