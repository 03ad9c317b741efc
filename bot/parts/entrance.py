"""The entrance of the web door, which is there whether the door is open or not."""

from adapters.platforms.web.entrance import Access, Entrance, secret_of
from adapters.storage.door.cabinet import cabinet
from adapters.storage.store import SqlStore
from bot.settings import Settings
from core.clock import Clock


async def make_entrance(settings: Settings, store: SqlStore, clock: Clock) -> Entrance:
    """The way back to browsers, and the keys."""
    telegram, figures = settings.telegram_bot_token, settings.metrics_token
    access = Access(
        host=settings.web_host,
        port=settings.port,
        public_url=settings.public_url or "",
        telegram_token=telegram.get_secret_value() if telegram else "",
        metrics_token=figures.get_secret_value() if figures else "",
        origins=settings.cors_origins,
    )
    return Entrance(access, cabinet(store), await secret_of(store), clock)
