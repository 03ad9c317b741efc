"""Those who take reels out into the world, made of the settings; without any, nothing is ever published."""

from collections.abc import Mapping
from contextlib import AsyncExitStack

from bot.parts.vendors import told
from bot.settings import Settings
from core.clock import Clock
from core.errors import Misconfigured
from core.publishing import Publisher

_HALF = "YOUTUBE_CLIENT_ID, YOUTUBE_CLIENT_SECRET and YOUTUBE_REFRESH_TOKEN belong together: set all or none."


def publishers(settings: Settings, stack: AsyncExitStack, clock: Clock) -> Mapping[str, Publisher]:
    """By their keys; they are closed with the stack. Raises Misconfigured for half a permission."""
    found: dict[str, Publisher] = {}
    parts = (settings.youtube_client_id, settings.youtube_client_secret, settings.youtube_refresh_token)
    known = [part.get_secret_value() for part in parts if part is not None]
    if known:
        if len(known) != len(parts):
            raise Misconfigured(_HALF)
        from adapters.publishers.youtube import YouTube

        where = told(base_url=settings.youtube_base_url, token_url=settings.youtube_token_url)
        youtube = YouTube(*known, **where)
        stack.push_async_callback(youtube.aclose)
        found[youtube.key] = youtube
    if settings.postiz_api_key is not None:
        from adapters.publishers.postiz import Postiz

        key = settings.postiz_api_key.get_secret_value()
        postiz = Postiz(key, clock=clock, **told(base_url=settings.postiz_base_url))
        stack.push_async_callback(postiz.aclose)
        found[postiz.key] = postiz
    return found
