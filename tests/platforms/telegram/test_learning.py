"""Feedback on Telegram: one tap changes the next storyboard, and a sign under a reel is an opinion."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from pathlib import Path

import pytest

from adapters.vendors.house import HouseWriter
from bot.voice.learning import REASONS
from core.learning.trials import Trial
from core.reel.job import Job
from tests.platforms.telegram.lounge import Lounge, has_niche, hasty
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_people import User
from tests.wires.telegram_places import PATIENCE


@pytest.fixture
async def studio(tmp_path: Path, telegram: TelegramServer) -> AsyncIterator[Lounge]:
    """A bot whose storyboards the house writes."""
    lounge = Lounge(tmp_path, hasty(telegram), writer=HouseWriter())
    async with lounge.open():
        yield lounge


async def newest(lounge: Lounge, user: User) -> Job:
    return (await lounge.studio.jobs(await lounge.studio.requester(f"telegram:{user.id}")))[0]


async def heard(lounge: Lounge, job: Job, opinions: Collection[bool]) -> None:
    """Until so much was said of a reel."""
    async with asyncio.timeout(PATIENCE):
        while sorted(await lounge.store.opinions(job.id)) != sorted(opinions):
            await asyncio.sleep(0.01)


async def trials_of(lounge: Lounge, id: int) -> Sequence[Trial]:
    """What was heard of the reels of a person or a channel."""
    assert lounge.studio.learner is not None
    return await lounge.studio.learner.notebook.trials([f"telegram:{id}"], None, 9)


async def test_one_tap_changes_the_next_storyboard(telegram: TelegramServer, studio: Lounge) -> None:
    """👎, one reason, and the next card says what was changed because of it; a reset takes it back."""
    ann = telegram.user("Ann").private()
    await has_niche(ann)
    ann.say("/generate how monks invented espresso")
    reel = await studio.reel(ann)
    first = await newest(studio, ann.user)

    await telegram.press(ann.user, reel, "👎").answered()
    asked = await ann.until("What was wrong with it?")
    assert [button.text for row in asked.buttons for button in row] == list(REASONS.values())
    await telegram.press(ann.user, asked, "wrong look").answered()
    await ann.until("Noted: wrong look.")
    await telegram.press(ann.user, reel, "Again").answered()
    await ann.until(lambda m: m.video is not None and "because you said “wrong look” once" in m.text)

    second = await newest(studio, ann.user)
    assert first.storyboard is not None
    assert second.storyboard is not None
    assert second.storyboard.style.look is not first.storyboard.style.look
    assert second.storyboard.style.look is second.brief.direction.look

    ann.say("/learning")
    shown = await ann.until("you said “wrong look” once: ")
    await telegram.press(ann.user, shown, "Forget what was learned").answered()
    await telegram.press(ann.user, await ann.until("Shall I forget"), "Forget it all").answered()
    await ann.until("I begin anew")
    ann.say("/generate how monks invented espresso")
    await ann.until(lambda m: m.video is not None and "Changed:" not in m.text and m.id != reel.id)
    assert (await newest(studio, ann.user)).brief.direction.heeds == ()


async def test_a_sign_under_a_reel_is_an_opinion(telegram: TelegramServer, studio: Lounge) -> None:
    """A heart under a reel is an opinion while it stands; idle signs, or under other words, are none."""
    ann = telegram.user("Ann").private()
    await has_niche(ann)
    ann.say("/generate monks")
    reel = await studio.reel(ann)
    job = await newest(studio, ann.user)
    calls = len(telegram.calls_of("sendMessage"))

    ann.user.reacts(await ann.until("Your niche"), "👎")
    ann.user.reacts(reel, "🤔")
    ann.user.reacts(reel, "❤")
    await heard(studio, job, [True])
    ann.user.reacts(reel, "👎")
    await heard(studio, job, [False])
    ann.user.reacts(reel, "🤔")
    await heard(studio, job, [])

    assert len(telegram.calls_of("sendMessage")) == calls


async def test_what_others_show_counts_as_theirs(telegram: TelegramServer, studio: Lounge) -> None:
    """In a group where the bot is admin a friend's sign is the friend's opinion, not the owner's."""
    ann, bob = telegram.user("Ann"), telegram.user("Bob")
    group = telegram.group("Coffee", members=[ann, bob], bot="administrator")
    await has_niche(ann.private())
    group.say(ann, "/generate monks")
    reel = await group.until(lambda m: m.video is not None)
    await studio.rest()
    job = await newest(studio, ann)

    bob.reacts(reel, "👍")
    await heard(studio, job, [True])

    (trial,) = await trials_of(studio, ann.id)
    assert (trial.opinion, trial.liked) == (None, 1)


