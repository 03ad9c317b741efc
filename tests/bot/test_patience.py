"""Whoever floods us is slowed down, at no cost, and holds up nobody else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.commands import commands
from bot.desk import FrontDesk
from bot.patience import GROUP, PERSON, STRANGER, STRANGERS, Patience
from core.reel.catalogue import ANIMATIC
from core.talk import SILENCE, Said
from tests.players import HandClock
from tests.stories.parlour import Parlour


def waits(patience: Patience, people: Iterator[str], group: str = "") -> list[float]:
    """How long each of these has to wait."""
    return [patience.slows(person, group)[0] for person in people]


def test_a_person_is_slowed_and_may_go_on_later() -> None:
    """After twenty things in half a minute the next has to wait; when that is over, all is as before."""
    clock = HandClock()
    patience = Patience(clock)
    patience.meet("ann")
    quick = waits(patience, iter(["ann"] * (PERSON.most + 1)))
    others = waits(patience, iter(["bob"]))
    clock.move(seconds=quick[-1])

    assert quick[:-1] == [0.0] * PERSON.most
    assert quick[-1] == PERSON.within.total_seconds()
    assert others == waits(patience, iter(["ann"])) == [0.0]


def test_only_the_first_refusal_is_news() -> None:
    """Somebody who goes on all the same is told once, and again after they were answered."""
    clock = HandClock()
    patience = Patience(clock)
    told = [patience.slows("eve", "")[1] for _ in range(STRANGER.most + 3)]
    clock.move(minutes=1)
    again = [patience.slows("eve", "")[1] for _ in range(STRANGER.most + 2)]

    assert told == [False] * STRANGER.most + [True, False, False]
    assert again == [False] * STRANGER.most + [True, False]


def test_a_group_and_all_strangers_have_a_pace_of_their_own() -> None:
    """A hundred members together, or a thousand strangers, are slowed although each of them is not."""
    patience = Patience(HandClock())
    for number in range(1000):
        patience.meet(f"member {number}")
    group = waits(patience, (f"member {number}" for number in range(GROUP.most + 1)), "room")
    elsewhere = waits(patience, iter(["member 999"]))
    strangers = waits(patience, (f"stranger {number}" for number in range(STRANGERS.most + 1)))
    known = waits(patience, iter(["member 998"]))

    assert [group.index(max(group)), strangers.index(max(strangers))] == [GROUP.most, STRANGERS.most]
    assert elsewhere == known == [0.0]


def test_whoever_runs_the_bot_is_not_slowed() -> None:
    """Those who have to stop a flood can speak in the middle of it."""
    patience = Patience(HandClock(), {"boss"})

    assert not any(waits(patience, iter(["boss"] * 500), "room"))


async def test_a_flood_costs_no_write(tmp_path: Path) -> None:
    """Of a thousand messages in a row a few are answered; the others do not touch the database at all."""
    parlour, asked = Parlour(tmp_path, has_vendor=False), list[str]()

    def listen(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    async with parlour.open():
        patience = Patience(parlour.clock)
        desk = FrontDesk(parlour.studio, commands(parlour.studio, parlour.clock, ANIMATIC), None, patience)
        said = [Said("test:eve", "here", f"flood:{n}", "/niche flood") for n in range(1000)]
        for one in said[: STRANGER.most + PERSON.most + 1]:
            await desk.answer(one)
        for engine in (parlour.store._pen.engine, parlour.store._eyes.engine):
            event.listen(engine.sync_engine, "before_cursor_execute", listen)
        answers = [await desk.answer(one) for one in said[STRANGER.most + PERSON.most + 1 :]]

    assert set(answers) == {SILENCE}
    assert [each for each in asked if "jobs" not in each] == []
