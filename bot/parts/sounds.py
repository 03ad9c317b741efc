"""Who speaks and who composes, by the settings; each vendor is made here and nowhere else."""

from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack

from bot.parts.vendors import Vendor, told
from bot.settings import Settings
from core.clock import Clock, system_clock
from core.errors import Misconfigured
from core.reel.sound import Part, Sound

OFF = "off"


def sound_vendors(
    settings: Settings, sounds: Mapping[str, Sound], stack: AsyncExitStack, clock: Clock = system_clock
) -> dict[str, Vendor]:
    """All that are set up or installed, by name; the `clock` is the store's."""
    made = [_espeak(sounds), _fal(settings, sounds, clock), _gemini(settings, sounds)]
    vendors = {one.vendor: one for one in made if one is not None}
    for vendor in vendors.values():
        stack.push_async_callback(vendor.aclose)
    return vendors


def chosen(
    settings: Settings, part: Part, sounds: Mapping[str, Sound], vendors: Collection[str]
) -> Sound | None:
    """Who speaks, or composes; None for nobody of ours. Unless told, only what costs nothing.

    Raises Misconfigured, and says what there is.
    """
    there = _there(part, sounds, vendors)
    setting = "VOICE_MODEL" if part is Part.VOICE else "MUSIC_MODEL"
    wanted = (settings.voice_model if part is Part.VOICE else settings.music_model).strip().casefold()
    if not wanted:
        return next((sound for sound in there if sound.is_free), None)
    if wanted == OFF:
        return None
    for sound in there:
        if wanted in (sound.id.casefold(), sound.label.casefold()):
            return sound
    labels = ", ".join([*(sound.label for sound in there), OFF])
    raise Misconfigured(f"{setting} names nobody who can be asked here. There is: {labels}.")


def free_voice(sounds: Mapping[str, Sound], vendors: Collection[str]) -> Sound | None:
    """Who speaks for nothing here, whoever was chosen."""
    return next((sound for sound in _there(Part.VOICE, sounds, vendors) if sound.is_free), None)


def _there(part: Part, sounds: Mapping[str, Sound], vendors: Collection[str]) -> list[Sound]:
    return [s for s in sounds.values() if s.part is part and s.vendor in vendors and not s.is_retired]


def _espeak(sounds: Mapping[str, Sound]) -> Vendor | None:
    from adapters.vendors.espeak import EspeakVoice, installed

    program = installed()
    return EspeakVoice(program, sounds) if program else None


def _fal(settings: Settings, sounds: Mapping[str, Sound], clock: Clock) -> Vendor | None:
    if settings.fal_key is None:
        return None
    from adapters.vendors.fal import FalSounds

    where = told(queue_url=settings.fal_queue_url, api_url=settings.fal_api_url)
    return FalSounds(settings.fal_key.get_secret_value(), sounds=sounds, clock=clock, **where)


def _gemini(settings: Settings, sounds: Mapping[str, Sound]) -> Vendor | None:
    if settings.gemini_api_key is None:
        return None
    from adapters.vendors.gemini.voice import GeminiVoice

    return GeminiVoice(
        settings.gemini_api_key.get_secret_value(),
        settings.data_dir / "spoken",
        settings.gemini_base_url,
        settings.gemini_api_version,
        sounds=sounds,
    )
