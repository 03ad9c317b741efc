"""The way back to a chat: one message for each job, which tells how it is doing and becomes the reel."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from logging import getLogger
from pathlib import Path
from typing import Any

from telegram import Message

from adapters.platforms.telegram.films import Film, Pictures, caption
from adapters.platforms.telegram.keyboard import keyboard
from adapters.platforms.telegram.memory import Film as Shown
from adapters.platforms.telegram.memory import Memory, Post
from adapters.platforms.telegram.pace import Stale, Tempo, Turn, Weight
from adapters.platforms.telegram.pen import Keys, Pen
from adapters.platforms.telegram.place import Place, place_of
from adapters.platforms.telegram.troubles import Gone, TooLarge
from core.errors import Misconfigured, StudioError, Unavailable, Unclear
from core.ports import Delivery, Footage
from core.talk import Choice, Rewording

log = getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hands:
    """What the cutting room does for us, outside this process. Raises as it does.

    `photograph` takes the cover and the thumbnail of a reel, `fit` makes it fit into so many bytes.
    """

    photograph: Callable[[Path], Awaitable[Pictures]]
    fit: Callable[[Path, int, Path], Awaitable[Footage]]


PUBLIC_LIMIT = 48_000_000
"""Bytes that surely go through the public server, which takes 50 MB with everything around the file."""
LOCAL_LIMIT = 2_000_000_000

_REMEMBERED = 10_000
_RESULT = Turn(Weight.RESULT)

_READY = "Your reel is ready."
_ENDED = "This reel has come to an end, see above."
_KEPT = "The reel is kept: /reels lists it."
_MAYBE = "Telegram did not say whether the reel arrived, and it cannot be sent twice."


@dataclass(slots=True)
class News:
    """What a progress message should say next, and who is about to say it."""

    text: str
    choices: tuple[Choice, ...] = ()
    told: str = ""
    at: float = 0.0
    teller: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Bag:
    """What is under way: news of open jobs, messages about them, and whose last word has begun to go out."""

    news: dict[str, News] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    ended: dict[str, None] = field(default_factory=dict)

    def of(self, job_id: str, first: News) -> News:
        """The news of a job; of very many, those are forgotten that nobody is about to tell."""
        if job_id not in self.news and len(self.news) >= _REMEMBERED:
            self.news = {known: news for known, news in self.news.items() if news.teller is not None}
        return self.news.setdefault(job_id, first)

    def post(self, job_id: str, post: Post) -> None:
        """A message about a job was posted here."""
        self.posts[job_id] = post
        if len(self.posts) > _REMEMBERED:
            self.posts.pop(next(iter(self.posts)))

    def end(self, job_id: str) -> News | None:
        """The last word goes out: the news of a job that was not told yet is not needed any more."""
        self.ended[job_id] = None
        if len(self.ended) > _REMEMBERED:
            self.ended.pop(next(iter(self.ended)))
        return self.news.pop(job_id, None)


class Postman:
    """Fills `core.ports.Messenger`.

    `limit` is how many bytes the server takes, `folder` is for reels that are made smaller.
    """

    def __init__(
        self,
        pen: Pen,
        memory: Memory,
        hands: Hands,
        folder: Path,
        tempo: Tempo,
        limit: int,
        rewording: Rewording,
    ) -> None:
        self._pen = pen
        self._memory = memory
        self._hands = hands
        self._folder = folder
        self._tempo = tempo
        self._limit = limit
        self._rewording = rewording
        self._calls: set[asyncio.Task[object]] = set()
        self._bag = Bag()

    async def close(self) -> None:
        """Forget the news; what matters is in the storage."""
        tellers = [news.teller for news in self._bag.news.values() if news.teller is not None]
        for task in (*tellers, *self._calls):
            task.cancel()
        await asyncio.gather(*tellers, *self._calls, return_exceptions=True)

    def is_ended(self, job_id: str) -> bool:
        """Whether the last word on a job has begun to go out, so that nothing else is wanted about it."""
        return job_id in self._bag.ended

    async def announce(self, job_id: str, post: Post) -> None:
        """The message about a job is posted: from now on it tells how the job is doing."""
        if self.is_ended(job_id):
            await self._pen.erase(post.chat, post.message)
            return
        self._bag.post(job_id, post)
        await self._memory.keep_post(job_id, post)
        if (news := self._bag.news.get(job_id)) is not None:
            self._set_out(job_id, news)

    def ended(self, job_id: str, receipt: str | None) -> None:
        """The last word on a job went out, maybe from another process, which knew of no message about it.

        A message that was posted here beside it would tell for ever how the job was doing then.
        """
        self._bag.end(job_id)
        post = self._bag.posts.pop(job_id, None)
        if post is not None and receipt and receipt != _receipt(post.chat, post.message):
            self._go(self._pen.erase(post.chat, post.message))

    async def report(self, address: str, job_id: str, text: str, choices: tuple[Choice, ...] = ()) -> None:
        """Change the message in a while; only the latest news is told, and none once the job has ended."""
        del address
        news = self._bag.of(job_id, News(text))
        news.text, news.choices = text, choices
        if not self.is_ended(job_id):
            self._set_out(job_id, news)

    async def deliver(self, address: str, delivery: Delivery) -> str:
        """Turn the message about the job into the reel, which may be repeated; or send it, once."""
        await self._end(delivery.key)
        post = await self._memory.post(delivery.key)
        if post is not None:
            try:
                return await self._change(post, delivery)
            except Gone:
                log.info("The message about job %s is gone; the reel is sent by itself", delivery.key)
        place = place_of(address)
        return await self._send(place, post.owner if post else None, delivery)

    async def find(self, address: str, delivery: Delivery) -> str | None:
        """Raises Unclear only where a message was sent by itself: an edit may be repeated."""
        del address
        if film := await self._memory.film(delivery.key):
            return _receipt(film.chat, film.message)
        if await self._memory.is_sending(delivery.key):
            raise Unclear(_MAYBE)
        return None

    async def show(self, place: Place, owner: int | None, delivery: Delivery) -> None:
        """Send a finished reel again, by what Telegram knows it by where it does."""
        keys = await self._keys(delivery, owner)
        if shown := await self._memory.film(delivery.key):
            known = Film(shown.file_id, None, None, caption(delivery.text)[0], delivery.is_veiled)
            await self._pen.send_film(place, known, keys)
            return
        try:
            async with self._filmed(delivery) as (film, _):
                await self._keep(delivery, place.thread, *await self._pen.send_film(place, film, keys))
        except TooLarge:
            if self._has_learned():
                await self.show(place, owner, delivery)
            else:
                await self._pen.write(place, self._too_large(delivery), keys)

    async def hand_over(self, place: Place, delivery: Delivery) -> None:
        """Send a finished reel as a file, untouched."""
        if delivery.reel is None or self._is_too_large(delivery):
            await self._pen.write(place, self._too_large(delivery))
            return
        film = Film(delivery.reel, delivery.footage, None, caption(delivery.text)[0])
        await self._pen.send_file(place, film, f"{delivery.key}{delivery.reel.suffix}")

    async def _end(self, job_id: str) -> None:
        news = self._bag.end(job_id)
        if news is not None and news.teller is not None:
            # An edit on its way must not arrive after the reel.
            news.teller.cancel()
            await asyncio.gather(news.teller, return_exceptions=True)

    async def _change(self, post: Post, delivery: Delivery) -> str:
        """The message becomes the last word. What is unclear is surely harmless to repeat."""
        keys, rest = await self._keys(delivery, post.owner), ""
        try:
            if delivery.reel is None:
                await self._pen.rewrite(post.chat, post.message, delivery.text, keys, _RESULT)
            else:
                async with self._filmed(delivery) as (film, rest):
                    place = Place(post.chat, post.thread)
                    known = await self._pen.turn_into_film(place, post.message, film, keys)
                if known is not None:
                    shown = Shown(post.chat, post.message, known, post.thread)
                    await self._memory.keep_film(delivery.key, shown)
        except TooLarge:
            if self._has_learned():
                return await self._change(post, delivery)
            return await self._change(post, replace(delivery, reel=None, text=self._too_large(delivery)))
        except Unclear as trouble:
            raise Unavailable(trouble.message) from trouble
        if delivery.is_news:
            to = post.message if post.chat > 0 else post.reply_to or post.message
            words = self._rewording.into(_READY if delivery.reel is not None else _ENDED, delivery.language)
            self._call(Place(post.chat, post.thread, to), f"{words}\n\n{rest}".rstrip())
        return _receipt(post.chat, post.message)

    def _call(self, place: Place, words: str) -> None:
        """An edit rings no bell, so a short message does; it may get lost, and holds nothing up."""

        async def call() -> None:
            try:
                await self._pen.write(place, words)
            except (StudioError, Stale) as trouble:
                log.info("Nobody could be called in %s: %s", place.chat, trouble)

        self._go(call())

    def _go(self, errand: Coroutine[Any, Any, object]) -> None:
        """Have something done that nobody waits for."""
        self._calls.add(task := asyncio.create_task(errand, name="telegram errand"))
        task.add_done_callback(self._calls.discard)

    async def _send(self, place: Place, owner: int | None, delivery: Delivery) -> str:
        """Post the last word by itself, and remember before that it was about to be."""
        keys = await self._keys(delivery, owner)
        await self._memory.keep_sending(delivery.key, is_sending=True)
        try:
            message = await self._sent(place, delivery, keys)
        except (Unavailable, Misconfigured):
            await self._memory.keep_sending(delivery.key, is_sending=False)
            raise
        return _receipt(message.chat.id, message.message_id)

    async def _sent(self, place: Place, delivery: Delivery, keys: Keys) -> Message:
        if delivery.reel is None:
            return await self._pen.write(place, delivery.text, keys, _RESULT)
        try:
            async with self._filmed(delivery) as (film, rest):
                message, known = await self._pen.send_film(place, film, keys)
        except TooLarge:
            if self._has_learned():
                return await self._sent(place, delivery, keys)
            return await self._pen.write(place, self._too_large(delivery), keys, _RESULT)
        await self._keep(delivery, place.thread, message, known)
        if rest:
            self._call(Place(message.chat.id, place.thread, message.message_id), rest)
        return message

    async def _keep(
        self, delivery: Delivery, thread: int | None, message: Message, known: str | None
    ) -> None:
        if known is not None:
            shown = Shown(message.chat.id, message.message_id, known, thread)
            await self._memory.keep_film(delivery.key, shown)

    @asynccontextmanager
    async def _filmed(self, delivery: Delivery) -> AsyncIterator[tuple[Film, str]]:
        """The reel as it can be sent, and what of its words does not fit; made smaller if need be.

        Raises TooLarge.
        """
        assert delivery.reel is not None
        html, rest = caption(delivery.text)
        reel, footage, smaller = delivery.reel, delivery.footage, self._folder / f"{delivery.key}.mp4"
        try:
            if self._is_too_large(delivery):
                reel, footage = smaller, await self._fitted(delivery.reel, smaller)
            yield Film(reel, footage, await self._pictures(delivery.reel), html, delivery.is_veiled), rest
        finally:
            await asyncio.to_thread(smaller.unlink, missing_ok=True)

    async def _fitted(self, reel: Path, smaller: Path) -> Footage:
        try:
            return await self._hands.fit(reel, self._limit, smaller)
        except StudioError as trouble:
            raise TooLarge(trouble.message) from trouble

    async def _pictures(self, reel: Path) -> Pictures | None:
        try:
            return await self._hands.photograph(reel)
        except StudioError as trouble:
            log.warning("A reel goes without its pictures: %s", trouble.message)
            return None

    def _has_learned(self) -> bool:
        """Whether a server that seemed to be our own turned out to take no more than the public one."""
        believed, self._limit = self._limit, PUBLIC_LIMIT
        return believed > PUBLIC_LIMIT

    def _is_too_large(self, delivery: Delivery) -> bool:
        return delivery.footage is not None and delivery.footage.size > self._limit

    def _too_large(self, delivery: Delivery) -> str:
        size = delivery.footage.size // 1_000_000 if delivery.footage else 0
        words = f"{size} MB are more than Telegram lets a bot send here."
        return f"{delivery.text}\n\n{self._rewording.into(f'{words} {_KEPT}', delivery.language)}"

    async def _keys(self, delivery: Delivery, owner: int | None) -> Keys:
        return await keyboard(delivery.choices, owner, self._memory)

    def _set_out(self, job_id: str, news: News) -> None:
        if news.teller is None and news.text != news.told:
            news.teller = asyncio.create_task(self._tell(job_id, news), name=f"telegram news {job_id}")

    async def _tell(self, job_id: str, news: News) -> None:
        """Bring the message up to date, as often as its chat bears it."""
        loop = asyncio.get_running_loop()
        try:
            while news.text != news.told and (post := await self._memory.post(job_id)) is not None:
                await asyncio.sleep(max(0.0, news.at + self._tempo.progress(post.chat) - loop.time()))
                # By the time it may be said there may be something newer to say.
                with suppress(Stale):
                    await self._say(job_id, news, news.text, post)
                    news.at = loop.time()
                if self.is_ended(job_id):
                    return
        except StudioError as trouble:
            log.debug("News of job %s were not told: %s", job_id, trouble.message)
            news.told = news.text
        finally:
            news.teller = None

    async def _say(self, job_id: str, news: News, text: str, post: Post) -> None:
        turn = Turn(Weight.PROGRESS, lambda: self.is_ended(job_id) or news.text != text)
        keys = await keyboard(news.choices or post.choices, post.owner, self._memory)
        await self._pen.rewrite(post.chat, post.message, f"{post.text}\n\n{text}", keys, turn)
        news.told = text


def _receipt(chat: int, message: int) -> str:
    return f"{chat}/{message}"
