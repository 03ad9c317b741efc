"""What a requester's videos are about, with their standing wishes."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

NICHE_LIMIT = 200
IDEAS_LIMIT = 1000


class Platform(StrEnum):
    """Where the reel will be posted; the writer tailors hook, pace and caption to it."""

    REELS = "reels"
    TIKTOK = "tiktok"
    SHORTS = "shorts"

    @property
    def label(self) -> str:
        return {"reels": "Instagram Reels", "tiktok": "TikTok", "shorts": "YouTube Shorts"}[self]


class Tone(StrEnum):
    """How the reel speaks."""

    CINEMATIC = "cinematic"
    ENERGETIC = "energetic"
    WARM = "warm"
    FUNNY = "funny"
    CALM = "calm"
    DRAMATIC = "dramatic"
    EXPERT = "expert"


class Goal(StrEnum):
    """What the reel should bring about in whoever watches it."""

    ENGAGEMENT = "engagement"
    REACH = "reach"
    EDUCATION = "education"
    SALES = "sales"
    FOLLOWERS = "followers"


class Voiced(StrEnum):
    """Whether the lines are spoken by a voice of ours.

    `AUTO` leaves it to models that bring sound of their own; `ON` speaks over those, too, in place of
    that sound.
    """

    AUTO = "auto"
    ON = "on"
    OFF = "off"


class Habit(StrEnum):
    """Whether something is wished for every time; `USUAL` leaves it to whoever runs the group, or the bot."""

    USUAL = "usual"
    ON = "on"
    OFF = "off"


class Niche(BaseModel):
    """What somebody's videos are about. `language` is a BCP 47 tag such as `en` or `pt-BR`.

    `drafts` says whether a draft is filmed first.
    """

    model_config = ConfigDict(frozen=True)

    subject: str = Field(min_length=1, max_length=NICHE_LIMIT)
    platform: Platform = Platform.REELS
    tone: Tone = Tone.CINEMATIC
    goal: Goal = Goal.ENGAGEMENT
    language: str = Field(default="en", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    ideas: str = Field(default="", max_length=IDEAS_LIMIT)
    voice: Voiced = Voiced.AUTO
    drafts: Habit = Habit.USUAL
