"""Where an order comes from, and the job that it asks for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.books.ledger import day_of
from core.reel.brief import Brief
from core.reel.job import Job, new_id
from core.store import Requester


@dataclass(frozen=True, slots=True)
class Request:
    """Where a brief comes from. `key` names the message; the same key never opens a second job.

    `via` names the platform when it is not the requester's own; where `is_veiled`, reels are spoilers.
    """

    requester: Requester
    address: str
    key: str
    group: str = ""
    via: str = ""
    is_veiled: bool = False


def job_of(request: Request, brief: Brief, now: datetime, **told: Any) -> Job:
    """A job that this request asks for, not opened yet; `told` are its other fields."""
    return Job(
        id=new_id(),
        account=request.requester.account,
        requester=request.requester.key,
        language=request.requester.language,
        address=request.address,
        request_key=request.key,
        group=request.group,
        via=request.via,
        is_veiled=request.is_veiled,
        # As it is where no group pays and nobody lives by another clock; whoever opens it knows.
        share=request.requester.account,
        day=day_of(now),
        brief=brief,
        opened_at=now,
        stage_at=now,
        **told,
    )
