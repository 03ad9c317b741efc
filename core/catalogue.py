"""The video models that can be ordered, with their limits and prices, each fact with its date."""

from dataclasses import dataclass

from core.money import MICROS_PER_CENT

ANIMATIC = "animatic"
"""The model name for a reel that we draw ourselves: no vendor, no cost."""


@dataclass(frozen=True, slots=True)
class Model:
    """A video model as one vendor offers it.

    `clip_seconds` are the only lengths it makes, ascending. `prompt_limit` and `negative_limit`
    count characters. `usual_seconds` is how long one clip takes on a normal day, `deadline_seconds`
    when to stop hoping once it has left the vendor's queue.
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

    def price(self, seconds: int) -> int:
        """Micro-dollars for one clip of so many seconds."""
        return self.micros_per_second * seconds

    def clip_length(self, wished: int) -> int:
        """The clip length for a wish in seconds.

        A length the model makes is honoured. Any other wish of up to 30 seconds of video becomes
        the shortest clip, a longer one the longest.
        """
        if wished in self.clip_seconds:
            return wished
        return self.clip_seconds[0] if wished <= 30 else self.clip_seconds[-1]


WAN_25 = Model(
    id="fal-ai/wan-25-preview/text-to-video",
    vendor="fal",
    label="WAN 2.5",
    clip_seconds=(5, 10),
    resolution="1080p",
    # 1500 since 2026-08-02, 800 before (FAL's published types).
    prompt_limit=1500,
    negative_limit=500,
    # $0.15 a second at 1080p (FAL's model page, early 2026).
    micros_per_second=15 * MICROS_PER_CENT,
    # "1-3 minutes" on FAL's page; 179 s measured by a third party on 2025-12-24.
    usual_seconds=120,
    deadline_seconds=30 * 60,
)

CATALOGUE: dict[str, Model] = {WAN_25.id: WAN_25}
