"""Who works on a database: one process alone, or one of several."""

from typing import TYPE_CHECKING

from adapters.storage.opening import read_address
from bot.team.alone import Alone
from bot.team.roles import Role
from core.errors import Misconfigured

if TYPE_CHECKING:
    from bot.team.several import Team

_ALONE = (
    "nichereel {} shares its work with other processes, which takes PostgreSQL: please set DATABASE_URL to "
    "postgresql+psycopg://…. On SQLite one process does everything: nichereel run."
)


async def gathered(url: str, role: Role) -> "Alone | Team":
    """Who works on the database of this address.

    Raises Misconfigured for a part of a team on a file, and for a database that was not migrated;
    Unavailable when it does not answer.
    """
    if (address := _shared(url)) is None:
        if role is not Role.RUN:
            raise Misconfigured(_ALONE.format(role))
        return Alone()
    from adapters.engine import check
    from bot.team.several import Team

    await check(address)
    return Team(address, role)


async def lay_out(url: str) -> None:
    """Make what several processes need in their database; nothing in a file. Raises as `gathered`."""
    if (address := _shared(url)) is not None:
        from adapters import engine

        await engine.lay_out(address)


def _shared(url: str) -> str | None:
    """The address of a database that processes can share, as its driver takes it."""
    if not url or (address := read_address(url)).get_backend_name() != "postgresql":
        return None
    return address.set(drivername="postgresql").render_as_string(hide_password=False)
