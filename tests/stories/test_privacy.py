"""What is kept of people is theirs: they get it, it is forgotten, and it is kept no longer than settled."""

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.storage.keeping.papers import SqlPapers
from adapters.storage.tables.studio import metadata
from bot.commands import commands
from bot.desk import FrontDesk
from bot.upkeep.tidying import retention_of
from core.books.account import Block
from core.people.privacy import Sweeper
from core.reel.archive import Archive
from core.reel.catalogue import WAN_25
from core.reel.job import Job, new_id
from core.store import Ruling
from core.talk import Said
from tests.stories.parlour import ANN, Parlour, command, labels

SECRET = "how my grandmother smuggled espresso"
REEL = f"/generate {SECRET}"


class Home(Parlour):
    """A bot that can forget. `keep` says for how many days it keeps media and words."""

    def settle(self, media: int | None = None, words: int | None = None) -> None:
        """Say how long things are kept."""
        papers, archive = SqlPapers(self.store), Archive(self.folder)
        self.sweeper = Sweeper(papers, archive, self.clock, retention_of(media, words), new_id)
        menu = commands(self.studio, self.clock, WAN_25.id, sweeper=self.sweeper)
        self.desk = FrontDesk(self.studio, menu)

    async def made_by(self, who: str, line: str = REEL) -> Job:
        """Somebody has a reel made."""
        await self.say("/niche specialty coffee", who=who)
        opened = await self.say(line, who=who)
        return await self.ended(opened.job_id)

    async def job_of(self, job: Job) -> Job:
        """How a job stands now."""
        found = await self.store.job(job.id)
        assert found is not None
        return found

    def media(self) -> list[str]:
        """The files that are kept."""
        kept = [*self.folder.glob("reels/*"), *self.folder.glob("clips/*")]
        return sorted(file.name for file in kept)

    def holds(self, words: str) -> bool:
        """Whether these words stood anywhere in the database when it was read last."""
        return any(words in line for line in self.lines)

    async def read_all(self) -> None:
        """Read every row of the database."""
        self.lines = [
            str(tuple(row))
            for table in metadata.sorted_tables
            for row in await self.store.read(table.select())
        ]


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """A bot that keeps everything until it is told otherwise."""
    home = Home(tmp_path)
    async with home.open():
        home.settle()
        yield home


async def test_forgetting_asks_first(home: Home) -> None:
    """Nothing is forgotten by one word; the button below the question does it."""
    job = await home.made_by(ANN)

    asked = await home.say("/forget")
    kept = await home.say(command(asked.choices, "No, keep it"))

    assert labels(asked.choices) == ["Yes, forget everything", "No, keep it"]
    assert kept.text == "Nothing was forgotten."
    assert await home.job_of(job) == job


async def test_everything_is_forgotten_but_the_books(home: Home) -> None:
    """No word, file or name of theirs is left; what was spent is, under a made-up name."""
    await home.made_by(ANN)
    books = await home.books()
    await home.say(f"/rate {(await home.studio.jobs(await home.studio.requester(ANN)))[0].id} opinion=good")
    await home.store.note("test/asks/ann/0", SECRET)

    done = await home.say("/forget sure=yes")
    await home.read_all()

    assert done.text.startswith("Everything about you is forgotten.")
    assert home.media() == []
    assert not home.holds("grandmother")
    assert [line for line in home.lines if ANN in line] == [
        str((ANN, (await home.studio.requester(ANN)).account, None, ""))
    ]
    assert await home.books() == books == 1_500_000
    assert await home.balance() == (0, 0)


async def test_nobody_forgets_their_quota(home: Home) -> None:
    """What was used today still counts today, and whoever was blocked is; after that the names part."""
    await home.made_by(ANN)
    ruling = Ruling("test:cleo", "blocked", ANN, "spam", home.clock())
    block = Block(until=home.clock() + timedelta(days=1), reason="spam")
    await home.store.settle(ANN, {"block": block}, ruling)

    await home.say("/forget sure=yes")
    account = (await home.studio.requester(ANN)).account
    await home.say("/niche tea")
    refused = await home.say(REEL)

    assert account.startswith("gone:")
    assert (await home.studio.usage(await home.studio.requester(ANN))).reels_today == 1
    assert "The reason: spam." in refused.text


async def test_nobody_forgets_their_quota_by_forgetting_twice(home: Home) -> None:
    """Whoever comes back and wants to be forgotten again has still used what they used."""
    await home.made_by(ANN)
    await home.say("/forget sure=yes")
    await home.made_by(ANN, f"{REEL} look=noir")
    await home.say("/forget sure=yes")
    await home.read_all()

    assert (await home.studio.usage(await home.studio.requester(ANN))).reels_today == 2
    assert not home.holds("grandmother")


