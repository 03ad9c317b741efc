"""All that is kept of people: gathered, forgotten, or let go of when its time is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.storage.store import SqlStore
from adapters.storage.tables.columns import stamp
from adapters.storage.tables.door import calls, deeds, hooks, lines, performances, prompts, shares, tokens
from adapters.storage.tables.learning import crowds, marks, signs, trials
from adapters.storage.tables.people import forgetting, own_keys, reports, strikes, tidied
from adapters.storage.tables.publishing import publications
from adapters.storage.tables.rows import job_row, read_job, read_render, render_row
from adapters.storage.tables.series import series_table
from adapters.storage.tables.studio import (
    entries,
    jobs,
    links,
    notes,
    opinions,
    payments,
    renders,
    requesters,
    rulings,
    standings,
    tallies,
)
from adapters.storage.tables.upserts import enter_once
from adapters.storage.transactions.linking import disband
from core.books.ledger import bought_by
from core.people.privacy import LINK_DAYS, NOTES_DAYS, Leftovers, blank, nobodys
from core.reel.job import Job, Stage
from core.reel.render import RenderStage
from core.store import Requester

_WANT_FORGOTTEN = enter_once(forgetting)
_AT_ONCE = 200
_CLOSED = jobs.c.due_at.is_(None)
_PSEUDONYM = "gone:"


class SqlPapers:
    """Fills `core.people.privacy.Papers`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def gather(self, requester: Requester) -> Mapping[str, Sequence[Mapping[str, object]]]:
        key, account = requester.key, requester.account
        theirs = select(jobs.c.id).where(jobs.c.requester == key)
        wanted = {
            "requester": select(requesters).where(requesters.c.key == key),
            "jobs": select(jobs.c.doc).where(jobs.c.requester == key).order_by(jobs.c.opened_at.desc()),
            "orders": select(renders.c.doc).where(renders.c.job_id.in_(theirs)),
            "ledger": select(entries).where(
                or_(entries.c.account.in_((account, bought_by(account))), entries.c.share == account)
            ),
            "payments": select(payments).where(payments.c.requester == key),
            "standing": select(standings).where(standings.c.account == account),
            "rulings": select(rulings.c.what, rulings.c.words, rulings.c.at).where(rulings.c.to == account),
            "strikes": select(strikes.c.why, strikes.c.at).where(strikes.c.account == account),
            "reports": select(reports).where(reports.c.requester == key),
            "opinions": select(opinions).where(opinions.c.requester == key),
            "signs": select(signs).where(signs.c.requester == key),
            "marks": select(marks).where(marks.c.requester == key),
            "trials": select(trials).where(trials.c.requester == key),
            "storyboards": select(prompts.c.doc).where(prompts.c.requester == key),
            "programs": select(tokens.c.id, tokens.c.scopes, tokens.c.at).where(tokens.c.requester == key),
            "hooks": select(hooks.c.url, hooks.c.at).where(hooks.c.requester == key),
            "chat": select(lines.c.doc, lines.c.at).where(lines.c.address == f"chat/{key}"),
            "publications": select(publications.c.doc).where(publications.c.requester == key),
            "series": select(series_table.c.doc).where(series_table.c.requester == key),
            "own_keys": select(own_keys.c.vendor, own_keys.c.at).where(own_keys.c.account == account),
        }
        found: dict[str, Sequence[Mapping[str, object]]] = {
            name: [dict(row._mapping) for row in await self._store.read(what)]
            for name, what in wanted.items()
        }
        reels = [read_job(str(row["doc"])).reel for row in found["jobs"]]
        return {**found, "reels": [{"reel": reel.file} for reel in reels if reel is not None]}

    async def want_forgotten(self, key: str, now: datetime) -> None:
        row = {"key": key, "at": stamp(now)}

        async def work(conn: AsyncConnection) -> None:
            await conn.execute(_WANT_FORGOTTEN, row)
            # A series would go on opening jobs, and nobody who has one is forgotten.
            await conn.execute(delete(series_table).where(series_table.c.requester == key))

        await self._store.write(work)

    async def to_forget(self) -> Sequence[str]:
        busy = select(jobs.c.id).where(jobs.c.requester == forgetting.c.key, jobs.c.due_at.is_not(None))
        return [row.key for row in await self._store.read(select(forgetting.c.key).where(~busy.exists()))]

    async def forget(self, key: str, new_pseudonym: str, now: datetime) -> Leftovers:
        async def work(conn: AsyncConnection) -> Leftovers:
            pseudonym = await _earlier_pseudonym(conn, key) or new_pseudonym
            theirs = await _read(conn, (jobs.c.requester == key) & _CLOSED, None)
            left = await _let_go(conn, theirs)
            await _blank(conn, [nobodys(job, key, pseudonym) for job in theirs])
            await _forget_notes(conn, [job.id for job in theirs])
            await _forget_door(conn, key, [job.id for job in theirs])
            await conn.execute(delete(own_keys).where(own_keys.c.account.in_((key, pseudonym))))
            await disband(conn, key, now)
            await _rename(conn, key, pseudonym)
            await conn.execute(delete(forgetting).where(forgetting.c.key == key))
            return left

        return await self._store.write(work, counts=True)

    async def prune_media(self, before: datetime) -> Leftovers:
        async def work(conn: AsyncConnection) -> Leftovers:
            old = await _due(conn, before, "media")
            return await _let_go(conn, old)

        return await self._store.write(work)

    async def prune_words(self, before: datetime) -> Leftovers:
        async def work(conn: AsyncConnection) -> Leftovers:
            old = await _due(conn, before, "words")
            left = await _let_go(conn, old)
            await _blank(conn, [blank(job) for job in old])
            return left

        return await self._store.write(work)

    async def prune_notes(self, before: datetime) -> None:
        async def work(conn: AsyncConnection) -> int:
            old = await _due(conn, before - timedelta(days=NOTES_DAYS), "notes")
            await _forget_notes(conn, [job.id for job in old])
            await _forget_links(conn, before - timedelta(days=LINK_DAYS))
            return len(old)

        while await self._store.write(work):
            pass


