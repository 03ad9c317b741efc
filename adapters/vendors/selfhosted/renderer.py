"""Orders shots from a server that speaks `/v1/videos`; clips cost nothing there."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

import httpx

from adapters.wire import verdicts
from adapters.wire.addresses import is_https_under
from adapters.wire.line import Line
from adapters.wire.pictures import KIND, Pictures, nowhere, read
from adapters.wire.renderer import HttpRenderer
from adapters.wire.verdicts import Words, body
from core.errors import Failed, Misconfigured, Refused, StudioError, Unavailable, Unclear
from core.ports import Filming, Finished, Order, RenderState, Ticket, Waiting
from core.reel.catalogue import CATALOGUE, Model

_WORDS = Words("SELFHOSTED_VIDEO_API_KEY", "SELFHOSTED_VIDEO_BASE_URL")
_PAGES = 20
_SKEW_SECONDS = 10
_FLAGS = ("moderation_blocked", "content_policy_violation")


class SelfHostedRenderer(HttpRenderer):
    """A video server of one's own as a Renderer.

    `model` is sent as the model's name; vLLM-Omni refuses any but its own, so empty sends none.
    """

    vendor = "selfhosted"

    def __init__(
        self,
        base_url: str,
        key: str | None = None,
        model: str = "",
        *,
        http: httpx.AsyncClient | None = None,
        catalogue: Mapping[str, Model] = CATALOGUE,
        submit_seconds: float = 75.0,
        ask_seconds: float = 30.0,
        pictures: Pictures = nowhere,
    ) -> None:
        def line(client: httpx.AsyncClient) -> Line:
            return Line(client, _WORDS, key, order_seconds=submit_seconds, ask_seconds=ask_seconds)

        root = base_url.rstrip("/").removesuffix("/v1")
        # Servers may keep their clips in a cloud; whoever runs them says where.
        super().__init__(
            line,
            root,
            http=http,
            catalogue=catalogue,
            may_fetch=lambda url: is_https_under(url, ("",)),
            pictures=pictures,
        )
        self._name = model
        self._videos = f"{self._base}/v1/videos"

    async def submit(self, order: Order, render_id: str) -> Ticket:  # noqa: ARG002 (the protocol takes no id of ours)
        """Order one clip with one POST."""
        form: dict[str, Any] = {name: (None, text) for name, text in self._form(order).items()}
        if order.start_image is not None:
            picture = await read(order.start_image, self._pictures)
            form[self._model(order).start_image] = ("picture.jpg", picture, KIND)
        # Always as multipart: vLLM-Omni reads nothing else.
        reply = await self._line.order(self._videos, files=form)
        if reply.status_code == 400 and "error" not in body(reply):
            # "Model mismatch" is the one 400 that vLLM-Omni gives before it looks at the form.
            raise Misconfigured(_WORDS.no_model)
        if (verdict := verdicts.of_order(reply, _WORDS)) is not None:
            raise verdict
        video = body(reply).get("id")
        if not isinstance(video, str) or not video:
            raise Unclear(verdicts.LOST_ANSWER)
        return {"id": video}

    async def check(self, ticket: Ticket) -> RenderState:
        """Ask once where the order stands."""
        video = await self._video(ticket)
        match video.get("status"):
            case "queued":
                return Waiting()
            case "in_progress":
                return Filming()
            case "completed":
                url = video.get("url")
                return Finished(url if isinstance(url, str) and url else f"{self._url(ticket)}/content")
            case "failed":
                raise _failure(video)
            case "deleted":
                raise Failed(verdicts.CALLED_OFF)
        raise Unavailable(verdicts.UNREADABLE)

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:  # noqa: ARG002 (the protocol takes no id of ours)
        """Look through the server's list, by prompt.

        Its None can be trusted: the servers list whatever they have, and forget it all at a restart.
        """
        async for video in self._listed():
            made = video.get("created_at")
            if not isinstance(made, int | float):
                raise Unclear(verdicts.NOT_TOLD)
            if made < since.timestamp() - _SKEW_SECONDS:
                continue
            if "prompt" not in video:
                raise Unclear(verdicts.NOT_TOLD)
            if video["prompt"] == order.prompt:
                return {"id": str(video.get("id"))}
        return None

    async def cancel(self, ticket: Ticket) -> bool:
        """Delete the order. Nothing is ever charged, so what is gone is as good as never made."""
        reply = await self._line.ask(self._url(ticket), method="DELETE")
        if reply.status_code == 404:
            return True
        if (verdict := verdicts.of_question(reply, _WORDS)) is not None:
            raise verdict
        return True

    async def ping(self) -> str:
        """Say whether the server answers, takes the key, and has the model."""
        reply = await self._line.ask(self._videos, params={"limit": "1"})
        if (verdict := verdicts.of_question(reply, _WORDS)) is not None:
            raise Misconfigured(_WORDS.no_address) if isinstance(verdict, Failed) else verdict
        return f"Your video server answers.{await self._lack()}"

    async def _lack(self) -> str:
        """What to say when the server lists its models and ours is not one; not every server has a list."""
        reply = await self._line.ask(f"{self._base}/v1/models") if self._name else None
        listed = body(reply).get("data") if reply is not None and reply.is_success else None
        if not isinstance(listed, list):
            return ""
        names = [str(one.get("id")) for one in listed if isinstance(one, dict)]
        return "" if self._name in names else f" It does not list {self._name}, the SELFHOSTED_VIDEO_MODEL."

    def _form(self, order: Order) -> dict[str, str]:
        model = self._model(order)
        told = {"prompt": order.prompt, "size": model.size, "seconds": str(model.duration(order.seconds))}
        if self._name:
            told["model"] = self._name
        if model.negative_limit:
            told["negative_prompt"] = order.negative_prompt
        if model.has_seed:
            told["seed"] = str(order.seed)
        return told | {name: str(value) for name, value in model.sends.items()}

    async def _video(self, ticket: Ticket) -> dict[str, Any]:
        """The order as the server sees it. vLLM-Omni tells of a failed one with an error's status."""
        reply = await self._line.ask(self._url(ticket))
        video = body(reply)
        # Not every server of this kind says what kind of object it answers with.
        if video.get("object") == "video" or (reply.is_success and "status" in video):
            return video
        if reply.status_code in (404, 410):
            # Orders live in the server's memory: a restart forgets them, and costs nothing.
            raise Failed(verdicts.TOO_LATE)
        raise verdicts.of_question(reply, _WORDS) or Unavailable(verdicts.UNREADABLE)

    async def _listed(self) -> AsyncIterator[dict[str, Any]]:
        """Everything the server has, the newest first. Raises Unclear when it does not say, Unavailable."""
        query = {"limit": "100", "order": "desc"}
        for _ in range(_PAGES):
            try:
                reply = await self._line.ask(self._videos, params=query)
            except Misconfigured as error:
                raise Unclear(verdicts.NOT_TOLD) from error
            if verdicts.is_down(reply):
                raise Unavailable(verdicts.UNREACHABLE)
            listed = body(reply)
            items = listed.get("data")
            if reply.status_code != 200 or not isinstance(items, list):
                raise Unclear(verdicts.NOT_TOLD)
            for item in items:
                if isinstance(item, dict):
                    yield item
            if not listed.get("has_more") or not items:
                return
            query["after"] = str(items[-1]["id"])
        raise Unclear(verdicts.NOT_TOLD)

    def _url(self, ticket: Ticket) -> str:
        return f"{self._videos}/{ticket['id']}"


def _failure(video: Mapping[str, Any]) -> StudioError:
    error = video.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return Refused(verdicts.FLAGGED) if code in _FLAGS else Failed(verdicts.BROKE_DOWN)
