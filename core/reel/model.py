"""A video model as one vendor offers it: its limits, its price, and how its request form is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

VERTICAL = "9:16"


class Unit(StrEnum):
    """What a prompt limit counts."""

    CHARACTERS = "characters"
    UTF_16 = "utf-16 units"
    BYTES = "bytes"

    def measure(self, text: str) -> int:
        """How long a text is in this unit."""
        match self:
            case Unit.UTF_16:
                return len(text.encode("utf-16-le")) // 2
            case Unit.BYTES:
                return len(text.encode())
        return len(text)


class Encoding(StrEnum):
    """How a clip's length is written in the form: "5", "5s", 5, or not at all."""

    TEXT = "text"
    SUFFIXED = "suffixed"
    NUMBER = "number"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Model:
    """A video model as one vendor offers it.

    `clip_seconds` are the only lengths it makes, ascending; a wish of up to `short_until` seconds
    that it does not make becomes its shortest. `prompt_limit` and `negative_limit` count
    `prompt_unit`; a negative limit of 0 means that it reads no negative prompt. `resolution` is the
    tier that is ordered, `size` its pixels as `720x1280` where the vendor wants those. A clip costs
    `micros_per_clip` and `micros_per_second` for each of its seconds. `audio_field` switches its
    own sound on, and `sends` is sent as it is. `start_image` is the field that takes the picture a
    clip begins with, empty where none is taken; `image_model` the vendor's name for the model to
    which such an order goes, where that is another; without `image_has_ratio` the clip has the shape
    of the picture. `image_saves` is how many micro-dollars a clip costs less that begins with one.
    `usual_seconds` is how long one clip takes on a normal day, `deadline_seconds` when to stop
    hoping once it has left the vendor's queue. `draft` is the same model at its lowest resolution, None
    when that saves nothing. `sources` says where each fact comes from, and when.
    """

    id: str
    vendor: str
    label: str
    clip_seconds: tuple[int, ...]
    resolution: str
    prompt_limit: int
    negative_limit: int
    micros_per_second: int
    usual_seconds: int
    deadline_seconds: int
    short_until: int = 0
    micros_per_clip: int = 0
    duration_as: Encoding = Encoding.TEXT
    size: str = ""
    has_resolution: bool = True
    aspect_ratios: tuple[str, ...] = (VERTICAL,)
    prompt_unit: Unit = Unit.CHARACTERS
    has_seed: bool = True
    has_sound: bool = False
    audio_field: str = ""
    start_image: str = ""
    image_model: str = ""
    image_has_ratio: bool = True
    image_saves: int = 0
    sends: Mapping[str, Any] = field(default_factory=dict)
    is_retired: bool = False
    draft: "Model | None" = None
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_offered(self) -> bool:
        """Whether it can be ordered: not retired, and able to film upright."""
        return not self.is_retired and VERTICAL in self.aspect_ratios

    @property
    def takes_picture(self) -> bool:
        """Whether a clip can begin with a picture."""
        return bool(self.start_image)

    def price(self, seconds: int, *, has_picture: bool = False) -> int:
        """Micro-dollars for one clip of so many seconds, begun with a picture or not."""
        saved = self.image_saves if has_picture else 0
        return self.micros_per_clip + self.micros_per_second * seconds - saved

    def at(self, resolution: str) -> "Model":
        """The model as it films in a resolution that was ordered."""
        return self.draft if self.draft is not None and self.draft.resolution == resolution else self

    def clip_length(self, wished: int) -> int:
        """The clip length for a wish in seconds.

        A length the model makes is honoured. Any other wish becomes the longest clip below it, or
        the shortest there is; what is not above `short_until` becomes the shortest at once.
        """
        if wished in self.clip_seconds:
            return wished
        if wished <= self.short_until:
            return self.clip_seconds[0]
        return max((n for n in self.clip_seconds if n < wished), default=self.clip_seconds[0])

    def duration(self, seconds: int) -> str | int:
        """A clip's length as the form wants it written."""
        match self.duration_as:
            case Encoding.NUMBER:
                return seconds
            case Encoding.SUFFIXED:
                return f"{seconds}s"
        return str(seconds)