async def _read(conn: AsyncConnection, which: Any, limit: int | None) -> list[Job]:
    found = await conn.execute(select(jobs.c.doc).where(which).limit(limit))
    return [read_job(doc) for (doc,) in found]


async def _due(conn: AsyncConnection, before: datetime, what: str) -> list[Job]:
    """Some jobs whose time is over, which are entered as done: the rest of the transaction does it."""
    done = select(tidied.c.job_id).where(tidied.c.job_id == jobs.c.id, tidied.c.what == what)
    old = await _read(conn, _CLOSED & (jobs.c.opened_at < stamp(before)) & ~done.exists(), _AT_ONCE)
    if old:
        await conn.execute(insert(tidied), [{"job_id": job.id, "what": what} for job in old])
    return old


async def _let_go(conn: AsyncConnection, old: Sequence[Job]) -> Leftovers:
    """Part with the media of closed jobs, but for clips that an open job counts on."""
    if not old:
        return Leftovers()
    needed = {
        shot.order_key
        for job in await _read(conn, jobs.c.due_at.is_not(None), None)
        for shot in (*job.shots, *job.sounds)
    }
    clips = []
    for part in _parts([job.id for job in old]):
        for row in (await conn.execute(select(renders).where(renders.c.job_id.in_(part)))).mappings():
            if row["order_key"] in needed:
                continue
            # First the book says that the clip is gone, then it goes: nobody counts on it in between.
            known = read_render({**row, "payer": Stage.DONE})
            gone = render_row(known.but(stage=RenderStage.LOST, clip=None))
            await conn.execute(update(renders).where(renders.c.id == known.id).values(gone))
            clips += [known.clip] if known.clip else []
    return Leftovers(len(old), [job.reel.file for job in old if job.reel is not None], clips)


async def _blank(conn: AsyncConnection, clean: Sequence[Job]) -> None:
    """Keep these in place of what was there, and forget their orders that no open job counts on."""
    for job in clean:
        known = {"requester": job.requester, "request_key": job.request_key, "digest": ""}
        await conn.execute(update(jobs).where(jobs.c.id == job.id).values({**job_row(job), **known}))
        await conn.execute(update(trials).where(trials.c.job_id == job.id).values(example="", doc=""))
        unused = (renders.c.job_id == job.id) & renders.c.is_live.is_(False)
        await conn.execute(delete(renders).where(unused))


