"""What is kept of people: theirs to have and to have forgotten, and kept no longer than settled."""

import asyncio
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from core.clock import Clock
from core.reel.archive import Archive
from core.reel.brief import Brief
from core.reel.job import Job
from core.reel.niche import Niche
from core.store import Requester

FORGOTTEN = "forgotten"
"""What stands where somebody's words were."""

LINK_DAYS = 35
"""How long it is known which pseudonym somebody has, so that nobody forgets their quota by forgetting."""

NOTES_DAYS = 90
"""How long platforms remember which message was about a job that has ended."""

_EXPORTED_BYTES = 8_000_000
"""Reels that an export holds, the newest first: more could not be posted everywhere."""

_SMALLEST_REEL = 100_000
"""Bytes; where less room than that is left, no further reel is looked for."""

_EXPORT_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Files of so many jobs that nobody needs any more: reels and clips, by their names in the archive."""

    jobs: int = 0
    reels: Sequence[str] = ()
    clips: Sequence[str] = ()


class Papers(Protocol):
    """All that is kept of people. Whatever an open job still needs is left alone. Raises Misconfigured."""

    async def gather(self, requester: Requester) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """Every row about somebody, by table; `reels` are the names of their reels, the newest first."""
        ...

    async def want_forgotten(self, key: str, now: datetime) -> None:
        """Note that somebody is to be forgotten as soon as their jobs have ended."""
        ...

    async def to_forget(self) -> Sequence[str]:
        """Who is to be forgotten and has no open job."""
        ...

    async def forget(self, key: str, new_pseudonym: str, now: datetime) -> Leftovers:
        """Forget all about somebody but the ledger, which knows them by a pseudonym from now on.

        Whoever has one from an earlier time keeps that.
        """
        ...

    async def prune_media(self, before: datetime) -> Leftovers:
        """Let go of the media of jobs that were opened before then and have ended; some at a time."""
        ...

    async def prune_words(self, before: datetime) -> Leftovers:
        """Blank out what people wrote for such jobs, with all that was made of it; some at a time."""
        ...

    async def prune_notes(self, before: datetime) -> None:
        """Forget which messages were about such jobs, and for whom links between names are not needed."""
        ...


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept after they were ordered; None for ever."""

    media: timedelta | None = None
    words: timedelta | None = None


def blank(job: Job) -> Job:
    """A closed job without anything that somebody wrote or that was made of it; who paid what remains."""
    brief = Brief(niche=Niche(subject=FORGOTTEN), topic=FORGOTTEN, model=job.brief.model)
    return job.but(
        brief=brief, storyboard=None, shots=(), voices=(), music=None, note="", words="", lack="", reel=None
    )


def nobodys(job: Job, key: str, pseudonym: str) -> Job:
    """The same for a job of somebody who is forgotten: nothing tells any more whose it was."""
    account = pseudonym if job.account == key else job.account
    share = job.share.removesuffix(key) + pseudonym if job.share.endswith(key) else job.share
    return blank(job).but(
        requester="", address="", request_key=f"{FORGOTTEN}:{job.id}", account=account, share=share,
        key_of="", receipt=None,
    )  # fmt: skip


class Sweeper:
    """Keeps nothing longer than settled; a `sweep` may be broken off and repeated at any moment.

    `new_name` makes pseudonyms.
    """

    def __init__(
        self,
        papers: Papers,
        archive: Archive,
        clock: Clock,
        retention: Retention,
        new_name: Callable[[], str],
    ) -> None:
        self._papers = papers
        self._archive = archive
        self._clock = clock
        self._retention = retention
        self._new_name = new_name

    @property
    def exports(self) -> Path:
        """Where exports lie for a day."""
        return self._archive.folder / "exports"

    async def sweep(self) -> None:
        """Do all that is due now."""
        now, kept = self._clock(), self._retention
        await self.forget_those_who_can_be()
        await asyncio.to_thread(self._drop_exports, now)
        for keep, prune in ((kept.media, self._papers.prune_media), (kept.words, self._papers.prune_words)):
            while keep is not None and (left := await prune(now - keep)).jobs:
                await self._throw(left)
        await self._papers.prune_notes(now)

    async def want_forgotten(self, requester: Requester) -> bool:
        """Forget somebody, at the latest when their last job has ended; whether it is done."""
        await self._papers.want_forgotten(requester.key, self._clock())
        return requester.key in await self.forget_those_who_can_be()

    async def forget_those_who_can_be(self) -> Sequence[str]:
        """Forget everybody who wanted it and has no open job; who that was."""
        keys = await self._papers.to_forget()
        for key in keys:
            await self._throw(await self._papers.forget(key, f"gone:{self._new_name()}", self._clock()))
        return keys

    async def export(self, requester: Requester, to: Path) -> Sequence[str]:
        """Write all that is kept of somebody into a zip file; which of their reels found no room in it."""
        rows = await self._papers.gather(requester)
        room, packed, left = _EXPORTED_BYTES, list[Path](), list[str]()
        for name in (str(row["reel"]) for row in rows.get("reels", ())):
            reel = await self._archive.at_hand(name) if room > _SMALLEST_REEL else None
            size = reel.stat().st_size if reel else 0
            if reel and size <= room:
                room -= size
                packed.append(reel)
            elif reel or room <= _SMALLEST_REEL:
                left.append(name)
        await asyncio.to_thread(_pack, rows, packed, to)
        return left

    def _drop_exports(self, now: datetime) -> None:
        for file in self.exports.glob("*.zip"):
            if now.timestamp() - file.stat().st_mtime > _EXPORT_SECONDS:
                file.unlink(missing_ok=True)

    async def _throw(self, left: Leftovers) -> None:
        for name in left.reels:
            await self._archive.discard(name)
        for name in left.clips:
            await asyncio.to_thread(self._archive.clip(name).unlink, missing_ok=True)


def _pack(rows: Mapping[str, Sequence[Mapping[str, object]]], reels: Sequence[Path], to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("everything.json", json.dumps(rows, ensure_ascii=False, indent=1, default=str))
        for reel in reels:
            packed.write(reel, f"reels/{reel.name}", zipfile.ZIP_STORED)
