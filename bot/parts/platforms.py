"""The platforms that have a token: made from the settings, and kept listening beside each other."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from logging import getLogger
from pathlib import Path
from typing import TYPE_CHECKING

from bot import platform_names
from bot.settings import Settings
from bot.voice.cards import outline
from bot.voice.menu import menu_names, menu_words
from bot.voice.rewording import reworded
from core.errors import Misconfigured, StudioError
from core.ports import Holder, Messenger
from core.reel.job import Job
from core.talk import Rewording

if TYPE_CHECKING:
    from adapters.media.room import RenderHost
    from adapters.platforms.discord import Access as DiscordAccess
    from adapters.platforms.discord import Discord
    from adapters.platforms.telegram import Access, Hands, Telegram
    from adapters.platforms.web.lobby import Caller
    from adapters.platforms.web.signing import Signer
    from adapters.storage.store import SqlStore
    from bot.desk import FrontDesk
    from core.books.till import Bank, Payment, Till
    from core.studio import Studio

log = getLogger(__name__)

Link = Callable[[str], str]
"""The address of a job's reel at our own door."""

_COVER, _THUMBNAIL, _THUMBNAIL_BYTES = 1920, 320, 200_000


class Platforms:
    """All platforms with a token. `messengers` work from the start, `listen` hears people."""

    def __init__(self, telegram: "Telegram | None", discord: "Discord | None") -> None:
        self._telegram = telegram
        self._discord = discord

    @property
    def messengers(self) -> dict[str, Messenger]:
        """The ways back, by the platform's name."""
        found: dict[str, Messenger] = {}
        if self._telegram is not None:
            from adapters.platforms.telegram import PLATFORM as TELEGRAM

            found[TELEGRAM] = self._telegram.postman
        if self._discord is not None:
            from adapters.platforms.discord import PLATFORM as DISCORD

            found[DISCORD] = self._discord.postman
        return found

    @property
    def bank(self) -> "Bank | None":
        """Who takes money for us, if anybody does."""
        return self._telegram.bank if self._telegram is not None else None

    def sell(self, till: "Till", thanks: "Callable[[Payment], Awaitable[str]]") -> None:
        """Take payments where that is possible; to be said before `listen`."""
        if self._telegram is not None:
            from adapters.platforms.telegram import Sales

            self._telegram.sell(Sales(till, thanks))

    @property
    def callers(self) -> "dict[str, Caller]":
        """Who brings news to the web door, by the path they come to."""
        webhook = self._telegram.webhook if self._telegram is not None else None
        return {webhook.path: webhook.take} if webhook is not None else {}

    @property
    def names(self) -> tuple[str, ...]:
        """What people call them."""
        there = {"Telegram": self._telegram, "Discord": self._discord}
        return tuple(name for name, platform in there.items() if platform is not None)

    def watch(self, job: Job, percent: int | None) -> None:
        """A job changed, wherever it is worked on."""
        del percent
        if self._telegram is not None and not job.stage.is_open:
            self._telegram.postman.ended(job.id, job.receipt)

    async def listen(self, desk: "FrontDesk", studio: "Studio", holder: Holder | None = None) -> None:
        """Hear people on all of them until none is left; one that has to stop does not stop the others.

        With a `holder`, other processes may want to listen, too: one does, and another takes over from it.
        """

        async def jobs_of(key: str, limit: int) -> Sequence[Job]:
            return await studio.jobs(await studio.requester(key), limit)

        listening = []
        if self._telegram is not None:
            words = await asyncio.to_thread(menu_words, desk.commands)
            heard = (studio.counted, studio.shared)
            telegram = partial(self._telegram.run, desk.answer, desk.commands, jobs_of, words, *heard)
            is_brought = self._telegram.webhook is not None
            alone = _alone(holder, telegram) if holder is not None and not is_brought else telegram()
            listening.append(_until_it_stops(alone))
        if self._discord is not None:
            from adapters.platforms.discord import Tongues

            menu = desk.commands
            tongues = await asyncio.to_thread(lambda: Tongues(menu_names(menu), menu_words(menu)))
            hearing = self._discord.run(desk.answer, desk.suggest, menu, tongues, desk.is_quiet, holder)
            listening.append(_until_it_stops(hearing))
        await asyncio.gather(*listening)


def open_platforms(
    settings: Settings, store: "SqlStore", room: "RenderHost", signer: "Signer", stack: AsyncExitStack
) -> Platforms:
    """Make the platforms that have a token; the libraries of the others are not loaded."""
    link = linker(settings, signer)
    return Platforms(_telegram(settings, store, room, stack), _discord(settings, store, room, link, stack))


