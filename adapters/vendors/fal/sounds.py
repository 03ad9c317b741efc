"""Orders voices and music from FAL's queue: as clips are, but for the form and the file."""

from collections.abc import Mapping
from typing import Any

from adapters.vendors.fal import verdicts
from adapters.vendors.fal.renderer import FalRenderer
from adapters.wire.footage import SOUND
from core.errors import Misconfigured
from core.ports import Order
from core.reel.sound import Part, Sound


class FalSounds(FalRenderer):
    """FAL's queue as a Renderer of sounds; a vendor of its own, so that its failures stop no clip."""

    vendor = "fal-sound"
    # One of FAL's music models calls it otherwise (its published types, 2026-08-02).
    results = ("audio", "audio_file")
    kind = SOUND

    def __init__(self, key: str, *addresses: str, sounds: Mapping[str, Sound], **how: Any) -> None:
        super().__init__(key, *addresses, **how)
        self._sounds = sounds

    def _form(self, order: Order) -> tuple[str, dict[str, Any]]:
        if (sound := self._sounds.get(order.model)) is None:
            raise Misconfigured(verdicts.WORDS.no_model)
        return sound.id, sound_form(order, sound)


def sound_form(order: Order, sound: Sound) -> dict[str, Any]:
    """What is sent for a voice or for music. A field that the model does not have is left out."""
    told = _merged(sound.sends, sound.tones.get(order.tone, {}))
    told[sound.text_field] = order.prompt
    if sound.seconds_field:
        told[sound.seconds_field] = order.seconds * sound.seconds_by
    if sound.has_seed:
        told["seed"] = order.seed
    if sound.language_field and (language := sound.language(order.language)):
        told[sound.language_field] = language
    if order.part is Part.VOICE and sound.voice_field:
        *outer, name = sound.voice_field.split(".")
        deep: dict[str, Any] = {name: sound.voice(order.tone)}
        for field in reversed(outer):
            deep = {field: deep}
        told = _merged(told, deep)
    return told


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Both forms in one; where both have a form of their own inside, those are merged as well."""
    merged = dict(one)
    for name, value in other.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(name), Mapping)
        merged[name] = _merged(merged[name], value) if both else value
    return merged
