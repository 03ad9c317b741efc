"""What Telegram has to tell the bot: a queue that empties only when the bot confirms, polled or posted."""

import asyncio
import copy
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp

from tests.wires.telegram_calls import JSON, Call, Refusal, bad
from tests.wires.telegram_faults import ANSWERS, Fault

_NOT_UNLESS_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}
_LONGEST_POLL = 50
_LONGEST_PAUSE = 2.0


@dataclass(slots=True)
class Hook:
    """Where updates are posted to, and how it went."""

    url: str
    secret: str = ""
    failures: int = 0
    statuses: list[int] = field(default_factory=list)
    """What the receiver answered to each post; 0 where nobody answered."""


class Updates:
    """The bot's mailbox."""

    def __init__(self, now: Callable[[], int]) -> None:
        self.pending: list[JSON] = []
        self.sent: list[JSON] = []
        """Every sound update that was ever put here, in order."""
        self.poisoned: set[int] = set()
        self.hook: Hook | None = None
        self.polls = 0
        self._numbers = itertools.count(100_000_001)
        self._allowed: set[str] = set()
        self._again: list[JSON] = []
        self._repeats = 0
        self._now = now
        self._news = asyncio.Event()
        self._poll: asyncio.Event | None = None
        self._posting: asyncio.Task[None] | None = None

    def put(self, kind: str, content: JSON) -> None:
        """Tell the bot, if it wants to hear of this kind."""
        if kind not in self._allowed if self._allowed else kind in _NOT_UNLESS_ASKED:
            return
        update = copy.deepcopy({"update_id": next(self._numbers), kind: content})
        self.sent.append(update)
        self._queue(update)

    def poison(self) -> None:
        """Put in an update that no library can parse."""
        number = next(self._numbers)
        self.poisoned.add(number)
        self._queue({"update_id": number, "message": {"message_id": "?"}})

    def repeat(self, times: int = 1) -> None:
        """Deliver the next batch again, although it was confirmed."""
        self._repeats = times

    def _queue(self, update: JSON) -> None:
        self.pending.append(update)
        self._news.set()

    def confirm(self, offset: int) -> None:
        """Forget what lies before the offset; a negative one keeps only so many."""
        if offset < 0:
            del self.pending[:offset]
        elif offset > 0:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]

    async def poll(self, call: Call) -> list[JSON]:
        """Answer getUpdates: at once if there is news, else after its time-out. Raises Refusal."""
        if self.hook is not None:
            words = "can't use getUpdates method while webhook is active"
            raise Refusal(409, f"Conflict: {words}; use deleteWebhook to delete the webhook first")
        self.polls += 1
        self._remember(call)
        if self._poll is not None:
            self._poll.set()
        mine = self._poll = asyncio.Event()
        self.confirm(call.number("offset") or 0)
        try:
            await self._wait_for_news(mine, min(call.number("timeout") or 0, _LONGEST_POLL))
        finally:
            if self._poll is mine:
                self._poll = None
        return self._batch(max(1, min(call.number("limit") or 100, 100)))

    def _batch(self, limit: int) -> list[JSON]:
        batch = self._again + self.pending[:limit]
        self._again = []
        if batch and self._repeats:
            self._again, self._repeats = list(batch), self._repeats - 1
        return batch

    async def _wait_for_news(self, replaced: asyncio.Event, seconds: int) -> None:
        """Raises Refusal when another poller takes over."""
        if self.pending or self._again or not seconds:
            return
        self._news.clear()
        waits = [asyncio.create_task(event.wait()) for event in (self._news, replaced)]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()
        if replaced.is_set():
            raise ANSWERS[Fault.CONFLICT]

    def _remember(self, call: Call) -> None:
        """Without a list the last one stays; an empty one means the usual kinds."""
        allowed = call.json("allowed_updates")
        if allowed is not None:
            self._allowed = set(allowed)

    async def set_hook(self, call: Call) -> None:
        """Answer setWebhook. Raises Refusal."""
        url, secret = call.text("url"), call.text("secret_token")
        if url and not url.startswith(("http://", "https://")):
            raise bad("bad webhook: invalid URL specified")
        if secret and not all(c.isascii() and (c.isalnum() or c in "_-") for c in secret):
            raise bad("secret token contains unallowed characters")
        await self.drop_hook(call)
        self._remember(call)
        if url:
            if self._poll is not None:
                self._poll.set()
            self.hook = Hook(url, secret)
            self._posting = asyncio.create_task(self._post(self.hook))

    async def drop_hook(self, call: Call) -> None:
        """Answer deleteWebhook."""
        await self.close()
        if call.flag("drop_pending_updates"):
            self.pending.clear()

    async def close(self) -> None:
        """Stop posting."""
        self.hook = None
        if self._posting is not None:
            self._posting.cancel()
            await asyncio.gather(self._posting, return_exceptions=True)
            self._posting = None

    def hook_info(self) -> JSON:
        """Answer getWebhookInfo."""
        info: JSON = {"has_custom_certificate": False, "pending_update_count": len(self.pending)}
        if self.hook is None:
            return info | {"url": ""}
        if self.hook.failures:
            words = "Wrong response from the webhook"
            info |= {"last_error_date": self._now(), "last_error_message": words}
        return info | {"url": self.hook.url, "allowed_updates": sorted(self._allowed)}

    async def _post(self, hook: Hook) -> None:
        """Post update after update; one that is not taken is posted again, later and later."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(60), headers=headers) as http:
            while True:
                while not (batch := self._batch(1)):
                    self._news.clear()
                    await self._news.wait()
                for update in batch:
                    await self._until_taken(http, hook, update)
                self.pending = [update for update in self.pending if update not in batch]

    async def _until_taken(self, http: aiohttp.ClientSession, hook: Hook, update: JSON) -> None:
        pause = 0.05
        while True:
            status = 0
            try:
                async with http.post(hook.url, json=update, allow_redirects=False) as reply:
                    status = reply.status
            except (aiohttp.ClientError, TimeoutError):
                pass
            hook.statuses.append(status)
            if 200 <= status < 300:
                return
            hook.failures += 1
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
