"""A server that nobody here wrote, `@copilotkit/aimock`, stands in for Gemini and for `/v1/videos`.

It runs where it is at hand: AIMOCK_HOME names a folder in which `npm install @copilotkit/aimock` was
run. Nothing is fetched for it at test time.
"""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.vendors.gemini import GeminiWriter
from adapters.vendors.selfhosted import SelfHostedRenderer
from core.brief import Brief
from core.catalogue import WAN_25
from core.errors import Unavailable
from core.niche import Niche
from core.ports import Filming, Finished, Order, Waiting

CLI = Path(os.environ.get("AIMOCK_HOME", "nowhere")) / "node_modules/@copilotkit/aimock/dist/cli.js"

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed"),
    pytest.mark.skipif(not CLI.exists(), reason="AIMOCK_HOME names no folder with @copilotkit/aimock"),
]


def fixtures() -> dict[str, Any]:
    """What aimock answers, by what it is asked."""
    film = {"id": "video-1", "status": "completed", "url": "http://127.0.0.1:9/clip.mp4"}
    return {"fixtures": [{"match": {"userMessage": "a monk"}, "response": {"video": film}}]}


async def trouble(aimock: str, status: int, name: str) -> None:
    """Let the next request go wrong."""
    error = {"error": {"code": status, "message": "no", "status": name}}
    async with httpx.AsyncClient() as http:
        await http.post(f"{aimock}/__aimock/error", json={"status": status, "body": error})


@pytest.fixture
async def aimock(tmp_path: Path) -> AsyncIterator[str]:
    """The address of an aimock of our own."""
    file = tmp_path / "fixtures.json"
    file.write_text(json.dumps(fixtures()))
    process = await asyncio.create_subprocess_exec(
        "node", str(CLI), "--fixtures", str(file), "--port", "0", "--host", "127.0.0.1",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            while "http://" not in (line := (await process.stdout.readline()).decode()):
                assert line, "aimock has ended"
        yield line[line.index("http://") :].strip()
    finally:
        process.kill()
        await process.communicate()


def order(prompt: str) -> Order:
    """A clip for a server of one's own."""
    return Order(model="selfhosted", prompt=prompt, negative_prompt="", seconds=5, resolution="720p", seed=1)


async def test_a_stranger_takes_our_order_for_a_video(aimock: str) -> None:
    """Our form is understood, and the stranger's answers are."""
    renderer = SelfHostedRenderer(aimock, "key")

    ticket = await renderer.submit(order("a monk pours coffee"), "r1")
    state = await renderer.check(ticket)

    assert isinstance(state, Waiting | Filming | Finished)
    await renderer.aclose()


async def test_a_stranger_reads_what_we_ask_of_gemini(aimock: str) -> None:
    """Brief and schema arrive where a stranger looks for them, and its overload is one."""
    writer = GeminiWriter("key", base_url=aimock, api_version="v1beta", attempts=1)
    brief = Brief(niche=Niche(subject="coffee"), topic="a monk", model=WAN_25.id)
    await trouble(aimock, 503, "UNAVAILABLE")

    with pytest.raises(Unavailable):
        await writer.write(brief)
    async with httpx.AsyncClient() as http:
        journal = (await http.get(f"{aimock}/__aimock/journal")).json()

    assert journal[-1]["path"].startswith("/v1beta/models/")
    await writer.aclose()
