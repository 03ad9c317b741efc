"""When people look, as others measured it: nothing here knows when anybody's own viewers watch."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.reel.niche import Platform


@dataclass(frozen=True, slots=True)
class Lively:
    """The hours whose posts got most answers, the best first: days of the week (0 is Monday) and hours.

    They are by the clock of whoever posted. `millions` of posts were counted.
    """

    hours: tuple[tuple[int, int], ...]
    millions: float


LIVELY: Mapping[Platform, Lively] = {
    # Buffer, best time to post on Instagram, 2026: by engagement.
    Platform.REELS: Lively(((3, 9), (2, 12), (2, 18)), 9.6),
    # Buffer, best time to post on TikTok, February 2026: by median engagement.
    Platform.TIKTOK: Lively(((6, 9), (0, 13), (6, 13)), 7.1),
}
"""None for YouTube, which says itself that the hour hardly matters (its head of recommendations, 2024)."""
