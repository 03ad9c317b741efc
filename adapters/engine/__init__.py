"""PostgreSQL as what sets several processes to work: alarms kept by Procrastinate, single holders, calls."""

from adapters.engine.alarms import Alarms, Places
from adapters.engine.exchange import Exchange
from adapters.engine.holder import Holder
from adapters.engine.schema import check, lay_out

__all__ = ["Alarms", "Exchange", "Holder", "Places", "check", "lay_out"]
