"""Every model of the catalogue that FAL films: its own form, its own price."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from adapters.vendors.fal import FalRenderer
from core.ports import Finished, Order
from core.reel.catalogue import CATALOGUE, Model
from core.reel.prompt import negative_prompt, prompts
from tests.players import storyboard
from tests.wires.fal import KEY, FalServer
from tests.wires.fal_forms import FORMS, WAN, complaints

MODELS = [model for model in CATALOGUE.values() if model.vendor == "fal" and "9:16" in model.aspect_ratios]


def order_of(model: Model, seconds: int) -> Order:
    """A clip as the studio orders it from this model."""
    (prompt,) = prompts(storyboard(), model, 1)
    return Order(
        model=model.id,
        prompt=prompt,
        negative_prompt=negative_prompt(model),
        seconds=seconds,
        resolution=model.resolution,
        seed=42,
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.label)
async def test_every_length_of_every_model_is_filmed_at_the_quoted_price(
    model: Model, renderer: FalRenderer, fal: FalServer
) -> None:
    """Whatever model somebody chooses, FAL accepts the form as it is, and bills what was quoted."""
    for seconds in model.clip_seconds:
        before = fal.books()["micros"]

        state = await renderer.check(await renderer.submit(order_of(model, seconds), "r1"))

        assert isinstance(state, Finished)
        assert fal.books()["micros"] - before == model.price(seconds)


@pytest.mark.parametrize("model", [m for m in MODELS if m.takes_picture], ids=lambda model: model.label)
async def test_every_model_that_takes_a_picture_begins_with_it(
    model: Model, fal: FalServer, tmp_path: Path
) -> None:
    """The order goes to the sibling that films from a picture, which accepts the form as it is."""
    Image.new("RGB", (1080, 1920), "brown").save(tmp_path / "p.jpg")
    renderer = FalRenderer(KEY, fal.queue_url, fal.api_url, pictures=lambda name: tmp_path / name)
    order = replace(order_of(model, model.clip_seconds[0]), start_image="p.jpg")

    state = await renderer.check(await renderer.submit(order, "r1"))

    assert isinstance(state, Finished)
    (ordered,) = fal.orders.by_id.values()
    assert ordered.app == model.image_model
    assert fal.books()["micros"] == model.price(order.seconds, has_picture=True)
    await renderer.aclose()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.label)
async def test_every_model_films_upright_and_with_its_own_sound(
    model: Model, renderer: FalRenderer, fal: FalServer
) -> None:
    """Upright is always asked for, and sound is switched on wherever there is a switch."""
    await renderer.submit(order_of(model, model.clip_seconds[0]), "r1")

    (ordered,) = fal.orders.by_id.values()
    assert ordered.arguments["aspect_ratio"] == "9:16"
    switches = FORMS[model.id].switches & {"audio", "generate_audio"}
    assert {ordered.arguments[name] for name in switches} <= {True}


async def test_a_model_without_a_seed_is_still_found_again(
    renderer: FalRenderer, fal: FalServer, long_ago: datetime
) -> None:
    """A lost order of a model that takes no seed is known by its prompt, and not ordered again."""
    order = order_of(CATALOGUE["fal-ai/kling-video/v3/standard/text-to-video"], 5)
    ticket = await renderer.submit(order, "r1")

    assert await renderer.find(order, "r1", long_ago) == ticket
    assert fal.posts == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("duration", 5), ("duration", "7"), ("seed", "42"), ("cfg_scale", 1), ("resolution", "4k")],
)
async def test_the_fake_reads_forms_as_strictly_as_fal(
    renderer: FalRenderer, fal: FalServer, name: str, value: object
) -> None:
    """A form that is wrong in one field is refused by the fake too, so these tests can fail."""
    await renderer.submit(order_of(CATALOGUE[WAN], 5), "r1")
    (ordered,) = fal.orders.by_id.values()

    assert complaints(WAN, ordered.arguments) == []
    assert complaints(WAN, ordered.arguments | {name: value}) != []
