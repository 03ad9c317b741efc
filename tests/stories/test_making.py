"""What people hear of a reel while it is made, and when it has ended, in whichever way."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.errors import Failed, Refused, Unavailable
from tests.stories.parlour import Parlour, command, labels

REFUSED = Refused("The vendor's filter refused this. Please word it differently.")


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot with a video vendor, whose person films tea."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche tea")
        yield parlour


async def test_a_filmed_reel_comes_with_all_that_belongs_to_it(bot: Parlour) -> None:
    """Title, caption and hashtags to post, how it was made, what it cost, and its storyboard on demand."""
    last = await bot.reel("/generate how oolong is made")

    (job,) = await bot.studio.jobs(await bot.studio.requester("test:ann"))
    assert last.text == (
        "How oolong is made\n\nAll about how oolong is made.\n#coffee\n\n"
        f"Filmed with WAN 2.5, 5 s. Cost: $1.50.\nJob {job.id}."
    )
    assert command(last.choices, "Details") == f"/storyboard {job.id}"
    assert last.reel == bot.crew.archive.reel(f"{job.id}.mp4")


async def test_the_storyboard_can_be_read(bot: Parlour) -> None:
    """Hook, scenes with their times, look, light, colour, mood and what to post, in plain text."""
    last = await bot.reel("/generate oolong")

    await bot.dialog(
        (
            command(last.choices, "Details"),
            r"^Oolong \(\w{10}\)\n\n0-3 s, the hook: A close view of oolong\..*“Watch this\.”.*"
            r"3-6 s, scene 1: .*scene 2: .*Look: cinematic\..*Light: Warm.*Mood: Curious\..*#coffee$",
        )
    )


async def test_a_drawn_reel_says_that_it_is_drawn(bot: Parlour) -> None:
    """Somebody who asked for an animatic is told that it is one, that it was free, and can have another."""
    last = await bot.reel("/generate oolong model=animatic")

    assert "Animatic preview, 5 s, drawn here from the storyboard: as you asked. Cost: $0.00." in last.text
    again = await bot.dialog((command(last.choices, "Again"), r"“oolong”.*It costs nothing"))
    job = await bot.store.job(again.job_id)
    assert job is not None
    assert job.brief.take == 1


async def test_without_a_vendor_the_reel_says_why_it_is_drawn(tmp_path: Path) -> None:
    """Nobody takes an animatic for the real thing, or wonders why there is no other."""
    bot = Parlour(tmp_path, has_vendor=False)
    bot.scribe.name = "understudy"
    async with bot.open():
        await bot.say("/niche tea language=pl")

        last = await bot.reel("/generate oolong")

    assert "drawn here from the storyboard: no video vendor is set up" in last.text
    assert (
        "Storyboard by the house writer.\nYour reels are to be in Polish; this one is in English."
        in last.text
    )


async def test_a_copy_costs_nothing_and_a_new_one_is_offered(bot: Parlour) -> None:
    """The same wish again is served from our copy; a new take is one press away, and is paid."""
    await bot.reel("/generate oolong")
    copy = await bot.reel("/generate oolong")

    assert "Cost: $0.00, all its clips were there already." in copy.text
    again = await bot.dialog((command(copy.choices, "Again"), r"It costs at most \$1\.50"))
    await bot.ended(again.job_id)
    assert "Cost: $1.50." in bot.letterbox.posted[again.job_id].text
    third = await bot.say(command(copy.choices, "Again"))
    job = await bot.store.job(third.job_id)
    assert job is not None
    assert job.brief.take == 2


async def test_a_fallback_is_labelled_free_and_can_be_tried_again(bot: Parlour) -> None:
    """When the vendor fails for good a drawn reel comes and says why; the real one is a press away."""
    bot.vendor.check_troubles = [Failed("The vendor could not make this clip.")] * 3

    last = await bot.reel("/generate oolong")

    assert "Labelled fallback: an animatic of 5 s instead of WAN 2.5." in last.text
    assert "The vendor could not make this clip. It costs you nothing." in last.text
    assert await bot.balance() == (0, 0)
    real = await bot.reel(command(last.choices, "Try the real one again"))
    assert "Filmed with WAN 2.5" in real.text
    assert (await bot.balance())[1] == 1_500_000


async def test_a_refusal_says_what_to_change_and_that_it_was_free(bot: Parlour) -> None:
    """A refused idea ends in the vendor's verdict in our words, and nothing is charged."""
    bot.scribe.troubles = [REFUSED]

    last = await bot.reel("/generate oolong")

    assert last.text.startswith("No reel this time: “oolong” (")
    assert last.text.endswith(f"{REFUSED.message} Nothing was charged.")
    assert last.reel is None
    assert labels(last.choices) == ["Say it differently", "Make “the story behind tea” instead"]


