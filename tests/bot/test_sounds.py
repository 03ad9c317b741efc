"""Who speaks and who composes is one word in a setting; nothing that costs money is taken by itself."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.parts.sounds import chosen, free_voice, sound_vendors
from bot.settings import Settings
from core.errors import Misconfigured
from core.reel.sound import Part, read_sounds

SOUNDS = read_sounds()
ALL = {"espeak", "gemini-voice", "fal-sound"}


def settings(folder: Path, **told: str) -> Settings:
    """Settings of this test alone."""
    return Settings(_env_file=None, data_dir=folder, **told)  # type: ignore[call-arg, arg-type]


@pytest.mark.parametrize(
    ("told", "voice", "composer"),
    [
        ({}, "espeak", None),
        ({"voice_model": "off"}, None, None),
        ({"voice_model": "eleven v3"}, "Eleven v3", None),
        ({"voice_model": "gemini-3.8-flash-tts"}, "Gemini voice, fine", None),
        ({"music_model": "Stable Audio 2.5"}, "espeak", "Stable Audio 2.5"),
    ],
)
def test_one_word_decides(tmp_path: Path, told: dict[str, str], voice: str, composer: str) -> None:
    """By label or by id, in any case; unless told, only what is free."""
    found = [chosen(settings(tmp_path, **told), part, SOUNDS, ALL) for part in (Part.VOICE, Part.MUSIC)]

    assert [one.label if one else None for one in found] == [voice, composer]


def test_without_espeak_nobody_speaks(tmp_path: Path) -> None:
    """Where the program is not installed reels are silent, and a key alone changes nothing."""
    assert chosen(settings(tmp_path), Part.VOICE, SOUNDS, ALL - {"espeak"}) is None


def test_a_free_voice_stands_by(tmp_path: Path) -> None:
    """Whoever was chosen, espeak is there for the languages that they do not know, where it is installed."""
    found = free_voice(SOUNDS, ALL)

    assert found is chosen(settings(tmp_path), Part.VOICE, SOUNDS, ALL)
    assert free_voice(SOUNDS, ALL - {"espeak"}) is None


def test_a_wrong_name_is_told_with_the_right_ones(tmp_path: Path) -> None:
    """A voice is no composer, and whoever misspells reads who there is."""
    with pytest.raises(Misconfigured, match="Eleven Music, Stable Audio 2"):
        chosen(settings(tmp_path, music_model="espeak"), Part.MUSIC, SOUNDS, ALL)


async def test_keys_bring_their_voices(tmp_path: Path) -> None:
    """FAL's and Gemini's keys make their voices available; each is a vendor of its own."""
    async with AsyncExitStack() as stack:
        keys = settings(tmp_path, fal_key="a:b", gemini_api_key="c")
        found = set(sound_vendors(keys, SOUNDS, stack))
        none = set(sound_vendors(settings(tmp_path), SOUNDS, stack))

    assert {"fal-sound", "gemini-voice"} <= found
    assert not {"fal-sound", "gemini-voice"} & none
