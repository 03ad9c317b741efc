"""The plain way to write it: one coroutine that awaits everything to the end."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.studio import NICHE
from core.ports import Delivery, Finished, Order
from core.reel.brief import Brief
from core.reel.edit import Edit, Take
from core.reel.prompt import negative_prompt, prompts
from tests.players import QUICK, Bench, Letterbox, Scribe, Vendor

Note = Callable[[str], Awaitable[None]]
"""Writes down which step was taken."""


async def _nothing(step: str) -> None:
    """Keeps nothing."""


async def film(
    topic: str,
    folder: Path,
    scribe: Scribe,
    vendor: Vendor,
    bench: Bench,
    box: Letterbox,
    note: Note = _nothing,
) -> None:
    """A whole reel with the vendors of a bench; `note` is awaited after each step."""
    await note("accepted")
    draft = await scribe.write(Brief(niche=NICHE, topic=topic, model=QUICK.id))
    await note("planned")
    prompt = prompts(draft.storyboard, QUICK, 1)[0]
    order = Order(QUICK.id, prompt, negative_prompt(QUICK), 10, QUICK.resolution, seed=1)
    ticket = await vendor.submit(order, topic)
    await note("ordered")
    state = await vendor.check(ticket)
    assert isinstance(state, Finished)
    clip, reel = folder / f"{ticket['number']}.clip.mp4", folder / f"{ticket['number']}.mp4"
    await vendor.download(state.url, clip)
    await bench.probe(clip)
    await note("filmed")
    footage = await bench.cut(Edit((Take(clip),), topic, draft.storyboard.style.mood), reel, lambda _: None)
    await note("cut")
    await box.deliver("here", Delivery(topic, f"Done: {topic}", reel, footage))
    await note("delivered")
