"""Telegram as a platform: put together here, started and stopped by hand in our own loop."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from logging import getLogger
from pathlib import Path

from telegram.error import InvalidToken, TelegramError

from adapters.platforms.telegram.admins import Admins
from adapters.platforms.telegram.ear import Answer, Ear
from adapters.platforms.telegram.hearing import KINDS, Hearing
from adapters.platforms.telegram.line import PUBLIC, Line, dial
from adapters.platforms.telegram.memory import Memory
from adapters.platforms.telegram.menu import show_page, tell_menu
from adapters.platforms.telegram.pace import Tempo
from adapters.platforms.telegram.pen import Pen
from adapters.platforms.telegram.pictures import fetch
from adapters.platforms.telegram.polling import Polling
from adapters.platforms.telegram.postman import LOCAL_LIMIT, PUBLIC_LIMIT, Hands, Postman
from adapters.platforms.telegram.sharing import JobsOf, Shared, Shelf
from adapters.platforms.telegram.signs import Count, Signs
from adapters.platforms.telegram.stars import KIND, Bank, Cashier, Sales
from adapters.platforms.telegram.troubles import REVOKED, translated
from adapters.platforms.telegram.webhook import Webhook
from core.errors import Misconfigured
from core.ports import Notes
from core.talk import Command, Rewording

log = getLogger(__name__)

_LONGEST_PAUSE = 30.0
_LAST_WORDS_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach Telegram. Without a `webhook_url` it is asked for news, with one it brings them.

    `mini_app_url` is the page that the button beside the input opens, if there is one.
    `base_url` is a Bot API server of one's own, which takes larger files. `upload_seconds` is how
    long Telegram may be silent about an upload, `tempo` how fast we may speak.
    """

    token: str
    base_url: str = ""
    webhook_url: str = ""
    webhook_secret: str = ""
    mini_app_url: str = ""
    upload_seconds: float = 180.0
    tempo: Tempo = field(default_factory=Tempo)


async def ping(access: Access) -> str:
    """One sentence on who answers there. Raises Misconfigured, Unavailable, Unclear."""
    line = _dialled(access)
    try:
        with translated():
            me = await line.get_me()
    finally:
        await line.hang_up()
    return f"@{me.username} answers"


class Telegram:
    """One bot. `postman` fills `core.ports.Messenger` from the start; `run` also listens.

    With a `webhook` the web door hands it what Telegram brings. `bank` fills `core.books.till.Bank`.
    """

    def __init__(
        self, access: Access, notes: Notes, hands: Hands, folder: Path, rewording: Rewording | None = None
    ) -> None:
        self._access = access
        self._rewording = rewording or Rewording()
        self._folder = folder
        self._line = _dialled(access)
        self.bank = Bank(self._line)
        self._sales: Sales | None = None
        self.webhook = (
            Webhook(self._line, (*KINDS, KIND), access.webhook_url, access.webhook_secret)
            if access.webhook_url
            else None
        )
        self._memory = Memory(notes)
        self._pen = Pen(self._line, self._memory, access.upload_seconds)
        limit = LOCAL_LIMIT if access.base_url else PUBLIC_LIMIT
        self.postman = Postman(self._pen, self._memory, hands, folder, access.tempo, limit, self._rewording)

    def sell(self, sales: Sales) -> None:
        """Take payments in Stars; to be said before `run`."""
        self._sales = sales

    async def run(
        self,
        answer: Answer,
        commands: Sequence[Command],
        jobs_of: JobsOf,
        menu_words: Mapping[str, Mapping[str, str]],
        count: Count | None = None,
        shared: Shared | None = None,
    ) -> None:
        """Listen until cancelled; `count` keeps what nameless crowds show, `shared` who shares which reel.

        Raises Misconfigured when Telegram does not accept the token.
        """
        await self._until_reached(self._line.initialize)
        log.info("Telegram: @%s listens", self._line.bot.username)
        hearing = Hearing(self._line.bot, commands, partial(fetch, self._line))
        shelf, rewording = Shelf(jobs_of, self._memory, shared), self._rewording
        admins = Admins(self._line)
        ear = Ear(
            self._line, answer, hearing, self._pen, self.postman, self._memory, shelf, admins,
            Signs(self._memory, answer, admins, count), rewording,
            Cashier(self._line, self._sales, rewording) if self._sales is not None else None,
        )  # fmt: skip
        menu = asyncio.create_task(self._set_up(commands, menu_words))
        news = await self._news()
        try:
            await news.run(ear.feed)
        finally:
            menu.cancel()
            await asyncio.gather(menu, return_exceptions=True)
            await self._wind_up(news, ear)

    async def close(self) -> None:
        """Hang up. What is to be delivered is delivered in the next life."""
        await self.postman.close()
        await self._pen.close()
        await self._line.hang_up()

    async def _news(self) -> Polling | Webhook:
        if self.webhook is not None:
            return self.webhook
        await self._until_reached(self._line.delete_webhook)
        return Polling(self._line, (*KINDS, KIND))

    async def _set_up(self, commands: Sequence[Command], menu_words: Mapping[str, Mapping[str, str]]) -> None:
        await tell_menu(self._line, commands, menu_words, self._folder)
        if self._access.mini_app_url:
            await show_page(self._line, self._access.mini_app_url)

    async def _wind_up(self, news: Polling | Webhook, ear: Ear) -> None:
        """First nothing new comes in, then what was said is answered."""
        await news.confirm()
        try:
            async with asyncio.timeout(_LAST_WORDS_SECONDS):
                await ear.close()
        except TimeoutError:
            log.warning("Some answers could not be posted any more")

    async def _until_reached(self, call: Callable[[], Awaitable[object]]) -> None:
        """Call until Telegram answers, however long the network is down."""
        pause = 1.0
        while True:
            try:
                await call()
                return
            except InvalidToken as error:
                raise Misconfigured(REVOKED) from error
            except TelegramError:
                log.warning("Telegram cannot be reached; trying again in %.0f s", pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)


def _dialled(access: Access) -> Line:
    return dial(access.token, (access.base_url or PUBLIC).rstrip("/"), access.tempo)
