"""What may stand in a message of the fake Telegram, and how it may change."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, InputMediaVideo
from telegram.error import BadRequest, NetworkError

from tests.wires.telegram import TelegramServer
from tests.wires.telegram_chats import Private
from tests.wires.telegram_clients import client, picture

CANCEL = InlineKeyboardMarkup([[InlineKeyboardButton("Cancel", callback_data="cancel:1")]])
FILM = b"a film, more or less" * 99
VERTICAL: dict[str, Any] = {"width": 1080, "height": 1920, "duration": timedelta(seconds=8)}


@pytest.fixture
def chat(telegram: TelegramServer) -> Private:
    """A private chat that has begun."""
    chat = telegram.user("Ann").private()
    chat.say("/start")
    return chat


async def test_html_becomes_words_and_marks(chat: Private, bot: Bot) -> None:
    """Markup is read as Telegram reads it, also behind letters that take two units."""
    message = await bot.send_message(chat.id, "😀 <b>5 &lt; 6</b> <a href='https://x.example'>x</a>", "HTML")

    assert message.text == "😀 5 < 6 x"
    assert chat.from_bot[0].mark("bold") == "5 < 6"
    assert chat.from_bot[0].mark("text_link") == "x"


@pytest.mark.parametrize(
    "html", ["<b>open", "shut</b>", "<b><i>crossed</b></i>", "<h1>big</h1>", "5 < 6", "<b"]
)
async def test_malformed_html_is_refused(chat: Private, bot: Bot, html: str) -> None:
    """What Telegram cannot parse, it does not post."""
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await bot.send_message(chat.id, html, "HTML")


async def test_what_is_too_long_or_empty_is_refused(chat: Private, bot: Bot) -> None:
    """4096 letters in a text, 1024 in a caption, 64 bytes in a button; markup does not count."""
    await bot.send_message(chat.id, "<b>" + "x" * 4096 + "</b>", "HTML")
    with pytest.raises(BadRequest, match="too long"):
        await bot.send_message(chat.id, "x" * 4097)
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_video(chat.id, FILM, caption="x" * 1025)
    with pytest.raises(BadRequest, match="text is empty"):
        await bot.send_message(chat.id, "<b> </b>", "HTML")
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        button = InlineKeyboardButton("x", callback_data="ü" * 33)
        await bot.send_message(chat.id, "x", reply_markup=InlineKeyboardMarkup([[button]]))


async def test_an_edit_changes_the_message_where_it_stands(chat: Private, bot: Bot) -> None:
    """The text changes, the keyboard goes if it is not sent again, and the same again is refused."""
    message = await bot.send_message(chat.id, "10 %", reply_markup=CANCEL)

    await message.edit_text("20 %", reply_markup=CANCEL)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_text("20 %", reply_markup=CANCEL)
    await message.edit_text("30 %")

    posted = chat.from_bot[0]
    assert (posted.text, posted.history, posted.buttons) == ("30 %", ["10 %", "20 %"], [])


async def test_only_what_is_there_and_the_bots_own_can_be_edited(chat: Private, bot: Bot) -> None:
    """Other people's messages and deleted ones cannot be edited, and media has no text."""
    theirs = chat.say("/help")
    mine = await bot.send_message(chat.id, "hello")
    film = await bot.send_video(chat.id, FILM)

    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", chat.id, theirs.id)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await mine.edit_caption("x")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await film.edit_text("x")
    await mine.delete()
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await mine.edit_text("x")


async def test_a_text_can_become_a_video(chat: Private, bot: Bot) -> None:
    """The progress message turns into the reel: one message, with picture, size and caption."""
    message = await bot.send_message(chat.id, "99 %", reply_markup=CANCEL)

    film = InputMediaVideo(FILM, "<b>Done</b>", parse_mode="HTML", thumbnail=picture(180, 320), **VERTICAL)
    changed = await bot.edit_message_media(film, chat.id, message.message_id)

    assert not isinstance(changed, bool)
    assert changed.video is not None
    assert (changed.video.width, changed.video.height, changed.video.file_size) == (1080, 1920, len(FILM))
    assert changed.video.thumbnail is not None
    assert [posted.id for posted in chat.videos] == [message.message_id]
    assert chat.videos[0].mark("bold") == "Done"
    assert chat.videos[0].media is not None
    assert chat.videos[0].media.upload.path.read_bytes() == FILM


