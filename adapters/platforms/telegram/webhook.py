"""Updates that Telegram brings to the web door, with a secret that only Telegram was told."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from logging import getLogger
from urllib.parse import urlsplit

from telegram.error import InvalidToken, TelegramError

from adapters.platforms.telegram.line import Line
from adapters.platforms.telegram.polling import Feed
from adapters.platforms.telegram.troubles import REVOKED
from core.errors import Misconfigured

log = getLogger(__name__)

_HEADER = "x-telegram-bot-api-secret-token"
_PAUSES = (1, 2, 4, 8, 16, 30)


class Webhook:
    """News that Telegram brings to `url`; without a `secret` one is made of the token.

    The door is the house's own: whatever comes in there for us is to be handed to `take`.
    """

    def __init__(self, line: Line, kinds: Sequence[str], url: str, secret: str = "") -> None:
        self._line = line
        self._kinds = kinds
        self._url = url
        self._secret = secret or hashlib.sha256(f"webhook {line.token}".encode()).hexdigest()
        self._feed: Feed | None = None

    @property
    def path(self) -> str:
        """Where Telegram comes to, at our door."""
        return urlsplit(self._url).path or "/"

    async def take(self, _: str, headers: Mapping[str, str], content: bytes) -> int:
        """One update; the answer's status. Whoever does not say the secret is not heard."""
        told = {name.lower(): value for name, value in headers.items()}
        if not hmac.compare_digest(told.get(_HEADER, "").encode(), self._secret.encode()):
            return HTTPStatus.FORBIDDEN
        try:
            update = json.loads(content)
        except ValueError:
            return HTTPStatus.BAD_REQUEST
        if not isinstance(update, dict):
            return HTTPStatus.BAD_REQUEST
        if self._feed is None:
            return HTTPStatus.SERVICE_UNAVAILABLE
        await self._feed(update)
        return HTTPStatus.OK

    async def run(self, feed: Feed) -> None:
        """Listen until cancelled. Raises Misconfigured (the token, the address)."""
        self._feed = feed
        try:
            await self._register()
            await asyncio.Event().wait()
        finally:
            self._feed = None

    async def confirm(self) -> None:
        """Nothing to do: each update was confirmed by our answer. The webhook stays, so none gets lost."""

    async def _register(self) -> None:
        for pause in (*_PAUSES, None):
            try:
                await self._line.set_webhook(
                    self._url, allowed_updates=self._kinds, secret_token=self._secret
                )
                return
            except InvalidToken as error:
                raise Misconfigured(REVOKED) from error
            except TelegramError as error:
                log.warning("Telegram did not take the webhook's address: %s", error)
                if pause is None:
                    raise Misconfigured("Telegram does not take TELEGRAM_WEBHOOK_URL.") from error
                await asyncio.sleep(pause)
