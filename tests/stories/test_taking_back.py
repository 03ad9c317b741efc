"""What was said of reels is taken back where a card tells that it changed something."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.vendors.house import HouseWriter
from core.books.account import Terms
from core.reel.job import Job
from core.talk import Reply
from tests.stories.parlour import ANN, Parlour, command, labels

BOB, CAFE = "test:bob", "test:-100"
IDEA = "/generate how monks invented espresso"


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot that draws what the house writer writes; Ann did not like a look and a hook."""
    parlour = Parlour(tmp_path, writer=HouseWriter(), has_vendor=False)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        for reason in ("look", "hook"):
            await parlour.reel(f"{IDEA} {reason}")
            await parlour.say(f"/rate {(await newest(parlour)).id} reason={reason}")
            parlour.clock.move(seconds=1)
        yield parlour


async def newest(bot: Parlour) -> Job:
    return (await bot.studio.jobs(await bot.studio.requester(ANN)))[0]


async def test_one_reason_is_taken_back_from_the_card(bot: Parlour) -> None:
    """Two taps from the card that says “wrong look”: the next reel minds the hook alone."""
    shown = await bot.reel(IDEA)
    assert "“wrong look” once" in shown.text
    told = await bot.say(command(shown.choices, "Why changed?"))
    assert labels(told.choices)[:2] == ["Not any more: hook weak", "Not any more: wrong look"]
    taken = await bot.say(command(told.choices, "Not any more: wrong look"))
    assert taken.text == "“wrong look” does not count any more."

    shown = await bot.reel(f"{IDEA} again")
    assert "wrong look" not in shown.text
    assert "“hook weak” once" in shown.text
    assert "wrong look" not in (await bot.say("/learning")).text


async def test_the_niche_is_that_of_the_reel(bot: Parlour) -> None:
    """From the card of a reel about something else, what was learned of that is shown and taken back."""
    await bot.reel("/generate how tea came to Assam niche=tea")
    await bot.say(f"/rate {(await newest(bot)).id} reason=slow")
    shown = await bot.reel("/generate how tea came to Darjeeling niche=tea")

    told = await bot.say(command(shown.choices, "Why changed?"))
    assert "For tea:" in told.text
    await bot.say(command(told.choices, "Not any more: too slow"))

    assert "too slow" not in (await bot.say(command(shown.choices, "Why changed?"))).text
    assert "“hook weak” once" in (await bot.say("/learning")).text


async def test_a_card_that_asks_is_found_again(tmp_path: Path) -> None:
    """From a storyboard that waits for a yes one gets to the reasons, and back to its buttons."""
    bot = Parlour(tmp_path, writer=HouseWriter(), terms=Terms(asks_above=1_400_000))
    async with bot.open():
        await bot.say("/niche specialty coffee")
        await bot.reel(f"{IDEA} seconds=5")
        await bot.say("/rate reason=look")
        ordered = await bot.say(f"{IDEA} seconds=10")
        await bot.rest()
        card = await bot.say(f"/status {ordered.job_id}")
        assert "“wrong look” once" in card.text

        told = await bot.say(command(card.choices, "Why changed?"))
        taken = await bot.say(command(told.choices, "Not any more: wrong look"))

        assert await bot.say(command(told.choices, "Status")) == card
        assert await bot.say(command(taken.choices, "Status")) == card


async def test_in_a_group_whoever_asked_may_take_it_back(bot: Parlour) -> None:
    """There, too, the button works for whoever asked; an admin who presses it changes nothing of theirs."""
    ordered = await bot.say_in(CAFE, IDEA)
    await bot.ended(ordered.job_id)
    line = command(bot.letterbox.posted[ordered.job_id].choices, "Why changed?")

    pressed = await bot.say_in(CAFE, line, who=BOB, is_admin=True, owner=ANN)
    assert pressed == Reply("What was learned for this reel is for whoever asked for it.")
    told = await bot.say_in(CAFE, line)
    asked = await bot.say_in(CAFE, command(told.choices, "Forget what was learned"))
    bot.clock.move(seconds=1)
    assert "begin anew" in (await bot.say_in(CAFE, command(asked.choices, "Forget it all"))).text
    assert "Nothing yet" in (await bot.say("/learning")).text


async def test_a_card_that_claims_nothing_has_no_such_button(bot: Parlour) -> None:
    """Where nothing was changed there is nothing to take back."""
    await bot.say("/learning from=off")

    assert "Why changed?" not in labels((await bot.reel(IDEA)).choices)
