"""What one reel is to be about."""

import hashlib
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from core.learning.arms import HookKind, Pace, Phrasing, Reason, Trait
from core.reel.niche import Niche

TOPIC_LIMIT = 500


class Look(StrEnum):
    """How the reel should look. `AUTO` leaves the choice to the writer."""

    AUTO = "auto"
    CINEMATIC = "cinematic"
    NOIR = "noir"
    DOCUMENTARY = "documentary"
    PLAYFUL = "playful"
    NEON = "neon"
    MINIMAL = "minimal"
    VINTAGE = "vintage"
    NATURE = "nature"


class Captions(StrEnum):
    """What is done with the spoken words: nothing, drawn into the picture, or put beside it as a track."""

    OFF = "off"
    BURNED = "burned"
    SOFT = "soft"


class Quality(StrEnum):
    """In which resolution a reel is filmed: its model's lowest, to look at it first, or its own."""

    DRAFT = "draft"
    FINAL = "final"


class Because(BaseModel):
    """One thing that was changed, and because of what: a reason that was given, or reels that were liked.

    `reason` was given `times` times, and is answered by anything but `instead_of`; else `times` of `of`
    reels with this arm were liked, by the person or, unless `is_own`, by everybody here; with neither it
    is a try.
    """

    model_config = ConfigDict(frozen=True)

    trait: Trait
    arm: str = ""
    reason: Reason | None = None
    instead_of: tuple[str, ...] = ()
    times: int = 0
    of: int = 0
    is_own: bool = True


class Direction(BaseModel):
    """What learning tells the writer and the prompt builder. None leaves something to them.

    `heeds` are reasons why earlier reels were not liked, `examples` tell some that were.
    """

    model_config = ConfigDict(frozen=True)

    hook: HookKind | None = None
    look: Look | None = None
    pace: Pace | None = None
    phrasing: Phrasing = Phrasing.LABELLED
    heeds: tuple[Reason, ...] = ()
    examples: tuple[str, ...] = ()
    because: tuple[Because, ...] = ()


UNDIRECTED = Direction()
"""Everything is left to those who write."""


class Brief(BaseModel):
    """The order for one reel.

    `model` is the id of a model in the catalogue, or `animatic`. `shots` is how many clips are
    ordered, 0 for as many as the length needs; `seconds` is what was wished for. `take` makes an
    otherwise equal brief a new one: equal briefs share their storyboard, and so their clips; "make
    a new one" counts `take` up. `captions` matter to the cut alone. `start_image` names the picture in
    our archive that the reel begins with, empty for none. A draft and its final share storyboard and seeds.
    `direction` is what learning adds to the wish. `usual` is the model that films where nobody names one,
    and learning may choose another in its place; empty where the person named `model`.
    """

    model_config = ConfigDict(frozen=True)

    niche: Niche
    topic: str = Field(min_length=1, max_length=TOPIC_LIMIT)
    seconds: int = Field(default=10, ge=5, le=60)
    look: Look = Look.AUTO
    model: str
    shots: int = Field(default=0, ge=0, le=8)
    take: int = Field(default=0, ge=0)
    captions: Captions = Captions.BURNED
    start_image: str = ""
    quality: Quality = Quality.FINAL
    direction: Direction = UNDIRECTED
    usual: str = ""

    @property
    def undirected(self) -> "Brief":
        """The wish alone, as somebody told it."""
        return self.model_copy(update={"direction": UNDIRECTED, "model": self.usual or self.model})

    def naming(self, model: str) -> "Brief":
        """The same with this model named."""
        return self.model_copy(update={"model": model, "usual": ""})

    @property
    def wished_look(self) -> Look:
        """How it should look: as was told, else as was learned; `AUTO` when neither is so."""
        return self.look if self.look is not Look.AUTO else self.direction.look or Look.AUTO

    @property
    def digest(self) -> str:
        """The same for equal briefs, whoever asks, spoken, captioned, a draft or not; 64 hex digits."""
        # Whoever sends no picture shares what was made before there could be one.
        left_out: dict[str, bool | set[str]] = {
            "captions": True,
            "quality": True,
            "niche": {"voice", "drafts"},
            "direction": {"because"},
            "usual": True,
        }
        if not self.start_image:
            left_out["start_image"] = True
        # Whoever has taught us nothing shares what was made before there was anything to learn.
        if self.direction is UNDIRECTED or self.direction.model_copy(update={"because": ()}) == UNDIRECTED:
            left_out["direction"] = True
        return hashlib.sha256(self.model_dump_json(exclude=left_out).encode()).hexdigest()