async def test_signs_are_heard_in_the_topics_where_the_bot_is_spoken_to(
    telegram: TelegramServer, studio: Lounge
) -> None:
    """A group limited to one topic hears the signs there; elsewhere those of who runs it alone."""
    ann, bob, cleo = (telegram.user(name) for name in ("Ann", "Bob", "Cleo"))
    group = telegram.group("Cafe", members=[ann, bob], admins=[cleo], bot="administrator", forum=True)
    topic = group.topic("Reels")
    await has_niche(ann.private())
    topic.say(ann, "/generate monks")
    reel = await studio.reel(topic)
    job = await newest(studio, ann)
    topic.say(cleo, "/group channels=here")
    await topic.until("Spoken to in: ")

    bob.reacts(reel, "👍🏽")
    await heard(studio, job, [True])
    group.say(cleo, "/group channels=here")
    await group.until("Spoken to in: <#1>")
    bob.reacts(reel, "👎")
    cleo.reacts(reel, "❤‍🔥")
    await heard(studio, job, [True, True])


async def test_a_button_and_a_sign_are_one_opinion(telegram: TelegramServer, studio: Lounge) -> None:
    """Whoever presses 👍 and puts a heart there counts once; without the heart the press still holds."""
    ann = telegram.user("Ann").private()
    await has_niche(ann)
    ann.say("/generate monks")
    reel = await studio.reel(ann)
    job = await newest(studio, ann.user)

    await telegram.press(ann.user, reel, "👍").answered()
    ann.user.reacts(reel, "👎")
    await heard(studio, job, [False])
    ann.user.reacts(reel, "❤")
    await heard(studio, job, [True])
    ann.user.reacts(reel)
    ann.user.reacts(reel, "🔥", "👎")
    await heard(studio, job, [False])
    ann.user.reacts(reel, "🔥")
    await heard(studio, job, [True])
    ann.user.reacts(reel)
    ann.say("/learning")
    await ann.until("I learn from what you say")

    assert await studio.store.opinions(job.id) == [True]


async def test_signs_in_a_channel_count_without_names(telegram: TelegramServer, studio: Lounge) -> None:
    """Of a channel's readers only the number is known, which says a little, and sinks with signs that go."""
    channel, readers = telegram.channel("Coffee"), [telegram.user(name) for name in ("Ann", "Bob", "Cleo")]
    channel.post("/niche specialty coffee")
    await channel.until("Your niche")
    channel.post("/generate monks")
    reel = await studio.reel(channel)

    async def stands(cheers: int, boos: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while [(one.cheers, one.boos) for one in await trials_of(studio, channel.id)] != [(cheers, boos)]:
                await asyncio.sleep(0.01)
        (trial,) = await trials_of(studio, channel.id)
        assert (trial.opinion, trial.liked, trial.disliked) == (None, 0, 0)

    for reader, sign in zip(readers, ("❤", "🔥", "👎"), strict=True):
        reader.reacts(reel, sign)
    await stands(cheers=2, boos=1)
    readers[0].reacts(reel)
    await stands(cheers=1, boos=1)
