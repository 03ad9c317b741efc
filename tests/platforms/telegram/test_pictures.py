"""A picture that somebody sends along is what their reel begins with, where the model can do that."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from telegram import Message, Update, User

from adapters.platforms.telegram.hearing import Hearing
from core.books.quota import Quota
from core.errors import Refused
from core.ports import Order
from core.reel.brief import Brief
from core.reel.render import order_key
from tests.platforms.telegram.lounge import Lounge, has_niche, hasty
from tests.platforms.telegram.test_private import pressed
from tests.players import QUICK, Bench
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_chats import Private
from tests.wires.telegram_clients import picture

ABLE = replace(QUICK, start_image="image_url", image_saves=20_000)
MONK = picture(400, 700)


@pytest.fixture
async def lounge(tmp_path: Path, telegram: TelegramServer) -> AsyncIterator[Lounge]:
    """A bot whose model can begin with a picture."""
    # The reel takes the place of the answer, so it waits until that was read.
    bench = Bench(gate=asyncio.Event())
    lounge = Lounge(tmp_path, hasty(telegram), films=True, model=ABLE, bench=bench, quota=Quota())
    async with lounge.open():
        yield lounge


def begun_with(lounge: Lounge) -> list[bytes | None]:
    """The picture that each clip was ordered with, in order."""
    names = [order.start_image for _, order in lounge.vendor.orders]
    return [(lounge.folder / "pictures" / name).read_bytes() if name else None for name in names]


def go_on(lounge: Lounge) -> None:
    """Let the cutting room work."""
    assert lounge.bench.gate is not None
    lounge.bench.gate.set()


async def takes_it(lounge: Lounge, chat: Private) -> None:
    """Until it is said that the reel begins with the picture, and the reel is there."""
    await chat.until("It begins with your picture, cut upright.")
    go_on(lounge)
    await lounge.reel(chat)


async def reels(lounge: Lounge, chat: Private, number: int) -> None:
    """Until so many reels are there."""
    await chat.until(lambda _: len(chat.videos) == number)
    await lounge.rest()


async def test_a_picture_with_generate_begins_the_reel(lounge: Lounge, ann: Private) -> None:
    """A photo with `/generate` and the idea as its caption is ordered with the first clip, and only there."""
    await has_niche(ann)
    ann.say("/generate how monks invented espresso shots=2", photo=MONK)

    await takes_it(lounge, ann)
    assert begun_with(lounge) == [MONK, None]


async def test_the_questions_do_not_lose_the_picture(
    telegram: TelegramServer, lounge: Lounge, ann: Private
) -> None:
    """Whoever sends nothing but `/generate` under a photo is asked on, and the photo is kept meanwhile."""
    await has_niche(ann)
    ann.say("/generate", photo=MONK)
    await ann.until("What should the reel be about?")
    ann.say("how monks invented espresso")
    await pressed(telegram, ann, await ann.until("Where do you post?"), "That is all")

    await takes_it(lounge, ann)
    assert begun_with(lounge) == [MONK]


async def test_a_reply_to_a_picture_takes_it(lounge: Lounge, ann: Private) -> None:
    """`/generate` in reply to a photo begins with that photo; sent as a file it is as good."""
    await has_niche(ann)
    photo = ann.say("", photo=MONK)
    await ann.until("I see no words")
    ann.say("/generate how monks invented espresso", reply_to=photo)
    await takes_it(lounge, ann)
    file = ann.say("the abbot", document=("abbot.jpg", picture(500, 900)))
    await ann.until("Shall I make a reel about “the abbot”")
    ann.say("/generate how the abbot paid for it", reply_to=file)
    await reels(lounge, ann, 2)

    assert begun_with(lounge) == [MONK, picture(500, 900)]


async def test_a_picture_under_an_idea_is_not_lost_behind_the_button(
    telegram: TelegramServer, lounge: Lounge, ann: Private
) -> None:
    """An idea as a photo's caption, without any command, is offered with the photo."""
    await has_niche(ann)
    ann.say("how monks invented espresso", photo=MONK)
    await pressed(telegram, ann, await ann.until("Shall I make a reel"), "Make it")

    await takes_it(lounge, ann)
    assert begun_with(lounge) == [MONK]


