"""Signs that people put under a reel, and what they say of it."""

import re

_LIKES = "👍 ❤ ❤‍🔥 🔥 🥰 👏 👌 😁 🎉 🤩 💯 🏆 😍 ⚡ 🤣 😂 ✨ 💪 ⭐ 🌟"
_DISLIKES = "👎 💩 🤮 🥱 😴 🤡 🤬 😡 😐 💔"
_SHADES = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")
"""The tones of a hand's skin, and the mark that asks for a coloured picture: a sign is the same without."""


def is_liking(sign: str) -> bool | None:
    """Whether a sign says that somebody likes a reel; None when it says nothing of that."""
    plain = _SHADES.sub("", sign)
    if plain in _LIKES.split():
        return True
    return False if plain in _DISLIKES.split() else None
