"""The video vendors that the settings set up, each made here and nowhere else."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any, Protocol

from adapters.wire.pictures import Pictures
from bot.settings import Settings
from core.clock import Clock, system_clock
from core.errors import Misconfigured
from core.ports import Renderer
from core.reel.archive import Archive
from core.reel.catalogue import ANIMATIC, Model


class Vendor(Renderer, Protocol):
    """A renderer that is ours to close, and that says how it is."""

    async def ping(self) -> str:
        """One sentence: who answers, and what credit is left. Orders nothing. Raises as `check`."""
        ...

    async def aclose(self) -> None: ...


def video_vendors(
    settings: Settings,
    catalogue: Mapping[str, Model],
    stack: AsyncExitStack,
    clock: Clock = system_clock,
) -> dict[str, Vendor]:
    """All that are set up, by name; the `clock` is the store's.

    Raises Misconfigured for a workflow that cannot be read.
    """
    pictures = Archive(settings.data_dir).picture
    made = {one.vendor: one for one in _made(settings, catalogue, pictures, clock) if one is not None}
    for vendor in made.values():
        stack.push_async_callback(vendor.aclose)
    return made


def model_named(name: str, models: tuple[Model, ...], setting: str) -> str:
    """The id of a model that can be ordered here. Raises Misconfigured, and says what there is."""
    known = {ANIMATIC: ANIMATIC}
    for model in models:
        known |= {model.id.casefold(): model.id, model.label.casefold(): model.id}
    if (found := known.get(name.strip().casefold())) is None:
        there = ", ".join([*(model.label for model in models), ANIMATIC])
        raise Misconfigured(f"{setting} names no model that can be ordered here. There is: {there}.")
    return found


def _made(
    settings: Settings, catalogue: Mapping[str, Model], pictures: Pictures, clock: Clock
) -> list[Vendor | None]:
    # Each library is loaded only for whoever uses it.
    return [
        _fal(settings, catalogue, pictures, clock),
        _runway(settings, catalogue, pictures),
        _omni(settings, catalogue, pictures),
        _selfhosted(settings, catalogue, pictures),
        _comfyui(settings, catalogue),
        _stability(settings, catalogue, pictures),
    ]


def _fal(
    settings: Settings, catalogue: Mapping[str, Model], pictures: Pictures, clock: Clock
) -> Vendor | None:
    if settings.fal_key is None:
        return None
    from adapters.vendors.fal import FalRenderer

    where = told(queue_url=settings.fal_queue_url, api_url=settings.fal_api_url)
    key, webhooks = settings.fal_key.get_secret_value(), _webhooks(settings)
    return FalRenderer(
        key, **where, webhook_base=webhooks, catalogue=catalogue, pictures=pictures, clock=clock
    )


def _webhooks(settings: Settings) -> str | None:
    """Where FAL can bring us news, if others can reach our web door."""
    if not settings.public_url or not settings.web_door:
        return None
    return f"{settings.public_url.rstrip('/')}/hooks/fal"


def _runway(settings: Settings, catalogue: Mapping[str, Model], pictures: Pictures) -> Vendor | None:
    if settings.runwayml_api_secret is None:
        return None
    from adapters.vendors.runway import RunwayRenderer

    where = told(base_url=settings.runwayml_base_url)
    return RunwayRenderer(
        settings.runwayml_api_secret.get_secret_value(), **where, catalogue=catalogue, pictures=pictures
    )


def _omni(settings: Settings, catalogue: Mapping[str, Model], pictures: Pictures) -> Vendor | None:
    # A key for writing is no wish to pay for films: that takes a word of its own.
    if settings.gemini_api_key is None or not settings.gemini_video:
        return None
    from adapters.vendors.gemini.omni import OmniRenderer

    key, where = settings.gemini_api_key.get_secret_value(), told(base_url=settings.gemini_base_url)
    return OmniRenderer(
        key, **where, api_version=settings.gemini_api_version, catalogue=catalogue, pictures=pictures
    )


def _selfhosted(settings: Settings, catalogue: Mapping[str, Model], pictures: Pictures) -> Vendor | None:
    if settings.selfhosted_video_base_url is None:
        return None
    from adapters.vendors.selfhosted import SelfHostedRenderer

    key = settings.selfhosted_video_api_key
    return SelfHostedRenderer(
        settings.selfhosted_video_base_url,
        key.get_secret_value() if key else None,
        settings.selfhosted_video_model,
        catalogue=catalogue,
        pictures=pictures,
    )


def _comfyui(settings: Settings, catalogue: Mapping[str, Model]) -> Vendor | None:
    if settings.comfyui_base_url is None:
        return None
    from adapters.vendors.comfyui import ComfyRenderer, Workflow

    if settings.comfyui_workflow is None:
        raise Misconfigured("COMFYUI_BASE_URL needs COMFYUI_WORKFLOW beside it: the file of your workflow.")
    workflow = Workflow.read(settings.comfyui_workflow)
    return ComfyRenderer(settings.comfyui_base_url, workflow, catalogue=catalogue)


def _stability(settings: Settings, catalogue: Mapping[str, Model], pictures: Pictures) -> Vendor | None:
    if settings.stability_api_key is None:
        return None
    from adapters.vendors.stability import StabilityRenderer

    where = told(base_url=settings.stability_base_url)
    return StabilityRenderer(
        settings.stability_api_key.get_secret_value(), **where, catalogue=catalogue, pictures=pictures
    )


def told(**settings: str | None) -> dict[str, Any]:
    """Only what was set: for the rest, each adapter knows its own default."""
    return {name: value for name, value in settings.items() if value}
