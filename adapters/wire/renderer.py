"""What renderers that speak plain HTTP have in common: one line, one way to fetch, one catalogue."""

from collections.abc import Callable, Mapping
from pathlib import Path

import httpx

from adapters.wire.addresses import origin
from adapters.wire.footage import Fetcher, fetch
from adapters.wire.line import Line
from adapters.wire.pictures import Pictures, nowhere
from adapters.wire.verdicts import Words
from core.errors import Misconfigured
from core.ports import Order
from core.reel.catalogue import CATALOGUE, Model


class HttpRenderer:
    """The part of a Renderer that is the same at every vendor. Close it with `aclose`.

    The key goes to `base_url`'s own host only; from there clips may always be fetched, from elsewhere
    where `may_fetch` says so. `pictures` is where those lie that clips begin with. An `http` passed in
    is not closed.
    """

    def __init__(
        self,
        line: Callable[[httpx.AsyncClient], Line],
        base_url: str,
        *,
        http: httpx.AsyncClient | None = None,
        catalogue: Mapping[str, Model] = CATALOGUE,
        may_fetch: Callable[[str], bool] = lambda _: False,
        clip_headers: Mapping[str, str] | None = None,
        pictures: Pictures = nowhere,
    ) -> None:
        self._owns_http = http is None
        self._http = http or httpx.AsyncClient(limits=httpx.Limits(max_connections=100))
        self._line, self._base, self._catalogue = line(self._http), base_url.rstrip("/"), catalogue
        self._pictures = pictures
        home = origin(self._base)

        def headers_for(url: str) -> dict[str, str]:
            return {**self._line.auth(), **(clip_headers or {})} if origin(url) == home else {}

        self._fetcher = Fetcher(
            self._http,
            self._line.words,
            lambda url: origin(url) == home or may_fetch(url),
            headers_for,
        )

    async def aclose(self) -> None:
        """Close the connections that are our own."""
        if self._owns_http:
            await self._http.aclose()

    async def download(self, url: str, to: Path) -> None:
        """Fetch footage into the file `to`, whole or not at all."""
        await fetch(self._fetcher, url, to)

    @property
    def _words(self) -> Words:
        return self._line.words

    def _model(self, order: Order) -> Model:
        if (model := self._catalogue.get(order.model)) is None:
            raise Misconfigured(self._words.no_model)
        return model.at(order.resolution)
