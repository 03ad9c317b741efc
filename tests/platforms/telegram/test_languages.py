"""What Telegram itself is told to show: words that pop up, and the call to a reel that is ready."""

from adapters.platforms.telegram import ear
from bot.voice.rewording import reworded
from bot.voice.tongue import TONGUES
from tests.platforms.telegram.lounge import Lounge
from tests.wires.telegram import TelegramServer

POPS_UP = 200
"""How many characters Telegram lets pop up (Bot API, answerCallbackQuery, 2026)."""


async def test_what_pops_up_is_in_ones_language(telegram: TelegramServer, lounge: Lounge) -> None:
    """The call to a reel and the word about an old button are German for a German, Japanese once chosen."""
    ann = telegram.user("Ann", language="de").private()
    ann.say("/niche Kaffee")
    await ann.until("Deine Nische")
    ann.say("/generate Mönche")
    reel = await ann.until(lambda message: message.video is not None)
    await ann.until("Dein Reel ist fertig.")
    old = await telegram.press(ann.user, reel, "|/nothing", forged=True).answered()
    ann.say("/language ja")
    await ann.until("日本語")
    older = await telegram.press(ann.user, reel, "|/nothing", forged=True).answered()
    await lounge.rest()

    assert old == "Diesen Knopf gibt es nicht mehr. /reels zeigt deine Reels."
    assert older == "このボタンはもうありません。リールは /reels で見られます。"


def test_what_pops_up_fits() -> None:
    """Telegram shows nothing at all when a word that pops up is too long, in whichever language."""
    words = (ear._NOT_YOURS, ear._NOT_THE_CHANNEL, ear._OLD_BUTTON)

    assert [
        (language, len(told))
        for language in TONGUES
        for told in (reworded(each, language) for each in words)
        if len(told) > POPS_UP
    ] == []
