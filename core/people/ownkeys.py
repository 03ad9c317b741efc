"""Vendors that film for somebody's own money: with a key that they entrusted to us.

An order on somebody's own key goes to `vendor@account`. That is its vendor's name wherever it is
kept, so that after a restart its ticket and the account are all that is needed; and no clip of it is
ever mixed up with one that we pay.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from core.ports import Renderer, Writer
from core.reel.job import Shot
from core.reel.render import order_key

_AT = "@"


class Keys(Protocol):
    """The keys that people entrusted to us. Raises Unavailable, Misconfigured."""

    async def has(self, account: str, vendor: str) -> bool:
        """Whether we have a key of this account for that vendor."""
        ...

    async def writer(self, account: str) -> Writer | None:
        """Who writes on the account's own key, None when it has none for that."""
        ...


class Renderers(Mapping[str, Renderer]):
    """Ours by their names, and by `vendor@account` those on people's own keys, who are not counted."""

    def __init__(self, ours: Mapping[str, Renderer], own: Callable[[str, str], Renderer]) -> None:
        self._ours = ours
        self._own = own

    def __getitem__(self, name: str) -> Renderer:
        vendor, _, account = name.partition(_AT)
        return self._own(vendor, account) if account else self._ours[vendor]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ours)

    def __len__(self) -> int:
        return len(self._ours)


def on_own_key(shot: Shot, account: str) -> Shot:
    """The shot ordered on an account's own key, at no cost to us; as it is when there is no such account."""
    if not account:
        return shot
    name = f"{shot.vendor}{_AT}{account}"
    return shot.model_copy(update={"vendor": name, "order_key": order_key(name, shot.order), "price": 0})
