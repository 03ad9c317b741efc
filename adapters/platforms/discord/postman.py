"""The way back to Discord: one message for each job, which tells how it is doing and becomes the reel.

A message is changed rather than sent, since that may be repeated: by the interaction's token while it
lives, then by the bot's own right. Only where neither goes something is sent: to the channel with a call,
else as a direct message.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from logging import getLogger
from pathlib import Path

from discord.utils import time_snowflake

from adapters.platforms.discord.buttons import buttons
from adapters.platforms.discord.cards import Card, Film
from adapters.platforms.discord.memory import Memory, Post, Sending
from adapters.platforms.discord.pen import Pen
from adapters.platforms.discord.place import Place, place_of
from adapters.platforms.discord.troubles import Gone
from core.errors import Failed, Refused, StudioError, Unavailable, Unclear
from core.ports import Delivery, Footage
from core.talk import Choice, Rewording

log = getLogger(__name__)

Fit = Callable[[Path, int, Path], Awaitable[Footage]]
"""Encodes a reel anew into a file of at most so many bytes. Raises Unavailable, Failed, Misconfigured."""

Board = Callable[[str], Awaitable[str]]
"""The storyboard of a job in short, its title first; empty before there is one. Raises StudioError."""

_REMEMBERED = 10_000
_CLOCKS_DIFFER = timedelta(seconds=10)
"""So much Discord's clock and ours may differ, when we look for what was posted since."""
_READY = "Your reel is ready."
_ENDED = "This reel has come to an end, see above."
_NOT_TAKEN = "Discord does not take the reel here. It is kept: /reels lists it."
_LINKED = "Here is the link to it."
_KEPT = "The reel is kept: /reels lists it."
_CLOSED = "There is no way to this place on Discord any more."
_MAYBE = "Discord did not say whether the reel arrived, and it cannot be sent twice."


@dataclass(slots=True)
class News:
    """What a progress message should say next, and who is about to say it."""

    place: Place
    text: str
    choices: tuple[Choice, ...] = ()
    told: str = ""
    board: str = ""
    at: float = float("-inf")
    is_writing: bool = False
    teller: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Bag:
    """What is under way: news of open jobs, and jobs whose last word has begun to go out."""

    news: dict[str, News] = field(default_factory=dict)
    ended: dict[str, None] = field(default_factory=dict)

    def of(self, job_id: str, first: News) -> News:
        """The news of a job; of very many, those are forgotten that nobody is about to tell."""
        if job_id not in self.news and len(self.news) >= _REMEMBERED:
            self.news = {known: news for known, news in self.news.items() if news.teller is not None}
        return self.news.setdefault(job_id, first)

    def end(self, job_id: str) -> News | None:
        """The last word goes out: what was not told yet is not needed any more."""
        self.ended[job_id] = None
        if len(self.ended) > _REMEMBERED:
            self.ended.pop(next(iter(self.ended)))
        return self.news.pop(job_id, None)


