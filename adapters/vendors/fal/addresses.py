"""Which addresses may be asked, and which of them may see the key."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from adapters.wire.addresses import is_https_under, origin
from core.ports import Ticket

_FAL = (".fal.run", ".falrun.com")
"""FAL's own queue hosts; falrun.com is its spare domain (fal_client 1.0.3)."""
_MEDIA = (".fal.media", ".storage.googleapis.com")
"""Where clips lie, without a key (FAL's model pages, 2026)."""


class Addresses:
    """The queue's addresses, kept safe: a key goes to the queue's own host or to FAL, nowhere else."""

    def __init__(self, queue_url: str) -> None:
        self.queue = queue_url.rstrip("/")
        self._origin = origin(self.queue)

    def ticket(self, model: str, request_id: str, answer: Mapping[str, Any] | None = None) -> Ticket:
        """What to ask again with. FAL's own addresses are kept where they may be, else rebuilt.

        A gateway may hand on answers that point past it, to FAL; whoever set a gateway expects
        every call to go through it.
        """
        # Sub-paths belong to submitting only: `owner/app/sub` is asked after as `owner/app`.
        here = f"{self.queue}/{'/'.join(model.split('/')[:2])}/requests/{quote(request_id, safe='')}"
        rebuilt = {"response_url": here, "status_url": f"{here}/status", "cancel_url": f"{here}/cancel"}
        given = {name: str((answer or {}).get(name, "")) for name in rebuilt}
        kept = given if all(self.may_see_key(url) for url in given.values()) else rebuilt
        return {"request_id": request_id, **kept}

    def may_see_key(self, url: str) -> bool:
        """Whether an address is the queue's own; behind the public address, any of FAL's."""
        return origin(url) == self._origin or (self._is_fal(self.queue) and self._is_fal(url))

    def may_have_clip(self, url: str) -> bool:
        """Whether footage may be fetched from there."""
        return origin(url) == self._origin or is_https_under(url, _MEDIA)

    @staticmethod
    def _is_fal(url: str) -> bool:
        return is_https_under(url, _FAL)
