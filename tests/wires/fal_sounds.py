"""What FAL's voices and composers accept and make, from FAL's published types (2026-08-02)."""

import io
import math
import struct
import wave
from dataclasses import dataclass
from typing import Any

_VOICE_SETTING = {"voice_id": str, "speed": float, "vol": float, "pitch": int, "emotion": str}


@dataclass(frozen=True, slots=True)
class Speaks:
    """The fields of one model with their types; `words` is the one that must be there."""

    words: str
    fields: dict[str, Any]
    micros_per_letter: int = 0
    micros_per_second: int = 0
    micros_per_clip: int = 0


SOUNDS = {
    "fal-ai/elevenlabs/tts/eleven-v3": Speaks(
        "text", {"voice": str, "stability": float, "language_code": str, "timestamps": bool}, 100
    ),
    "fal-ai/minimax/speech-2.8-hd": Speaks(
        "prompt",
        {
            "voice_setting": _VOICE_SETTING,
            "audio_setting": dict,
            "language_boost": str,
            "output_format": ("url", "hex"),
        },
        100,
    ),
    "fal-ai/elevenlabs/music": Speaks(
        "prompt",
        {"music_length_ms": range(3000, 600_001), "force_instrumental": bool, "output_format": str},
        micros_per_second=10_000,
    ),
    "fal-ai/stable-audio-25/text-to-audio": Speaks(
        "prompt", {"seconds_total": range(1, 191), "seed": int}, micros_per_clip=200_000
    ),
}


def faults(app: str, asked: dict[str, Any]) -> list[tuple[str, str]]:
    """The fields that are wrong, each with FAL's name for what is."""
    speaks = SOUNDS[app]
    wrong = (
        []
        if isinstance(asked.get(speaks.words), str) and asked[speaks.words]
        else [(speaks.words, "missing")]
    )
    for name, value in asked.items():
        if name != speaks.words:
            allowed = speaks.fields.get(name)
            wrong += [(name, "extra_forbidden")] if allowed is None else _wrong(name, value, allowed)
    return wrong


def _wrong(name: str, value: Any, allowed: Any) -> list[tuple[str, str]]:
    if isinstance(allowed, dict):
        inside = value if isinstance(value, dict) else {"": None}
        return [each for key, part in inside.items() for each in _wrong(key, part, allowed.get(key, ()))]
    if isinstance(allowed, tuple | range):
        return [] if type(value) in (int, str) and value in allowed else [(name, "literal_error")]
    is_right = isinstance(value, float | int) if allowed is float else isinstance(value, allowed)
    return [] if is_right else [(name, "type_error")]


def price(app: str, asked: dict[str, Any]) -> int:
    """What such an order costs when it is made."""
    speaks = SOUNDS[app]
    seconds = asked.get("music_length_ms", 0) / 1000 or asked.get("seconds_total", 0)
    letters = len(asked.get(speaks.words, ""))
    return (
        speaks.micros_per_clip + speaks.micros_per_letter * letters + int(speaks.micros_per_second * seconds)
    )


def recording(seconds: float = 1.2, rate: int = 24_000) -> bytes:
    """A WAV file with a steady tone and a moment of silence before and after it."""
    made = io.BytesIO()
    silence = [0] * (rate // 5)
    tone = [round(9000 * math.sin(2 * math.pi * 220 * n / rate)) for n in range(round(seconds * rate))]
    samples = [*silence, *tone, *silence]
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return made.getvalue()
