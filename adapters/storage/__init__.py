"""Where everything is kept: the database behind `core.store.Store`.

`opening` puts it together; `schema` has the tables; `store` is the port's filling. `ferry` carries
many callers over in one transaction; `opens`, `saves`, `signals`, `settled` and `claims` are what happens on
the way, to the `items` that each is named after.
"""

from adapters.storage.opening import default_url, open_store

__all__ = ["default_url", "open_store"]
