"""Orders shots from Stability: a still is made from the prompt, and the still is set in motion."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

import httpx
from PIL import Image, ImageOps, UnidentifiedImageError

from adapters.wire import verdicts
from adapters.wire.line import Line
from adapters.wire.pictures import Pictures, nowhere, read
from adapters.wire.renderer import HttpRenderer
from adapters.wire.verdicts import Words, body
from core.errors import Failed, Misconfigured, Refused, StudioError, Unclear
from core.ports import Filming, Finished, Order, RenderState, Ticket
from core.reel.catalogue import CATALOGUE, Model
from core.reel.model import VERTICAL

BASE_URL = "https://api.stability.ai"
_WORDS = Words("STABILITY_API_KEY", "STABILITY_BASE_URL")
_FILTERED = "CONTENT_FILTERED"
_STILLS = 32
_SEED_LIMIT = 2**32 - 1


class StabilityRenderer(HttpRenderer):
    """Stability as a Renderer. An order is two paid calls, and the intent of the studio covers both.

    A still whose motion was surely not ordered is kept for the next try, so that it is paid for once;
    a restart in between forgets it, and the three cents with it.
    """

    vendor = "stability"

    def __init__(
        self,
        key: str,
        base_url: str = BASE_URL,
        *,
        http: httpx.AsyncClient | None = None,
        catalogue: Mapping[str, Model] = CATALOGUE,
        submit_seconds: float = 75.0,
        ask_seconds: float = 30.0,
        pictures: Pictures = nowhere,
    ) -> None:
        def line(client: httpx.AsyncClient) -> Line:
            return Line(client, _WORDS, key.strip(), order_seconds=submit_seconds, ask_seconds=ask_seconds)

        super().__init__(
            line,
            base_url,
            http=http,
            catalogue=catalogue,
            clip_headers={"Accept": "video/*"},
            pictures=pictures,
        )
        self._motion = f"{self._base}/v2beta/image-to-video"
        self._stills: dict[str, bytes] = {}

    async def submit(self, order: Order, render_id: str) -> Ticket:
        """Order a still, then its motion: two POSTs, and two bills. A picture saves the first."""
        model = self._model(order)
        still = self._stills.get(render_id) or await self._still(order, model)
        self._keep(render_id, still)
        reply = await self._line.order(
            self._motion,
            files={model.start_image: ("still.png", still, "image/png")},
            data={"seed": str(order.seed % _SEED_LIMIT)} if model.has_seed else {},
        )
        if (verdict := _of_order(reply)) is not None:
            raise verdict
        del self._stills[render_id]
        ticket = body(reply).get("id")
        if not isinstance(ticket, str) or not ticket:
            raise Unclear(verdicts.LOST_ANSWER)
        return {"id": ticket}

    async def check(self, ticket: Ticket) -> RenderState:
        """Ask once where the order stands."""
        url = f"{self._motion}/result/{ticket['id']}"
        reply = await self._line.ask(url, headers={"Accept": "application/json"})
        if (verdict := verdicts.of_question(reply, _WORDS)) is not None:
            raise verdict
        if reply.status_code == 202:
            return Filming()
        if body(reply).get("finish_reason") == _FILTERED:
            raise Refused(verdicts.FLAGGED)
        return Finished(url)

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:  # noqa: ARG002 (the port's)
        """Stability does not list its orders, so a lost one stays lost. Always raises Unclear."""
        raise Unclear(verdicts.NOT_TOLD)

    async def cancel(self, ticket: Ticket) -> bool:  # noqa: ARG002 (the port's)
        """Stability takes nothing back. Always False."""
        return False

    async def ping(self) -> str:
        """Say whether Stability answers and takes the key, and what credit is left. Orders nothing."""
        reply = await self._line.ask(f"{self._base}/v1/user/balance")
        if (verdict := verdicts.of_question(reply, _WORDS)) is not None:
            raise Misconfigured(_WORDS.no_address) if isinstance(verdict, Failed) else verdict
        credit = body(reply).get("credits")
        left = f" Credit left: {credit:.0f} credits." if isinstance(credit, int | float) else ""
        return f"Stability answers and accepts the key; its video service is legacy.{left}"

    async def _still(self, order: Order, model: Model) -> bytes:
        """The still that is set in motion, of the size that can be: the picture we have, or one ordered."""
        if order.start_image is not None:
            return await _of_size(await read(order.start_image, self._pictures), model)
        form = {"prompt": order.prompt, "aspect_ratio": VERTICAL, "output_format": "png"}
        if model.has_seed:
            form["seed"] = str(order.seed % _SEED_LIMIT)
        if order.negative_prompt:
            form["negative_prompt"] = order.negative_prompt
        reply = await self._line.order(
            f"{self._base}/v2beta/stable-image/generate/core",
            files={name: (None, text) for name, text in form.items()},
            headers={"Accept": "image/*"},
        )
        if (verdict := _of_order(reply)) is not None:
            raise verdict
        if reply.headers.get("finish-reason") == _FILTERED:
            raise Refused(verdicts.FLAGGED)
        return await _of_size(reply.content, model)

    def _keep(self, render_id: str, still: bytes) -> None:
        self._stills[render_id] = still
        while len(self._stills) > _STILLS:
            del self._stills[next(iter(self._stills))]


def _of_order(reply: httpx.Response) -> StudioError | None:
    """Stability answers 403 to what its filter refuses as well as to a bad account; the name tells."""
    if body(reply).get("name") in ("content_moderation", "content_filtered"):
        return Refused(verdicts.FLAGGED)
    return verdicts.of_order(reply, _WORDS)


async def _of_size(picture: bytes, model: Model) -> bytes:
    width, _, height = model.size.partition("x")
    return await asyncio.to_thread(_fitted, picture, (int(width), int(height)))


def _fitted(picture: bytes, size: tuple[int, int]) -> bytes:
    try:
        with Image.open(BytesIO(picture)) as still:
            fitted = ImageOps.fit(still.convert("RGB"), size)
    except (UnidentifiedImageError, OSError) as error:
        raise Failed(verdicts.UNREADABLE, billed=True) from error
    png = BytesIO()
    fitted.save(png, "PNG")
    return png.getvalue()
