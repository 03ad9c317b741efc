"""The one place that knows Google's library for interactions: create once, ask, stop.

Slow to import; `omni` does so when the first clip is ordered.
"""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from google import genai
from google.genai import errors, types

# The library has no public name for what interactions raise (3.4.0).
from google.genai._interactions import APIConnectionError, APIError, APIStatusError

from adapters.wire import verdicts
from adapters.wire.verdicts import Words
from core.errors import Failed, Misconfigured, StudioError, Unavailable, Unclear

_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Told:
    """What Google says of an interaction. `codes` are those of its errors."""

    id: str
    status: str
    uri: str
    codes: tuple[str, ...]


class Interactions:
    """A line to Google's interactions."""

    def __init__(
        self,
        key: str,
        base_url: str,
        api_version: str,
        words: Words,
        *,
        order_seconds: float,
        ask_seconds: float,
    ) -> None:
        self._words, self._order_seconds, self._ask_seconds = words, order_seconds, ask_seconds
        # As in `connection`: a client of our own, and no redirects. Unless told, the library sends an
        # interaction up to five times; each may be billed.
        self._http = httpx2.AsyncClient(
            timeout=httpx2.Timeout(order_seconds, connect=10), follow_redirects=False
        )
        try:
            self._client = genai.Client(
                api_key=key,
                enterprise=False,
                http_options=types.HttpOptions(
                    base_url=base_url,
                    api_version=api_version,
                    timeout=int(order_seconds * 1000),
                    httpx_async_client=self._http,
                    retry_options=types.HttpRetryOptions(attempts=1),
                ),
            )
        except ValueError as error:
            raise Misconfigured(words.bad_key) from error

    async def aclose(self) -> None:
        """Hang up."""
        await self._client.aio.aclose()
        await self._http.aclose()

    async def create(self, model: str, prompt: str, picture: bytes | None, video: Mapping[str, Any]) -> Told:
        """The one call that costs money; `picture` is a JPEG that the clip begins with.

        Raises Unavailable (surely not sent), Unclear, Misconfigured.
        """
        content: list[Any] = [{"type": "text", "text": prompt}]
        task = "text_to_video" if picture is None else "image_to_video"
        if picture is not None:
            shown = {"type": "image", "mime_type": "image/jpeg", "data": b64encode(picture).decode()}
            content.insert(0, shown)
        async with self._told(self._order_seconds, is_order=True):
            made = await self._client.aio.interactions.create(
                model=model,
                input=content,
                response_format=dict(video),
                generation_config={"video_config": {"task": task}},
                background=True,
                store=True,
                stream=False,
            )
            return _read(made)

    async def get(self, name: str) -> Told:
        """Raises Unavailable, Failed (gone), Misconfigured."""
        async with self._told(self._ask_seconds):
            return _read(await self._client.aio.interactions.get(id=name))

    async def cancel(self, name: str) -> None:
        """Raises as `get`."""
        async with self._told(self._ask_seconds):
            await self._client.aio.interactions.cancel(id=name)

    async def knows(self, model: str) -> bool:
        """Whether Google has the model. Raises Misconfigured for a bad key, Unavailable."""
        try:
            async with asyncio.timeout(self._ask_seconds):
                await self._client.aio.models.get(model=model)
        except errors.APIError as error:
            if error.code == 404:
                raise Misconfigured(self._words.no_model) from None
            raise self._verdict(error.code, str(error.details), is_order=False) from None
        except (httpx2.HTTPError, TimeoutError, ValueError) as error:
            raise Unavailable(verdicts.UNREACHABLE) from error
        return True

    @asynccontextmanager
    async def _told(self, seconds: float, *, is_order: bool = False) -> AsyncIterator[None]:
        """Translates whatever goes wrong inside. The library's errors quote Google, so they end here."""
        lost: StudioError = Unclear(verdicts.LOST_ANSWER) if is_order else Unavailable(verdicts.UNREACHABLE)
        try:
            async with asyncio.timeout(seconds):
                yield
        except APIStatusError as error:
            raise self._verdict(error.status_code, str(error.body), is_order=is_order) from None
        except APIConnectionError as error:
            raise (Unavailable(verdicts.UNREACHABLE) if _is_unsent(error) else lost) from None
        except _UNSENT as error:
            raise Unavailable(verdicts.UNREACHABLE) from error
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
            raise Misconfigured(self._words.no_address) from error
        except (APIError, httpx2.HTTPError, TimeoutError, ValueError) as error:
            raise lost from error

    def _verdict(self, code: int | None, told: str, *, is_order: bool) -> StudioError:
        match code:
            case 400 if "API_KEY_INVALID" in told:
                return Misconfigured(self._words.bad_key)
            case 400 if "FAILED_PRECONDITION" in told:
                return Misconfigured(self._words.locked)
            case 401:
                return Misconfigured(self._words.bad_key)
            case 402 | 403:
                return Misconfigured(self._words.locked)
            case 404:
                return (
                    Misconfigured(self._words.no_model)
                    if is_order
                    else Failed(verdicts.TOO_LATE, billed=True)
                )
            case 429:
                return Unavailable(verdicts.BUSY)
            case int(code) if 300 <= code < 400:
                return Misconfigured(self._words.moved)
            case int(code) if code >= 500 or code == 408:
                return Unclear(verdicts.LOST_ANSWER) if is_order else Unavailable(verdicts.UNREACHABLE)
        return Failed(verdicts.BAD_ORDER)


def _is_unsent(error: BaseException) -> bool:
    """Whether the connection never came about, as far down as the library says."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, _UNSENT):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _read(made: Any) -> Told:
    """The library hands on whatever JSON it got. Raises ValueError for what is no interaction."""
    if isinstance(made, str | list | dict) or made is None:
        raise ValueError
    video = made.output_video
    codes = tuple(str(error.code) for error in made.errors or ())
    return Told(made.id or "", str(made.status), (video.uri or "") if video else "", codes)
