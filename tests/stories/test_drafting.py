"""A storyboard that a program orders by itself is written once, and only while anything may be spent."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from adapters.storage.door.cabinet import cabinet
from core.books.account import Terms
from core.books.quota import Quota
from core.door import Prompt
from core.drafting import Drafting
from core.errors import Failed, Refused, Unavailable
from core.ports import Draft
from core.reel.brief import Brief
from core.reel.catalogue import WAN_25
from tests.players import Scribe
from tests.stories.parlour import ANN, Parlour
from tests.work.house import COFFEE

T = TypeVar("T")

BOSS = "test:boss"
MONKS = Brief(niche=COFFEE, topic="how monks invented espresso", model=WAN_25.id)
COST = 700


@dataclass
class Slow(Scribe):
    """Hands nothing in before the gate is open."""

    micros: int = COST
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def write(self, brief: Brief) -> Draft:
        """A storyboard, in its time."""
        draft = await super().write(brief)
        self.begun.set()
        await self.gate.wait()
        return draft


async def soon(waiting: Awaitable[T]) -> T:
    """What it comes to, within a generous time."""
    return await asyncio.wait_for(waiting, 30)


def drafting(parlour: Parlour, scribe: Scribe) -> Drafting:
    """One life's drafting."""
    return Drafting(scribe, cabinet(parlour.store).prompts, parlour.clock, parlour.studio)


async def drafted(parlour: Parlour, key: str = "key") -> Prompt:
    """Ann's program has a storyboard written."""
    ann = await parlour.studio.requester(ANN)
    return await soon(drafting(parlour, parlour.scribe).draft(ann, MONKS, key))


async def test_however_many_ask_at_once_one_is_written(tmp_path: Path) -> None:
    """The same key five times at once is one storyboard, paid for once, and five equal answers."""
    parlour, scribe = Parlour(tmp_path), Slow()
    async with parlour.open():
        ann, desk = await parlour.studio.requester(ANN), drafting(parlour, scribe)
        asking = [asyncio.create_task(desk.draft(ann, MONKS, "key")) for _ in range(4)]
        await soon(scribe.begun.wait())
        asking.append(asyncio.create_task(desk.draft(ann, MONKS, "key")))
        scribe.gate.set()
        prompts = await soon(asyncio.gather(*asking))

        assert [prompt.id for prompt in prompts] == [prompts[0].id] * 5
        assert (len(scribe.briefs), await parlour.balance("house")) == (1, (0, COST))


async def test_whoever_hangs_up_finds_it_later(tmp_path: Path) -> None:
    """A program that stops waiting gets by the same key what was written meanwhile."""
    parlour, scribe = Parlour(tmp_path), Slow()
    async with parlour.open():
        ann, desk = await parlour.studio.requester(ANN), drafting(parlour, scribe)
        asking = asyncio.create_task(desk.draft(ann, MONKS, "key"))
        await soon(scribe.begun.wait())
        asking.cancel()
        again = asyncio.create_task(desk.draft(ann, MONKS, "key"))
        scribe.gate.set()

        assert (await soon(again)).brief == MONKS
        assert len(scribe.briefs) == 1


async def test_a_crash_has_nothing_written_twice(tmp_path: Path) -> None:
    """What was being written when the bot died may have been paid for: its key is worth nothing more."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await cabinet(parlour.store).prompts.begin("key", parlour.clock())
    async with parlour.open():
        with pytest.raises(Refused, match="with a new key"):
            await drafted(parlour)
        assert parlour.scribe.briefs == []

        assert (await drafted(parlour, "a new key")).brief == MONKS


async def test_what_was_not_even_begun_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When what was learned could not be looked up nothing was written, and the same key works."""
    parlour = Parlour(tmp_path)
    async with parlour.open():

        async def away(*_: object) -> Brief:
            raise Unavailable("The database is busy.")

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(parlour.studio, "directed", away)
            with pytest.raises(Unavailable):
                await drafted(parlour)
        assert (await drafted(parlour)).brief == MONKS


async def test_what_surely_failed_is_tried_again(tmp_path: Path) -> None:
    """After the writer was out of reach, the same key works."""
    parlour = Parlour(tmp_path)
    parlour.scribe.troubles.append(Unavailable("The writer is out of reach."))
    async with parlour.open():
        with pytest.raises(Unavailable):
            await drafted(parlour)

        assert (await drafted(parlour)).brief == MONKS


async def test_what_a_writer_costs_in_vain_is_on_the_house(tmp_path: Path) -> None:
    """A writer that is paid for a storyboard which nobody can use costs the house that."""
    parlour = Parlour(tmp_path)
    parlour.scribe.troubles.append(Failed("It cannot be used.").costing(700))
    async with parlour.open():
        with pytest.raises(Failed):
            await drafted(parlour)

        assert await parlour.balance("house") == (0, 700)


@pytest.mark.parametrize(
    ("ruling", "words"),
    [
        ("/pause hours=2 reason=the vendor moves", "Nothing new is taken until .*: the vendor moves."),
        ("/block test:ann days=1", "Nothing new is taken from you until"),
        ("/budget bot dollars_per_day=0", "everybody together"),
        ("/budget bot dollars_per_month=0", "everybody together"),
        ("/budget bot dollars_per_day=0.0007", "everybody together"),
        ("/budget bot reels_per_day=0", "everybody together"),
    ],
)
async def test_nothing_is_written_while_nothing_may_be_spent(tmp_path: Path, ruling: str, words: str) -> None:
    """A pause, a block and an empty budget for all keep programs from spending, the house's costs counted."""
    parlour = Parlour(tmp_path, terms=Terms(admins=frozenset({BOSS})))
    parlour.scribe.micros = COST
    async with parlour.open():
        first = await drafted(parlour, "first")
        assert "entered" in (await parlour.say(ruling, who=BOSS)).text
        with pytest.raises(Refused, match=words):
            await drafted(parlour)

        assert (await drafted(parlour, "first"), len(parlour.scribe.briefs)) == (first, 1)


async def test_what_costs_nothing_needs_no_budget(tmp_path: Path) -> None:
    """Where the house itself writes, an empty budget stops no storyboard."""
    parlour = Parlour(tmp_path, terms=Terms(bot=Quota(micros_per_day=0)))
    parlour.understudy = parlour.scribe
    async with parlour.open():
        assert (await drafted(parlour)).brief == MONKS
