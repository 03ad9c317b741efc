"""The way back to the browser: what is to be said is kept, and whoever looks sees it."""

from adapters.platforms.web.tidings import Tidings
from core.clock import Clock
from core.door import ChatLine, Chats
from core.errors import Misconfigured, StudioError, Unavailable, Unclear
from core.ports import Delivery
from core.talk import Choice

PLATFORM = "web"
_NOT_KEPT = "The chat in the browser cannot be kept just now."


class Postman:
    """Fills `core.ports.Messenger`: posted is what is kept, and it is kept once."""

    def __init__(self, chats: Chats, tidings: Tidings, clock: Clock) -> None:
        self._chats = chats
        self._tidings = tidings
        self._clock = clock

    async def deliver(self, address: str, delivery: Delivery) -> str:
        line = ChatLine(
            0,
            delivery.text,
            is_mine=False,
            choices=delivery.choices,
            job_id=delivery.key,
            has_reel=delivery.reel is not None,
            key=delivery.key,
        )
        try:
            number = await self._chats.say(address, line, self._clock())
        except (Unavailable, Misconfigured) as trouble:
            raise Unavailable(_NOT_KEPT) from trouble
        self._tidings.say(address, "")
        return f"{PLATFORM}-{number}"

    async def find(self, address: str, delivery: Delivery) -> str | None:
        try:
            line = await self._chats.find(address, delivery.key)
        except StudioError as trouble:
            raise Unclear(_NOT_KEPT) from trouble
        return f"{PLATFORM}-{line.id}" if line else None

    async def report(
        self,
        address: str,
        job_id: str,  # noqa: ARG002 (the latest is enough)
        text: str,
        choices: tuple[Choice, ...] = (),
    ) -> None:
        """Whoever looks is told; nothing is kept. What can be pressed comes with /status."""
        del choices
        self._tidings.say(address, text)
