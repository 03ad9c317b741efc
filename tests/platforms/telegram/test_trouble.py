"""What goes wrong between the bot and Telegram, and what people notice of it: nothing, or a clear word."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.platforms.telegram import Access
from adapters.platforms.telegram.polling import Polling
from core.errors import Misconfigured
from tests.platforms.telegram.lounge import HASTY, Lounge, has_niche, hasty
from tests.players import FOOTAGE
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_chats import Private
from tests.wires.telegram_faults import Fault
from tests.wires.telegram_messages import Message


@pytest.fixture
def patient(tmp_path: Path, telegram: TelegramServer) -> Lounge:
    """A bot that gives up on an upload after a second."""
    access = Access(telegram.token, telegram.address, upload_seconds=1, tempo=HASTY)
    return Lounge(tmp_path, access)


async def ordered(lounge: Lounge, chat: Private) -> None:
    """Somebody orders a reel, which is held back until the gate opens."""
    await has_niche(chat)
    lounge.bench.gate = asyncio.Event()
    chat.say("/generate monks")
    await chat.until("Drawing the reel")


@pytest.mark.parametrize(
    "fault", [Fault.CUT, Fault.HANG, Fault.LATE, Fault.LOST, Fault.BAD_GATEWAY, Fault.GARBLED]
)
async def test_an_upload_with_no_clear_answer(
    patient: Lounge, telegram: TelegramServer, fault: Fault
) -> None:
    """Whether a slow upload arrived after we gave up or not: one reel stands in the chat."""
    async with patient.open():
        ann = telegram.user("Ann").private()
        await ordered(patient, ann)
        telegram.next(fault, at="editMessageMedia")
        assert patient.bench.gate is not None
        patient.bench.gate.set()
        await patient.closed(ann.user.id)
        await asyncio.sleep(0.2)

    assert len(ann.videos) == 1
    assert telegram.calls_of("sendVideo") == []


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.HANG])
async def test_a_reel_sent_by_itself_is_never_sent_twice(
    patient: Lounge, telegram: TelegramServer, fault: Fault
) -> None:
    """Where the message that should become the reel is gone, an unclear upload is not repeated."""
    async with patient.open():
        ann = telegram.user("Ann").private()
        await ordered(patient, ann)
        ann.user.deletes(ann.from_bot[-1])
        telegram.next(fault, at="sendVideo")
        assert patient.bench.gate is not None
        patient.bench.gate.set()
        await patient.closed(ann.user.id)
        ann.say("/reels")
        await ann.until("“Monks”")

    assert len(ann.videos) == 1


async def test_surely_not_sent_is_sent_again(patient: Lounge, telegram: TelegramServer) -> None:
    """An answer that says that nothing was done is no reason to lose a reel that goes by itself."""
    async with patient.open():
        ann = telegram.user("Ann").private()
        await ordered(patient, ann)
        ann.user.deletes(ann.from_bot[-1])
        telegram.next(Fault.FLOOD, at="sendVideo")
        assert patient.bench.gate is not None
        patient.bench.gate.set()
        await ann.until(lambda m: m.video is not None)

    assert len(ann.videos) == 1


@pytest.mark.parametrize("fits", [True, False])
async def test_a_large_reel_is_made_smaller(
    lounge: Lounge, telegram: TelegramServer, ann: Private, fits: bool
) -> None:
    """What the server does not take is posted smaller; where that cannot be, it is kept, with the reason."""
    lounge.fits = fits
    lounge.bench.footage = replace(FOOTAGE, size=61_000_000)
    telegram.next(Fault.TOO_LARGE, at="editMessageMedia")
    await has_niche(ann)
    ann.say("/generate monks")

    if fits:
        assert (await lounge.reel(ann)).video is not None
    else:
        assert "61 MB are more" in (await ann.until("/reels lists it")).text
        assert ann.videos == []


async def test_blocked_in_the_middle(lounge: Lounge, telegram: TelegramServer, ann: Private) -> None:
    """Whoever blocks the bot is left alone; when they come back, the reel is in their list."""
    await ordered(lounge, ann)
    ann.user.blocks_bot()
    assert lounge.bench.gate is not None
    lounge.bench.gate.set()
    await lounge.closed(ann.user.id)
    ann.say("/reels")

    await ann.until("“Monks”")
    assert ann.videos == []
    assert len([call for call in telegram.calls if call.error]) <= 3


async def test_a_poisonous_update(telegram: TelegramServer, ann: Private) -> None:
    """An update that nobody can understand is skipped; those beside and after it are answered."""
    ann.say("/help")
    telegram.poison_updates()
    ann.say("/quota")

    await ann.until("Today: 0 of 20 reels")
    assert telegram.updates.polls < 10


async def test_updates_that_come_again(lounge: Lounge, telegram: TelegramServer, ann: Private) -> None:
    """Telegram may deliver twice; people are answered once."""
    await has_niche(ann)
    telegram.repeat_updates()
    ann.say("/generate monks")
    await lounge.reel(ann)
    ann.say("/help")
    await ann.until("/generate  Make a reel")

    assert len([m for m in ann.from_bot if "Job" in m.text]) == 1


async def test_a_second_bot_with_the_same_token(
    telegram: TelegramServer, ann: Private, caplog: pytest.LogCaptureFixture
) -> None:
    """The operator is told once that two programs use one token; polling goes on."""
    telegram.next(Fault.CONFLICT, times=2)
    ann.say("/help")
    await ann.until("/generate  Make a reel")

    told = [record for record in caplog.records if "same bot token" in record.getMessage()]
    assert len(told) <= 1
    ann.say("/quota")
    await ann.until("Today: 0 of 20 reels")
    assert len([r for r in caplog.records if "same bot token" in r.getMessage()]) == 1


async def test_silence_is_noticed(telegram: TelegramServer, caplog: pytest.LogCaptureFixture) -> None:
    """A poll that hangs for ever is given up, and polling starts over on a new connection."""
    from adapters.platforms.telegram.line import dial

    line = dial(telegram.token, telegram.address, HASTY)
    heard: asyncio.Queue[object] = asyncio.Queue()
    telegram.next(Fault.STUCK, at="getUpdates")
    polling = asyncio.create_task(Polling(line, ["message"], silence=0.3).run(heard.put))
    await asyncio.sleep(0.4)
    telegram.user("Ann").private().say("hello")

    await asyncio.wait_for(heard.get(), 20)

    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    await line.hang_up()
    assert "was silent" in caplog.text


async def test_the_token_is_revoked(
    lounge: Lounge, telegram: TelegramServer, ann: Private, caplog: pytest.LogCaptureFixture
) -> None:
    """Telegram alone stops, and says so without the token; what was ordered elsewhere goes on."""
    await ordered(lounge, ann)

    telegram.revoke_token()
    ann.say("hello?")
    with pytest.raises(Misconfigured, match="does not accept the bot's token"):
        await asyncio.wait_for(asyncio.shield(lounge.listening), 40)

    with caplog.at_level(logging.DEBUG):
        assert telegram.token not in "".join(r.getMessage() for r in caplog.records if r.name[:5] == "adapt")


async def test_restarted_in_the_middle(tmp_path: Path, telegram: TelegramServer) -> None:
    """What was ordered before a restart is finished after it, in the same message, buttons and all."""
    first, second = Lounge(tmp_path, hasty(telegram)), Lounge(tmp_path, hasty(telegram))
    ann = telegram.user("Ann").private()
    async with first.open():
        await ordered(first, ann)
        question = await _asked(ann)
    progress = await ann.until("Drawing the reel")
    ann.say("/quota")
    async with second.open():
        await ann.until("Today: 1 of 20 reels")
        posted = await second.reel(ann)
        ann.say("abbots", reply_to=question)
        await ann.until("Where do you post?")

    assert posted.id == progress.id
    assert len(ann.videos) == 1


async def _asked(chat: Private) -> Message:
    chat.say("/generate")
    return await chat.until("What should the reel be about?")


async def test_by_webhook(tmp_path: Path, telegram: TelegramServer) -> None:
    """With an address of our own Telegram brings its news there, and nobody else is believed."""
    import httpx
    from aiohttp import web

    async def door(request: web.Request) -> web.Response:
        assert lounge.telegram.webhook is not None
        return web.Response(
            status=await lounge.telegram.webhook.take("", request.headers, await request.read())
        )

    app = web.Application()
    app.router.add_post("/telegram", door)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    access = Access(telegram.token, telegram.address, url, "a-secret_word", tempo=HASTY)
    lounge = Lounge(tmp_path, access)
    ann = telegram.user("Ann").private()
    async with lounge.open():
        await has_niche(ann)
        ann.say("/generate monks")
        await lounge.reel(ann)
        async with httpx.AsyncClient() as stranger:
            answer = await stranger.post(url, json={"update_id": 1})
            wrong = {"X-Telegram-Bot-Api-Secret-Token": "a-secret_worm"}
            guessed = await stranger.post(url, json={"update_id": 1}, headers=wrong)
    await runner.cleanup()

    assert (answer.status_code, guessed.status_code) == (403, 403)
    assert telegram.updates.hook is not None
    assert set(telegram.updates.hook.statuses) == {200}
    assert telegram.updates.polls == 0
