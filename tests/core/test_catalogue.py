"""The catalogue of models: what is offered, what it costs, and what an operator may change."""

import re
from pathlib import Path

import pytest

from core.errors import Misconfigured
from core.reel.catalogue import CATALOGUE, WAN_25, Model, read_catalogue
from core.reel.model import Unit

OWN = {"selfhosted", "comfyui"}
"""Vendors whose price is whatever one's own electricity costs."""


def catalogue(folder: Path, text: str) -> dict[str, Model]:
    """Our models with an operator's file laid over them."""
    file = folder / "models.toml"
    file.write_text(text, encoding="utf-8")
    return read_catalogue(file)


def test_wan_25_is_the_default_and_costs_what_it_did() -> None:
    """The first model of the list films when nobody names one: WAN 2.5, $0.15 a second at 1080p."""
    assert next(iter(CATALOGUE.values())) is WAN_25
    assert (WAN_25.resolution, WAN_25.price(5), WAN_25.price(10)) == ("1080p", 750_000, 1_500_000)
    assert [WAN_25.clip_length(wish) for wish in (5, 7, 10, 20, 30, 31, 60)] == [5, 5, 10, 5, 5, 10, 10]


def test_a_model_that_cannot_film_upright_is_not_offered() -> None:
    """Hailuo is known, and never offered: what it makes of a text is wide."""
    hailuo = next(model for model in CATALOGUE.values() if model.label == "Hailuo 2.3")

    assert not hailuo.is_offered


def test_legacy_models_are_off_until_somebody_switches_them_on(tmp_path: Path) -> None:
    """Stability's old video service is known but off; one line in the operator's file brings it back."""
    svd = "stable-video-diffusion"
    models = catalogue(tmp_path, f'[[model]]\nid = "{svd}"\nis_retired = false\n')

    assert not CATALOGUE[svd].is_offered
    assert models[svd].is_offered


@pytest.mark.parametrize("model", CATALOGUE.values(), ids=lambda model: model.id)
def test_every_fact_says_where_it_comes_from(model: Model) -> None:
    """Form, price and time of each model name their source; form and price also say from when they are."""
    assert {"form", "price", "time"} <= model.sources.keys()
    dated = {"form"} if model.vendor in OWN else {"form", "price", "image"} & model.sources.keys()
    assert [fact for fact in dated if not re.search(r"20\d\d", model.sources[fact])] == []


def test_the_nearest_shorter_clip_is_taken() -> None:
    """A wish that a model with many lengths does not make becomes the longest clip below it."""
    veo = CATALOGUE["fal-ai/veo3.1"]

    assert [veo.clip_length(wish) for wish in (2, 5, 6, 10, 60)] == [4, 4, 6, 8, 8]


@pytest.mark.parametrize(("unit", "length"), [(Unit.CHARACTERS, 2), (Unit.UTF_16, 3), (Unit.BYTES, 6)])
def test_a_limit_counts_in_the_vendors_own_unit(unit: Unit, length: int) -> None:
    """An emoji is one character, two UTF-16 units and four bytes; a vendor's limit means one of these."""
    assert unit.measure("é🎬") == length


def test_one_field_can_be_overridden(tmp_path: Path) -> None:
    """Choosing a cheaper tier is two lines, and the price follows."""
    models = catalogue(tmp_path, f'[[model]]\nid = "{WAN_25.id}"\nresolution = "480p"\n')

    assert models[WAN_25.id].price(10) == 500_000
    assert models[WAN_25.id].prompt_limit == WAN_25.prompt_limit


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("clip_seconds = [10, 5]", "“selfhosted”: clip_seconds must be ascending, each length once"),
        ("clip_seconds = [500]", "“selfhosted”: clip_seconds must be a list of whole seconds from 4 to 60"),
        ("prompt_limit = 1500.5", "“selfhosted”: prompt_limit must be a whole number of at least 100"),
        ('resolution = "8k"', "“selfhosted”: resolution must be one of its tiers: 480p, 720p"),
        ('prompt_unit = "furlongs"', "prompt_unit must be one of characters, utf-16 units, bytes"),
        ("promptlimit = 5", "“selfhosted”: there is no field promptlimit; there are id, vendor"),
        ('label = "WAN 2.5"', "“selfhosted”: label must be one that no other model has"),
        ('label = "Animatic"', "“selfhosted”: label must be one that no other model has"),
    ],
)
def test_a_mistake_names_model_field_and_what_is_allowed(tmp_path: Path, text: str, sentence: str) -> None:
    """Whoever mistypes something learns at the start which model, which field, and what would be right."""
    with pytest.raises(Misconfigured) as error:
        catalogue(tmp_path, f'[[model]]\nid = "selfhosted"\n{text}\n')

    assert sentence in error.value.message


@pytest.mark.parametrize("text", ["model = 1", "[[model]]\nlabel = 'x'", "[[models]]\nid = 'x'", "= = ="])
def test_a_file_that_is_no_catalogue_is_said_so(tmp_path: Path, text: str) -> None:
    """A file of another kind gives a sentence about MODELS_FILE, not a crash."""
    with pytest.raises(Misconfigured, match="MODELS_FILE"):
        catalogue(tmp_path, text)


def test_a_new_model_has_to_be_told_whole(tmp_path: Path) -> None:
    """A model we have never heard of needs every required field; what is missing is named."""
    with pytest.raises(Misconfigured, match="model “new”: vendor is missing; it must be"):
        catalogue(tmp_path, '[[model]]\nid = "new"\n')


@pytest.mark.parametrize(
    ("label", "draft"),
    [
        ("WAN 2.5", ("480p", 250_000)),
        ("WAN 2.6", ("720p", 500_000)),
        ("Gemini Omni", ("360p", 115_000)),
        ("Own server", ("480p", 0)),
        ("Veo 3.1", None),
        ("Kling 3", None),
        ("Runway Gen-4.5", None),
    ],
)
def test_a_draft_is_the_lowest_resolution_that_saves(label: str, draft: tuple[str, int] | None) -> None:
    """A model makes drafts in its lowest resolution, unless that costs as much as its own."""
    model = next(model for model in CATALOGUE.values() if model.label == label)

    assert draft == (model.draft and (model.draft.resolution, model.draft.price(5)))
    assert model.at(model.resolution) is model


def test_a_draft_on_a_server_of_ones_own_has_its_pixels() -> None:
    """Whoever is told pixels instead of a name is told those of the resolution that was ordered."""
    model = CATALOGUE["selfhosted"]

    assert (model.size, model.at("480p").size) == ("720x1280", "480x832")