def telegram_access(settings: Settings) -> "Access | None":
    """How to reach Telegram, None without a token."""
    if settings.telegram_bot_token is None:
        return None
    from adapters.platforms.telegram import Access

    secret = settings.telegram_webhook_secret
    return Access(
        settings.telegram_bot_token.get_secret_value(),
        base_url=settings.telegram_base_url or "",
        webhook_url=settings.telegram_webhook_url or "",
        webhook_secret=secret.get_secret_value() if secret else "",
        mini_app_url=_mini_app(settings),
        upload_seconds=settings.telegram_upload_seconds,
    )


def _mini_app(settings: Settings) -> str:
    """Where the gallery opens within Telegram, which takes https alone."""
    address = settings.public_url or ""
    return f"{address.rstrip('/')}/mini" if settings.web_door and address.startswith("https://") else ""


def discord_access(settings: Settings) -> "DiscordAccess | None":
    """How to reach Discord, None without a token."""
    if settings.discord_bot_token is None:
        return None
    from adapters.platforms.discord import Access

    return Access(
        settings.discord_bot_token.get_secret_value(),
        api_url=settings.discord_api_url or "",
        gateway_url=settings.discord_gateway_url or "",
        file_bytes=int(settings.discord_file_megabytes * 1_000_000),
        hears_mentions=settings.discord_hears_mentions,
        shards=settings.discord_shards,
    )


def _telegram(
    settings: Settings, store: "SqlStore", room: "RenderHost", stack: AsyncExitStack
) -> "Telegram | None":
    access = telegram_access(settings)
    if access is None:
        return None
    from adapters.platforms.telegram import Telegram

    made = Telegram(access, store, hands_of(room), settings.data_dir / "telegram", rewording_of(store))
    stack.push_async_callback(made.close)
    return made


def _discord(
    settings: Settings, store: "SqlStore", room: "RenderHost", link: "Link | None", stack: AsyncExitStack
) -> "Discord | None":
    access = discord_access(settings)
    if access is None:
        return None
    from adapters.platforms.discord import Discord

    async def board(job_id: str) -> str:
        job = await store.job(job_id)
        return outline(job.storyboard) if job is not None and job.storyboard is not None else ""

    made = Discord(
        access,
        store,
        settings.data_dir / "discord",
        room.fit,
        link,
        board,
        clock=store.clock,
        rewording=rewording_of(store),
    )
    stack.push_async_callback(made.close)
    return made


def rewording_of(store: "SqlStore") -> Rewording:
    """How a platform's own words are put into the language that somebody keeps, else their app's."""

    async def kept(requester: str) -> str:
        try:
            return (await store.requester(requester)).language
        except StudioError:
            # What is said matters more than in which language.
            return ""

    return Rewording(reworded, kept)


def linker(settings: Settings, signer: "Signer") -> Link | None:
    """Where a job's reel can be fetched for some hours, if there is a door to the outside."""
    if not settings.public_url or not settings.web_door:
        return None
    door = settings.public_url.rstrip("/")

    def link(job_id: str) -> str:
        name = f"{job_id}.mp4"
        return f"{door}/files/{signer.file(name)}/{name}"

    return link


def hands_of(room: "RenderHost") -> "Hands":
    """What Telegram needs of the cutting room; a cover that lies beside the reel is not drawn again."""
    from adapters.platforms.telegram import Hands, Pictures

    async def photograph(reel: Path) -> Pictures:
        beside = reel.with_suffix(".cover.jpg"), reel.with_suffix(".thumb.jpg")
        if pictures := await asyncio.to_thread(_read, *beside):
            return pictures
        # A reel from before covers were kept, or one that was only handed in.
        with tempfile.TemporaryDirectory() as folder:
            cover, thumbnail = Path(folder) / "cover.jpg", Path(folder) / "thumbnail.jpg"
            await room.still(reel, None, _COVER, cover)
            await room.still(reel, None, _THUMBNAIL, thumbnail, _THUMBNAIL_BYTES)
            return Pictures(
                await asyncio.to_thread(cover.read_bytes), await asyncio.to_thread(thumbnail.read_bytes)
            )

    def _read(cover: Path, thumbnail: Path) -> Pictures | None:
        """The pictures that the cutting room has left beside the reel."""
        try:
            return Pictures(cover.read_bytes(), thumbnail.read_bytes())
        except FileNotFoundError:
            return None

    return Hands(photograph, room.fit)


async def _alone(holder: Holder, listen: Callable[[], Awaitable[None]]) -> None:
    """Telegram gives each piece of news to one process only, so one at a time asks for it."""
    await holder.hold([platform_names.TELEGRAM], lambda _: listen())


async def _until_it_stops(listening: Awaitable[None]) -> None:
    """A platform that an operator must look at is said and left; a fault of ours ends everything."""
    try:
        await listening
    except Misconfigured as trouble:
        log.error("%s The platform is stopped, and no other.", trouble.message)
