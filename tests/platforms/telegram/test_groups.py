"""What happens in groups: who is heard, who may press, and where answers go."""

import asyncio
from pathlib import Path

import pytest

from adapters.platforms.telegram import Access
from tests.platforms.telegram.lounge import Lounge
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_chats import Chat
from tests.wires.telegram_faults import Fault, Limits, door_at
from tests.wires.telegram_groups import Group, Topic
from tests.wires.telegram_people import User
from tests.wires.telegram_places import PATIENCE, Place


class Cafe:
    """A forum with Ann and Bob in it, which Cleo runs."""

    def __init__(self, telegram: TelegramServer) -> None:
        self.ann, self.bob, self.cleo = (telegram.user(name) for name in ("Ann", "Bob", "Cleo"))
        self.group = telegram.group("Cafe", members=[self.ann, self.bob], admins=[self.cleo], forum=True)
        self.topic = self.group.topic("Reels")


@pytest.fixture
def cafe(telegram: TelegramServer, lounge: Lounge) -> Cafe:
    """A forum that the bot is in."""
    del lounge
    return Cafe(telegram)


async def niche(place: Group | Topic, who: User | Chat) -> None:
    """Somebody tells their niche there."""
    place.say(who, "/niche coffee")
    await place.until("Your niche: coffee")


async def order(place: Group | Topic, who: User | Chat, lounge: Lounge, topic: str = "monks") -> None:
    """Somebody orders a reel there, and it is held back."""
    await niche(place, who)
    lounge.bench.gate = asyncio.Event()
    place.say(who, f"/generate {topic}")
    await place.until("Drawing the reel")


async def test_a_reel_in_a_topic(cafe: Cafe, lounge: Lounge) -> None:
    """The answer, the reel and the call go to the topic where somebody asked, in reply to them."""
    await niche(cafe.topic, cafe.ann)
    said = cafe.topic.say(cafe.ann, "/generate monks")

    posted = await lounge.reel(cafe.topic)

    assert posted.reply_to is said
    assert (await cafe.topic.until("Your reel is ready")).reply_to is said
    assert [m for m in cafe.group.from_bot if m.topic is not cafe.topic] == []


async def test_the_general_topic_has_no_number(cafe: Cafe, lounge: Lounge) -> None:
    """In a forum's general topic everything works as elsewhere."""
    await niche(cafe.group, cafe.ann)
    cafe.group.say(cafe.ann, "/generate monks")

    assert (await lounge.reel(cafe.group)).topic is None


async def test_a_thread_outside_forums_is_no_topic(telegram: TelegramServer, lounge: Lounge) -> None:
    """A reply in an ordinary supergroup carries a thread's number that must not be sent back."""
    ann = telegram.user("Ann")
    group = telegram.group("Club", members=[ann], supergroup=True)
    await niche(group, ann)
    first = group.say(ann, "/help")
    group.say(ann, "/generate monks", reply_to=first)

    await lounge.reel(group)

    assert not [call for call in telegram.calls if call.error]


async def test_who_is_heard(cafe: Cafe, telegram: TelegramServer) -> None:
    """Commands for us, replies to us and our name are answered; other bots' commands and chatter are not."""
    await niche(cafe.group, cafe.ann)
    cafe.group.makes_bot("administrator")
    for line in ("hello everybody", "/help@another_bot", "/ban Bob", "coffee?"):
        cafe.group.say(cafe.ann, line)
    cafe.group.say(cafe.ann, f"/help@{telegram.username}")
    await cafe.group.until("/generate  Make a reel")
    answers = len(cafe.group.from_bot)
    cafe.group.say(cafe.bob, f"@{telegram.username} how tea is made")

    await cafe.group.until("is “how tea is made” what your videos are about?".capitalize())

    assert answers == 2
    assert len(cafe.group.from_bot) == 3


async def test_a_form_in_a_group(cafe: Cafe, lounge: Lounge, telegram: TelegramServer) -> None:
    """The questions go to whoever asked: only their replies and presses count."""
    await niche(cafe.topic, cafe.ann)
    cafe.topic.say(cafe.ann, "/generate")
    question = await cafe.topic.until("What should the reel be about?")
    cafe.topic.say(cafe.bob, "about me!", reply_to=question)
    cafe.topic.say(cafe.ann, "monks", reply_to=question)
    platform = await cafe.topic.until("Where do you post?")

    assert "belong to whoever asked" in await telegram.press(cafe.bob, platform, "TikTok").answered()
    await telegram.press(cafe.ann, platform, "That is all").answered()

    assert "Monks" in (await lounge.reel(cafe.topic)).text


async def test_a_question_answered_at_once(cafe: Cafe, telegram: TelegramServer) -> None:
    """Whoever answers before Telegram has told the bot that its question stands is understood, too."""
    await niche(cafe.topic, cafe.ann)
    telegram.next(Fault.SLOW, at="sendMessage")
    cafe.topic.say(cafe.ann, "/generate")
    question = await cafe.topic.until("What should the reel be about?")
    cafe.topic.say(cafe.ann, "monks", reply_to=question)

    await cafe.topic.until("Where do you post?")


