"""Signs that people put under a reel, and what they say of it."""

_LIKES = "👍 ❤ ❤️ 🔥 🥰 👏 😁 🎉 🤩 💯 🏆 😍 ⚡ 🤣 😂 ✨ 💪 ⭐ 🌟"
_DISLIKES = "👎 💩 🤮 🥱 😴 🤡 🤬 😡 😐 💔"


def is_liking(sign: str) -> bool | None:
    """Whether a sign says that somebody likes a reel; None when it says nothing of that."""
    if sign in _LIKES.split():
        return True
    return False if sign in _DISLIKES.split() else None
