"""Who works for this house, by the settings: who writes, films, speaks and composes."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

from adapters.storage.store import SqlStore
from adapters.vendors.gemini import GeminiWriter
from adapters.vendors.house import HouseWriter
from bot.parts.ownkeys import OwnKeys
from bot.parts.sounds import sound_vendors
from bot.parts.vendors import Vendor, model_named, told, video_vendors
from bot.settings import Settings
from bot.upkeep.logs import mask
from core.people.ownkeys import Renderers
from core.ports import Renderer, Writer
from core.reel.catalogue import ANIMATIC, CATALOGUE, Model, read_catalogue
from core.reel.sound import Sound, read_sounds
from core.work.breaker import Breaker, Guarded

Metered = Callable[[Renderer], Renderer]
MeteredWriter = Callable[[Writer], Writer]


@dataclass(frozen=True, slots=True)
class Suppliers:
    """All that are set up; `understudy` writes when `writer` cannot.

    `films` and `players` are the vendors of video and of sound, `renderers` all of them, each behind its
    breaker. `keys` are people's own.
    """

    catalogue: Mapping[str, Model]
    sounds: Mapping[str, Sound]
    google: GeminiWriter | None
    writer: Writer
    understudy: HouseWriter
    films: Mapping[str, Vendor]
    players: Mapping[str, Vendor]
    breakers: Mapping[str, Breaker]
    renderers: Mapping[str, Renderer]
    keys: OwnKeys | None

    @property
    def models(self) -> tuple[Model, ...]:
        """What can be ordered here, the first of them unless told."""
        return offered(self.catalogue, self.films)


async def open_suppliers(
    settings: Settings,
    store: SqlStore,
    stack: AsyncExitStack,
    metered: Metered,
    metered_writer: MeteredWriter,
) -> Suppliers:
    """All that the settings set up, closed with the stack. Raises Misconfigured."""
    catalogue, sounds = read_catalogue(settings.models_file), read_sounds(settings.models_file)
    films = video_vendors(settings, catalogue, stack, store.clock)
    players = sound_vendors(settings, sounds, stack, store.clock)
    google, understudy = gemini(settings, catalogue), HouseWriter()
    if google is not None:
        stack.push_async_callback(google.aclose)
    every: dict[str, Vendor] = {**films, **players}
    breakers = {name: Breaker(name, store.clock) for name in every}
    guarded = {name: metered(Guarded(one, breakers[name])) for name, one in every.items()}
    keys = await _own_keys(settings, store, catalogue)
    return Suppliers(
        catalogue=catalogue,
        sounds=sounds,
        google=google,
        writer=understudy if google is None else metered_writer(google),
        understudy=understudy,
        films=films,
        players=players,
        breakers=breakers,
        renderers=guarded if keys is None else Renderers(guarded, keys.renderer),
        keys=keys,
    )


def gemini(settings: Settings, catalogue: Mapping[str, Model] = CATALOGUE) -> GeminiWriter | None:
    """The writer with a key, None when there is no key. To be closed."""
    if settings.gemini_api_key is None:
        return None
    key = settings.gemini_api_key.get_secret_value()
    where = told(model=settings.gemini_model, base_url=settings.gemini_base_url)
    return GeminiWriter(key, api_version=settings.gemini_api_version, catalogue=catalogue, **where)


def offered(catalogue: Mapping[str, Model], films: Collection[str]) -> tuple[Model, ...]:
    """What can be ordered of these vendors, the first of them unless told."""
    return tuple(model for model in catalogue.values() if model.vendor in films and model.is_offered)


def default_model(settings: Settings, models: tuple[Model, ...]) -> str:
    """The id of what films unless told. Raises Misconfigured."""
    if settings.video_model:
        return model_named(settings.video_model, models, "VIDEO_MODEL")
    return models[0].id if models else ANIMATIC


def failover(settings: Settings, models: tuple[Model, ...]) -> tuple[str, ...]:
    """The ids of the models that take over; the animatic comes last without being named."""
    names = [name for name in settings.failover.split(",") if name.strip()]
    found = (model_named(name, models, "FAILOVER") for name in names)
    return tuple(name for name in found if name != ANIMATIC)


async def _own_keys(settings: Settings, store: SqlStore, catalogue: Mapping[str, Model]) -> OwnKeys | None:
    """People's own keys, all sealed with the newest master key; None where there is no master key."""
    if not settings.key_master:
        return None
    # Most studios keep nobody's keys, and sealing them takes six megabytes.
    from adapters.storage.keeping.safe import Safe

    safe = Safe(store, [master.get_secret_value() for master in settings.key_master], mask)
    await safe.rotate()
    return OwnKeys(safe, settings, catalogue, store.clock)
