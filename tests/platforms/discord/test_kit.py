"""Everything to post a reel with, on Discord."""

from tests.platforms.discord.club import Club
from tests.wires.discord_world import words


async def test_what_to_post_is_copied_with_one_press(club: Club) -> None:
    """The button under a reel brings the words, each in code, and from there everything as a ZIP."""
    await club.has_niche()
    message = await club.reel()
    kit = await club.answered(await club.press(message, "Post kit"))
    sent = await club.answered(await club.press(kit, "As a ZIP"))

    assert words(kit).count("```") == 10
    assert "```\nAll about how monks invented espresso.\n\n#coffee #reels\n```" in words(kit)
    assert "When to post, by the clock where your viewers live" in words(kit)
    assert sent["attachments"][0]["filename"].endswith(".zip")
