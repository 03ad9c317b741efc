"""Pictures that people send along: found in what they say, and fetched when somebody wants them."""

from telegram import Document, Message, PhotoSize

from adapters.platforms.telegram.line import Line
from adapters.platforms.telegram.troubles import translated
from core.errors import Refused

_MOST_BYTES = 10_000_000
"""What a photo may have at Telegram (Bot API, 2026); one sent as a file needs no more."""
_KINDS = ("image/jpeg", "image/png", "image/webp")
_TOO_LARGE = "That picture is over 10 MB. Please send a smaller one, or send it as a photo."


def picture_in(message: Message) -> PhotoSize | Document | None:
    """The picture in a message, or in the one that it replies to; sent as a photo or as a file."""
    for each in (message, message.reply_to_message):
        if each is None:
            continue
        if each.photo:
            return each.photo[-1]
        if each.document is not None and each.document.mime_type in _KINDS:
            return each.document
    return None


async def fetch(line: Line, picture: PhotoSize | Document) -> bytes:
    """The picture as it was sent. Raises Refused when it is too large, else what Telegram's answer means."""
    if (picture.file_size or 0) > _MOST_BYTES:
        raise Refused(_TOO_LARGE)
    with translated():
        file = await line.get_file(picture.file_id)
        found = bytes(await file.download_as_bytearray())
    if len(found) > _MOST_BYTES:
        raise Refused(_TOO_LARGE)
    return found
