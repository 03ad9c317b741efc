"""A bucket that speaks S3: finished reels are kept there, and fetched from there by signed addresses.

With a bucket our folder holds copies. What is to be put there or taken away is done again until it is:
a reel that is not there yet still lies in the folder, and what is to go has its name in `leaving`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from logging import getLogger
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from adapters.files.folder import Folder
from core.clock import Clock, system_clock
from core.errors import Misconfigured, StudioError, Unavailable
from core.reel.job import Job, Stage

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

log = getLogger(__name__)

_MEDIA = {"mp4": "video/mp4", "jpg": "image/jpeg", "srt": "application/x-subrip"}
_CACHING = "public, max-age=31536000, immutable"
_LONGEST = timedelta(days=7)
"""S3 signs for a week at most (AWS, Signature Version 4, 2026)."""
_TENDED_EVERY = 3600.0
_TRIAL = "trial"
_REFUSED = "The bucket refuses our key, or there is none of this name: S3_BUCKET and its key need a look."
_AWAY = "The reels cannot be reached where they are kept. I try again."


@dataclass(frozen=True, slots=True)
class Place:
    """Which bucket, and how it is reached; an `endpoint` is for everybody but Amazon."""

    bucket: str
    endpoint: str = ""
    region: str = "us-east-1"
    key_id: str = ""
    secret: str = ""


class Bucket:
    """Fills `core.reel.archive.Beyond`. `keep` is how long the folder keeps its copies, None for ever.

    `is_gone` says whether a reel was thrown away, by another process perhaps. Close it with `aclose`.
    """

    def __init__(
        self,
        place: Place,
        folder: Path,
        clock: Clock = system_clock,
        keep: timedelta | None = None,
        is_gone: Callable[[str], Awaitable[bool]] | None = None,
    ) -> None:
        config: S3Config = {"bucket": place.bucket, "region": place.region}
        if place.key_id:
            config |= {"access_key_id": place.key_id, "secret_access_key": place.secret}
        if place.endpoint:
            config |= {"endpoint": place.endpoint, "virtual_hosted_style_request": False}
        options: ClientConfig = {"allow_http": place.endpoint.startswith("http://")}
        retries: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}
        self._store = S3Store(config=config, client_options=options, retry_config=retries)
        self._folder, self._clock, self._keep, self._is_gone = Folder(folder), clock, keep, is_gone
        self._there: set[str] = set()
        self._uploads: set[asyncio.Task[None]] = set()
        self._at_work: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def origin(self) -> str:
        """The host that browsers fetch from."""
        parts = urlsplit(obstore.sign(self._store, "GET", "x", timedelta(minutes=1)))
        return f"{parts.scheme}://{parts.netloc}"

    def watch(self, job: Job, percent: int | None) -> None:
        """A job changed: a reel that is on its way out is put into the bucket, in the background."""
        del percent
        is_ready = job.stage in (Stage.DELIVERING, Stage.DONE)
        if not is_ready or job.reel is None or job.reel.file in self._there:
            return
        task = asyncio.create_task(self._put_soon(self._folder.stem(job.reel.file)))
        self._uploads.add(task)
        task.add_done_callback(self._uploads.discard)

    async def url(self, name: str, left: timedelta) -> str | None:
        """Where a file can be fetched for so long; None when it is not there, or S3 cannot be reached."""
        try:
            with _translated():
                if self._folder.is_leaving(name) or not await self._is_there(name):
                    return None
                return await obstore.sign_async(self._store, "GET", name, min(left, _LONGEST))
        except StudioError as trouble:
            log.warning("%s has no address just now: %s", name, trouble.message)
            return None

    async def bring(self, name: str) -> None:
        stem = self._folder.stem(name)
        async with self._alone(stem):
            if self._folder.is_leaving(stem):
                return
            for each in self._folder.names(stem):
                with _translated():
                    try:
                        found = await obstore.get_async(self._store, each)
                        content = bytes(await found.bytes_async())
                    except FileNotFoundError:
                        continue
                await asyncio.to_thread(self._folder.write, each, content)

    async def discard(self, name: str) -> None:
        stem = self._folder.stem(name)
        async with self._alone(stem):
            await asyncio.to_thread(self._folder.leave, stem)
            try:
                await self._take_away(stem)
            except StudioError as trouble:
                log.warning("%s stays in the bucket for now: %s", stem, trouble.message)

    async def tend(self) -> None:
        """Take away what is to go, put there what is missing, let go of old copies. Raises StudioError."""
        for stem in await asyncio.to_thread(self._folder.leaving):
            async with self._alone(stem):
                await self._take_away(stem)
        there = {name: size async for name, size in self._listed()}
        for stem, copies in (await asyncio.to_thread(self._folder.copies)).items():
            is_whole = all(there.get(copy.name) == copy.size for copy in copies)
            is_old = self._keep is not None and max(copy.at for copy in copies) < self._clock() - self._keep
            if not is_whole and self._is_gone is not None and await self._is_gone(stem):
                await self.discard(stem)
            elif not is_whole:
                await self._put(stem)
            elif is_old:
                async with self._alone(stem):
                    await asyncio.to_thread(self._folder.drop, stem)

    async def run(self) -> None:
        """Tend it until cancelled."""
        while True:
            try:
                await self.tend()
            except StudioError as trouble:
                log.warning("The bucket cannot be tended just now: %s", trouble.message)
            await asyncio.sleep(_TENDED_EVERY)

    async def ping(self) -> str:
        """Put something there and take it away again; what came of it. Raises StudioError."""
        with _translated():
            await obstore.put_async(self._store, _TRIAL, b"")
            await obstore.delete_async(self._store, _TRIAL)
        return "takes files, and lets go of them"

    async def aclose(self) -> None:
        """Bring the uploads under way to their end."""
        await asyncio.gather(*self._uploads, return_exceptions=True)

    async def _put_soon(self, stem: str) -> None:
        try:
            await self._put(stem)
        except StudioError as trouble:
            log.warning("%s is not in the bucket yet: %s", stem, trouble.message)

    async def _put(self, stem: str) -> None:
        async with self._alone(stem):
            for name in self._folder.names(stem):
                path = self._folder.path(name)
                if path.is_file() and not self._folder.is_leaving(stem):
                    attributes = {"Content-Type": _MEDIA[name.rpartition(".")[2]], "Cache-Control": _CACHING}
                    with _translated():
                        await obstore.put_async(self._store, name, path, attributes=attributes)
                    self._there.add(name)

    async def _take_away(self, stem: str) -> None:
        for name in self._folder.names(stem):
            self._there.discard(name)
            with _translated():
                try:
                    await obstore.delete_async(self._store, name)
                except FileNotFoundError:
                    continue
        await asyncio.to_thread(self._folder.has_left, stem)

    async def _is_there(self, name: str) -> bool:
        if name not in self._there:
            try:
                await obstore.head_async(self._store, name)
            except FileNotFoundError:
                return False
            self._there.add(name)
        return True

    async def _listed(self) -> AsyncIterator[tuple[str, int]]:
        with _translated():
            async for some in obstore.list(self._store):
                for each in some:
                    yield each["path"], each["size"]

    @asynccontextmanager
    async def _alone(self, stem: str) -> AsyncIterator[None]:
        """One thing at a time is done with a reel."""
        if (lock := self._at_work.get(stem)) is None:
            self._at_work[stem] = lock = asyncio.Lock()
        async with lock:
            yield


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, PermissionDeniedError, UnauthenticatedError) as error:
        raise Misconfigured(_REFUSED) from error
    except (BaseError, OSError) as error:
        raise Unavailable(_AWAY) from error
