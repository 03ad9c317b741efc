"""The one place that knows Google's library: one request in, its text and cost out.

Slow to import; `writer` does so when the first storyboard is asked for.
"""

import asyncio
import json
from typing import Any

import httpx2
from google import genai
from google.genai import errors, types
from pydantic import ValidationError

from adapters.vendors.gemini.prices import price_of
from adapters.vendors.gemini.talk import Answer, Said
from core.errors import Failed, Misconfigured, Refused, StudioError, Unavailable

_TOKENS = 8192
BLOCKED = {"SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "MODEL_ARMOR", "JAILBREAK", "IMAGE_SAFETY"}

BAD_KEY = "The writer does not accept our key. The operator has to check GEMINI_API_KEY."
NOT_ALLOWED = "The writer will not work for our account here (region or billing). The operator has to look."
NO_MODEL = "The writer's model does not exist any more. The operator has to check GEMINI_MODEL."
NO_ADDRESS = "The writer's address cannot be used. The operator has to check GEMINI_BASE_URL."
BAD_REQUEST = "The writer rejected our request as badly filled in."
BUSY = "The writer is busy and asks us to wait."
UNREACHABLE = "The writer cannot be reached just now."
UNREADABLE = "The writer's answer could not be understood."
UNSAFE = (
    "The writer's safety filter refused this idea, so nothing was ordered. "
    "Choose another topic, or word it differently."
)
NO_LANGUAGE = "The writer cannot write in this language. Choose another one for your niche."


class Connection:
    """A line to one Gemini model."""

    def __init__(
        self, key: str, model: str, base_url: str | None, api_version: str, *, seconds: float, attempts: int
    ) -> None:
        self.model, self.seconds = model, seconds
        # A client of our own: when aiohttp is installed the library would take that instead, with
        # other exceptions and a hidden retry. No redirects: they would carry the key elsewhere.
        self._http = httpx2.AsyncClient(timeout=httpx2.Timeout(seconds, connect=10), follow_redirects=False)
        self.client = genai.Client(
            api_key=key,
            enterprise=False,
            http_options=types.HttpOptions(
                base_url=base_url,
                api_version=api_version,
                timeout=int(seconds * 1000),
                httpx_async_client=self._http,
                # Not 429: the library ignores the wait that Google names, and the studio keeps it.
                retry_options=types.HttpRetryOptions(
                    attempts=attempts,
                    initial_delay=0.5,
                    max_delay=4.0,
                    exp_base=2,
                    jitter=0.5,
                    http_status_codes=[500, 502, 503, 504],
                ),
            ),
        )

    async def aclose(self) -> None:
        """Hang up."""
        await self.client.aio.aclose()
        await self._http.aclose()

    async def ask(self, instructions: str, talk: list[Said], schema: dict[str, Any]) -> Answer:
        """Raises Refused (a safety block), Unavailable, Failed, Misconfigured."""
        config = types.GenerateContentConfig(
            system_instruction=instructions,
            response_mime_type="application/json",
            response_json_schema=schema,
            max_output_tokens=_TOKENS,
            thinking_config=self._thinking(),
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        )
        turns = [types.Content(role=said.by, parts=[types.Part(text=said.text)]) for said in talk]
        try:
            async with asyncio.timeout(2 * self.seconds):
                reply = await self.client.aio.models.generate_content(
                    model=self.model, contents=list[types.ContentUnion](turns), config=config
                )
        except errors.APIError as error:
            # Not chained: the library's error repeats Google's own words, which stay out of reports.
            raise verdict(error) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError) as error:
            raise mishap(error) from error
        return self._answer(reply)

    async def ping(self) -> None:
        """Ask whether the model exists and the key is good; costs nothing. Raises as `ask`."""
        try:
            async with asyncio.timeout(self.seconds):
                await self.client.aio.models.get(model=self.model)
        except errors.APIError as error:
            raise verdict(error) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError) as error:
            raise mishap(error) from error

    def _answer(self, reply: types.GenerateContentResponse) -> Answer:
        """What came back. Raises Refused, with what the refusal costs."""
        usage = reply.usage_metadata or types.GenerateContentResponseUsageMetadata()
        read = usage.prompt_token_count or 0
        written = (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0)
        reason = _reason(reply)
        if (refusal := _refusal(reply, reason)) is not None:
            raise refusal.costing(price_of(self.model).of(read, written))
        return Answer(reply.text or "", reason in ("STOP", ""), read, written)

    def _thinking(self) -> types.ThinkingConfig | None:
        """A little thought; the 2.5 models know no levels and are left to their own."""
        if "gemini-2." in self.model:
            return None
        return types.ThinkingConfig(thinking_level=types.ThinkingLevel.LOW)


def _reason(reply: types.GenerateContentResponse) -> str:
    candidate = reply.candidates[0] if reply.candidates else None
    return candidate.finish_reason.value if candidate and candidate.finish_reason else ""


def _refusal(reply: types.GenerateContentResponse, reason: str) -> Refused | None:
    """Google reports blocks with a 200, in the prompt's feedback or as the reason to finish."""
    feedback = reply.prompt_feedback
    if (feedback is not None and feedback.block_reason is not None) or reason in BLOCKED:
        return Refused(UNSAFE)
    return Refused(NO_LANGUAGE) if reason == "LANGUAGE" else None


def verdict(error: errors.APIError) -> StudioError:
    """What an error answer means; 400 is both a bad request and a bad key."""
    details = _details(error)
    reasons = {detail.get("reason") for detail in details}
    match error.code:
        case 400 if "API_KEY_INVALID" in reasons:
            return Misconfigured(BAD_KEY)
        case 400 if error.status == "FAILED_PRECONDITION":
            return Misconfigured(NOT_ALLOWED)
        case 401 | 403:
            return Misconfigured(BAD_KEY)
        case 404:
            return Misconfigured(NO_MODEL)
        case 429:
            return Unavailable(BUSY, retry_in=_retry_delay(details))
        case 408:
            return Unavailable(UNREACHABLE)
        case code if 300 <= code < 400:
            return Misconfigured(NO_ADDRESS)
        case code if code >= 500:
            return Unavailable(UNREACHABLE, retry_in=_retry_delay(details))
    return Failed(BAD_REQUEST)


def mishap(error: Exception) -> StudioError:
    """What a failed call means; nothing here ever cost more than a fraction of a cent."""
    match error:
        case (
            httpx2.InvalidURL() | httpx2.UnsupportedProtocol() | httpx2.LocalProtocolError() | UnicodeError()
        ):
            return Misconfigured(NO_ADDRESS)
        case json.JSONDecodeError() | ValidationError():
            return Unavailable(UNREADABLE)
        case httpx2.HTTPError() | TimeoutError():
            return Unavailable(UNREACHABLE)
    return Misconfigured(NO_ADDRESS)


def _details(error: errors.APIError) -> list[dict[str, Any]]:
    body = error.details if isinstance(error.details, dict) else {}
    inner = body.get("error", body)
    found = inner.get("details") if isinstance(inner, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _retry_delay(details: list[dict[str, Any]]) -> float | None:
    """Google writes `37s` or `1.5s`."""
    for detail in details:
        if str(detail.get("@type", "")).endswith("RetryInfo"):
            try:
                return float(str(detail.get("retryDelay", "")).removesuffix("s"))
            except ValueError:
                return None
    return None