async def test_names_part_after_a_while(home: Home) -> None:
    """After five weeks nothing tells any more who bore the made-up name."""
    await home.made_by(ANN)
    await home.say("/forget sure=yes")
    home.clock.move(days=36)
    await home.sweeper.sweep()

    assert (await home.studio.requester(ANN)).account == ANN
    await home.read_all()
    assert [line for line in home.lines if ANN in line] == []


async def test_what_is_under_way_is_stopped_first(home: Home) -> None:
    """Somebody with a reel under way is forgotten as soon as that has come to its end."""
    home.vendor.is_filming = True
    await home.say("/niche specialty coffee")
    opened = await home.say(REEL)
    await home.rest()

    waits = await home.say("/forget sure=yes")
    await home.ended(opened.job_id)
    await home.sweeper.sweep()
    await home.read_all()

    assert waits.text.startswith("What is under way is being stopped")
    assert not home.holds("grandmother")
    assert await home.studio.jobs(await home.studio.requester(ANN)) == ()


async def test_a_forged_press_forgets_nobody_else(home: Home) -> None:
    """The button works for whoever presses it, in private, and for nobody else."""
    job = await home.made_by(ANN)

    await home.say("/forget sure=yes", who="test:eve")
    said = Said(ANN, "cafe", "1", text="/forget sure=yes", is_private=False, group="test:cafe")
    in_group = await home.desk.answer(said)

    assert "private" in in_group.text
    assert await home.job_of(job) == job


async def test_a_clip_that_somebody_counts_on_stays(home: Home) -> None:
    """Who is forgotten takes nothing away from a reel that another has under way."""
    await home.made_by(ANN)
    home.bench.started.clear()
    gate = home.bench.gate = asyncio.Event()
    await home.say("/niche specialty coffee", who="test:bob")
    opened = await home.say(REEL, who="test:bob")
    await home.bench.started.wait()

    await home.say("/forget sure=yes")
    clips = [name for name in home.media() if (home.folder / "clips" / name).exists()]
    gate.set()
    job = await home.ended(opened.job_id)

    assert len(clips) == 1
    assert job.reel is not None
    assert len(home.vendor.orders) == 1


async def test_media_are_kept_for_so_many_days(home: Home) -> None:
    """Reels and clips older than settled are gone, newer ones are not; the same idea is then filmed anew."""
    home.settle(media=7)
    await home.made_by(ANN, f"{REEL} seconds=5")
    home.clock.move(days=5)
    newer = await home.made_by(ANN, "/generate another idea altogether")
    home.clock.move(days=3)
    await home.sweeper.sweep()
    left = home.media()

    again = await home.made_by("test:bob", f"{REEL} seconds=5")

    assert len(left) == 2
    assert newer.reel is not None
    assert newer.reel.file in left
    assert again.reel is not None
    assert not again.reel.is_copy


async def test_words_are_kept_for_so_many_days(home: Home) -> None:
    """Ideas, storyboards and prompts older than settled are blank, and the books still balance."""
    home.settle(words=7)
    job = await home.made_by(ANN)
    await home.say("/niche tea")
    home.clock.move(days=8)
    await home.sweeper.sweep()
    await home.read_all()

    assert not home.holds("grandmother")
    assert (await home.job_of(job)).bill == job.bill
    assert await home.balance() == (1, 1_500_000)


async def test_notes_about_old_reels_are_let_go(home: Home) -> None:
    """Which message was about a reel is not remembered for ever."""
    job = await home.made_by(ANN)
    await home.store.note(f"telegram/post/{job.id}", "{}")
    await home.store.note("rules/test:cafe", "{}")
    await home.sweeper.sweep()
    before = await home.store.noted(f"telegram/post/{job.id}")
    home.clock.move(days=91)
    await home.sweeper.sweep()

    assert before
    assert list(await home.store.noted(f"telegram/post/{job.id}", "rules/test:cafe")) == ["rules/test:cafe"]


async def test_everything_can_be_taken_along(home: Home) -> None:
    """The export holds every row about somebody and their reels, and nothing of anybody else."""
    mine = await home.made_by(ANN)
    await home.made_by("test:bob", "/generate bobs own idea")

    reply = await home.say("/export")

    assert reply.shows is not None
    assert reply.shows.reel is not None
    assert reply.as_file
    with zipfile.ZipFile(reply.shows.reel) as packed:
        told = json.loads(packed.read("everything.json"))
        names = packed.namelist()
    assert mine.reel is not None
    assert names == ["everything.json", f"reels/{mine.reel.file}"]
    assert SECRET in json.dumps(told)
    assert "bobs own idea" not in json.dumps(told)
    assert [row["kind"] for row in told["ledger"]] == ["hold", "settle"]
