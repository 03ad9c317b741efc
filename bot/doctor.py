"""Looks the house over: what is set up, what is missing, who answers, and what to do next."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from adapters.media.room import RenderHost
from adapters.storage import default_url, open_store
from adapters.storage.keeping.safe import lock_of
from adapters.vendors.house import HouseWriter
from bot.calling import called
from bot.parts.bucket import place_of
from bot.parts.listing import lists_of
from bot.parts.platforms import discord_access, telegram_access
from bot.parts.sounds import chosen, sound_vendors
from bot.parts.suppliers import default_model, failover, gemini, offered
from bot.parts.vendors import Vendor, video_vendors
from bot.settings import Settings
from bot.upkeep.heartbeat import is_alive
from core.errors import StudioError
from core.reel.brief import Brief
from core.reel.catalogue import ANIMATIC, Model, read_catalogue
from core.reel.niche import Niche
from core.reel.sound import Part, Sound, read_sounds

_ROOM_NEEDED = 500_000_000
_SECONDS_DRAWN = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `is_well` is None for what is merely not set up."""

    part: str
    words: str
    is_well: bool | None = True

    def __str__(self) -> str:
        mark = {True: "ok     ", None: "not set", False: "PROBLEM"}[self.is_well]
        return f"{mark}  {self.part:<14}  {self.words}"


def is_healthy(folder: Path) -> bool:
    """Whether a bot is alive on this folder and has room to work; may be asked while it runs."""
    with suppress(OSError):
        return is_alive(folder) and shutil.disk_usage(folder).free > _ROOM_NEEDED
    return False


async def examine(settings: Settings, say: Callable[[str], None]) -> bool:
    """Look at everything, say it line by line, and end with what to do next. True when nothing is broken."""
    findings = []
    async for finding in _findings(settings):
        say(str(finding))
        findings.append(finding)
    has_platform = settings.telegram_bot_token or settings.discord_bot_token
    next_ = called("run" if has_platform else "chat")
    say(f"\n{_advice(findings, next_)}")
    return all(finding.is_well is not False for finding in findings)


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    yield _folder(settings.data_dir)
    yield await _asked("database", lambda: _database(settings))
    if settings.s3_bucket:
        yield await _asked("bucket", lambda: _bucket(settings))
    yield await _asked("cutting room", _drawing)
    yield await _asked("writer", lambda: _writer(settings))
    async for finding in _vendors(settings):
        yield finding
    yield await _asked("Telegram", lambda: _telegram(settings))
    yield await _asked("Discord", lambda: _discord(settings))
    yield await _asked("web door", lambda: _door(settings))
    if settings.moderation_file:
        yield await _asked("your words", lambda: _words(settings))
    if settings.key_master:
        yield await _asked("own keys", lambda: _masters(settings))


def _folder(folder: Path) -> Finding:
    where = str(folder.resolve())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError:
        return Finding(
            "data folder", f"{where} cannot be written to; make it writable, or set DATA_DIR", False
        )
    words = f"{where}, {free / 1e9:.1f} GB free"
    return Finding(
        "data folder", words if free > _ROOM_NEEDED else f"{words}: make room", free > _ROOM_NEEDED
    )


async def _asked(part: str, look: Callable[[], Awaitable[Finding]]) -> Finding:
    try:
        return await look()
    except StudioError as trouble:
        return Finding(part, trouble.message, False)


async def _database(settings: Settings) -> Finding:
    if is_alive(settings.data_dir):
        return Finding("database", "in use by the Nichereel that is running on this folder")
    url = settings.database_url or default_url(settings.data_dir)
    async with open_store(url, settings.data_dir):
        is_shared = url.startswith("postgresql")
        words = "answers, and is up to date" if is_shared else "opens, and nobody else uses it"
        return Finding("database", words)


async def _bucket(settings: Settings) -> Finding:
    from adapters.files import Bucket

    return Finding("bucket", await Bucket(place_of(settings), settings.data_dir).ping())


async def _drawing() -> Finding:
    brief = Brief(niche=Niche(subject="a check-up"), topic="whether all is well", seconds=5, model=ANIMATIC)
    room, draft = RenderHost(), await HouseWriter().write(brief)
    try:
        with tempfile.TemporaryDirectory() as folder:
            to = Path(folder) / "check.mp4"
            made = await room.draw(draft.storyboard, _SECONDS_DRAWN, 1, to, lambda _: None)
    finally:
        await room.close()
    return Finding(
        "cutting room", f"drew {made.seconds:.0f} s at {made.width}x{made.height}, {made.fps:.0f} fps"
    )


