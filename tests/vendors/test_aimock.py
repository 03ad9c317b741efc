"""A server that nobody here wrote, `@copilotkit/aimock`, stands in for Gemini and for `/v1/videos`.

It is fetched from npm into a folder of the tests' own. AIMOCK_HOME, a folder in which
`npm install @copilotkit/aimock` was run, saves the fetching.
"""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.vendors.gemini import GeminiWriter
from adapters.vendors.selfhosted import SelfHostedRenderer
from core.errors import Unavailable
from core.ports import Filming, Finished, Order, Waiting
from core.reel.brief import Brief
from core.reel.catalogue import WAN_25
from core.reel.niche import Niche
from tests.wires.gemini_boards import board

_PACKAGE = "@copilotkit/aimock@1.43.0"
_PATIENCE = 180.0
_TOPIC = "a monk who could not sleep"
BOARD = board({"contents": [{"parts": [{"text": _TOPIC}]}]}, None)


def fetched(folder: Path) -> Path:
    """The folder, with aimock in it. Skips the test in npm's own words when it cannot be fetched."""
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    command = ["npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        said = subprocess.run(
            [*command, "--fetch-retries=1", _PACKAGE], capture_output=True, text=True, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm has not fetched {_PACKAGE} within {_PATIENCE:.0f} s")
    if said.returncode:
        why = " ".join(line for line in said.stderr.splitlines() if not line.startswith("npm warn"))
        pytest.skip(f"npm cannot fetch {_PACKAGE}: {why[:300]}")
    return folder


@pytest.fixture(scope="session")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program that is aimock."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    home = os.environ.get("AIMOCK_HOME")
    folder = Path(home) if home else fetched(tmp_path_factory.mktemp("aimock"))
    return folder / "node_modules/@copilotkit/aimock/dist/cli.js"


def fixtures() -> dict[str, Any]:
    """What aimock answers, by what it is asked."""
    film = {"id": "video-1", "status": "completed", "url": "http://127.0.0.1:9/clip.mp4"}
    return {
        "fixtures": [
            {"match": {"userMessage": _TOPIC}, "response": {"content": json.dumps(BOARD)}},
            {"match": {"userMessage": "pours coffee"}, "response": {"video": film}},
        ]
    }


async def trouble(aimock: str, status: int, name: str) -> None:
    """Let the next request go wrong."""
    error = {"error": {"code": status, "message": "no", "status": name}}
    async with httpx.AsyncClient() as http:
        await http.post(f"{aimock}/__aimock/error", json={"status": status, "body": error})


@pytest.fixture
async def aimock(cli: Path, tmp_path: Path) -> AsyncIterator[str]:
    """The address of an aimock of our own."""
    file = tmp_path / "fixtures.json"
    file.write_text(json.dumps(fixtures()))
    process = await asyncio.create_subprocess_exec(
        "node", str(cli), "--fixtures", str(file), "--port", "0", "--host", "127.0.0.1",
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


BRIEF = Brief(niche=Niche(subject="coffee"), topic=_TOPIC, model=WAN_25.id)


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
    await trouble(aimock, 503, "UNAVAILABLE")

    with pytest.raises(Unavailable):
        await writer.write(BRIEF)
    async with httpx.AsyncClient() as http:
        journal = (await http.get(f"{aimock}/__aimock/journal")).json()

    assert journal[-1]["path"].startswith("/v1beta/models/")
    await writer.aclose()


async def test_a_stranger_writes_us_a_storyboard(aimock: str) -> None:
    """What a stranger sends as Gemini's answer becomes a storyboard, word for word."""
    writer = GeminiWriter("key", base_url=aimock, api_version="v1beta", attempts=1)

    draft = await writer.write(BRIEF)

    assert draft.storyboard.title == BOARD["title"]
    assert [one.said for one in draft.storyboard.moments] == [
        one["said"] for one in (BOARD["hook"], *BOARD["scenes"])
    ]
    await writer.aclose()
