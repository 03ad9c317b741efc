"""From the core's values to rows, and back."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from adapters.storage.tables.columns import stamp
from core.books.ledger import Entry
from core.reel.job import Job, Stage
from core.reel.niche import Niche
from core.reel.render import Render
from core.store import Requester

Row = dict[str, Any]

_COMPUTED = {"heard", "is_orphan"}


def job_row(job: Job) -> Row:
    """The columns of a job that follow from its document."""
    return {
        "stage": job.stage.value,
        # What was written for a drawn reel is not filmed, unless its clip may turn up.
        "is_planned": job.storyboard is not None and (not job.fallback or job.is_missed),
        "doc": job.model_dump_json(),
    }


def new_job_row(job: Job, turn_at: int) -> Row:
    """All columns of a job that is opened just now; `turn_at` is when it is its turn, in microseconds."""
    return job_row(job) | {
        "id": job.id,
        "request_key": job.request_key,
        "requester": job.requester,
        "account": job.account,
        "due_at": stamp(job.opened_at),
        "lease": "",
        "wakes": 0,
        "is_cancelled": False,
        "waits_for": "",
        "digest": job.brief.digest,
        "opened_at": stamp(job.opened_at),
        "share": job.share,
        "turn_at": turn_at,
        "is_approved": False,
        "last_save": "",
    }


def entry_row(entry: Entry) -> Row:
    """All columns of a line of the book."""
    return {
        "account": entry.account,
        "job_id": entry.job_id,
        "opens": entry.opens,
        "kind": entry.kind.value,
        "reels": entry.reels,
        "micros": entry.micros,
        "day": entry.day,
        "at": stamp(entry.at),
        "share": entry.share,
    }


def render_row(render: Render) -> Row:
    """All columns of a render but `heard`, which belongs to the webhooks."""
    return {
        "id": render.id,
        "job_id": render.job_id,
        "order_key": render.order_key,
        "is_live": render.stage.is_live,
        "doc": render.model_dump_json(exclude=_COMPUTED),
    }


def read_job(doc: str) -> Job:
    """A job from its document, of whatever release."""
    return Job.model_validate_json(doc)


def read_render(row: Mapping[str, Any]) -> Render:
    """A render from its row, joined with the stage of the job that pays (column `payer`)."""
    heard = from_json(row["heard"]) if row["heard"] else None
    is_orphan = not Stage(row["payer"]).is_open
    return Render.model_validate_json(row["doc"]).but(heard=heard, is_orphan=is_orphan)


def read_requester(key: str, account: str, niche: str | None, language: str) -> Requester:
    """A requester from its row."""
    return Requester(key, account, Niche.model_validate_json(niche) if niche else None, language)
