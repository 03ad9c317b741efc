"""A Gemini on loopback: `generateContent` and the list of models.

Start it inside a test (`async with GeminiServer() as gemini`) or as its own process:
`python -m tests.wires.gemini --port 0`, whose first printed line is its address.
"""

import asyncio
import base64
import json
from collections.abc import Collection
from typing import Any

from aiohttp import web

from tests.wires.fal_sounds import recording
from tests.wires.gemini_boards import board, ideas
from tests.wires.gemini_faults import GENERATE, MODELS, Fault
from tests.wires.server import Wire, door, serve

KEY = "gemini-test-key-0123456789abcdef"
VOICES = ("gemini-3.8-flash-lite-tts", "gemini-3.8-flash-tts")
MODEL_NAMES = ("gemini-2.5-flash", "gemini-3.5-flash-lite", "gemini-3.8-flash", *VOICES)
_INFO = "type.googleapis.com/google.rpc."


class GeminiServer(Wire):
    """Gemini with its requests kept for inspection in `requests`."""

    faults = Fault

    def __init__(self, *, keys: Collection[str] = (KEY,), models: Collection[str] = MODEL_NAMES) -> None:
        super().__init__()
        self.requests: list[dict[str, Any]] = []
        self.calls = 0
        self.tokens: list[tuple[int, int]] = []
        """Of each answer, how many were read and how many written, thoughts included."""
        self._keys, self._models = frozenset(keys), tuple(models)

    def door_of(self, fault: Any) -> str:  # noqa: ARG002 (all faults wait at the same door)
        return GENERATE

    def books(self) -> dict[str, Any]:
        return {"calls": self.calls, "storyboards": len(self.requests)}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        _, _, rest = request.path.partition("/models")
        name, _, action = rest.lstrip("/").partition(":")
        is_order = request.method == "POST"
        self.calls += is_order
        fault = self.fault(GENERATE if is_order else MODELS)
        if fault == Fault.HANG:
            return await self.hang(request)
        if fault == Fault.CUT:
            return self.cut(request)
        if request.headers.get("x-goog-api-key") not in self._keys:
            fault = Fault.BAD_KEY
        elif name and name not in self._models:
            fault = Fault.NO_MODEL
        refusal = _trouble(fault)
        if refusal is not None:
            return refusal
        if not is_order:
            return web.json_response(_card(name) if name else {"models": [_card(m) for m in self._models]})
        if action != "generateContent":
            return _error(404, "NOT_FOUND", "Unknown method.")
        if name in VOICES:
            return self._speak(json.loads(await request.read()), name, fault)
        return self._generate(json.loads(await request.read()), name, fault)

    def _speak(self, asked: dict[str, Any], model: str, fault: str | None) -> web.Response:
        """A line spoken: bare samples, as Google sends them."""
        if mistake := _unspeakable(asked):
            return _error(400, "INVALID_ARGUMENT", mistake)
        self.requests.append(asked)
        if fault == Fault.BLOCKED_PROMPT:
            return web.json_response({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}})
        if fault == Fault.NO_CANDIDATES:
            return web.json_response({"candidates": [], "modelVersion": model})
        data = base64.b64encode(recording()[44:]).decode()
        part = {"inlineData": {"mimeType": "audio/L16;codec=pcm;rate=24000", "data": data}}
        candidate = {"content": {"parts": [part], "role": "model"}, "finishReason": "STOP", "index": 0}
        return web.json_response({"candidates": [candidate], "modelVersion": model})

    def _generate(self, asked: dict[str, Any], model: str, fault: str | None) -> web.Response:
        mistake = _mistake(asked)
        if mistake:
            return _error(400, "INVALID_ARGUMENT", mistake)
        self.requests.append(asked)
        read = len(json.dumps(asked)) // 4
        usage = {"promptTokenCount": read, "totalTokenCount": read}
        if fault in (Fault.BLOCKED_PROMPT, Fault.NO_CANDIDATES):
            self.tokens.append((read, 0))
        if fault == Fault.BLOCKED_PROMPT:
            blocked = {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}
            return web.json_response({**blocked, "usageMetadata": usage, "modelVersion": model})
        if fault == Fault.NO_CANDIDATES:
            return web.json_response({"candidates": [], "usageMetadata": usage, "modelVersion": model})
        candidate, written = _candidate(asked, fault)
        self.tokens.append((read, written + 100))
        usage |= {
            "candidatesTokenCount": written,
            "thoughtsTokenCount": 100,
            "totalTokenCount": read + written + 100,
        }
        return web.json_response(
            {
                "candidates": [{"index": 0, **candidate}],
                "usageMetadata": usage,
                "modelVersion": model,
                "responseId": "rid",
                "modelStatus": {"modelStage": "STABLE"},
            }
        )


