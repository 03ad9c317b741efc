"""The models that speak and compose: ours, an operator's, and what is said about a mistake."""

import re
import unicodedata
from pathlib import Path

import pytest

from core.errors import Misconfigured
from core.reel.catalogue import read_catalogue
from core.reel.sound import Part, read_sounds


def test_every_sound_says_where_its_facts_come_from() -> None:
    """Form and price of each have a source with its year; whoever speaks for money has a price."""
    for sound in read_sounds().values():
        assert {"form", "price"} <= sound.sources.keys()
        if not sound.is_free:
            assert all(re.search(r"20\d\d", sound.sources[fact]) for fact in ("form", "price"))
        assert sound.is_free is (sound.vendor == "espeak")


def test_an_operator_overrides_a_price_and_adds_a_voice(tmp_path: Path) -> None:
    """One file holds an operator's models, voices and music; what is not named stays as it is."""
    file = tmp_path / "models.toml"
    file.write_text(
        '[[voice]]\nid = "gemini-3.8-flash-tts"\nmicros_per_second = 750\n'
        '[[music]]\nid = "own/band"\nvendor = "fal-sound"\nlabel = "Band"\nlimit = 99\n'
        "usual_seconds = 9\ndeadline_seconds = 99\n"
    )

    sounds = read_sounds(file)

    assert sounds["gemini-3.8-flash-tts"].price(10, 10) == 7500
    assert sounds["gemini-3.8-flash-tts"].label == "Gemini voice, fine"
    assert sounds["own/band"].part is Part.MUSIC
    assert read_catalogue(file).keys() == read_catalogue().keys()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[voice]]\nid = "x"\n', "sound “x”: vendor"),
        ('[[voice]]\nid = "espeak-ng"\nspeed = 3\n', "there is no field speed"),
        ('[[voice]]\nid = "espeak-ng"\nlimit = "many"\n', "sound “espeak-ng”: limit"),
        ("[[voice]]\nlimit = 3\n", "an id of its own"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    """Which sound, which field, what is wrong."""
    file = tmp_path / "models.toml"
    file.write_text(text)

    with pytest.raises(Misconfigured, match=words):
        read_sounds(file)


def test_a_language_is_known_by_its_first_part() -> None:
    """`pt-BR` is Portuguese; a voice without a list takes any language."""
    sounds = read_sounds()

    assert sounds["espeak-ng"].speaks("pt-BR")
    assert not sounds["espeak-ng"].speaks("ja")
    assert sounds["fal-ai/elevenlabs/tts/eleven-v3"].speaks("ja")


@pytest.mark.parametrize(
    ("language", "line", "said"),
    [
        ("en", "Listen: كيف تحضر قهوة عربية في البيت.", "Listen:"),
        ("en", "猫がキーボードに座る理由。 And then?", "And then?"),
        ("en", "とても面白い.", ""),
        ("en", "“…тесто”", ""),
        (
            "en-GB",
            "Kraków, Hà Nội: 3 of 5, isn’t it?",
            "Kraków, Hà Nội: 3 of 5, isn’t it?",
        ),
        ("de", "γάτες – warum schläft ihr?", "– warum schläft ihr?"),
        ("ru", "Это espresso, а не قهوة.", "Это espresso, а не"),
        ("ar", "كيف تحضر ٣ أكواب espresso", "كيف تحضر ٣ أكواب espresso"),
        ("hi", "बिल्लियाँ कीबोर्ड पर क्यों बैठती हैं", "बिल्लियाँ कीबोर्ड पर क्यों बैठती हैं"),
    ],
)
def test_what_cannot_be_read_is_not_spelled_out(language: str, line: str, said: str) -> None:
    """espeak says the words whose letters its language knows, and nothing where there are none."""
    sounds = read_sounds()

    assert sounds["espeak-ng"].says(line, language) == said
    assert sounds["fal-ai/elevenlabs/tts/eleven-v3"].says(line, language) == line


def test_every_script_has_a_name_in_unicode() -> None:
    """A script that no letter has would leave a whole language unspoken."""
    espeak = read_sounds()["espeak-ng"]
    names = {unicodedata.name(chr(point), "").partition(" ")[0] for point in range(0x370, 0xD7A4)}

    assert {*espeak.scripts.values()} <= names
    assert espeak.scripts.keys() <= {*espeak.languages}