async def _forget_notes(conn: AsyncConnection, job_ids: Sequence[str]) -> None:
    kinds = [f"{platform}/{kind}" for platform in ("telegram", "discord") for kind in _ABOUT_JOBS]
    for part in _parts([f"{kind}/{job_id}" for job_id in job_ids for kind in kinds]):
        await conn.execute(delete(notes).where(notes.c.key.in_(part)))
    for part in _parts([f'"{job_id}"' for job_id in job_ids]):
        # Which message shows a reel is kept by the message.
        is_shown = or_(
            *(notes.c.key.startswith(f"{platform}/shown/") for platform in ("telegram", "discord"))
        )
        await conn.execute(delete(notes).where(is_shown, notes.c.value.in_(part)))


_ABOUT_JOBS = ("post", "film", "sending", "delivered")


async def _forget_links(conn: AsyncConnection, before: datetime) -> None:
    """Part a name from its pseudonym, unless something is still settled for whoever bears it."""
    settled = select(standings.c.account).where(standings.c.account == requesters.c.account)
    newer = select(entries.c.id).where(
        entries.c.account == requesters.c.account, entries.c.at >= stamp(before)
    )
    is_link = requesters.c.account.like(f"{_PSEUDONYM}%") & requesters.c.niche.is_(None)
    await conn.execute(delete(requesters).where(is_link, ~settled.exists(), ~newer.exists()))


async def _forget_door(conn: AsyncConnection, key: str, job_ids: Sequence[str]) -> None:
    """What was settled at the web door and said in the chats, and who shared what."""
    platform, _, person = key.partition(":")
    asked = (
        notes.c.key.startswith(f"{platform}/asks/{person}/", autoescape=True),
        notes.c.key.startswith(f"{platform}/asks/") & notes.c.key.endswith(f"/{person}", autoescape=True),
    )
    for table, which in (
        (notes, or_(*asked)),
        (calls, calls.c.hook_id.in_(select(hooks.c.id).where(hooks.c.requester == key))),
        (hooks, hooks.c.requester == key),
        (tokens, tokens.c.requester == key),
        (prompts, prompts.c.requester == key),
        (links, links.c.requester == key),
        (opinions, opinions.c.requester == key),
        (signs, signs.c.requester == key),
        (marks, marks.c.requester == key),
        (trials, trials.c.requester == key),
        (lines, lines.c.address == f"chat/{key}"),
        (series_table, series_table.c.requester == key),
        (publications, publications.c.requester == key),
    ):
        await conn.execute(delete(table).where(which))
    for part in _parts(job_ids):
        for table in (shares, deeds, performances, opinions, signs, crowds, marks, reports):
            await conn.execute(delete(table).where(table.c.job_id.in_(part)))


async def _earlier_pseudonym(conn: AsyncConnection, key: str) -> str:
    """The name by which the ledger knows somebody who was forgotten before, empty for others."""
    account = (await conn.execute(select(requesters.c.account).where(requesters.c.key == key))).scalar()
    return str(account) if account is not None and account.startswith(_PSEUDONYM) else ""


async def _rename(conn: AsyncConnection, key: str, pseudonym: str) -> None:
    """Let the ledger, and what was ruled, know somebody by a pseudonym."""
    for column in (
        entries.c.account, entries.c.share, tallies.c.account, standings.c.account, rulings.c.to,
        rulings.c.by, strikes.c.account, jobs.c.account, jobs.c.share, reports.c.requester,
        payments.c.requester,
    ):  # fmt: skip
        await conn.execute(update(column.table).where(column == key).values({column.name: pseudonym}))
    for column in (entries.c.account, entries.c.share, tallies.c.account, jobs.c.share):
        found = await conn.execute(
            select(column).where(column.endswith(f"/{key}", autoescape=True)).distinct()
        )
        for (share,) in found.all():
            renamed = {column.name: share.removesuffix(key) + pseudonym}
            await conn.execute(update(column.table).where(column == share).values(renamed))
    mine = await conn.execute(select(strikes.c.key).where(strikes.c.account == pseudonym))
    for number, (message,) in enumerate(mine.all()):
        # The message names the chat, and in private the chat is the person.
        unnamed = update(strikes).where(strikes.c.key == message)
        await conn.execute(unnamed.values(key=f"{pseudonym}/{number}"))
    await conn.execute(delete(requesters).where(requesters.c.key == key))
    await conn.execute(insert(requesters).values(key=key, account=pseudonym, niche=None))


def _parts(values: Sequence[str]) -> Sequence[Sequence[str]]:
    return [values[at : at + 500] for at in range(0, len(values), 500)]