async def test_the_same_with_another_picture_is_another_reel_at_its_own_price(
    lounge: Lounge, ann: Private
) -> None:
    """A clip is shared only by who sent the same picture, and costs what it costs with one."""
    go_on(lounge)
    await has_niche(ann)
    for number, photo in enumerate((b"", MONK, picture(450, 800), MONK), 1):
        ann.say("/generate monks", photo=photo)
        await reels(lounge, ann, number)

    jobs = await lounge.studio.jobs(await lounge.studio.requester(f"telegram:{ann.user.id}"))
    assert begun_with(lounge) == [None, MONK, picture(450, 800)]
    plain = ABLE.price(10)
    assert sorted(job.quote for job in jobs) == [plain - 20_000] * 3 + [plain]


async def test_another_take_begins_with_the_same_picture(lounge: Lounge, ann: Private) -> None:
    """`/again` keeps the picture; when our copy of it is gone, that is said and nothing is ordered."""
    go_on(lounge)
    await has_niche(ann)
    ann.say("/generate monks", photo=MONK)
    job = (await lounge.reel(ann)).text.split("Job ")[1].split(".")[0]
    ann.say(f"/again {job}")
    await reels(lounge, ann, 2)
    assert begun_with(lounge) == [MONK, MONK]

    for file in (lounge.folder / "pictures").iterdir():
        file.unlink()
    ann.say(f"/again {job}")
    await ann.until("no longer there. Please send it along again.")
    assert len(lounge.vendor.orders) == 2


async def test_a_model_that_takes_none_says_who_does(lounge: Lounge, ann: Private) -> None:
    """Who chooses a way that begins with no picture hears who can, and gets the reel all the same."""
    await has_niche(ann)
    ann.say("/generate monks model=animatic", photo=MONK)

    said = await ann.until("drawn from your words alone")
    assert ABLE.label in said.text
    go_on(lounge)
    await lounge.reel(ann)
    assert lounge.vendor.orders == []


async def test_a_picture_that_is_no_use_is_said_and_costs_nothing(lounge: Lounge, ann: Private) -> None:
    """When the picture cannot be read, that is said before anything is ordered."""
    await has_niche(ann)
    lounge.bench.picture_troubles.append(Refused("I cannot read that picture."))
    ann.say("/generate monks", photo=MONK)
    await ann.until("I cannot read that picture.")
    ann.say("/generate monks", document=("large.png", b"\x89PNG" + bytes(10_000_001)))
    await ann.until("That picture is over 10 MB")

    assert lounge.vendor.orders == []
    assert await lounge.studio.jobs(await lounge.studio.requester(f"telegram:{ann.user.id}")) == ()


def test_what_was_made_before_there_were_pictures_is_still_found() -> None:
    """Clips and storyboards without a picture go by the names that earlier releases gave them."""
    order = Order("m", "p", "n", 5, "720p", 1)
    niche = {"subject": "coffee"}
    brief = Brief.model_validate({"niche": niche, "topic": "monks", "model": "m"})

    assert order_key("fal", order) == "214848d53e10563a02f60f78955a8b7a1e2797450fa7250f3ce31c48cabf24e1"
    assert brief.digest == "1431a6950c78355b8cc53e564a31652746e64e0e1968e85e240daa98b13092e7"
    assert order_key("fal", replace(order, start_image="p.jpg")) != order_key("fal", order)
    assert brief.model_copy(update={"start_image": "p.jpg"}).digest != brief.digest


def test_of_an_album_only_the_words_are_heard() -> None:
    """The pictures of an album that come without words are not asked about one by one."""

    async def fetch(found: object) -> bytes:
        raise AssertionError(f"nobody wants {found}")

    def heard(**message: object) -> object:
        card = {"id": 7, "type": "private", "first_name": "Ann"}
        photo = [{"file_id": "a", "file_unique_id": "b", "width": 9, "height": 16}]
        said = {"message_id": 1, "date": 0, "chat": card, "from": card | {"is_bot": False}, "photo": photo}
        return hearing.heard(Update(1, Message.de_json(said | message)))

    hearing = Hearing(User(9, "Reel Test", is_bot=True, username="reel_test_bot"), (), fetch)

    assert heard(media_group_id="album") is None
    assert heard(media_group_id="album", caption="/generate monks") is not None
    assert heard() is not None
