"""Voices and composers, each driven through its real client against a fake of its vendor."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.media.room import RenderHost
from adapters.vendors.espeak import EspeakVoice, installed
from adapters.vendors.fal import FalSounds
from adapters.vendors.fal.sounds import sound_form
from adapters.vendors.gemini.voice import GeminiVoice
from core.errors import Failed, Misconfigured, Refused, Unavailable, Unclear
from core.ports import Finished, Order
from core.reel.sound import Part, Sound, read_sounds
from tests.wires import gemini as gemini_wire
from tests.wires.fal import KEY, FalServer
from tests.wires.fal_faults import MEDIA
from tests.wires.fal_faults import Fault as FalFault
from tests.wires.gemini import GeminiServer
from tests.wires.gemini_faults import Fault

SOUNDS = read_sounds()
LATELY = datetime.now(UTC) - timedelta(hours=1)
GEMINI = "gemini-3.8-flash-lite-tts"
needs_espeak = pytest.mark.skipif(installed() is None, reason="espeak-ng is not installed")


def order_of(sound: Sound, language: str = "en", tone: str = "calm") -> Order:
    """One line, or one bed of eight seconds."""
    words = "Monks brewed it first." if sound.part is Part.VOICE else "Calm strings, no vocals."
    return Order(sound.id, words, "", 8, "", 7, sound.part, language, tone)


@pytest.fixture
async def fal() -> AsyncIterator[FalServer]:
    async with FalServer() as server:
        yield server


@pytest.fixture
async def fal_sounds(fal: FalServer) -> AsyncIterator[FalSounds]:
    vendor = FalSounds(
        KEY, fal.queue_url, fal.api_url, sounds=SOUNDS, submit_seconds=2, settled_after=timedelta(0)
    )
    yield vendor
    await vendor.aclose()


@pytest.fixture
async def google() -> AsyncIterator[GeminiServer]:
    async with GeminiServer() as server:
        yield server


@pytest.fixture
async def gemini(google: GeminiServer, tmp_path: Path) -> AsyncIterator[GeminiVoice]:
    folder = tmp_path / "spoken"
    vendor = GeminiVoice(gemini_wire.KEY, folder, google.address, sounds=SOUNDS, seconds=10)
    yield vendor
    await vendor.aclose()


@pytest.mark.parametrize(
    "sound", [s for s in SOUNDS.values() if s.vendor == "fal-sound"], ids=lambda s: s.label
)
async def test_fal_speaks_and_composes(
    fal: FalServer, fal_sounds: FalSounds, sound: Sound, tmp_path: Path
) -> None:
    """Every voice and composer at FAL takes our form, makes a sound that can be used, at our price."""
    order = order_of(sound)
    ticket = await fal_sounds.submit(order, "render")
    state = await fal_sounds.check(ticket)
    assert isinstance(state, Finished)
    await fal_sounds.download(state.url, tmp_path / "made.sound")
    room = RenderHost()
    try:
        seconds = await room.hear(tmp_path / "made.sound", tmp_path / "made.wav")
    finally:
        await room.close()

    assert seconds == pytest.approx(1.2, abs=0.1)
    assert fal.books()["micros"] == sound.price(len(order.prompt), order.seconds)
    assert all("Authorization" not in headers for headers in fal.media_headers)


@pytest.mark.parametrize(
    ("sound", "language", "sent"),
    [
        ("fal-ai/elevenlabs/tts/eleven-v3", "pt-BR", {"language_code": "pt"}),
        ("fal-ai/elevenlabs/tts/eleven-v3", "fil", {}),
        ("fal-ai/minimax/speech-2.8-hd", "pt-BR", {"language_boost": "Portuguese"}),
        ("fal-ai/minimax/speech-2.8-hd", "fa", {}),
    ],
)
def test_each_voice_is_told_the_language_in_its_own_words(
    sound: str, language: str, sent: dict[str, str]
) -> None:
    """Nobody has to guess the language of a line; a language without a name at the vendor is left out."""
    form = sound_form(order_of(SOUNDS[sound], language), SOUNDS[sound])

    assert {name: form[name] for name in ("language_code", "language_boost") if name in form} == sent


@pytest.mark.parametrize(
    ("tone", "eleven", "minimax"), [("dramatic", 0.0, 0.9), ("expert", 1.0, None), ("warm", 0.5, None)]
)
def test_a_voice_speaks_in_the_tone_of_the_niche(tone: str, eleven: float, minimax: float | None) -> None:
    """A tone makes a voice livelier or steadier, faster or slower, as far as its vendor lets us."""
    one, other = (SOUNDS[f"fal-ai/{name}"] for name in ("elevenlabs/tts/eleven-v3", "minimax/speech-2.8-hd"))

    assert sound_form(order_of(one, tone=tone), one)["stability"] == eleven
    assert sound_form(order_of(other, tone=tone), other)["voice_setting"].get("speed") == minimax


async def test_a_lost_line_is_found_at_fal(fal: FalServer, fal_sounds: FalSounds) -> None:
    """A line whose answer was lost is found by its words; one that was never ordered is not."""
    order = order_of(SOUNDS["fal-ai/elevenlabs/tts/eleven-v3"])
    fal.next(FalFault.CUT)

    with pytest.raises(Unclear):
        await fal_sounds.submit(order, "render")

    assert await fal_sounds.find(order, "render", LATELY) is not None
    assert await fal_sounds.find(order_of(SOUNDS["fal-ai/elevenlabs/music"]), "x", LATELY) is None
    assert fal.posts == 1


@pytest.mark.parametrize("fault", [FalFault.NOT_VIDEO, FalFault.WRONG_TYPE, FalFault.MISSING])
async def test_what_is_no_sound_is_not_kept(
    fal: FalServer, fal_sounds: FalSounds, fault: FalFault, tmp_path: Path
) -> None:
    """A page in place of a sound is not written to disk."""
    ticket = await fal_sounds.submit(order_of(SOUNDS["fal-ai/minimax/speech-2.8-hd"]), "render")
    state = await fal_sounds.check(ticket)
    assert isinstance(state, Finished)
    fal.next(fault, at=MEDIA)

    with pytest.raises(Failed):
        await fal_sounds.download(state.url, tmp_path / "made.sound")

    assert list(tmp_path.iterdir()) == []


async def test_gemini_speaks(google: GeminiServer, gemini: GeminiVoice, tmp_path: Path) -> None:
    """One request, the voice and manner of the tone, and a WAV file that outlives the process."""
    ticket = await gemini.submit(order_of(SOUNDS[GEMINI]), "render")
    again = GeminiVoice(gemini_wire.KEY, tmp_path / "spoken", google.address, sounds=SOUNDS)
    state = await again.check(ticket)
    assert isinstance(state, Finished)
    await again.download(state.url, tmp_path / "made.sound")

    assert (tmp_path / "made.sound").read_bytes().startswith(b"RIFF")
    (asked,) = google.requests
    assert asked["generationConfig"]["responseModalities"] == ["AUDIO"]
    assert "Enceladus" in str(asked["generationConfig"])
    assert asked["contents"][0]["parts"] == [
        {"text": "Monks brewed it first.", "speechMetadata": {"style": "calmly"}}
    ]
    assert await again.find(order_of(SOUNDS[GEMINI]), "render", LATELY) == ticket


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        (Fault.BAD_KEY, Misconfigured),
        (Fault.NO_MODEL, Misconfigured),
        (Fault.BUSY, Unavailable),
        (Fault.OVERLOADED, Unavailable),
        (Fault.CRASHED, Unclear),
        (Fault.CUT, Unclear),
        (Fault.HANG, Unclear),
        (Fault.GARBLED, Unclear),
        (Fault.BLOCKED_PROMPT, Refused),
        (Fault.NO_CANDIDATES, Failed),
        (Fault.INVALID, Failed),
    ],
)
async def test_every_trouble_of_gemini_has_its_verdict(
    google: GeminiServer, tmp_path: Path, fault: Fault, verdict: type[Exception]
) -> None:
    """Whatever happens, an order is sent once, and what may have been made is not taken for unmade."""
    seconds = 1 if fault is Fault.HANG else 20
    gemini = GeminiVoice(gemini_wire.KEY, tmp_path, google.address, sounds=SOUNDS, seconds=seconds)
    google.next(fault)

    with pytest.raises(verdict):
        await gemini.submit(order_of(SOUNDS[GEMINI]), "render")
    with pytest.raises(Unclear):
        await gemini.find(order_of(SOUNDS[GEMINI]), "render", LATELY)
    await gemini.aclose()

    assert google.calls == 1


async def test_each_vendor_says_how_it_is(fal_sounds: FalSounds, gemini: GeminiVoice) -> None:
    """Whoever runs the bot reads who answers, without an order being placed."""
    assert "accepts the key" in await fal_sounds.ping()
    assert "has its voices" in await gemini.ping()


@needs_espeak
@pytest.mark.parametrize("language", ["en", "de", "pt-BR", "fr", "ru", "no", "hi"])
async def test_espeak_speaks(language: str, tmp_path: Path) -> None:
    """Lines are spoken here, for nothing, in the language of the reel; the same line is always the same."""
    program = installed()
    assert program is not None
    voice = EspeakVoice(program, SOUNDS)
    ticket = await voice.submit(order_of(SOUNDS["espeak-ng"], language), "render")
    state = await voice.check(ticket)
    assert isinstance(state, Finished)
    made = []
    for name in ("one", "two"):
        await voice.download(state.url, tmp_path / name)
        made.append((tmp_path / name).read_bytes())

    assert made[0].startswith(b"RIFF")
    assert len(made[0]) > 20_000
    assert made[0] == made[1]
    assert "speaks here" in await voice.ping()


@needs_espeak
@pytest.mark.parametrize("language", sorted(SOUNDS["espeak-ng"].languages))
async def test_espeak_knows_what_it_is_said_to_know(language: str, tmp_path: Path) -> None:
    """Every language that we promise is one that the program has."""
    program = installed()
    assert program is not None
    voice = EspeakVoice(program, SOUNDS)
    state = await voice.check(await voice.submit(order_of(SOUNDS["espeak-ng"], language), "render"))
    assert isinstance(state, Finished)

    await voice.download(state.url, tmp_path / "made")

    assert (tmp_path / "made").stat().st_size > 1000


@pytest.mark.parametrize(
    ("script", "verdict"), [("exec sleep 60", Unavailable), ("exit 1", Failed), ("cat > /dev/null", Failed)]
)
async def test_a_voice_that_hangs_is_killed(tmp_path: Path, script: str, verdict: type[Exception]) -> None:
    """A program that hangs, fails or writes nothing leaves no file and no process behind."""
    program = tmp_path / "espeak-ng"
    program.write_text(f"#!/bin/sh\nexec 2>/dev/null\n{script}\n")
    program.chmod(0o755)
    voice = EspeakVoice(program, SOUNDS, seconds=0.5 if verdict is Unavailable else 20)
    state = await voice.check(await voice.submit(order_of(SOUNDS["espeak-ng"]), "render"))
    assert isinstance(state, Finished)

    with pytest.raises(verdict):
        await voice.download(state.url, tmp_path / "made")

    assert [file.name for file in tmp_path.iterdir()] == ["espeak-ng"]