class Postman:
    """Fills `core.ports.Messenger`. `pace` is how many seconds lie between two edits.

    Without `fit`, a reel that is too large is linked to, or kept. `link` gives the address at which a
    job's reel can be fetched, None when there is no such door. `board` is shown while a reel is made.
    """

    def __init__(
        self,
        pen: Pen,
        memory: Memory,
        pace: float,
        fit: Fit | None = None,
        link: Callable[[str], str] | None = None,
        board: Board | None = None,
        rewording: Rewording | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._pen = pen
        self._memory = memory
        self._pace = pace
        self._fit = fit
        self._link = link
        self._board = board
        self._rewording = rewording or Rewording()
        self._pause = pause
        self._bag = Bag()

    async def close(self) -> None:
        """Forget the news; what matters is in the storage."""
        tellers = [news.teller for news in self._bag.news.values() if news.teller is not None]
        for teller in tellers:
            teller.cancel()
        await asyncio.gather(*tellers, return_exceptions=True)

    async def announce(self, job_id: str, place: Place, post: Post) -> None:
        """The message about a job is posted: from now on it tells how the job is doing."""
        await self._memory.keep_post(job_id, post)
        if (news := self._bag.news.get(job_id)) is not None:
            news.place = place
            self._set_out(job_id, news)

    async def report(self, address: str, job_id: str, text: str, choices: tuple[Choice, ...] = ()) -> None:
        """Change the message in a while; only the latest news is told, and none once the job has ended."""
        if job_id in self._bag.ended:
            return
        news = self._bag.of(job_id, News(place_of(address), text))
        news.text, news.choices = text, choices
        self._set_out(job_id, news)

    async def deliver(self, address: str, delivery: Delivery) -> str:
        """Turn the message about the job into the reel, or send it, by the first way that is open."""
        await self._end(delivery.key)
        place, post = place_of(address), await self._memory.post(delivery.key)
        async with self._card(place, delivery) as card:
            try:
                receipt = await self._post(place, post, delivery, card)
            except Failed as trouble:
                if card.film is None:
                    raise
                log.warning("Discord did not take the reel of job %s: %s", delivery.key, trouble)
                receipt = await self._post(place, post, delivery, self._without_reel(card, delivery))
        await self._memory.keep_delivered(delivery.key, receipt)
        return receipt

    async def find(self, address: str, delivery: Delivery) -> str | None:
        """Looks into our notes, then into the channel; what was only changed may be changed again."""
        del address
        if receipt := await self._memory.delivered(delivery.key):
            return receipt
        sending = await self._memory.sending(delivery.key)
        if sending is None:
            return None
        try:
            found = await self._pen.search(sending.channel, sending.after, delivery.key)
        except StudioError as trouble:
            raise Unclear(_MAYBE) from trouble
        return _receipt(sending.channel, found) if found is not None else None

    async def show(self, place: Place, delivery: Delivery, nonce: str, *, as_file: bool) -> None:
        """Show a finished reel again, or offer its file."""
        async with self._card(place, delivery) as card:
            film = replace(card.film, is_plain=as_file) if card.film is not None else None
            await self._pen.answer(place, replace(card, film=film), nonce)

    async def _post(self, place: Place, post: Post | None, delivery: Delivery, card: Card) -> str:
        receipt = await self._change(place, post, card) if post is not None else None
        if receipt is None:
            return await self._send(place, delivery, replace(card, calls=place.user))
        await self._call(place, receipt, delivery)
        return receipt

    async def _end(self, job_id: str) -> None:
        """An edit on its way must not arrive after the reel: one that is being made is waited for."""
        news = self._bag.end(job_id)
        if news is None or news.teller is None:
            return
        if not news.is_writing:
            news.teller.cancel()
        await asyncio.gather(news.teller, return_exceptions=True)

    async def _change(self, place: Place, post: Post, card: Card) -> str | None:
        """The message about the job becomes its last word; None when it cannot be changed any more."""
        try:
            if place.has_token(self._pen.now):
                await self._pen.rewrite_answer(place, card)
                return _receipt(post.channel, post.message)
        except Gone:
            log.info("The token of an interaction died early; the bot's own right is used")
        if not place.lasts:
            return None
        try:
            await self._pen.rewrite(post.channel, post.message, card)
        except Gone:
            return None
        return _receipt(post.channel, post.message)

    async def _send(self, place: Place, delivery: Delivery, card: Card) -> str:
        """Post the last word by itself, and remember before that it was about to be."""
        if place.can_post and not place.is_hidden:
            try:
                return await self._send_to(place.channel, delivery, card, place.message)
            except Gone:
                log.info("The place of job %s is closed; a direct message is tried", delivery.key)
        try:
            door = await self._pen.door_of(place.user)
            return await self._send_to(door, delivery, _veiled(card) if place.is_among_adults else card, None)
        except Gone as trouble:
            raise Refused(_CLOSED) from trouble

    async def _send_to(self, channel: int, delivery: Delivery, card: Card, reply_to: int | None) -> str:
        earlier = await self._memory.sending(delivery.key)
        if earlier is None or earlier.channel != channel:
            after = time_snowflake(self._pen.now - _CLOCKS_DIFFER)
            await self._memory.keep_sending(delivery.key, Sending(channel, after))
        try:
            message = await self._pen.send(channel, card, delivery.key, reply_to)
        except (Unavailable, Gone, Failed):
            await self._memory.keep_sending(delivery.key, None)
            raise
        return _receipt(channel, message)

    async def _call(self, place: Place, receipt: str, delivery: Delivery) -> None:
        """A changed message rings no bell, so a short one does; it may get lost."""
        if not delivery.is_news or not place.lasts or place.is_private:
            return
        words = self._rewording.into(_READY if delivery.reel is not None else _ENDED, delivery.language)
        message = int(receipt.partition("/")[2])
        try:
            card = Card(words, calls=place.user)
            await self._pen.send(place.channel, card, f"call {delivery.key}", message)
        except StudioError:
            log.info("Nobody could be called to job %s", delivery.key)

    @asynccontextmanager
    async def _card(self, place: Place, delivery: Delivery) -> AsyncIterator[Card]:
        """The last word as it fits the place; the smaller reel is thrown away afterwards."""
        made = await buttons(delivery.choices, place.owner, self._memory)
        card = Card(delivery.text, made)
        if delivery.reel is None:
            yield card
            return
        with tempfile.TemporaryDirectory() as folder:
            yield await self._with_reel(place, delivery, card, Path(folder) / f"{delivery.key}.mp4")

    async def _with_reel(self, place: Place, delivery: Delivery, card: Card, smaller: Path) -> Card:
        assert delivery.reel is not None
        size = await asyncio.to_thread(lambda reel: reel.stat().st_size, delivery.reel)
        alt = delivery.text.partition("\n")[0]
        film = Film(delivery.reel, f"{delivery.key}{delivery.reel.suffix}", alt, is_veiled=delivery.is_veiled)
        if size <= place.limit:
            return replace(card, film=film)
        if self._fit is not None:
            try:
                await self._fit(delivery.reel, place.limit, smaller)
                return replace(card, film=replace(film, file=smaller))
            except StudioError as trouble:
                log.warning("The reel of job %s could not be made smaller: %s", delivery.key, trouble)
        link = self._link(delivery.key) if self._link else ""
        return replace(self._ended(card, _too_large(size, place.limit, link), delivery), link=link)

    def _without_reel(self, card: Card, delivery: Delivery) -> Card:
        return replace(self._ended(card, _NOT_TAKEN, delivery), film=None)

    def _ended(self, card: Card, english: str, delivery: Delivery) -> Card:
        """The card with a word of our own at its end."""
        return replace(card, text=f"{card.text}\n\n{self._rewording.into(english, delivery.language)}")

    def _set_out(self, job_id: str, news: News) -> None:
        if news.teller is None and news.text != news.told:
            news.teller = asyncio.create_task(self._tell(job_id, news), name=f"discord news {job_id}")

    async def _tell(self, job_id: str, news: News) -> None:
        """Bring the message up to date, at a bearable pace."""
        loop = asyncio.get_running_loop()
        try:
            while news.text != news.told and (post := await self._memory.post(job_id)) is not None:
                await self._pause(max(0.0, news.at + self._pace - loop.time()))
                news.told, news.at = news.text, loop.time()
                if self._board is not None and not news.board:
                    news.board = await self._board(job_id)
                news.is_writing = True
                await self._edit(news, post)
                news.is_writing = False
        except StudioError as trouble:
            log.debug("News of job %s were not told: %s", job_id, trouble)
        finally:
            news.is_writing, news.teller = False, None

    async def _edit(self, news: News, post: Post) -> None:
        choices = news.choices or post.choices
        place, made = news.place, await buttons(choices, post.owner, self._memory)
        card = Card(post.text, made, board=news.board, state=news.told)
        if place.has_token(self._pen.now):
            await self._pen.rewrite_answer(place, card)
        elif place.lasts:
            await self._pen.rewrite(post.channel, post.message, card)


def _too_large(size: int, limit: int, link: str) -> str:
    large, most = f"{size / 1e6:.1f}", f"{limit / 1e6:.1f}"
    words = f"{large} MB are more than the {most} MB that fit here."
    return f"{words} {_LINKED if link else _KEPT}"


def _veiled(card: Card) -> Card:
    """The card for a place that is not age-restricted, when the reel was made in one that is."""
    return replace(card, film=replace(card.film, is_veiled=True)) if card.film is not None else card


def _receipt(channel: int, message: int) -> str:
    return f"{channel}/{message}"
