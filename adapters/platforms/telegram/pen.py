"""Writing to chats: messages, edits and reels, wherever the chat, the topic and the message are now."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from logging import getLogger
from typing import Any, TypeVar

from telegram import (
    ForceReply,
    InlineKeyboardMarkup,
    LabeledPrice,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, TelegramError

from adapters.platforms.telegram.copying import code, parts_of
from adapters.platforms.telegram.films import (
    UPLOAD_SECONDS,
    Film,
    as_document,
    as_media,
    as_video,
    file_id,
    opened,
    patience,
)
from adapters.platforms.telegram.line import Line
from adapters.platforms.telegram.memory import Memory
from adapters.platforms.telegram.pace import Turn, Weight
from adapters.platforms.telegram.place import Place
from adapters.platforms.telegram.troubles import Gone, translated
from core.books.till import Invoice
from core.errors import StudioError, Unavailable, Unclear

log = getLogger(__name__)

T = TypeVar("T")
Keys = InlineKeyboardMarkup | None
Markup = InlineKeyboardMarkup | ForceReply | None

_CAPTION_LIMIT = 1024
_ACTION_SECONDS = 4.0
_SLOWEST_BYTES_PER_SECOND = 50_000
_UNSURE = "Telegram took too long to say whether the reel arrived."
_USUAL = Turn()
_LEFT_BEHIND = "The message stayed behind when the group moved."
_UNCHANGED = "message is not modified"
_NOTHING = LinkPreviewOptions(is_disabled=True)
_RESULT = Turn(Weight.RESULT)
_FALLBACKS = 3
_STARS, _SHOP = "XTR", "buy"
_PAUSES = (1.0, 3.0, 9.0)
"""Seconds to wait before a text that was surely not sent is sent again."""


class Pen:
    """Writes on one line. Raises only the errors of `core.errors`, and `Stale`."""

    def __init__(self, line: Line, memory: Memory, upload_seconds: float = UPLOAD_SECONDS) -> None:
        self._line = line
        self._memory = memory
        self._upload_seconds = upload_seconds
        self._acts: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Put the pen down."""
        for acting in self._acts:
            acting.cancel()
        await asyncio.gather(*self._acts, return_exceptions=True)

    async def write(
        self,
        place: Place,
        text: str,
        markup: Markup = None,
        turn: Turn = _USUAL,
        copies: Sequence[str] = (),
    ) -> Message:
        """Send a text; a long one in parts, of which the last has the buttons. Returns the last part.

        Whichever of the `copies` are whole in a part can be copied with one tap.
        """
        *parts, last = parts_of(text, copies)
        for part in parts:
            await self._send_text(place, part, None, turn, copies)
        return await self._send_text(place, last, markup, turn, copies)

    async def rewrite(self, chat: int, message: int, text: str, markup: Keys, turn: Turn = _USUAL) -> None:
        """Change a text; may be repeated. Raises Gone."""

        async def edit(place: Place) -> None:
            with _unless_unchanged():
                await self._line.edit_message_text(
                    parts_of(text)[0], place.chat, message,
                    reply_markup=markup, link_preview_options=_NOTHING, rate_limit_args=turn,
                )  # fmt: skip

        await self._reach(Place(chat), edit, may_move=False)

    async def turn_into_film(self, place: Place, message: int, film: Film, markup: Keys) -> str | None:
        """Make a message show this reel; may be repeated, there is one message all the same.

        Returns what Telegram knows the reel by, None when it did not say. Raises Gone.
        """

        async def edit(place: Place) -> str | None:
            changed: Message | bool = True
            with _unless_unchanged(), opened(film.source) as file:
                media, parts = as_media(film, file)
                changed = await self._line.edit_message_media(
                    media, place.chat, message,
                    reply_markup=markup, api_kwargs=parts, rate_limit_args=_RESULT,
                    **patience(film, self._upload_seconds),
                )  # fmt: skip
            return file_id(changed)

        async with self._acting(place):
            return await self._in_time(film, self._reach(place, edit, may_move=False))

    async def picture(self, place: Place, picture: bytes, text: str, markup: Markup, turn: Turn) -> Message:
        """Send a picture with words below it, or just the words where it does not get through."""
        if len(text) > _CAPTION_LIMIT:
            return await self.write(place, text, markup, turn)

        async def send(place: Place) -> Message:
            return await self._line.send_photo(
                place.chat, picture, text, reply_markup=markup, **_where(place), rate_limit_args=turn
            )

        try:
            return await self._reach(place, send)
        except StudioError as trouble:
            log.info("A picture could not be posted: %s", trouble.message)
            return await self.write(place, text, markup, turn)

    async def invoice(self, place: Place, invoice: Invoice) -> Message:
        """Send an invoice in Stars; a forwarded copy of it leads to us, and cannot be paid by itself."""

        async def send(place: Place) -> Message:
            return await self._line.send_invoice(
                place.chat, invoice.title, invoice.words, invoice.payload, _STARS,
                [LabeledPrice(invoice.title, invoice.stars)],
                provider_token="", start_parameter=_SHOP, **_where(place),
            )  # fmt: skip

        return await self._reach(place, send)

    async def send_film(self, place: Place, film: Film, markup: Keys) -> tuple[Message, str | None]:
        """Send a reel as a message of its own; never to be simply repeated."""

        async def send(place: Place) -> Message:
            with opened(film.source) as file:
                return await self._line.send_video(
                    place.chat, file,
                    **as_video(film, self._upload_seconds), **_where(place),
                    reply_markup=markup, rate_limit_args=_RESULT,
                )  # fmt: skip

        async with self._acting(place):
            sent = await self._in_time(film, self._reach(place, send))
        return sent, file_id(sent)

    async def send_file(self, place: Place, film: Film, name: str) -> None:
        """Send a reel as a document, which Telegram leaves as it is."""

        async def send(place: Place) -> Message:
            with opened(film.source, name) as file:
                return await self._line.send_document(
                    place.chat, file, **as_document(film, self._upload_seconds), **_where(place)
                )

        async with self._acting(place):
            await self._in_time(film, self._reach(place, send))

    async def erase(self, chat: int, message: int) -> bool:
        """Take a message away, if that is still possible; whether it was."""
        try:
            return await self._line.delete_message(chat, message)
        except TelegramError:
            return False

    async def _send_text(
        self, place: Place, text: str, markup: Markup, turn: Turn, copies: Sequence[str]
    ) -> Message:
        async def send(place: Place) -> Message:
            return await self._line.send_message(
                place.chat, text, entities=code(text, copies) or None,
                reply_markup=markup, link_preview_options=_NOTHING, **_where(place), rate_limit_args=turn,
            )  # fmt: skip

        for pause in _PAUSES:
            try:
                return await self._reach(place, send)
            except Unavailable:
                await asyncio.sleep(pause)
        return await self._reach(place, send)

    async def _reach(
        self, place: Place, call: Callable[[Place], Awaitable[T]], *, may_move: bool = True
    ) -> T:
        """Call, and when the group has moved, or the message or topic is gone, call again without.

        Messages do not move with their group: without `may_move`, raises Gone.
        """
        with translated():
            for _ in range(_FALLBACKS):
                there = await self._memory.home(place.chat)
                if there != place.chat:
                    if not may_move:
                        raise Gone(_LEFT_BEHIND)
                    place = place.moved(there)
                try:
                    return await call(place)
                except ChatMigrated as moved:
                    await self._memory.keep_move(place.chat, moved.new_chat_id)
                except BadRequest as error:
                    if (other := _without(place, error.message.lower())) is None:
                        raise
                    place = other
            return await call(place)

    async def _in_time(self, film: Film, work: Awaitable[T]) -> T:
        """PTB's time-outs are for each piece; this one is for the whole, slow lines allowed for."""
        size = film.footage.size if film.footage is not None else 0
        try:
            async with asyncio.timeout(2 * self._upload_seconds + size / _SLOWEST_BYTES_PER_SECOND):
                return await work
        except TimeoutError as error:
            raise Unclear(_UNSURE) from error

    @asynccontextmanager
    async def _acting(self, place: Place) -> AsyncIterator[None]:
        """Show that a video is being sent for as long as it is; the sign lasts five seconds."""

        is_done = asyncio.Event()
        self._acts.add(acting := asyncio.create_task(self._act(place, is_done)))
        acting.add_done_callback(self._acts.discard)
        try:
            yield
        finally:
            is_done.set()

    async def _act(self, place: Place, is_done: asyncio.Event) -> None:
        while not is_done.is_set():
            with suppress(TelegramError):
                await self._line.send_chat_action(place.chat, ChatAction.UPLOAD_VIDEO, place.thread)
            with suppress(TimeoutError):
                await asyncio.wait_for(is_done.wait(), _ACTION_SECONDS)


def _without(place: Place, words: str) -> Place | None:
    """The place without what Telegram does not find, None when it is something else."""
    if place.message is not None and "repl" in words and "not found" in words:
        return place.without_reply()
    if place.thread is not None and ("thread not found" in words or "topic_deleted" in words):
        return place.without_thread()
    return None


def _where(place: Place) -> dict[str, Any]:
    """Topic and reply; the message that is answered may be gone by now."""
    where: dict[str, Any] = {}
    if place.thread is not None:
        where["message_thread_id"] = place.thread
    if place.message is not None:
        where["reply_parameters"] = ReplyParameters(place.message, allow_sending_without_reply=True)
    return where


@contextmanager
def _unless_unchanged() -> Iterator[None]:
    """What is there already need not be written again."""
    try:
        yield
    except BadRequest as error:
        if _UNCHANGED not in error.message.lower():
            raise