@pytest.mark.parametrize("button", ["Status", "Cancel"])
async def test_only_the_requester_and_admins_press(
    cafe: Cafe, lounge: Lounge, telegram: TelegramServer, button: str
) -> None:
    """Somebody else's press is answered politely and does nothing; an admin's counts."""
    await order(cafe.topic, cafe.ann, lounge)
    progress = await cafe.topic.until("Drawing")

    assert "belong to whoever asked" in await telegram.press(cafe.bob, progress, button).answered()
    assert lounge.bench.gate is not None
    shown = await telegram.press(cafe.cleo, progress, button).answered()

    assert shown.startswith("Stopping") == (button == "Cancel")
    assert "You have no job" not in shown
    lounge.bench.gate.set()
    await (cafe.topic.until("Cancelled:") if button == "Cancel" else lounge.reel(cafe.topic))


async def test_nobody_presses_the_buttons_of_anothers_reel(
    cafe: Cafe, lounge: Lounge, telegram: TelegramServer
) -> None:
    """Whoever did not ask for a reel can report it; every other button refuses them, and changes nothing."""
    await niche(cafe.topic, cafe.ann)
    cafe.topic.say(cafe.ann, "/generate monks")
    posted = await lounge.reel(cafe.topic)
    known = len(cafe.group.from_bot)

    for button in [button for row in posted.buttons for button in row]:
        wanted = "looks at it" if button.text == "Report" else "belong to whoever asked"
        assert wanted in await telegram.press(cafe.bob, posted, button.data).answered()

    assert len(cafe.group.from_bot) == known
    assert await lounge.studio.jobs(await lounge.studio.requester(f"telegram:{cafe.bob.id}")) == ()


async def test_an_admin_orders_again_at_their_own_cost(
    cafe: Cafe, lounge: Lounge, telegram: TelegramServer
) -> None:
    """Who runs the group may press Again under anybody's reel; the reel is then theirs."""
    await niche(cafe.topic, cafe.ann)
    cafe.topic.say(cafe.ann, "/generate monks")
    posted = await lounge.reel(cafe.topic)

    await telegram.press(cafe.cleo, posted, "Again").answered()
    await lounge.reel(cafe.topic, lambda m: m.video is not None and m.id != posted.id)

    jobs = [await lounge.studio.jobs(await lounge.studio.requester(f"telegram:{who.id}")) for who in
            (cafe.ann, cafe.cleo)]  # fmt: skip
    assert [len(each) for each in jobs] == [1, 1]


async def test_a_forged_press_does_nothing(cafe: Cafe, lounge: Lounge, telegram: TelegramServer) -> None:
    """A changed app cannot press a button that is not there."""
    await order(cafe.topic, cafe.ann, lounge)
    progress = await cafe.topic.until("Drawing")
    job = progress.text.split("Job ")[1][:10]

    forged = telegram.press(cafe.bob, progress, f"{cafe.bob.id}|/cancel {job}", forged=True)

    assert "not there any more" in await forged.answered()
    assert lounge.bench.gate is not None
    lounge.bench.gate.set()
    await lounge.reel(cafe.topic)


async def test_an_anonymous_admin_asks_as_the_group(
    cafe: Cafe, lounge: Lounge, telegram: TelegramServer
) -> None:
    """Whoever writes in the group's name has the group's niche, and any admin may press the buttons."""
    await order(cafe.topic, cafe.group, lounge)
    progress = await cafe.topic.until("Drawing")

    assert "belong to whoever asked" in await telegram.press(cafe.bob, progress, "Cancel").answered()
    assert (await telegram.press(cafe.cleo, progress, "Cancel").answered()).startswith("Stopping")
    await cafe.topic.until("Cancelled:")

    group = await lounge.studio.requester(f"telegram:{cafe.group.id}")
    assert len(await lounge.studio.jobs(group)) == 1


async def test_a_channel_that_asks_in_a_group_keeps_its_buttons(
    cafe: Cafe, lounge: Lounge, telegram: TelegramServer
) -> None:
    """What somebody asked for as a channel is theirs who run the channel, as far as we can know them.

    The group's admins may press too; everybody else hears what to do about it.
    """
    news, dan = telegram.channel("News", bot_is_admin=False), telegram.user("Dan")
    news.admins |= {cafe.ann.id, dan.id}
    await order(cafe.topic, news, lounge)
    progress = await cafe.topic.until("Drawing")

    told = await telegram.press(cafe.ann, progress, "Cancel").answered()
    assert "belong to the channel that asked" in told
    assert "once I am an admin there" in told
    news.bot_is_admin = True
    assert "belong to the channel" in await telegram.press(cafe.bob, progress, "Cancel").answered()
    assert "asked for" in await telegram.press(cafe.cleo, progress, "Status").answered()
    assert (await telegram.press(dan, progress, "Cancel").answered()).startswith("Stopping")
    await cafe.topic.until("Cancelled:")

    channel = await lounge.studio.requester(f"telegram:{news.id}")
    assert len(await lounge.studio.jobs(channel)) == 1


