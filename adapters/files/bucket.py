"""A bucket that speaks S3: finished reels are put there, and fetched from there by signed addresses."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from logging import getLogger
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from core.archive import Archive
from core.job import Job, Stage

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

log = getLogger(__name__)

_KINDS = ("mp4", "cover.jpg", "thumb.jpg")
_MEDIA = {"mp4": "video/mp4", "jpg": "image/jpeg", "srt": "application/x-subrip"}
_CACHING = "public, max-age=31536000, immutable"
_LONGEST = timedelta(days=7)
"""S3 signs for a week at most (AWS, Signature Version 4, 2026)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which bucket, and how it is reached; an `endpoint` is for everybody but Amazon."""

    bucket: str
    endpoint: str = ""
    region: str = "us-east-1"
    key_id: str = ""
    secret: str = ""


class Bucket:
    """Puts reels of the archive into a bucket, each once. Close it with `aclose`."""

    def __init__(self, place: Place, archive: Archive) -> None:
        config: S3Config = {"bucket": place.bucket, "region": place.region}
        if place.key_id:
            config |= {"access_key_id": place.key_id, "secret_access_key": place.secret}
        if place.endpoint:
            config |= {"endpoint": place.endpoint, "virtual_hosted_style_request": False}
        options: ClientConfig = {"allow_http": place.endpoint.startswith("http://")}
        retries: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}
        self._store = S3Store(config=config, client_options=options, retry_config=retries)
        self._archive = archive
        self._there: set[str] = set()
        self._uploads: set[asyncio.Task[None]] = set()

    @property
    def origin(self) -> str:
        """The host that browsers fetch from."""
        parts = urlsplit(obstore.sign(self._store, "GET", "x", timedelta(minutes=1)))
        return f"{parts.scheme}://{parts.netloc}"

    def watch(self, job: Job, percent: int | None) -> None:
        """A job changed: a reel that is done is put into the bucket, in the background."""
        del percent
        if job.stage is not Stage.DONE or job.reel is None:
            return
        stem = job.reel.file.removesuffix(".mp4")
        task = asyncio.create_task(self._keep([f"{stem}.{kind}" for kind in _KINDS]))
        self._uploads.add(task)
        task.add_done_callback(self._uploads.discard)

    async def url(self, name: str, left: timedelta) -> str | None:
        """Where a file can be fetched for so long; None when it is neither there nor ours, or S3 is down."""
        try:
            if not await self._is_there(name):
                return None
            signed: str = await obstore.sign_async(self._store, "GET", name, min(left, _LONGEST))
        except (BaseError, OSError) as error:
            log.warning("The bucket cannot be reached: %s", type(error).__name__)
            return None
        return signed

    async def discard(self, names: Sequence[str]) -> None:
        """Take files out of the bucket; harmless when they are not there."""
        for name in names:
            self._there.discard(name)
            try:
                await obstore.delete_async(self._store, name)
            except FileNotFoundError:
                continue
            except (BaseError, OSError) as error:
                log.warning("%s stays in the bucket: %s", name, type(error).__name__)

    async def aclose(self) -> None:
        """Bring the uploads under way to their end."""
        await asyncio.gather(*self._uploads, return_exceptions=True)

    async def _keep(self, names: Sequence[str]) -> None:
        for name in names:
            await self.url(name, timedelta(minutes=1))

    async def _is_there(self, name: str) -> bool:
        if name in self._there:
            return True
        try:
            await obstore.head_async(self._store, name)
        except FileNotFoundError:
            path = self._archive.reel(name)
            if not path.is_file():
                return False
            attributes = {"Content-Type": _MEDIA[name.rpartition(".")[2]], "Cache-Control": _CACHING}
            await obstore.put_async(self._store, name, path, attributes=attributes)
        self._there.add(name)
        return True
