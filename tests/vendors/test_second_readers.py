"""The vendors' own libraries read what our fakes say: a fake that only we understand proves nothing."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.wires.jobs import Fault, Pace
from tests.wires.runway import RunwayServer
from tests.wires.videos import VideosServer

runwayml = pytest.importorskip("runwayml", reason="Runway's own library is not installed")
openai = pytest.importorskip("openai", reason="OpenAI's own library is not installed")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
async def runway() -> AsyncIterator[RunwayServer]:
    async with RunwayServer() as server:
        yield server


async def test_runways_own_library_reads_a_whole_order(runway: RunwayServer) -> None:
    """Order, wait, result and credit: Runway's library takes every answer for Runway's."""
    runway.pace = Pace(1, 1)
    async with runwayml.AsyncRunwayML(api_key=runway.key, base_url=runway.address, max_retries=0) as client:
        made = await client.text_to_video.create(
            model="gen4.5", prompt_text="a cat", ratio="720:1280", duration=5, seed=1
        )
        seen = [await client.tasks.retrieve(made.id) for _ in range(3)]
        credit = await client.organization.retrieve()

    assert [task.status for task in seen] == ["PENDING", "RUNNING", "SUCCEEDED"]
    assert seen[2].output[0].endswith(".mp4")
    assert credit.credit_balance == 1234


async def test_runways_own_library_reads_refusals_and_errors(runway: RunwayServer) -> None:
    """A failed task and a full queue are what Runway's library knows under these names."""
    runway.next(Fault.REFUSED)
    order = {"model": "gen4.5", "prompt_text": "a cat", "ratio": "720:1280", "duration": 5}
    async with runwayml.AsyncRunwayML(api_key=runway.key, base_url=runway.address, max_retries=0) as client:
        task = await client.tasks.retrieve((await client.text_to_video.create(**order)).id)
        runway.next(Fault.BUSY)
        with pytest.raises(runwayml.RateLimitError):
            await client.text_to_video.create(**order)

    assert task.failure_code.startswith("SAFETY.")


async def test_runways_own_library_would_have_ordered_twice(runway: RunwayServer) -> None:
    """Why we do not use it for ordering: as it comes, it repeats an order whose answer was lost."""
    runway.next(Fault.CUT)
    async with runwayml.AsyncRunwayML(api_key=runway.key, base_url=runway.address) as client:
        await client.text_to_video.create(model="gen4.5", prompt_text="a cat", ratio="720:1280", duration=5)

    assert len(runway.orders) == 2


@pytest.mark.parametrize("is_vllm", [True, False], ids=["vllm-omni", "sglang"])
async def test_openais_own_library_reads_a_whole_order(is_vllm: bool) -> None:
    """Order, wait, list and content: the library that this protocol comes from takes every answer."""
    async with VideosServer(is_vllm=is_vllm) as server:
        server.pace = Pace(1, 1)
        client = openai.AsyncOpenAI(api_key=server.key, base_url=f"{server.address}/v1", max_retries=0)
        made = await client.videos.create(prompt="a cat", seconds="4", size="720x1280", model=_model(is_vllm))
        seen = [(await client.videos.retrieve(made.id)).status for _ in range(3)]
        listed = [video.id async for video in await client.videos.list()]
        clip = (await client.videos.download_content(made.id)).content
        await client.close()

    assert seen == ["queued", "in_progress", "completed"]
    assert listed == [made.id]
    assert clip[4:8] == b"ftyp"


async def test_the_fakes_do_not_take_what_the_vendor_would_not(runway: RunwayServer) -> None:
    """A length or a ratio that the model does not have is refused by the fake as well."""
    headers = {"Authorization": f"Bearer {runway.key}", "X-Runway-Version": "2024-11-06"}
    good = {"model": "gen4.5", "promptText": "a cat", "ratio": "720:1280", "duration": 5}
    async with httpx.AsyncClient(base_url=runway.address, headers=headers) as http:
        codes = [
            (await http.post("/v1/text_to_video", json=good | change)).status_code
            for change in ({}, {"duration": "5"}, {"ratio": "768:1280"}, {"promptText": "🎬" * 501})
        ]

    assert codes == [200, 422, 422, 422]


def _model(is_vllm: bool) -> str:
    return "Wan-AI/Wan2.2-T2V-A14B-Diffusers" if is_vllm else "sora-2"