async def test_a_video_is_as_wide_as_its_sender_says(chat: Private, bot: Bot) -> None:
    """Telegram measures nothing: without a size it shows a square, and a wrong thumbnail is left out."""
    bare = await bot.send_video(chat.id, FILM)
    full = await bot.send_video(
        chat.id,
        FILM,
        thumbnail=picture(180, 320),
        cover=picture(1080, 1920),
        supports_streaming=True,
        **VERTICAL,
    )
    wrong = await bot.send_video(chat.id, FILM, thumbnail=picture(360, 640))

    assert bare.video is not None
    assert full.video is not None
    assert wrong.video is not None
    assert (bare.video.width, bare.video.height) == (320, 320)
    assert (full.video.width, full.video.height) == (1080, 1920)
    assert full.video.thumbnail is not None
    assert full.video.cover is not None
    assert full.video.cover[0].height == 1920
    assert wrong.video.thumbnail is None


async def test_a_file_that_telegram_has_needs_no_upload(
    telegram: TelegramServer, chat: Private, bot: Bot
) -> None:
    """A file_id stands for the file, of the same kind; what it does not know it refuses."""
    first = await bot.send_video(chat.id, FILM, **VERTICAL)
    assert first.video is not None

    again = await bot.send_video(chat.id, first.video.file_id)

    assert again.video == first.video
    assert again.video is not None
    assert (again.video.width, again.video.file_id) == (1080, first.video.file_id)
    assert [bool(call.files) for call in telegram.calls_of("sendVideo")] == [True, False]
    with pytest.raises(BadRequest, match="Can't use file of type video as document"):
        await bot.send_document(chat.id, first.video.file_id)
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_video(chat.id, "BAACAgUNKNOWN")


async def test_a_file_can_be_too_large(chat: Private, bot: Bot, tmp_path: Path) -> None:
    """Over 50 MB the upload is refused, and over 20 MB the download; a local server takes both."""
    huge, large = tmp_path / "huge.mp4", tmp_path / "large.mp4"
    for path, size in ((huge, 50_000_001), (large, 20_000_001)):
        with path.open("wb") as file:
            file.truncate(size)

    with huge.open("rb") as file, pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_video(chat.id, InputFile(file, read_file_handle=False))
    with large.open("rb") as file:
        message = await bot.send_document(chat.id, InputFile(file, read_file_handle=False))
    assert message.document is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(message.document.file_id)
    async with TelegramServer(local=True) as local, client(local) as near:
        ben = local.user("Ben").private()
        ben.say("/start")
        with huge.open("rb") as file:
            await near.send_video(ben.id, InputFile(file, read_file_handle=False))
        await near.send_video(ben.id, huge)

        assert [video.media.upload.size for video in ben.videos if video.media] == [50_000_001] * 2
    assert chat.videos == []


async def test_what_people_send_can_be_fetched(chat: Private, bot: Bot) -> None:
    """A photo with a command under it arrives as a photo with a caption, and can be downloaded."""
    chat.say("/generate from this", photo=picture(640, 480))

    message = (await bot.get_updates())[-1].message

    assert message is not None
    assert message.caption == "/generate from this"
    assert message.photo[-1].width == 640
    file = await message.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == picture(640, 480)


async def test_old_messages_cannot_be_deleted(telegram: TelegramServer, chat: Private, bot: Bot) -> None:
    """For 48 hours the bot may delete what it wrote, and then no more."""
    young, old = await bot.send_message(chat.id, "one"), await bot.send_message(chat.id, "two")

    await young.delete()
    telegram.pass_time(hours=49)
    with pytest.raises(BadRequest, match="can't be deleted"):
        await old.delete()

    assert [message.text for message in chat.from_bot] == ["two"]
