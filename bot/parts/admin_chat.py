"""The chat of those who run the bot: what they should hear is posted there."""

from collections.abc import Awaitable, Callable, Mapping
from logging import getLogger

from adapters.platforms.console import ADDRESS
from bot import platform_names
from bot.settings import Settings
from core.clock import Clock
from core.errors import Misconfigured, StudioError
from core.ports import Delivery, Messenger
from core.reel.job import new_id

log = getLogger(__name__)

_LIMIT = 10_000_000
_NO_CHAT = "ADMIN_CHAT must be telegram:, discord: or console:, and the id of a chat or channel there."


def admin_chat(
    settings: Settings, messengers: Mapping[str, Messenger], clock: Clock
) -> Callable[[str], Awaitable[None]]:
    """Posts words there; into the log where there is no such chat, or it cannot be reached.

    Raises Misconfigured for a chat that cannot be.
    """
    platform, _, chat = settings.admin_chat.partition(":")
    address = _address(platform, chat, clock) if platform else ""
    messenger = messengers.get(platform)

    async def tell(words: str) -> None:
        log.warning("For those who run the bot: %s", words)
        if messenger is None:
            return
        try:
            await messenger.deliver(address, Delivery(f"note-{new_id()}", words))
        except StudioError as trouble:
            log.warning("The chat of those who run the bot cannot be reached: %s", trouble.message)

    return tell


def _address(platform: str, chat: str, clock: Clock) -> str:
    try:
        match platform:
            case platform_names.TELEGRAM:
                from adapters.platforms.telegram.place import Place as Chat

                return Chat(int(chat)).address
            case platform_names.DISCORD:
                from adapters.platforms.discord.place import Place as Channel

                return Channel(int(chat), 0, clock(), _LIMIT, is_private=True).address
            case platform_names.CONSOLE:
                return ADDRESS
    except ValueError as error:
        raise Misconfigured(_NO_CHAT) from error
    raise Misconfigured(_NO_CHAT)
