"""The house writer and those who ask it for a video in so many words."""

import pytest

from tests.vendors.test_house_ideas import draft, telling_words

REQUESTS = [
    ("make me a video about latte art please", "latte art"),
    ("generate a reel about tea", "tea"),
    ("create a short on how bread rises", "how bread rises"),
    ("Hi, can you make a 10 second reel on tea, please?", "tea"),
    ("can you make a video explaining why cats purr?", "why cats purr"),
    ("I'd like a YouTube short about my dog. Thanks!", "my dog"),
    ("I need you to make a TikTok that shows how to fold a crane", "how to fold a crane"),
    ("let's make reels about tides", "tides"),
    ("please create video: latte art", "latte art"),
    ("a short film about love", "love"),
    ("make me 3 reels about strumming", "strumming"),
    ("a reel with a dancing bear", "a dancing bear"),
    ("generate how strings are made", "how strings are made"),
    ("golden hour, please", "golden hour"),
]
NO_REQUESTS = [
    "make a video game in a day",
    "create a short story about a dragon",
    "can you make sourdough without yeast?",
    "how to make a video about cats",
    "make a film on a budget",
    "a reel of thread",
    "why toddlers never say please",
    "make me a video",
    "show me how bread rises",
]


@pytest.mark.parametrize(("asked", "idea"), REQUESTS)
async def test_a_request_for_a_video_is_not_what_it_is_about(asked: str, idea: str) -> None:
    """Who asks for a video about something gets the very reel that the something alone would be."""
    assert await draft("specialty coffee", asked) == await draft("specialty coffee", idea)


@pytest.mark.parametrize("idea", NO_REQUESTS)
async def test_an_idea_that_sounds_like_a_request_is_kept(idea: str) -> None:
    """Words of an idea are not taken for a request, and stand in the title."""
    made = (await draft("home baking", idea)).storyboard

    assert telling_words(made.title) >= telling_words(idea)


async def test_a_niche_that_was_asked_for_is_not_tagged_with_the_asking() -> None:
    """Whoever begins with a request has its words for a niche, too: no hashtag begs."""
    asked = "make me a video about latte art please"
    tags = (await draft(asked, asked)).storyboard.social.hashtags

    assert tags[0] == "#latteart"
    assert not any("please" in tag or "video" in tag for tag in tags)


@pytest.mark.parametrize(
    ("idea", "title"),
    [("time=money", "Time money"), ("the easiest strum style=neon", "The easiest strum style neon")],
)
async def test_an_equals_sign_does_not_hide_an_idea(idea: str, title: str) -> None:
    """An idea with an equals sign in it is told by the words around the sign."""
    assert (await draft("guitar", idea)).storyboard.title == title
