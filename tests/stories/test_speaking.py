"""Somebody hears their reel speak, switches that off and on, and reads who spoke and what it cost."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import commands
from bot.desk import FrontDesk
from core.errors import Unavailable
from core.reel.catalogue import CATALOGUE
from core.studio import Studio
from tests.players import Vendor
from tests.stories.parlour import Parlour
from tests.work.test_sounds import VOICE

SILENT = CATALOGUE["fal-ai/pika/v2.2/text-to-video"]


@pytest.fixture
async def parlour(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot that films with a silent model, and has a voice at 100 micro-dollars a letter."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        parlour.speaker = Vendor("speaker")  # type: ignore[attr-defined]
        renderers = {**parlour.crew.renderers, "speaker": parlour.speaker}  # type: ignore[attr-defined]
        sounds = {VOICE.id: VOICE}
        crew = replace(parlour.crew, renderers=renderers, sounds=sounds, voice=VOICE)
        parlour.runner._steps.crew = crew
        parlour.studio = Studio(crew, parlour.runner)
        parlour.desk = FrontDesk(parlour.studio, commands(parlour.studio, parlour.clock, SILENT.id))
        await parlour.say("/niche tea")
        yield parlour


async def test_a_reel_says_who_speaks_in_it(parlour: Parlour) -> None:
    """Before, at which price at most; after, who it was; and both are one price."""
    asked = await parlour.say("/generate oolong seconds=5")
    await parlour.ended(asked.job_id)
    told = parlour.letterbox.posted[asked.job_id].text

    assert "Speaker speaks its lines; voice=off leaves them unspoken." in asked.text
    assert "Voice: Speaker." in told
    assert "Filmed with Pika 2.2" in told


async def test_voice_is_switched_off_for_a_reel_and_for_good(parlour: Parlour) -> None:
    """`voice=off` once, or in the niche until it is switched on again."""
    once = await parlour.reel("/generate oolong seconds=5 voice=off")
    kept = await parlour.say("/niche voice=off")
    always = await parlour.reel("/generate matcha seconds=5")
    on = await parlour.reel("/generate sencha seconds=5 voice=on")

    assert "never spoken by us" in kept.text
    assert ["Voice:" in one.text for one in (once, always, on)] == [False, False, True]


async def test_a_voice_that_fails_is_told_of(parlour: Parlour) -> None:
    """The reel comes without, says so, and costs what the film costs."""
    parlour.speaker.troubles = [Unavailable("Down.")] * 999  # type: ignore[attr-defined]

    reel = await parlour.reel("/generate oolong seconds=5")

    assert "Nobody speaks in it: the voice could not be recorded. That costs nothing." in reel.text
    assert f"Cost: ${SILENT.price(5) / 1_000_000:.2f}." in reel.text


async def test_a_scene_filmed_again_keeps_its_voice(parlour: Parlour) -> None:
    """`/redo` pays for the new clip alone; the lines that were bought are spoken again."""
    asked = await parlour.say("/generate oolong seconds=20")
    await parlour.ended(asked.job_id)
    bought = len(parlour.speaker.orders)  # type: ignore[attr-defined]
    again = await parlour.reel(f"/redo {asked.job_id} scene=1")

    assert "Voice: Speaker." in again.text
    assert len(parlour.speaker.orders) == bought > 0  # type: ignore[attr-defined]
    assert all(line.voice for take in parlour.bench.edits[-1].takes for line in take.lines)


async def test_a_model_of_ones_own_is_called_by_its_name(parlour: Parlour) -> None:
    """A model that only an operator's file knows has its label in the receipt, and in the list."""
    own = replace(SILENT, id="own/model", label="Model at home")
    crew = replace(parlour.crew, catalogue={own.id: own})
    parlour.runner._steps.crew = crew
    parlour.studio = Studio(crew, parlour.runner)
    parlour.desk = FrontDesk(parlour.studio, commands(parlour.studio, parlour.clock, own.id))

    reel = await parlour.reel("/generate oolong seconds=5")
    listed = await parlour.say("/reels")

    assert "Filmed with Model at home" in reel.text
    assert "Model at home" in listed.text
