"""What somebody says to the bot in private, and gets."""

import asyncio
import re
from pathlib import Path

from core.books.account import PLAIN
from core.books.quota import Quota
from core.learning.arms import Mark
from tests.platforms.telegram.lounge import Lounge, has_niche, hasty
from tests.players import Vendor
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_chats import Private
from tests.wires.telegram_clients import picture
from tests.wires.telegram_messages import Message
from tests.wires.telegram_places import PATIENCE


async def step(chat: Private, words: str) -> Message:
    """Say something, and read what comes back."""
    chat.say(words)
    return await chat.next_message()


async def pressed(telegram: TelegramServer, chat: Private, message: Message, button: str) -> str:
    """Press a button, and read what pops up."""
    return await telegram.press(chat.user, message, button).answered()


async def test_from_hello_to_the_posted_reel(telegram: TelegramServer, lounge: Lounge, ann: Private) -> None:
    """A newcomer who only answers what is asked ends up with a reel, made as they said."""
    assert "vertical reels from one sentence" in (await step(ann, "/start")).text
    question = await step(ann, "specialty coffee")
    await pressed(telegram, ann, question, "TikTok")
    await pressed(telegram, ann, await ann.until("In which tone"), "funny")
    await pressed(telegram, ann, await ann.until("What should it bring about"), "sales")
    niche = await ann.until("Your niche: specialty coffee")
    assert "For TikTok, in English; tone funny, goal sales." in niche.text
    assert niche.id == question.id

    assert "What should the reel be about?" in (await step(ann, "/generate")).text
    platform = await step(ann, "how monks invented espresso")
    assert "Where do you post?" in platform.text
    await pressed(telegram, ann, platform, "YouTube Shorts")
    await pressed(telegram, ann, await ann.until("In which tone"), "Skip")
    await pressed(telegram, ann, await ann.until("What should it bring about"), "Skip")
    await pressed(telegram, ann, await ann.until("How many seconds?"), "5 s")

    posted = await lounge.reel(ann)
    assert posted.id == platform.id
    assert len(ann.videos) == 1
    assert (await ann.until("Your reel is ready")).reply_to is posted


async def test_the_reel_comes_with_all_that_belongs_to_it(lounge: Lounge, ann: Private) -> None:
    """A reel has its size, length, cover and thumbnail, and a caption with all there is to say."""
    await has_niche(ann)
    ann.say("/generate monks & <espresso>")

    posted = await lounge.reel(ann)

    video = posted.video
    assert video is not None
    assert (video.width, video.height, video.seconds, video.streams) == (1080, 1920, 5, True)
    assert video.thumbnail is not None
    assert (video.thumbnail.width, video.thumbnail.height) == (180, 320)
    assert video.cover is not None
    assert posted.mark("bold") == "Monks & <espresso>"
    assert "All about monks & <espresso>." in posted.mark("expandable_blockquote")
    assert "Cost: $0.00." in posted.text
    assert "Left today: 19 of 20 reels." in posted.text
    labels = [button.text for row in posted.buttons for button in row]
    assert labels == [
        "Again",
        "Edit the idea",
        "Variation",
        "👍",
        "👎",
        "Details",
        "As a file",
        "Post kit",
        "Report",
    ]


async def test_progress_is_one_message_that_becomes_the_reel(
    telegram: TelegramServer, lounge: Lounge, ann: Private
) -> None:
    """The answer to an order tells how the job is doing, can cancel it, and turns into the reel."""
    await has_niche(ann)
    lounge.bench.gate = asyncio.Event()
    ann.say("/generate monks")
    progress = await ann.until("Drawing the reel")

    assert progress.text.startswith("Job ")
    assert progress.button("Cancel").data
    lounge.bench.gate.set()
    assert (await lounge.reel(ann)).id == progress.id
    assert [call.method for call in telegram.calls if call.method in ("sendVideo", "editMessageMedia")] == [
        "editMessageMedia"
    ]


async def test_cancelled_at_the_press_of_a_button(
    telegram: TelegramServer, lounge: Lounge, ann: Private
) -> None:
    """Cancel pops up a word, the job ends, and the message says so without ringing a bell."""
    await has_niche(ann)
    lounge.bench.gate = asyncio.Event()
    ann.say("/generate monks")
    progress = await ann.until("Drawing the reel")

    assert "Stopping" in await pressed(telegram, ann, progress, "Cancel")

    ended = await ann.until("Cancelled: “monks”")
    assert ended.id == progress.id
    assert ended.buttons == []
    assert ann.videos == []