async def test_a_refused_clip_can_be_tried_with_another_storyboard(bot: Parlour) -> None:
    """What the video vendor refuses may pass in other pictures, so another take is offered."""
    bot.vendor.troubles = [REFUSED]

    last = await bot.reel("/generate oolong")

    assert labels(last.choices) == ["Try again"]
    assert "Filmed with" in (await bot.reel(command(last.choices, "Try again"))).text


async def test_status_follows_a_reel(bot: Parlour) -> None:
    """At any moment the person can see where the reel is, in plain words and one of four states."""
    bot.vendor.waits = 3
    bot.bench.gate = asyncio.Event()
    order = await bot.say("/generate oolong")
    await bot.rest()
    await bot.dialog(("/status", r"· processing: waiting for WAN 2\.5\n“Oolong”, asked for 0 s ago\."))

    bot.clock.move(seconds=80)
    await bot.rest()
    await bot.dialog(
        (f"/status {order.job_id[:4]}", r"in the queue of WAN 2\.5, 2 before it\n.*asked for 80 s ago")
    )

    bot.vendor.is_filming, bot.vendor.waits = True, 0
    bot.clock.move(seconds=80)
    await bot.rest()
    await bot.dialog(("/status", r"filming with WAN 2\.5\n.*asked for 3 min ago"))

    bot.vendor.is_filming = False
    bot.clock.move(seconds=80)
    bot.runner.nudge()
    await bot.bench.started.wait()
    await bot.dialog(("/status", r"· processing: cutting the reel"))

    bot.bench.gate.set()
    await bot.ended(order.job_id)
    await bot.dialog(
        ("/status", r"^Nothing is under way"),
        (f"/status {order.job_id}", rf"^{order.job_id} · completed: ready\n“Oolong”, 22 Nov 12:04 UTC\."),
    )


async def test_trouble_is_told_while_it_lasts(bot: Parlour) -> None:
    """While a vendor is down the status says so, instead of pretending."""
    bot.vendor.troubles = [Unavailable("The video service does not answer just now.")] * 3
    await bot.say("/generate oolong shots=2")
    await bot.rest()

    await bot.dialog(("/status", r"0 of 2 clips are ready.*The video service does not answer just now\."))


async def test_several_reels_are_listed_and_one_is_cancelled(bot: Parlour) -> None:
    """With several reels under way, a cancellation asks which one; it is told what it cost."""
    bot.vendor.is_filming = True
    bot.vendor.can_cancel = True
    first = await bot.say("/generate oolong")
    second = await bot.say("/generate sencha")
    await bot.rest()

    await bot.dialog(
        ("/status", rf"^2 reels are under way:\n{second.job_id} .*“Sencha”\n{first.job_id} .*“Oolong”")
    )
    which = await bot.dialog(("/cancel", r"^Which one\?"))
    await bot.dialog((command(which.choices, f"{second.job_id} Sencha"), rf"^Stopping {second.job_id}\."))
    await bot.ended(second.job_id)

    assert bot.letterbox.posted[second.job_id].text == (
        f"Cancelled: “sencha” ({second.job_id}). Nothing was charged."
    )
    await bot.dialog((f"/cancel {second.job_id}", rf"^{second.job_id} is cancelled already\."))


async def test_a_late_cancellation_says_what_was_charged(bot: Parlour) -> None:
    """When the vendor films already and charges anyway, the person hears how much, and why."""
    bot.vendor.is_filming = True
    order = await bot.say("/generate oolong")
    await bot.rest()

    await bot.dialog(("/cancel", rf"^Stopping {order.job_id}"))
    await bot.ended(order.job_id)

    assert bot.letterbox.posted[order.job_id].text.endswith(
        "$1.50 was charged: the vendor had begun to film and could not take it back."
    )


async def test_finished_reels_are_listed(bot: Parlour) -> None:
    """The list tells of each reel its job, when, what it cost, how it was made, its title and its file."""
    await bot.reel("/generate oolong")
    drawn = await bot.reel("/generate sencha model=animatic")

    await bot.dialog(
        (
            "/reels",
            rf"^{drawn.key} · 22 Nov 12:\d\d · \$0\.00 · animatic\n  “Sencha” · {drawn.key}\.mp4\n"
            r"\w{10} · 22 Nov 12:00 · \$1\.50 · WAN 2\.5\n  “Oolong” · \w{10}\.mp4\n",
        )
    )


async def test_a_storyboard_that_is_not_there_is_not_pretended(bot: Parlour) -> None:
    """Asked too early, or about a refused idea, the bot says so."""
    bot.scribe.troubles = [REFUSED]
    last = await bot.reel("/generate oolong")

    await bot.dialog((f"/storyboard {last.key}", r"ended before it had a storyboard"))
