"""Telegram as a platform, on python-telegram-bot 22.8.

Read `telegram` for how it is put together; `polling` and `webhook` for how news come in, `ear` and
`hearing` for what becomes of them; `pen`, `pace` and `keyboard` for how we write; `postman` for the
one message that a job has, which becomes its reel; `stars` for payments; `memory` for what must survive a
restart.
"""

from adapters.platforms.telegram.films import Pictures
from adapters.platforms.telegram.hearing import PLATFORM
from adapters.platforms.telegram.pace import Tempo
from adapters.platforms.telegram.postman import Hands
from adapters.platforms.telegram.stars import Sales
from adapters.platforms.telegram.telegram import Access, Telegram, ping

__all__ = ["PLATFORM", "Access", "Hands", "Pictures", "Sales", "Telegram", "Tempo", "ping"]
