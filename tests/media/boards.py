"""Storyboards for the cutting room's tests: short, and one for every kind of writing."""

from core.reel.brief import Look
from core.reel.storyboard import Hook, Scene, Social, Storyboard, VisualStyle

GREETINGS = {
    "Latin": ("One bitter bean, façade", "en"),
    "Cyrillic": ("Как монахи придумали эспрессо", "ru"),
    "Greek": ("Πώς φτιάχνεται ο καφές", "el"),
    "Arabic": ("استمع إلى 3 أصوات مختلفة", "ar"),
    "Hebrew": ("איך מכינים קפה ב-3 דקות", "he"),
    "Devanagari": ("सुबह की पहली चाय", "hi"),
    "Thai": ("สูตรลับข้าวผัดกรุงเทพ", "th"),
    "Japanese": ("一分で作る本物の出汁", "ja"),
    "Chinese": ("今天教你做红烧肉", "zh"),
    "Korean": ("집에서 만드는 비빔밥", "ko"),
    "emoji": ("Hot 🔥 tea 👩🏽‍🍳 for two 🇯🇵", "en"),
}


def board(look: Look = Look.CINEMATIC, written: str = "One bitter bean", language: str = "en") -> Storyboard:
    """A hook and two scenes, of which the first says `written`."""
    return Storyboard(
        title="How monks invented espresso",
        language=language,
        hook=Hook(
            seen="A monk in candlelight", said="It began as a prayer.", written="How monks invented espresso",
            keyword="espresso",
        ),
        scenes=(
            Scene(
                seen="Beans", said="One bitter bean.", written=written, keyword="bitter", icon="coffee bean",
                seconds=3,
            ),
            Scene(
                seen="A machine", said="Then came steam.", written="Then came steam", icon="steam engine",
                seconds=4,
            ),
        ),
        style=VisualStyle(
            cinematography="Slow pushes", lighting="Candles", colour_grade="Amber", mood="Calm", look=look
        ),
        social=Social(caption="Did you know?"),
    )  # fmt: skip
