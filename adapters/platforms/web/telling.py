"""Webhooks out: hooks are told that reels ended, signed, for a day if need be, and never an inner address."""

import asyncio
import hashlib
import hmac
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from logging import getLogger
from urllib.parse import urlsplit

import httpx

from core.clock import Clock
from core.door import Call, Hooks
from core.errors import StudioError
from core.reel.job import Job

log = getLogger(__name__)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]

SIGNATURE = "Nichereel-Signature"
_PAUSES = tuple(timedelta(seconds=s) for s in (10, 30, 60, 300, 900, 3600, 7200, 14400))
_GIVE_UP = timedelta(days=1)
_AT_ONCE = 20
_SECONDS = 10.0
_TROUBLED = 30.0
_LATEST_LOOK = 60.0
_EMBEDDED = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether an address is out there, and not this machine, its network, or one of these in disguise."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _EMBEDDED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


async def resolve(host: str, port: int) -> Sequence[Address]:
    """All addresses of a name. Raises OSError."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError("no name of a machine") from error
    return [_address(each[4]) for each in found]


def _address(found: tuple[object, ...]) -> Address:
    return ipaddress.ip_address(str(found[0]).partition("%")[0])


def is_hook_url(url: str) -> bool:
    """Whether an address can be told anything at all: https, a name, nothing secret in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    is_plain = parts.username is None and parts.password is None and not parts.fragment
    return parts.scheme == "https" and bool(parts.hostname) and is_plain and port != 0


def leads_inside(url: str) -> bool:
    """Whether an address names a machine by a number that is not public; names are judged when called."""
    try:
        numbers = socket.getaddrinfo(urlsplit(url).hostname, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return False
    return not all(is_public(_address(each[4])) for each in numbers)


def sign(secret: str, at: int, body: str) -> str:
    """What a hook checks: HMAC-SHA256 over the time (seconds since 1970), a dot and the body."""
    digest = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Teller:
    """Tells hooks what is due. The address that was judged is the one that is connected to."""

    def __init__(
        self,
        hooks: Hooks,
        clock: Clock,
        *,
        find: Resolve = resolve,
        may_call: Callable[[Address], bool] = is_public,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._hooks = hooks
        self._clock = clock
        self._find = find
        self._may_call = may_call
        self._http = httpx.AsyncClient(
            verify=trust or ssl.create_default_context(),
            timeout=_SECONDS,
            follow_redirects=False,
            trust_env=False,
        )
        self._rang = asyncio.Event()

    def watch(self, job: Job, percent: int | None) -> None:
        """A job changed: when it ended, there may be something to tell."""
        del percent
        if not job.stage.is_open:
            self._rang.set()

    async def run(self) -> None:
        """Tell until cancelled."""
        try:
            while True:
                self._rang.clear()
                wait = await self._round()
                try:
                    async with asyncio.timeout(wait):
                        await self._rang.wait()
                except TimeoutError:
                    continue
        finally:
            await self._http.aclose()

    async def tell_due(self) -> int:
        """Tell what is due now; how many calls that were. Raises StudioError."""
        calls = await self._hooks.due(self._clock(), _AT_ONCE)
        await asyncio.gather(*(self._tell(call) for call in calls))
        return len(calls)

    async def _round(self) -> float:
        """Seconds until there may be something to do."""
        try:
            while await self.tell_due():
                pass
            due = await self._hooks.next_due()
        except StudioError as trouble:
            log.warning("Hooks cannot be told just now: %s", trouble.message)
            return _TROUBLED
        if due is None:
            return _LATEST_LOOK
        return min(_LATEST_LOOK, max(0.0, (due - self._clock()).total_seconds()))

    async def _tell(self, call: Call) -> None:
        if await self._is_taken(call):
            await self._hooks.told(call)
            return
        now = self._clock()
        again = now + _PAUSES[min(call.tries, len(_PAUSES) - 1)]
        await self._hooks.later(call, again if again - call.opened_at <= _GIVE_UP else None)

    async def _is_taken(self, call: Call) -> bool:
        try:
            async with asyncio.timeout(_SECONDS):
                reply = await self._post(call)
        except (OSError, httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            return False
        return reply is not None and reply.is_success

    async def _post(self, call: Call) -> httpx.Response | None:
        """None for an address that may not be called."""
        url = httpx.URL(call.hook.url)
        port = url.port or 443
        found = await self._find(url.host, port)
        if not found or not all(map(self._may_call, found)):
            return None
        at = int(self._clock().timestamp())
        headers = {
            "Host": url.netloc.decode("ascii"),
            "Content-Type": "application/json",
            "User-Agent": "Nichereel",
            SIGNATURE: sign(call.hook.secret, at, call.body),
        }
        request = self._http.build_request(
            "POST",
            url.copy_with(host=str(found[0]), port=port),
            content=call.body,
            headers=headers,
            extensions={"sni_hostname": url.host},
        )
        reply = await self._http.send(request, stream=True)
        # What it says does not matter, and might have no end.
        await reply.aclose()
        return reply
