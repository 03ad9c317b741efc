"""The fake Gemini, judged by Google's own client."""

import asyncio
import sys

import httpx2
import pytest
from google import genai
from google.genai import errors, types

from adapters.vendors.gemini import GeminiWriter
from core.errors import Unavailable
from core.reel.brief import Brief
from core.reel.catalogue import ANIMATIC
from core.reel.niche import Niche
from tests.wires.gemini import KEY, GeminiServer
from tests.wires.gemini_faults import Fault

BRIEF = Brief(niche=Niche(subject="coffee"), topic="monks", model=ANIMATIC)


async def _ask(gemini: GeminiServer, *turns: str, key: str = KEY) -> types.GenerateContentResponse:
    """One question by Google's client; the turns alternate, beginning with the user."""
    roles = ("user", "model")
    contents = [
        types.Content(role=roles[number % 2], parts=[types.Part(text=text)])
        for number, text in enumerate(turns)
    ]
    async with httpx2.AsyncClient() as http:
        options = types.HttpOptions(base_url=gemini.address, httpx_async_client=http)
        client = genai.Client(api_key=key, enterprise=False, http_options=options)
        return await client.aio.models.generate_content(
            model="gemini-3.5-flash-lite", contents=list[types.ContentUnion](contents)
        )


async def test_their_client_reads_the_answer(gemini: GeminiServer) -> None:
    """Text, tokens, reason and model arrive where Google's client looks for them."""
    reply = await _ask(gemini, "coffee")

    assert reply.text is not None
    assert reply.text.startswith('{"title": "coffee"')
    assert reply.candidates is not None
    assert reply.candidates[0].finish_reason is types.FinishReason.STOP
    assert reply.usage_metadata is not None
    assert reply.usage_metadata.thoughts_token_count == 100
    assert reply.model_version == "gemini-3.5-flash-lite"


async def test_their_client_reads_a_block(gemini: GeminiServer) -> None:
    """A blocked prompt is an answer without text, and so is a blocked output."""
    gemini.next(Fault.BLOCKED_PROMPT, Fault.BLOCKED_OUTPUT)
    prompt, output = await _ask(gemini, "x"), await _ask(gemini, "x")

    assert (prompt.text, output.text) == (None, None)
    assert prompt.prompt_feedback is not None
    assert prompt.prompt_feedback.block_reason is types.BlockedReason.PROHIBITED_CONTENT
    assert output.candidates is not None
    assert output.candidates[0].finish_reason is types.FinishReason.SAFETY


@pytest.mark.parametrize(
    ("fault", "code", "status"),
    [
        (Fault.BAD_KEY, 400, "INVALID_ARGUMENT"),
        (Fault.BUSY, 429, "RESOURCE_EXHAUSTED"),
        (Fault.OVERLOADED, 503, "UNAVAILABLE"),
        (Fault.NO_MODEL, 404, "NOT_FOUND"),
    ],
)
async def test_their_client_reads_the_errors(
    gemini: GeminiServer, fault: Fault, code: int, status: str
) -> None:
    """Errors have the code and the status that Google's client expects."""
    gemini.next(fault)

    with pytest.raises(errors.APIError) as caught:
        await _ask(gemini, "coffee")
    assert (caught.value.code, caught.value.status) == (code, status)


async def test_the_fake_runs_as_its_own_process() -> None:
    """Started from a shell, it prints its address, takes faults over the wire and tells what it saw."""
    vendor = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.wires.gemini", stdout=asyncio.subprocess.PIPE
    )
    assert vendor.stdout is not None
    address = (await vendor.stdout.readline()).decode().strip()
    writer = GeminiWriter(KEY, base_url=address)
    async with httpx2.AsyncClient() as http:
        await http.post(f"{address}/_control/next", json={"fault": "busy"})
        with pytest.raises(Unavailable):
            await writer.write(BRIEF)
        books = (await http.get(f"{address}/_control/books")).json()
    await writer.aclose()
    vendor.kill()
    await vendor.wait()

    assert books == {"calls": 1, "storyboards": 0}


async def test_a_wrong_key_and_a_last_turn_by_the_model_are_refused(gemini: GeminiServer) -> None:
    """The fake is as strict as current models are."""
    with pytest.raises(errors.ClientError):
        await _ask(gemini, "coffee", key="wrong")
    with pytest.raises(errors.ClientError):
        await _ask(gemini, "coffee", "{")
    assert (await _ask(gemini, "coffee", "{", "again")).text is not None
