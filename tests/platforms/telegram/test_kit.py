"""Everything to post a reel with, on Telegram."""

import io
import zipfile

from tests.platforms.telegram.lounge import Lounge, has_niche
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_chats import Private


async def test_what_to_post_is_copied_with_one_tap(
    telegram: TelegramServer, lounge: Lounge, ann: Private
) -> None:
    """The button under a reel brings the words, each in code, and from there everything as a ZIP."""
    await has_niche(ann)
    ann.say("/generate monks ☕ & <espresso>")
    posted = await lounge.reel(ann)
    await telegram.press(ann.user, posted, "Post kit").answered()
    kit = await ann.until("Alt text")
    await telegram.press(ann.user, kit, "As a ZIP").answered()
    sent = await ann.until(lambda message: message.document is not None)

    assert kit.mark("pre") == "All about monks ☕ & <espresso>.\n\n#coffee #reels"
    assert sum(entity["type"] == "pre" for entity in kit.entities) == 5
    assert sent.document is not None
    packed = telegram.calls_of("sendDocument")[0].files["document"]
    assert packed.filename.startswith("kit-")
    with zipfile.ZipFile(io.BytesIO(packed.path.read_bytes())) as held:
        assert "#coffee #reels" in held.read("instagram-reels.txt").decode()
