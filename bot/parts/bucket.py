"""The bucket of this house, if it has one: made from the settings, and tended while the house is open."""

from contextlib import AsyncExitStack
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.settings import Settings
from core.clock import Clock
from core.store import Store

if TYPE_CHECKING:
    from adapters.files import Bucket, Place


def open_bucket(settings: Settings, store: Store, clock: Clock, stack: AsyncExitStack) -> "Bucket | None":
    """Where reels are kept beyond the data folder; what is being put there is put there to the end."""
    if not settings.s3_bucket:
        return None
    from adapters.files import Bucket

    async def is_gone(job_id: str) -> bool:
        job = await store.job(job_id)
        return job is not None and not job.stage.is_open and job.reel is None

    days = settings.s3_copies_days
    keep = timedelta(days=days) if days is not None else None
    bucket = Bucket(place_of(settings), settings.data_dir, clock, keep, is_gone)
    stack.push_async_callback(bucket.aclose)
    return bucket


def place_of(settings: Settings) -> "Place":
    """Which bucket that is, and how it is reached."""
    from adapters.files import Place

    key, secret = settings.s3_access_key_id, settings.s3_secret_access_key
    return Place(
        settings.s3_bucket,
        settings.s3_endpoint or "",
        settings.s3_region,
        key.get_secret_value() if key else "",
        secret.get_secret_value() if secret else "",
    )
