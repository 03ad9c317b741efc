"""What a postman has under way, wherever the message of a job is changed until it is the reel."""

import asyncio
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

_REMEMBERED = 10_000


class Told(Protocol):
    """What a progress message should say next; `teller` is about to say it, if anybody is."""

    teller: asyncio.Task[None] | None


News = TypeVar("News", bound=Told)


@dataclass(slots=True)
class Bag(Generic[News]):
    """What is under way: news of open jobs, and jobs whose last word has begun to go out."""

    news: dict[str, News] = field(default_factory=dict)
    ended: dict[str, None] = field(default_factory=dict)

    def of(self, job_id: str, first: News) -> News:
        """The news of a job; of very many, those are forgotten that nobody is about to tell."""
        if job_id not in self.news and len(self.news) >= _REMEMBERED:
            self.news = {known: news for known, news in self.news.items() if news.teller is not None}
        return self.news.setdefault(job_id, first)

    def end(self, job_id: str) -> News | None:
        """The last word goes out: what was not told yet is not needed any more."""
        self.ended[job_id] = None
        if len(self.ended) > _REMEMBERED:
            self.ended.pop(next(iter(self.ended)))
        return self.news.pop(job_id, None)
