"""Who calls at the web door: FAL, which has news of an order. It is looked into, nothing more."""

from collections.abc import Mapping

import httpx

from adapters.vendors.fal.renderer import FalRenderer
from adapters.vendors.fal.webhooks import KEYS_URL, Webhooks
from core.clock import Clock
from core.door import Shelf, Tokens
from core.studio import Studio

_DONE, _FORGED, _UNKNOWN = 200, 403, 404


class FalCaller:
    """Takes FAL's webhooks for `/hooks/fal/<render>`. Close it with `aclose`.

    `user_id` is our account there; without it FAL's word for any account is taken.
    """

    def __init__(
        self,
        renderer: FalRenderer,
        studio: Studio,
        shelf: Shelf,
        tokens: Tokens,
        clock: Clock,
        keys_url: str = KEYS_URL,
        http: httpx.AsyncClient | None = None,
        user_id: str = "",
    ) -> None:
        self._http = http or httpx.AsyncClient(timeout=10)
        self._webhooks = Webhooks(keys_url, http=self._http, clock=clock, user_id=user_id)
        self._renderer = renderer
        self._studio = studio
        self._shelf = shelf
        self._tokens = tokens
        self._clock = clock

    async def __call__(self, render_id: str, headers: Mapping[str, str], content: bytes) -> int:
        """The answer's status. Raises Unavailable when FAL's keys cannot be had, so that FAL comes again."""
        notice = await self._webhooks.read(headers, content)
        if notice is None:
            return _FORGED
        render = await self._shelf.render(render_id)
        if render is None:
            return _UNKNOWN
        # The same notice again, by whomever, does not make us look again; one that we failed to keep does.
        nonce = f"fal/{render_id}/{notice.request_id}"
        if await self._tokens.is_spent(nonce):
            return _DONE
        if notice.is_fresh:
            ticket = self._renderer.ticket(render.order.model, notice.request_id)
            await self._studio.heard(render_id, ticket)
        else:
            await self._studio.look(render.job_id)
        await self._tokens.spend(nonce, self._clock())
        return _DONE

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()