async def test_the_place_in_the_queue_is_read_in_the_progress(
    tmp_path: Path, telegram: TelegramServer
) -> None:
    """While the vendor keeps a reel waiting, its message counts down how many are before it."""
    lounge = Lounge(tmp_path, hasty(telegram), films=True, vendor=Vendor(waits=10_000))
    async with lounge.open():
        chat = telegram.user("Ann").private()
        await has_niche(chat)
        chat.say("/generate monks")
        progress = await chat.until("In the queue of Quick")
        first = _before_it(progress)
        await chat.until(lambda m: m.id == progress.id and _before_it(m) < first, 10)

        lounge.vendor.is_filming, lounge.vendor.waits = True, 0
        assert (await chat.until("Filming with Quick")).id == progress.id

        lounge.vendor.is_filming = False
        assert (await lounge.reel(chat)).id == progress.id


def _before_it(progress: Message) -> int:
    """How many orders the message says are before this one."""
    found = re.search(r"In the queue of Quick, (\d+) before it", progress.text)
    assert found is not None, progress.text
    return int(found[1])


async def test_time_to_go_is_measured(lounge: Lounge, ann: Private) -> None:
    """Before there is a reel nothing is promised; after that the last ones tell how long it takes."""
    await has_niche(ann)
    ann.say("/generate monks")
    await lounge.reel(ann)
    lounge.bench.gate = asyncio.Event()
    ann.say("/generate abbots")

    await ann.until("the last ones")

    lounge.bench.gate.set()


async def test_every_button_of_a_reel(telegram: TelegramServer, lounge: Lounge, ann: Private) -> None:
    """Again, another idea, another look, an opinion, the details and the file: each is one press away."""
    await has_niche(ann)
    ann.say("/generate monks")
    posted = await lounge.reel(ann)
    await ann.until("Your reel is ready")

    assert await pressed(telegram, ann, posted, "👍") == "Thank you, noted: more like this."
    await pressed(telegram, ann, posted, "Details")
    await ann.until("0-3 s, the hook")
    await pressed(telegram, ann, posted, "As a file")
    assert (await ann.until(lambda m: m.document is not None)).document is not None
    await pressed(telegram, ann, posted, "Variation")
    await pressed(telegram, ann, await ann.until("In which look?"), "noir")
    await ann.until(lambda m: m.video is not None and m.id != posted.id)
    await pressed(telegram, ann, posted, "Edit the idea")
    asked = await ann.until("The idea was:")
    assert telegram.calls_of("sendMessage")[-1].json("reply_markup")["input_field_placeholder"] == "monks"
    ann.say("abbots", reply_to=asked)
    await ann.until(lambda m: m.video is not None and "Abbots" in m.text)
    await pressed(telegram, ann, posted, "Again")
    await ann.until(lambda _: len(ann.videos) == 4)

    job = (await lounge.studio.jobs(await lounge.studio.requester(f"telegram:{ann.user.id}")))[-1]
    assert list(await lounge.store.opinions(job.id)) == [True]


async def test_a_double_click_orders_once(telegram: TelegramServer, lounge: Lounge, ann: Private) -> None:
    """Two quick presses of the same button count as one."""
    await has_niche(ann)
    ann.say("/generate monks")
    posted = await lounge.reel(ann)

    presses = [telegram.press(ann.user, posted, "Again") for _ in range(2)]
    for press in presses:
        await press.answered()
    await lounge.reel(ann, lambda m: m.video is not None and m.id != posted.id)
    ann.say("/status")

    assert "Nothing is under way" in (await ann.until("Nothing is under way")).text
    assert len(ann.videos) == 2


async def test_reels_are_shown_again_without_uploading(
    telegram: TelegramServer, lounge: Lounge, ann: Private
) -> None:
    """A reel from the list comes at once, by what Telegram knows it by."""
    await has_niche(ann)
    ann.say("/generate monks")
    posted = await lounge.reel(ann)
    ann.say("/reels")
    await pressed(telegram, ann, await ann.until("More: /storyboard"), "▶ Monks")

    again = await ann.until(lambda m: m.video is not None and m.id != posted.id)

    assert again.video is not None
    assert posted.video is not None
    assert again.video.id == posted.video.id
    assert telegram.calls_of("sendVideo")[0].files == {}


