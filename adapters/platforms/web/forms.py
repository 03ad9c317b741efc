"""What programs send us, and what they get: the forms of the API."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from core.books.ledger import NOTHING
from core.books.money import dollars
from core.door import Call, Prompt, Webhook
from core.learning.arms import Reason
from core.reel.brief import TOPIC_LIMIT, Captions, Look, Quality
from core.reel.job import Job, Stage, Status
from core.reel.niche import NICHE_LIMIT, Goal, Platform, Tone, Voiced
from core.reel.shots import MOST_SHOTS
from core.reel.storyboard import Storyboard
from core.traffic import Wait
from core.wording import is_visible

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_PLATFORMS = {
    "instagram": Platform.REELS,
    "reels": Platform.REELS,
    "tiktok": Platform.TIKTOK,
    "youtube": Platform.SHORTS,
    "shorts": Platform.SHORTS,
}
_SIZE = "1080x1920"
MOST_AT_ONCE = 10
MOST_TAKES = 4
_QUALITY = "a draft is filmed in the lowest resolution of its model, for less"


def _printable(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("must hold no control characters")
    if text and not is_visible(text):
        raise ValueError("must hold something that can be seen")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_printable)]
Id = Annotated[str, Field(pattern="^[a-z0-9]{1,40}$")]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PromptWish(_Form):
    """What a reel is to be about. `custom_ideas` say it; without them it is about the niche itself."""

    niche: Annotated[Text, Field(min_length=1, max_length=NICHE_LIMIT)]
    platform: Literal["instagram", "tiktok", "youtube", "reels", "shorts"] = "instagram"
    video_length: int = Field(default=10, ge=5, le=60, description="seconds")
    tone: Tone = Tone.CINEMATIC
    goal: Goal = Goal.ENGAGEMENT
    custom_ideas: Annotated[Text, Field(max_length=TOPIC_LIMIT)] = ""
    language: str = Field(default="en", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", max_length=35)
    look: Look = Look.AUTO
    model: Annotated[Text, Field(max_length=120)] = Field(
        default="", description="the id or the name of a video model, or animatic; the usual one unless told"
    )
    shots: int = Field(
        default=0, ge=0, le=MOST_SHOTS, description="how many clips it is cut from; 0 for as many as it needs"
    )
    voice: Voiced = Field(default=Voiced.AUTO, description="whether its lines are spoken")
    captions: Captions = Captions.BURNED
    quality: Quality = Field(default=Quality.FINAL, description=_QUALITY)

    @property
    def posted_on(self) -> Platform:
        return _PLATFORMS[self.platform]


class VideoWish(_Form):
    """A video of a prompt, in its own quality unless told."""

    prompt_id: Id
    quality: Quality | None = Field(default=None, description=_QUALITY)


class BatchWish(_Form):
    """Several videos at once; each counts for itself."""

    prompt_ids: list[Id] = Field(min_length=1, max_length=MOST_AT_ONCE)
    quality: Quality | None = Field(default=None, description=_QUALITY)


class TakesWish(_Form):
    """How many further takes of a video are wanted at once."""

    count: int = Field(ge=2, le=MOST_TAKES)


class Opinion(_Form):
    """What somebody thinks of a reel; a reason says why they do not like it."""

    good: bool
    reason: Reason | None = None


class HookWish(_Form):
    """An HTTPS address that wants to be told."""

    url: Annotated[Text, Field(min_length=9, max_length=2000)]


class Price(BaseModel):
    """An amount of money, for programs and for people."""

    micros: int
    text: str


class PromptAnswer(BaseModel):
    """A reel on paper. `prompt` is all that a video model is given, `prompts` the same shot by shot."""

    id: str
    user_id: str
    niche: str
    platform: Platform
    video_length: int
    tone: Tone
    goal: Goal
    custom_ideas: str
    model: str
    quality: Quality
    storyboard: Storyboard
    prompt: str
    prompts: list[str]
    note: str
    price: Price
    created_at: datetime


class VideoAnswer(BaseModel):
    """A video and how it is doing. `video_url` works for a few hours; ask again for a new one.

    `duration` is in seconds, `progress` in percent while the reel is being cut. `message` says what
    there is to know, above all why it failed or was drawn instead of filmed. When the studio is busy
    the answer to an order and to a question about one video say how many reels are `ahead` of it, and
    about how many seconds it waits for them, as fast as they end now.
    """

    id: str
    user_id: str
    prompt_id: str | None
    status: Status
    stage: Stage
    title: str
    model: str
    quality: Quality
    message: str
    progress: int | None
    video_url: str | None
    poster_url: str | None
    duration: float
    resolution: str
    is_animatic: bool
    price: Price
    created_at: datetime
    completed_at: datetime | None
    ahead: int | None
    wait_seconds: int | None


class VideoList(BaseModel):
    """A page of videos, the newest first. `before` asks for the next page, None when there is none."""

    videos: list[VideoAnswer]
    before: str | None


class BatchAnswer(BaseModel):
    """What came of each, in the order in which they were asked for; `refusals` says why one was not made.

    `price` is what those that are made cost together, at most.
    """

    videos: list[VideoAnswer | None]
    refusals: list[str | None]
    price: Price


class QuoteAnswer(BaseModel):
    """What videos cost at most: each, in the order in which they were asked about, and together."""

    prices: list[Price]
    price: Price


class HookAnswer(BaseModel):
    """A registered address. `secret` signs what it is told; it is shown once, when it is registered."""

    id: str
    url: str
    secret: str | None = None
    created_at: datetime


class CallAnswer(BaseModel):
    """Something that an address was not told yet, or never will be (`is_dead`)."""

    body: str
    tries: int
    is_dead: bool
    next_at: datetime | None


def prompt_answer(prompt: Prompt, texts: tuple[str, ...], price: int) -> PromptAnswer:
    """A prompt as a program reads it."""
    brief = prompt.brief
    return PromptAnswer(
        id=prompt.id,
        user_id=prompt.requester,
        niche=brief.niche.subject,
        platform=brief.niche.platform,
        video_length=brief.seconds,
        tone=brief.niche.tone,
        goal=brief.niche.goal,
        custom_ideas=brief.topic,
        model=brief.model,
        quality=brief.quality,
        storyboard=prompt.storyboard,
        prompt="\n\n".join(texts),
        prompts=list(texts),
        note=prompt.note,
        price=_price(price),
        created_at=prompt.at,
    )


def video_answer(
    job: Job,
    prompt_id: str | None,
    files: tuple[str | None, str | None],
    progress: int | None,
    wait: Wait | None,
) -> VideoAnswer:
    """A job as a program reads it; `files` are the addresses of the reel and of its poster."""
    is_done = job.status is Status.COMPLETED and job.reel is not None
    return VideoAnswer(
        id=job.id,
        user_id=job.requester,
        prompt_id=prompt_id,
        status=job.status,
        stage=job.stage,
        model=job.brief.model,
        quality=job.brief.quality,
        title=job.title,
        message=job.fallback or job.words,
        progress=progress if job.status is Status.PROCESSING else None,
        video_url=files[0] if is_done else None,
        poster_url=files[1] if is_done else None,
        duration=job.reel.footage.seconds if job.reel else job.brief.seconds,
        resolution=_SIZE,
        is_animatic=job.is_drawn,
        price=_price((job.bill or NOTHING).account_micros if job.closed_at else job.quote),
        created_at=job.opened_at,
        completed_at=job.closed_at if job.status is Status.COMPLETED else None,
        ahead=wait.ahead if wait is not None else None,
        wait_seconds=round(wait.about.total_seconds()) if wait is not None and wait.about else None,
    )


def batch_answer(videos: list[VideoAnswer | None], refusals: list[str | None]) -> BatchAnswer:
    """What came of a batch, as a program reads it."""
    together = sum(each.price.micros for each in videos if each is not None)
    return BatchAnswer(videos=videos, refusals=refusals, price=_price(together))


def quote_answer(quotes: Sequence[int]) -> QuoteAnswer:
    """Prices in micro-dollars, as a program reads them."""
    return QuoteAnswer(prices=list(map(_price, quotes)), price=_price(sum(quotes)))


def hook_answer(hook: Webhook, *, is_new: bool = False) -> HookAnswer:
    """A hook as a program reads it."""
    return HookAnswer(id=hook.id, url=hook.url, secret=hook.secret if is_new else None, created_at=hook.at)


def call_answer(call: Call) -> CallAnswer:
    """A call as a program reads it."""
    return CallAnswer(body=call.body, tries=call.tries, is_dead=call.is_dead, next_at=call.due_at)


def _price(micros: int) -> Price:
    return Price(micros=micros, text=dollars(micros))
