"""When to post a reel, platform by platform, and what counts there for what it is to bring about."""

from bot.voice.times import weekday
from bot.voice.tongue import either, number, say
from core.books.account import PLAIN
from core.reel.hours import LIVELY
from core.reel.niche import Goal, Niche, Platform

_NEW_PEOPLE = (Goal.REACH, Goal.FOLLOWERS)


def hours(niche: Niche, zone: str) -> str:
    """The best hours on every platform, that of the niche first; `zone` is the clock of whoever posts."""
    head = say("When to post, by the clock where your viewers live:")
    if zone != PLAIN.zone:
        head = say("When to post, by the clock where your viewers live (yours goes by {zone}):", zone=zone)
    own = niche.platform
    lines = [_line(each) for each in (own, *(other for other in Platform if other is not own))]
    known = say("These are averages: the Insights or Analytics of your own account know your viewers better.")
    return "\n".join([head, *lines, *filter(None, [_counts(niche), known])])


def _line(platform: Platform) -> str:
    lively = LIVELY.get(platform)
    if lively is None:
        words = "{platform}: any hour; YouTube says that it hardly matters in the long run, except for news."
        return say(words, platform=platform.label)
    return say(
        "{platform}: {times}, the liveliest of {millions} million posts (Buffer, 2026).",
        platform=platform.label,
        times=either([f"{weekday(day)} {hour:02}:00" for day, hour in lively.hours]),
        millions=number(lively.millions),
    )


def _counts(niche: Niche) -> str:
    """What the platform itself says of what brings viewers."""
    match niche.platform:
        case Platform.REELS if niche.goal in _NEW_PEOPLE:
            return say("New people come most by reels that are sent on, says the head of Instagram (2025).")
        case Platform.REELS:
            return say(
                "What counts is how long a reel is watched, likes, and how often it is sent on, "
                "says the head of Instagram (2025)."
            )
        case Platform.TIKTOK:
            return say(
                "It counts much that a video is watched to its end, and not how many follow you, "
                "says TikTok (2020)."
            )
    return ""
