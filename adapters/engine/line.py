"""How the engine's own connections are held: one that is dead is noticed within seconds, on both sides."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import psycopg

PATIENT: Mapping[str, object] = {
    "connect_timeout": 5,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,
    "application_name": "nichereel",
}

_SAME_THERE = (
    "SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3; "
    "SET tcp_user_timeout = 5000; SET idle_session_timeout = 0"
)


@asynccontextmanager
async def dialled(address: str) -> AsyncIterator[psycopg.AsyncConnection]:
    """A connection of its own, without transactions. Raises psycopg.OperationalError."""
    connection = await psycopg.AsyncConnection.connect(address, autocommit=True, **PATIENT)  # type: ignore[arg-type]
    async with connection:
        await connection.execute(_SAME_THERE)
        yield connection
