"""Whose clock a series goes by: asked with buttons for the places where a language is spoken."""

from collections.abc import Mapping

from bot.voice.tongue import ENGLISH, current, say
from core.series.timetable import Timetable
from core.talk import Reply

ZONES: Mapping[str, tuple[str, ...]] = {
    "en": (
        "Europe/London", "America/New_York", "America/Chicago", "America/Los_Angeles", "Asia/Kolkata",
        "Australia/Sydney",
    ),
    "es": (
        "Europe/Madrid", "America/Mexico_City", "America/Bogota", "America/Lima", "America/Santiago",
        "America/Argentina/Buenos_Aires",
    ),
    "pt": ("America/Sao_Paulo", "America/Manaus", "Europe/Lisbon", "Africa/Luanda", "Africa/Maputo"),
    "de": ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich"),
    "fr": ("Europe/Paris", "Europe/Brussels", "America/Toronto", "Africa/Abidjan", "Africa/Casablanca"),
    "ru": ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Vladivostok", "Asia/Almaty"),
    "uk": ("Europe/Kyiv", "Europe/Warsaw", "Europe/Berlin"),
    "ar": ("Africa/Cairo", "Asia/Riyadh", "Asia/Dubai", "Asia/Baghdad", "Africa/Algiers"),
    "hi": ("Asia/Kolkata",),
    "id": ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"),
    "ja": ("Asia/Tokyo",),
}  # fmt: skip
"""The clocks that most who speak a language live by."""


def whose(line: str, table: Timetable) -> Reply:
    """Nobody knows yet by whose clock a time of day is meant; `line` asks for the rest of it."""
    words = say(
        "{time} by whose clock? Choose your place, or tell me a city near you, such as Madrid. "
        "Nothing has begun yet.",
        time=f"{table.hour:02}:{table.minute:02}",
    )
    zones = (*ZONES[current().partition("-")[0] or ENGLISH], "UTC")
    return Reply(words, tuple((zone, f"{line} zone={zone}") for zone in zones), asks=f"{line} zone=")
