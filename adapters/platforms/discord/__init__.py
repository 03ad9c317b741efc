"""Discord as a platform, on discord.py 2.7.1.

Read `discord` for how it is put together; `gateway` for how news come in, `ear` and `hearing` for what
becomes of them; `menu` for the slash commands; `cards`, `buttons` and `pen` for how we write; `postman`
for the one message that a job has, which becomes its reel; `memory` for what must survive a restart.
"""

from adapters.platforms.discord.discord import Access, Discord, ping
from adapters.platforms.discord.hearing import PLATFORM
from adapters.platforms.discord.menu import Tongues

__all__ = ["PLATFORM", "Access", "Discord", "Tongues", "ping"]
