"""The terminal as a platform: `console` posts, `transcript` remembers what was posted, `chat` listens.

`lines` reads what is typed and `screen` shows what is said. Standard library only.
"""

from adapters.platforms.console.chat import ADDRESS, REQUESTER, Chat
from adapters.platforms.console.console import PLATFORM, Console
from adapters.platforms.console.screen import Screen

__all__ = ["ADDRESS", "PLATFORM", "REQUESTER", "Chat", "Console", "Screen"]