async def test_a_channel_asks_in_its_own_name(telegram: TelegramServer, lounge: Lounge) -> None:
    """Posts of a channel are answered there, once, though its group gets a copy of them."""
    channel, group = telegram.channel("News"), telegram.group("Talk", supergroup=True)
    channel.post("/niche coffee")
    await channel.until("Your niche: coffee")
    channel.post("/generate monks")
    group.forward_from(channel, "/generate monks")

    await lounge.reel(channel)

    assert group.from_bot == []


async def test_a_group_that_becomes_a_supergroup(telegram: TelegramServer, lounge: Lounge) -> None:
    """A reel ordered before the move is posted after it, in the new place, once."""
    ann = telegram.user("Ann")
    group = telegram.group("Small", members=[ann])
    await order(group, ann, lounge)

    moved = group.migrate()
    assert lounge.bench.gate is not None
    lounge.bench.gate.set()

    await moved.until(lambda m: m.video is not None)
    assert len(moved.videos) == 1


async def test_a_move_that_nobody_told_us_of(telegram: TelegramServer, lounge: Lounge) -> None:
    """Without the message about the move, the refusal itself tells where the group is now."""
    ann = telegram.user("Ann")
    group = telegram.group("Small", members=[ann])
    await order(group, ann, lounge)
    group.bot_status = "left"
    moved = group.migrate()
    group.bot_status = moved.bot_status = "member"

    assert lounge.bench.gate is not None
    lounge.bench.gate.set()

    await moved.until(lambda m: m.video is not None)


async def test_a_deleted_command_is_no_obstacle(cafe: Cafe, lounge: Lounge) -> None:
    """Deleting the command, or even the progress message, does not cost anybody their reel."""
    await order(cafe.topic, cafe.ann, lounge)
    for message in cafe.topic.messages[1:]:
        cafe.ann.deletes(message)

    assert lounge.bench.gate is not None
    lounge.bench.gate.set()

    await cafe.topic.until(lambda m: m.video is not None)
    assert len(cafe.topic.videos) == 1


async def test_thrown_out_in_the_middle(cafe: Cafe, lounge: Lounge) -> None:
    """Thrown out of a group, the bot lets the reel rest in the list, and goes on elsewhere."""
    await order(cafe.topic, cafe.ann, lounge)
    cafe.group.kicks_bot()
    assert lounge.bench.gate is not None
    lounge.bench.gate.set()
    await lounge.closed(cafe.ann.id)

    chat = cafe.ann.private()
    chat.say("/reels")

    await chat.until("“Monks”")


async def test_no_right_to_send_media(cafe: Cafe, lounge: Lounge) -> None:
    """Where the bot may write but not post videos, the job ends and the reel is kept."""
    await order(cafe.topic, cafe.ann, lounge)
    cafe.group.mutes_bot(media_only=True)
    assert lounge.bench.gate is not None
    lounge.bench.gate.set()

    await lounge.closed(cafe.ann.id)

    chat = cafe.ann.private()
    chat.say("/reels")
    await chat.until("“Monks”")


async def test_a_flooded_chat_stops_no_other(cafe: Cafe, lounge: Lounge, telegram: TelegramServer) -> None:
    """Asked for silence in one chat, the bot goes on in the others, and in that one when it may."""
    await niche(cafe.topic, cafe.ann)
    bob = cafe.bob.private()
    telegram.retry_after = 8
    telegram.next(Fault.FLOOD, at=door_at(cafe.group.id, "editMessageMedia"))
    cafe.topic.say(cafe.ann, "/generate monks")
    async with asyncio.timeout(PATIENCE):
        while not [call for call in telegram.calls if call.error]:
            await asyncio.sleep(0.01)
    bob.say("/help")

    await bob.until("/generate  Make a reel")
    assert cafe.group.videos == []
    await lounge.reel(cafe.topic)


async def test_telegrams_limits_are_kept(tmp_path: Path, telegram: TelegramServer) -> None:
    """In its usual tempo the bot is not once told to slow down, though a whole group asks at once."""
    telegram.limits = Limits()
    people = [telegram.user(f"P{n}") for n in range(12)]
    group = telegram.group("Busy", members=people, supergroup=True)
    lounge = Lounge(tmp_path, Access(telegram.token, telegram.address))
    async with lounge.open():
        for who in people:
            group.say(who, "/niche tea")
        await _until_count(group, 12, 40)

    assert telegram.meter.refused == 0


async def _until_count(place: Place, count: int, seconds: float) -> None:
    await place.until(lambda _: len(place.from_bot) >= count, seconds)
