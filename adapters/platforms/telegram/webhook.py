"""Updates that Telegram brings: a small door of our own, with a secret that only Telegram was told."""

import asyncio
import hashlib
import hmac
from collections.abc import Sequence
from logging import getLogger
from urllib.parse import urlsplit

from aiohttp import web
from telegram.error import InvalidToken, TelegramError

from adapters.platforms.telegram.line import Line
from adapters.platforms.telegram.polling import Feed
from adapters.platforms.telegram.troubles import REVOKED
from core.errors import Misconfigured

log = getLogger(__name__)

_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_UPDATE_BYTES = 1 << 20
_PORT_TAKEN = "The port for Telegram's webhook is taken. Please set another PORT, or stop who uses it."
_PAUSES = (1, 2, 4, 8, 16, 30)


class Webhook:
    """A door at `port`, reached by Telegram under `url`; without a `secret` one is made of the token."""

    def __init__(self, line: Line, kinds: Sequence[str], url: str, port: int, secret: str = "") -> None:
        self._line = line
        self._kinds = kinds
        self._url = url
        self._port = port
        self._secret = secret or hashlib.sha256(f"webhook {line.token}".encode()).hexdigest()

    async def run(self, feed: Feed) -> None:
        """Listen until cancelled. Raises Misconfigured (the token, the port)."""

        async def take(request: web.Request) -> web.Response:
            if not hmac.compare_digest(request.headers.get(_HEADER, "").encode(), self._secret.encode()):
                return web.Response(status=403)
            try:
                update = await request.json()
            except ValueError:
                return web.Response(status=400)
            if not isinstance(update, dict):
                return web.Response(status=400)
            await feed(update)
            return web.Response()

        app = web.Application(client_max_size=_UPDATE_BYTES)
        app.router.add_post(urlsplit(self._url).path or "/", take)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, port=self._port).start()
            except OSError as error:
                raise Misconfigured(_PORT_TAKEN) from error
            await self._register()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

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