async def _writer(settings: Settings) -> Finding:
    writer = gemini(settings)
    if writer is None:
        return Finding("writer", "the house writer, from patterns; GEMINI_API_KEY brings Gemini", None)
    try:
        return Finding("writer", await writer.ping())
    finally:
        await writer.aclose()


async def _vendors(settings: Settings) -> AsyncIterator[Finding]:
    """A line for each video vendor that is set up, and one for the models."""
    async with AsyncExitStack() as stack:
        try:
            catalogue = read_catalogue(settings.models_file)
            vendors = video_vendors(settings, catalogue, stack)
        except StudioError as trouble:
            yield Finding("video vendors", trouble.message, False)
            return
        if not vendors:
            yield Finding("video vendors", "none, reels are drawn here; FAL_KEY brings FAL", None)
        there = offered(catalogue, vendors)
        yield await _asked("default model", lambda: _models(settings, there))
        async for finding in _sounds(settings, stack):
            yield finding
        for name, vendor in vendors.items():
            yield await _asked(name, lambda vendor=vendor: _vendor(vendor, catalogue))  # type: ignore[misc]


async def _models(settings: Settings, there: tuple[Model, ...]) -> Finding:
    # As the start reads them: it refuses names of what cannot be ordered.
    ids = [default_model(settings, there), *failover(settings, there)]
    labels = {model.id: model.label for model in there}
    films, *others = (labels.get(each, each) for each in ids)
    words = f"{films}, unless another is asked for"
    return Finding("default model", f"{words}; {', '.join(others)} when it fails" if others else words)


async def _sounds(settings: Settings, stack: AsyncExitStack) -> AsyncIterator[Finding]:
    """A line for who speaks, and one for who composes."""
    try:
        sounds = read_sounds(settings.models_file)
        vendors = sound_vendors(settings, sounds, stack)
        voice, composer = (chosen(settings, part, sounds, vendors) for part in (Part.VOICE, Part.MUSIC))
    except StudioError as trouble:
        yield Finding("voice, music", trouble.message, False)
        return
    if voice is None:
        yield Finding("voice", "nobody speaks; install espeak-ng, or see VOICE_MODEL", None)
    else:
        yield await _asked("voice", lambda: _player("voice", voice, vendors[voice.vendor]))
    if composer is None:
        yield Finding("music", "made here; MUSIC_MODEL brings a composer", None)
    else:
        yield await _asked("music", lambda: _player("music", composer, vendors[composer.vendor]))


async def _player(part: str, sound: Sound, vendor: Vendor) -> Finding:
    return Finding(part, f"{sound.label}. {await vendor.ping()}")


async def _vendor(vendor: Vendor, catalogue: Mapping[str, Model]) -> Finding:
    films = [m.label for m in catalogue.values() if m.vendor == vendor.vendor and m.is_offered]
    which = ", ".join(films) or "none, until MODELS_FILE takes one out of retirement"
    return Finding(vendor.vendor, f"{await vendor.ping()} Models we would order: {which}.")


async def _telegram(settings: Settings) -> Finding:
    access = telegram_access(settings)
    if access is None:
        return Finding("Telegram", "no bot; TELEGRAM_BOT_TOKEN brings it", None)
    from adapters.platforms.telegram import ping

    return Finding("Telegram", await ping(access))


async def _discord(settings: Settings) -> Finding:
    access = discord_access(settings)
    if access is None:
        return Finding("Discord", "no bot; DISCORD_BOT_TOKEN brings it", None)
    from adapters.platforms.discord import ping

    return Finding("Discord", await ping(access))


async def _door(settings: Settings) -> Finding:
    if not settings.web_door:
        return Finding("web door", "shut; WEB_DOOR=true opens it", None)
    if is_alive(settings.data_dir):
        return Finding("web door", f"port {settings.port}, left to the Nichereel that is running")
    from adapters.platforms.web.server import open_port

    open_port(settings.web_host, settings.port).close()
    outside = f", for others at {settings.public_url}" if settings.public_url else ""
    return Finding("web door", f"port {settings.port} at {settings.web_host} is free{outside}")


async def _words(settings: Settings) -> Finding:
    listed = lists_of(settings.moderation_file)
    return Finding("your words", f"{len(listed.block)} that are not wanted, {len(listed.allow)} that are")


async def _masters(settings: Settings) -> Finding:
    lock_of([master.get_secret_value() for master in settings.key_master])
    return Finding("own keys", "sealed with the newest master key")


def _advice(findings: list[Finding], next_: str) -> str:
    broken = [finding.part for finding in findings if finding.is_well is False]
    if broken:
        return f"Please see to: {', '.join(broken)}."
    unset = [finding for finding in findings if finding.is_well is None]
    if unset:
        return f"Everything works. What is not set is optional: see .env.example. Next: {next_}"
    return f"Everything works. Next: {next_}"
