"""What Gemini's models charge, in micro-dollars for a million tokens."""

from dataclasses import dataclass

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """Micro-dollars for a million tokens read and a million tokens written, thoughts included."""

    read: int
    written: int

    def of(self, read: int, written: int) -> int:
        """Micro-dollars for so many tokens, rounded up."""
        return -(-(read * self.read + written * self.written) // _MILLION)


# ai.google.dev/pricing by way of litellm 1.109.1's price map, and a page read 2026-10-07.
# gemini-2.5-flash ends on 2026-12-01 and is then served and billed as gemini-3.5-flash-lite.
PRICES: dict[str, Price] = {
    "gemini-2.5-flash": Price(read=300_000, written=2_500_000),
    "gemini-3.5-flash-lite": Price(read=300_000, written=2_500_000),
    "gemini-3.6-flash": Price(read=750_000, written=3_750_000),
    "gemini-3.8-flash": Price(read=750_000, written=3_750_000),
}


def price_of(model: str) -> Price:
    """A model's price; of one that we do not know, the dearest that we do."""
    return PRICES.get(model) or max(PRICES.values(), key=lambda price: (price.written, price.read))
