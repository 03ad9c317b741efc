"""Where everything is kept: the database behind `core.store.Store`.

`opening` is the way in: one of the two `databases` is opened, with its `tables` laid out and up to date.
`store` is the port's filling: a `ferry` carries what many callers wish into one of the `transactions`, and
what many want to read to the `eyes`; `reports` are for those who run the bot. On the store stands all that
is kept for the web `door`, and what else is worth `keeping`.
"""

from adapters.storage.opening import default_url, migrate, move, open_store

__all__ = ["default_url", "migrate", "move", "open_store"]
