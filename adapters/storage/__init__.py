"""Where everything is kept: the database behind `core.store.Store`.

`opening` puts it together; `schema` has the tables; `ferry` carries many callers over in one
transaction; `writing` and `reading` are what happens on the way; `store` is the port's filling.
"""

from adapters.storage.opening import default_url, open_store

__all__ = ["default_url", "open_store"]
