"""Which video vendors an operator gets for which settings, and what they are told when one is wrong."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.parts.vendors import model_named, video_vendors
from bot.settings import Settings
from core.errors import Misconfigured, Unclear
from core.ports import Order
from core.reel.catalogue import ANIMATIC, CATALOGUE, WAN_25
from tests.wires.fal import KEY, FalServer

HERE = "http://127.0.0.1:9"


async def vendors(**settings: object) -> set[str]:
    """The vendors that these settings set up."""
    async with AsyncExitStack() as stack:
        return set(video_vendors(Settings(_env_file=None, **settings), CATALOGUE, stack))  # type: ignore[arg-type, call-arg]


async def test_each_key_or_address_brings_its_vendor(tmp_path: Path) -> None:
    """One setting, one vendor; nothing else changes."""
    workflow = tmp_path / "workflow.json"
    workflow.write_text('{"1": {"class_type": "CLIPTextEncode", "inputs": {"text": "%prompt%"}}}')

    assert await vendors() == set()
    assert await vendors(fal_key="k") == {"fal"}
    assert await vendors(runwayml_api_secret="k", selfhosted_video_base_url=HERE) == {"runway", "selfhosted"}
    assert await vendors(comfyui_base_url=HERE, comfyui_workflow=workflow) == {"comfyui"}
    assert await vendors(stability_api_key="k") == {"stability"}


async def test_a_key_for_writing_pays_for_no_films() -> None:
    """Gemini films only for whoever asks for it: the writer's key alone spends nothing on video."""
    assert await vendors(gemini_api_key="k") == set()
    assert await vendors(gemini_api_key="k", gemini_video=True) == {"gemini"}


@pytest.mark.parametrize("content", [None, "{}", "[]", "no", '{"1": {"class_type": "X", "inputs": {}}}'])
async def test_a_workflow_that_cannot_be_used_is_one_sentence(tmp_path: Path, content: str | None) -> None:
    """No file, another file, or one without a place for the prompt: the setting is named."""
    file = tmp_path / "workflow.json"
    if content is not None:
        file.write_text(content)

    with pytest.raises(Misconfigured, match="COMFYUI_WORKFLOW"):
        await vendors(comfyui_base_url=HERE, comfyui_workflow=file)
    with pytest.raises(Misconfigured, match="COMFYUI_WORKFLOW"):
        await vendors(comfyui_base_url=HERE)


@pytest.mark.parametrize("name", ["WAN 2.5", "wan 2.5", WAN_25.id, WAN_25.id.upper()])
def test_a_model_is_known_by_its_label_and_by_its_id(name: str) -> None:
    """However it is written, the same model is meant."""
    assert model_named(name, (WAN_25,), "VIDEO_MODEL") == WAN_25.id
    assert model_named("Animatic", (), "VIDEO_MODEL") == ANIMATIC


def test_a_model_that_is_not_there_is_one_sentence() -> None:
    """The setting is named, and what there is instead."""
    with pytest.raises(Misconfigured, match=r"FAILOVER names no model .* There is: WAN 2.5, animatic"):
        model_named("Sora", (WAN_25,), "FAILOVER")


async def test_an_order_is_given_up_by_the_stores_clock() -> None:
    """A machine whose clock is ahead takes an order that FAL does not show yet for no lost one."""
    ordered = datetime(2024, 2, 29, 12, tzinfo=UTC)
    order = Order(model=WAN_25.id, prompt="A monk", negative_prompt="", seconds=5, resolution="1080p", seed=1)
    async with FalServer() as fal, AsyncExitStack() as stack:
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            fal_key=KEY,  # type: ignore[arg-type]
            fal_queue_url=fal.queue_url,
            fal_api_url=fal.api_url,
        )
        made = video_vendors(settings, CATALOGUE, stack, lambda: ordered + timedelta(minutes=1))

        with pytest.raises(Unclear):
            await made["fal"].find(order, "r1", ordered)
