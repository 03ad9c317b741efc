"""Where everything is kept: the database behind `core.store.Store`.

`opening` puts it together, `on_sqlite` or `on_postgres`. The schemas have the tables, `layout` brings them up
to date, `moving` carries all of it from the one to the other. `store` is the port's filling, which writes
with the `pen` and reads with the `eyes`. `ferry` carries many callers over in one transaction; `opens`,
`saves`, `signals`, `settled` and `claims` are what happens on such `trips`, to the `items` that each is
named after.
"""

from adapters.storage.opening import default_url, migrate, move, open_store

__all__ = ["default_url", "migrate", "move", "open_store"]