def _unspeakable(asked: dict[str, Any]) -> str | None:
    """What Google would refuse in an order for speech."""
    config = asked.get("generationConfig", {})
    voice = config.get("speechConfig", {}).get(
        "voice_config", config.get("speechConfig", {}).get("voiceConfig")
    )
    if config.get("responseModalities") != ["AUDIO"]:
        return "The model only supports AUDIO as an output."
    if not voice:
        return "A voice is needed."
    if not any(part.get("text") for turn in asked["contents"] for part in turn["parts"]):
        return "There is nothing to be said."
    return None


def _candidate(asked: dict[str, Any], fault: str | None) -> tuple[dict[str, Any], int]:
    """What the model wrote, and how many tokens that was."""
    match fault:
        case Fault.BLOCKED_OUTPUT:
            rating = {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH", "blocked": True}
            return {"finishReason": "SAFETY", "safetyRatings": [rating]}, 0
        case Fault.FOREIGN_TONGUE:
            return {"finishReason": "LANGUAGE"}, 0
        case Fault.RECITED:
            return {"finishReason": "RECITATION"}, 0
        case Fault.MAX_TOKENS:
            return _wrote('{"title":"tr', "MAX_TOKENS")
        case Fault.MALFORMED:
            return _wrote('{"title": "Coffee", "scenes": [}', "STOP")
    wanted = asked.get("generationConfig", {}).get("responseJsonSchema", {}).get("properties", {})
    made = ideas(asked) if "ideas" in wanted and fault is None else board(asked, fault)
    return _wrote(json.dumps(made, ensure_ascii=False), "STOP")


def _wrote(text: str, reason: str) -> tuple[dict[str, Any], int]:
    part = {"text": text, "thoughtSignature": "c2lnbmF0dXJl"}
    return {"content": {"parts": [part], "role": "model"}, "finishReason": reason}, len(text) // 4


def _mistake(asked: dict[str, Any]) -> str | None:
    """What Google would refuse in a request, as far as it concerns us."""
    config = asked.get("generationConfig", {})
    thinking = config.get("thinkingConfig", {})
    schema = config.get("responseJsonSchema")
    if asked["contents"][-1].get("role") == "model":
        return "Please ensure that multiturn requests end with a user role."
    if config.keys() & {"presencePenalty", "frequencyPenalty"}:
        return "Penalty is not enabled for this model."
    if {"thinking_level", "thinkingLevel"} & thinking.keys() and {
        "thinking_budget",
        "thinkingBudget",
    } & thinking.keys():
        return "You can only set one of thinking budget and thinking level."
    if schema is not None and "responseSchema" in config:
        return "Only one of response_schema and response_json_schema may be set."
    if schema is not None and config.get("responseMimeType") != "application/json":
        return "Response schema needs response_mime_type application/json."
    return None


def _trouble(fault: str | None) -> web.Response | None:
    match fault:
        case Fault.BAD_KEY:
            reason = {"@type": f"{_INFO}ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com"}
            return _error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", reason)
        case Fault.NO_REGION:
            return _error(400, "FAILED_PRECONDITION", "User location is not supported for the API use.")
        case Fault.LEAKED_KEY:
            return _error(403, "PERMISSION_DENIED", "Your API key was reported as leaked.")
        case Fault.NO_MODEL:
            return _error(404, "NOT_FOUND", "models/x is not found for API version v1.")
        case Fault.INVALID:
            return _error(
                400, "INVALID_ARGUMENT", "The specified schema produces too many states for serving."
            )
        case Fault.BUSY:
            quota = {"@type": f"{_INFO}QuotaFailure", "violations": [{"quotaMetric": "m", "quotaId": "q"}]}
            retry = {"@type": f"{_INFO}RetryInfo", "retryDelay": "37s"}
            return _error(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.", quota, retry)
        case Fault.CRASHED:
            return _error(500, "INTERNAL", "An internal error has occurred.")
        case Fault.OVERLOADED:
            return _error(503, "UNAVAILABLE", "The model is overloaded. Please try again later.")
        case Fault.GARBLED:
            return web.Response(text="<html>captive portal</html>", content_type="application/json")
        case Fault.EMPTY_BODY:
            return web.Response(body=b"", content_type="application/json")
        case Fault.MOVED:
            return web.Response(status=302, headers={"Location": "https://elsewhere.example/"})
    return None


def _error(code: int, status: str, message: str, *details: dict[str, Any]) -> web.Response:
    body = {"code": code, "message": message, "status": status, **({"details": details} if details else {})}
    return web.json_response({"error": body}, status=code)


def _card(name: str) -> dict[str, Any]:
    return {
        "name": f"models/{name}",
        "displayName": name,
        "inputTokenLimit": 1_048_576,
        "outputTokenLimit": 65_536,
        "supportedGenerationMethods": ["generateContent"],
        "thinking": True,
    }


def main() -> None:
    """Serve until killed."""
    options = door("gemini").parse_args()

    async def run() -> None:
        await serve(GeminiServer(), options.port)

    asyncio.run(run())


if __name__ == "__main__":
    main()
