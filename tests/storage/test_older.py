"""A database that the first release made opens, and goes on."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

from adapters.storage import default_url, open_store
from core.books.account import Terms
from core.books.quota import Limit, Quota
from core.reel.job import Job, Stage
from tests.players import HandClock
from tests.work.house import House

FIRST = """
CREATE TABLE requesters ("key" VARCHAR NOT NULL, account VARCHAR NOT NULL, niche TEXT, PRIMARY KEY ("key"));
CREATE TABLE jobs (id VARCHAR NOT NULL, request_key VARCHAR NOT NULL, requester VARCHAR NOT NULL,
 account VARCHAR NOT NULL, stage VARCHAR NOT NULL, due_at BIGINT, lease VARCHAR NOT NULL,
 wakes INTEGER NOT NULL, is_cancelled BOOLEAN NOT NULL, waits_for VARCHAR NOT NULL, digest VARCHAR NOT NULL,
 is_planned BOOLEAN NOT NULL, opened_at BIGINT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (id),
 UNIQUE (request_key));
CREATE INDEX jobs_digest ON jobs (digest);
CREATE INDEX jobs_newest ON jobs (stage, opened_at);
CREATE INDEX jobs_waiting ON jobs (waits_for) WHERE waits_for != '';
CREATE INDEX jobs_due ON jobs (stage, due_at);
CREATE INDEX jobs_requester ON jobs (requester, opened_at);
CREATE TABLE renders (id VARCHAR NOT NULL, job_id VARCHAR NOT NULL, order_key VARCHAR NOT NULL,
 is_live BOOLEAN NOT NULL, heard TEXT, doc TEXT NOT NULL, PRIMARY KEY (id));
CREATE INDEX renders_job ON renders (job_id);
CREATE UNIQUE INDEX renders_live ON renders (order_key) WHERE is_live;
CREATE TABLE entries (id INTEGER NOT NULL, account VARCHAR NOT NULL, job_id VARCHAR NOT NULL,
 opens BOOLEAN NOT NULL, kind VARCHAR NOT NULL, reels INTEGER NOT NULL, micros BIGINT NOT NULL,
 day VARCHAR(10) NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (id));
CREATE INDEX entries_day ON entries (account, day, reels, micros);
CREATE UNIQUE INDEX entries_once ON entries (account, job_id, opens);
CREATE TABLE opinions (job_id VARCHAR NOT NULL, requester VARCHAR NOT NULL, is_good BOOLEAN NOT NULL,
 at BIGINT NOT NULL, PRIMARY KEY (job_id, requester));
CREATE TABLE notes ("key" VARCHAR NOT NULL, value TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY ("key"));
CREATE TABLE links (code VARCHAR NOT NULL, requester VARCHAR NOT NULL, until BIGINT NOT NULL,
 PRIMARY KEY (code));
"""

NEWER = {"group", "share", "day", "is_preview"}
"""Fields of a job that the first release did not know."""


async def _older(folder: Path) -> Job:
    """A folder as the first release left it, with one job of $1.50 that was just opened."""
    house = House(folder / "newer")
    house.folder.mkdir()
    async with open_store(default_url(house.folder), house.folder, house.clock):
        pass
    async with house.open():
        opened = await house.order()
        assert opened.job is not None
    job = opened.job
    doc = {name: value for name, value in json.loads(job.model_dump_json()).items() if name not in NEWER}
    at = int(job.opened_at.timestamp() * 1_000_000)
    database = sqlite3.connect(folder / "nichereel.db")
    database.executescript(FIRST)
    database.execute(
        "INSERT INTO jobs VALUES (?, ?, ?, ?, 'planning', ?, '', 0, 0, '', ?, 0, ?, ?)",
        (job.id, job.request_key, job.requester, job.account, at, job.brief.digest, at, json.dumps(doc)),
    )
    database.execute(
        "INSERT INTO entries VALUES (1, ?, ?, 1, 'hold', 1, 1500000, '2026-11-22', ?)",
        (job.account, job.id, at),
    )
    database.commit()
    database.close()
    return job


async def test_what_was_used_before_still_counts(tmp_path: Path) -> None:
    """After the update a person's usage is what it was, and the new rule for all counts it, too."""
    older, clock = await _older(tmp_path), HandClock()
    async with open_store(default_url(tmp_path), tmp_path, clock) as store:
        used = await store.usage("test:ann", clock())
        another = older.but(id="another", request_key="another", account="test:bob", requester="test:bob")
        opened = await store.open(another, Terms(bot=Quota(micros_per_day=2_999_999)))

    assert (used.reels_today, used.micros_today, used.under_way) == (1, 1_500_000, 1)
    assert opened.limit is Limit.MICROS_PER_DAY


async def test_an_opinion_from_before_outlives_a_sign(tmp_path: Path) -> None:
    """What was said before the update still stands when a sign came over it later, and went again."""
    job, clock = await _older(tmp_path), HandClock()
    database = sqlite3.connect(tmp_path / "nichereel.db")
    with database:
        database.execute("INSERT INTO opinions VALUES (?, 'test:ann', 1, 5)", (job.id,))
    database.close()
    async with open_store(default_url(tmp_path), tmp_path, clock) as store:
        await store.keep_opinion(job.id, "test:ann", False, clock(), "👎")
        shown = await store.opinions(job.id)
        await store.keep_opinion(job.id, "test:ann", None, clock(), "👎")
        assert (shown, await store.opinions(job.id)) == ([False], [True])


async def test_a_reel_that_was_under_way_is_finished(tmp_path: Path) -> None:
    """A job that the first release opened is made, delivered and settled by this one, and again after."""
    older, house = await _older(tmp_path), House(tmp_path)
    async with house.open():
        job = await house.ended(older.id)
        assert (job.stage, await house.balance()) == (Stage.DONE, (1, 1_500_000))
    async with house.open():
        used = await house.store.usage("test:ann", house.clock() - timedelta(minutes=1))

    assert (used.reels_today, used.micros_today, used.under_way) == (1, 1_500_000, 0)
