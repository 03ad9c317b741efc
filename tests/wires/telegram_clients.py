"""Clients that nobody here wrote, pointed at the fake Telegram, and something for them to send."""

from io import BytesIO

from PIL import Image
from telegram.ext import Application, ApplicationBuilder, ExtBot

from tests.wires.telegram import TelegramServer


def client(telegram: TelegramServer) -> ExtBot[None]:
    """python-telegram-bot's client as it is sold, told where this Telegram is."""
    return ExtBot(
        telegram.token,
        base_url=f"{telegram.address}/bot",
        base_file_url=f"{telegram.address}/file/bot",
        local_mode=telegram.files.is_local,
    )


def application(telegram: TelegramServer) -> "Application":  # type: ignore[type-arg]
    """python-telegram-bot's application around that client."""
    return ApplicationBuilder().bot(client(telegram)).build()


def picture(width: int, height: int, kind: str = "JPEG") -> bytes:
    """A plain picture."""
    file = BytesIO()
    Image.new("RGB", (width, height)).save(file, kind)
    return file.getvalue()
