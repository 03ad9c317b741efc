"""One account on several platforms: codes are offered and told, accounts shared and parted.

Whoever is blocked, or asked for what is not made here, keeps the account that this is counted on
until it is over: nobody walks out of a block.
"""

from datetime import timedelta

from core.books.account import PLAIN
from core.clock import Clock
from core.errors import Refused
from core.people.moderation import Moderation
from core.reel.job import new_id
from core.store import Requester, Store

LINK_LIFE = timedelta(minutes=10)
"""How long a code for sharing an account works."""

_BLOCKED = "Nothing new is taken from you now; until that is over, accounts are neither linked nor parted."
_STRUCK = "You asked for what is not made here; for a day after that, accounts are neither linked nor parted."


class Linking:
    """Shares accounts. Each raises Refused while a block or strikes count for the requester's account."""

    def __init__(self, store: Store, clock: Clock, moderation: Moderation | None = None) -> None:
        self._store = store
        self._clock = clock
        self._moderation = moderation

    async def issue(self, requester: Requester) -> str:
        """A code that lets its owner, on another platform, share this requester's account; it works once."""
        await self._check(requester.account)
        code = new_id()
        await self._store.issue(code, requester.key, self._clock() + LINK_LIFE)
        return code

    async def redeem(self, requester: Requester, code: str) -> str | None:
        """Share the account behind a code; whose it was, None when the code does not work."""
        await self._check(requester.account)
        return await self._store.redeem(code.strip().lower(), requester.key, self._clock())

    async def leave(self, requester: Requester) -> bool:
        """Give the requester an account of their own again; False when it was shared with nobody."""
        await self._check(requester.account)
        return await self._store.leave(requester.key)

    async def _check(self, account: str) -> None:
        block = (await self._store.standings(account)).get(account, PLAIN).block
        if block is not None and block.holds(self._clock()):
            raise Refused(_BLOCKED)
        if self._moderation is not None and await self._moderation.is_minded(account):
            raise Refused(_STRUCK)
