"""Reels on a key of one's own: it is tried, sealed, used for its owner alone, and in no log."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from pydantic import SecretStr

from adapters.storage import default_url, open_store
from adapters.storage.keeping.safe import Safe
from adapters.storage.tables.people import own_keys
from adapters.vendors.fal import FalRenderer
from bot.commands import commands
from bot.desk import FrontDesk
from bot.parts.ownkeys import OwnKeys
from bot.settings import Settings
from bot.upkeep.logs import mask, set_up_logs
from bot.voice.endings import LastWords
from core.books.account import Terms
from core.books.quota import Quota
from core.errors import Misconfigured
from core.people.ownkeys import Renderers
from core.reel.archive import Archive
from core.reel.catalogue import CATALOGUE, WAN_25
from core.reel.job import Stage
from core.studio import Studio
from core.talk import Reply, Said
from core.work.crew import Crew
from core.work.runner import Runner
from tests.stories.parlour import ANN, Parlour
from tests.wires.fal import KEY as HOUSE_KEY
from tests.wires.fal import FalServer

ANNS_KEY = "anns-own-key:fedcba9876543210"
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
REEL = "/generate how monks invented espresso seconds=5"


@dataclass
class Bank(Parlour):
    """A bot with a FAL next door, where people may film on keys of their own. `masters` seal these."""

    fal: FalServer = field(default_factory=FalServer)
    masters: tuple[str, ...] = (OLD,)
    quota: Quota = field(default_factory=lambda: Quota(1, 5_000_000, 50_000_000))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """One life of the process."""
        async with open_store(default_url(self.folder), self.folder, self.clock) as self.store:
            ours = FalRenderer(HOUSE_KEY, self.fal.queue_url, self.fal.api_url, clock=self.clock)
            self.safe = Safe(self.store, self.masters, mask)
            settings = Settings(
                fal_queue_url=self.fal.queue_url, fal_api_url=self.fal.api_url, data_dir=self.folder
            )
            self.own = OwnKeys(self.safe, settings, CATALOGUE)
            self.crew = Crew(
                store=self.store,
                clock=self.clock,
                archive=Archive(self.folder),
                writer=self.scribe,
                understudy=self.understudy,
                renderers=Renderers({"fal": ours}, self.own.renderer),
                room=self.bench,
                messengers={"test": self.letterbox},
                catalogue=CATALOGUE,
                last_words=LastWords([WAN_25], "understudy"),
                terms=Terms(self.quota),
                watch=lambda _job, _percent: None,
                policy=self.policy,
                keys=self.own,
            )
            self.runner = Runner(self.crew)
            self.studio = Studio(self.crew, self.runner)
            menu = commands(self.studio, self.clock, WAN_25.id, own=self.own)
            self.desk = FrontDesk(self.studio, menu)
            working = asyncio.create_task(self.runner.run())
            try:
                yield
            finally:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)
                await ours.aclose()

    def keys_used(self) -> list[str]:
        """On whose key each order was placed at FAL."""
        return [order.key for order in self.fal.orders.by_id.values()]


@pytest.fixture
async def bank(tmp_path: Path) -> AsyncIterator[Bank]:
    """A bot to which Ann has told her niche."""
    async with FalServer(keys=(HOUSE_KEY, ANNS_KEY)) as fal:
        bank = Bank(tmp_path, fal=fal)
        async with bank.open():
            await bank.say("/niche specialty coffee")
            yield bank


async def test_a_reel_on_ones_own_key(bank: Bank) -> None:
    """It is filmed on that key, costs nobody here anything, and counts for no quota."""
    told = await bank.say(f"/key fal {ANNS_KEY}")

    first = await bank.reel(REEL)
    second = await bank.say(f"{REEL} look=noir")

    assert "Your reels are filmed on it from now on" in told.text
    assert "Cost: what the vendor charges your own key, nothing here." in first.text
    assert second.job_id
    assert bank.keys_used()[0] == ANNS_KEY
    assert not any(ANNS_KEY in value for value in os.environ.values())
    assert (await bank.balance(), await bank.books()) == ((0, 0), 0)


async def test_others_go_on_ours(bank: Bank) -> None:
    """Nobody else films on Ann's key, nor gets what she paid for as if it were ours."""
    await bank.say(f"/key fal {ANNS_KEY}")
    await bank.reel(REEL)

    await bank.say("/niche specialty coffee", who="test:bob")
    opened = await bank.say(REEL, who="test:bob")
    await bank.ended(opened.job_id)

    assert bank.keys_used() == [ANNS_KEY, HOUSE_KEY]
    assert await bank.balance("test:bob") == (1, 750_000)