async def test_finished_reels_are_offered_in_any_chat(
    telegram: TelegramServer, lounge: Lounge, ann: Private
) -> None:
    """Whoever types the bot's name is offered their own reels, and nobody else's."""
    await has_niche(ann)
    ann.say("/generate monks")
    posted = await lounge.reel(ann)

    offered = await telegram.ask_inline(ann.user, "mon").results()

    assert posted.video is not None
    assert [offer["video_file_id"] for offer in offered] == [posted.video.id]
    assert await telegram.ask_inline(ann.user, "abbots").results() == []
    assert await telegram.ask_inline(telegram.user("Bob"), "").results() == []


async def test_a_reel_that_is_sent_into_a_chat_is_liked_a_little(
    telegram: TelegramServer, lounge: Lounge, ann: Private
) -> None:
    """Where Telegram tells what people choose, sending one's own reel into a chat counts a little."""
    await has_niche(ann)
    ann.say("/generate monks")
    await lounge.reel(ann)
    asking = telegram.ask_inline(ann.user, "mon")
    (offered,) = await asking.results()
    learner = lounge.studio.learner
    assert learner is not None
    requester = await lounge.studio.requester(f"telegram:{ann.user.id}")

    telegram.choose(asking, offered)
    async with asyncio.timeout(30):
        while not any(trial.marks for trial in await learner.trials(requester, PLAIN)):
            await asyncio.sleep(0.02)

    (trial,) = await learner.trials(requester, PLAIN)
    assert trial.marks == {Mark.SHARED}


async def test_an_edited_command_is_not_repeated(lounge: Lounge, ann: Private) -> None:
    """Correcting a word in an order does not order again."""
    await has_niche(ann)
    order = ann.say("/generate monks")
    await lounge.reel(ann)

    ann.user.edit(order, "/generate abbots")
    ann.say("/status")
    await ann.until("Nothing is under way")

    assert len(ann.videos) == 1


async def test_a_command_takes_the_words_it_replies_to(lounge: Lounge, ann: Private) -> None:
    """`/generate` in reply to somebody's words makes a reel about these."""
    await has_niche(ann)
    words = ann.say("how monks invented espresso")
    await ann.until("Shall I make a reel")

    ann.say("/generate", reply_to=words)

    assert "How monks invented espresso" in (await lounge.reel(ann)).text


async def test_a_picture_is_not_passed_over_in_silence(ann: Private) -> None:
    """An idea under a picture is taken, and it is said that nobody films from pictures."""
    await has_niche(ann)

    ann.say("/generate monks", photo=picture(100, 100))

    await ann.until("Nobody here films from a picture")


async def test_links_lead_where_they_say(lounge: Lounge, ann: Private) -> None:
    """A deep link says the command in it; one that says nothing we know is a start."""
    await has_niche(ann)
    ann.say("/generate monks")
    job = (await lounge.reel(ann)).text.split("Job ")[1].split(".")[0]

    assert "Your niche" in (await _said(ann, "/start niche"))
    assert "Monks" in (await _said(ann, f"/start storyboard_{job}"))
    assert "vertical reels" in (await _said(ann, "/start anything-else"))


async def _said(chat: Private, words: str) -> str:
    known = len(chat.from_bot)
    chat.say(words)
    return (await chat.until(lambda m: m is chat.from_bot[-1] and len(chat.from_bot) > known)).text


async def test_the_niche_is_changed_part_by_part(telegram: TelegramServer, ann: Private) -> None:
    """Each part of the niche has a button, and a question that can be answered in words."""
    await has_niche(ann)
    card = await step(ann, "/niche")
    card = await ann.until("Change any part")
    await pressed(telegram, ann, card, "Change language")
    await ann.until("In which language?")
    ann.say("German")

    await ann.until("For Instagram Reels, in German")


async def test_the_menu_is_told(telegram: TelegramServer, ann: Private) -> None:
    """Whoever opens the menu finds the commands there, whether they have said anything or not."""

    def told() -> str | None:
        return telegram.menu(ann.user).get("generate")

    assert await telegram.bell.until(told, PATIENCE) == "Make a reel about an idea"


async def test_no_more_than_the_quota(tmp_path: Path, telegram: TelegramServer) -> None:
    """Over the limit nothing is opened, and the person hears when it starts anew."""
    lounge = Lounge(tmp_path, hasty(telegram), quota=Quota(reels_per_day=1))
    async with lounge.open():
        chat = telegram.user("Ann").private()
        await has_niche(chat)
        chat.say("/generate monks")
        await lounge.reel(chat)
        chat.say("/generate abbots")

        await chat.until("You have used 1 of your 1 reel for today")