async def test_a_key_that_is_not_taken_is_not_kept(bank: Bank) -> None:
    """A key is tried before it is kept; a wrong one leaves no trace."""
    reply = await bank.say("/key fal somebody-elses:0123456789abcdef")

    assert reply == Reply("That key is not accepted by fal. Nothing was kept.")
    assert await bank.safe.vendors(ANN) == []


async def test_a_key_is_told_in_private_only(bank: Bank) -> None:
    """In a group the bot does not even try it."""
    said = Said(ANN, "cafe", "1", text=f"/key fal {ANNS_KEY}", is_private=False, group="test:cafe")

    reply = await bank.desk.answer(said)

    assert "private" in reply.text
    assert await bank.safe.vendors(ANN) == []


async def test_forgetting_a_key(bank: Bank) -> None:
    """From then on reels are ordered as before."""
    await bank.say(f"/key fal {ANNS_KEY}")

    gone, none = await bank.say("/key forget"), await bank.say("/key")
    await bank.reel(REEL)

    assert gone.text == "Your keys are forgotten."
    assert none.text.startswith("I have no key of yours.")
    assert bank.keys_used() == [HOUSE_KEY]


async def test_a_reel_survives_a_restart(tmp_path: Path) -> None:
    """A reel that is being filmed on somebody's key is fetched with it in the next life of the bot."""
    async with FalServer(keys=(HOUSE_KEY, ANNS_KEY)) as fal:
        bank = Bank(tmp_path, fal=fal)
        async with bank.open():
            await bank.say("/niche specialty coffee")
            await bank.say(f"/key fal {ANNS_KEY}")
            opened = await bank.say(REEL)
            async with asyncio.timeout(30):
                while not bank.keys_used():
                    bank.runner.nudge()
                    await asyncio.sleep(0.01)
        async with bank.open():
            job = await bank.ended(opened.job_id)

    assert (job.stage, job.fallback) == (Stage.DONE, "")
    assert bank.keys_used() == [ANNS_KEY]


async def test_a_key_lies_sealed(bank: Bank) -> None:
    """Nothing in the data folder holds the key; and what is sealed opens for its owner alone."""
    await bank.say(f"/key fal {ANNS_KEY}")
    theft = sa.update(own_keys).values(account="test:eve")
    await bank.store.write(lambda conn: conn.execute(theft))

    files = [file for file in bank.folder.rglob("*") if file.is_file()]
    assert files
    assert [file.name for file in files if b"fedcba9876543210" in file.read_bytes()] == []
    with pytest.raises(Misconfigured):
        await bank.safe.key("test:eve", "fal")


async def test_the_master_key_can_be_changed(bank: Bank) -> None:
    """With the new master key before the old one, everything is sealed anew, and the old one can go."""
    await bank.safe.keep(ANN, "fal", ANNS_KEY, bank.clock())

    rotated = await Safe(bank.store, (NEW, OLD), mask).rotate()
    opened = await Safe(bank.store, (NEW,), mask).key(ANN, "fal")

    assert (rotated, opened) == (1, ANNS_KEY)
    with pytest.raises(Misconfigured):
        await Safe(bank.store, (OLD,), mask).key(ANN, "fal")


@pytest.mark.parametrize("told", [ANNS_KEY, "fedcba9876543210", f"Key {ANNS_KEY},", f"key={ANNS_KEY}&x=1"])
async def test_a_key_is_in_no_log(bank: Bank, monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    """Whatever is logged after somebody told a key, it is hidden in it, although it is kept nowhere."""
    written = StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", written)
    try:
        set_up_logs("info", "json", [])
        await bank.say(f"/key fal {ANNS_KEY}")
        logging.getLogger("any").warning("It said %r", told)
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        logging.captureWarnings(False)

    assert "It said" in written.getvalue()
    assert "fedcba9876543210" not in written.getvalue()


def test_a_wrong_master_key_is_said(tmp_path: Path) -> None:
    """Whoever runs the bot hears at the start that KEY_MASTER holds no master key; it is not repeated."""
    settings = Settings(key_master=(SecretStr("nonsense"),), data_dir=tmp_path)

    with pytest.raises(Misconfigured) as said:
        Safe(None, [each.get_secret_value() for each in settings.key_master], mask)  # type: ignore[arg-type]

    assert "KEY_MASTER" in said.value.message
    assert "nonsense" not in said.value.message
