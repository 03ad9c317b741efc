"""The vendored fonts: which characters each can draw."""

import struct
from collections.abc import Sequence
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "fonts"

BLACK = "InterDisplay-Black.otf"
SEMIBOLD = "InterDisplay-SemiBold.otf"
EMOJI = "NotoEmoji-Bold.ttf"
ICONS = "Phosphor-Fill.ttf"
WORLD = (
    "NotoSansArabic-Bold.ttf",
    "NotoSansHebrew-Bold.ttf",
    "NotoSansDevanagari-Bold.ttf",
    "NotoSansThai-Bold.ttf",
    "NotoSansCJK-Bold.subset.otf",
    EMOJI,
)
"""What every look falls back on for writing that its own fonts do not have."""


@cache
def coverage(name: str) -> frozenset[int]:
    """The code points a font has a glyph for, read from its `cmap` table."""
    data = (FOLDER / name).read_bytes()
    tables = {
        data[at : at + 4]: struct.unpack_from(">II", data, at + 8)
        for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16)
    }
    start = tables[b"cmap"][0]
    covered: set[int] = set()
    for number in range(struct.unpack_from(">H", data, start + 2)[0]):
        at = start + struct.unpack_from(">I", data, start + 4 + 8 * number + 4)[0]
        kind = struct.unpack_from(">H", data, at)[0]
        covered |= _segments(data, at) if kind == 4 else _groups(data, at) if kind == 12 else set()
    return frozenset(covered)


def able(names: Sequence[str], text: str) -> str | None:
    """The first of the fonts that can draw all of a text."""
    return next((name for name in names if all(ord(letter) in coverage(name) for letter in text)), None)


def _segments(data: bytes, at: int) -> set[int]:
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
    return {code for low, high in zip(starts, ends, strict=True) for code in range(low, high + 1)} - {0xFFFF}


def _groups(data: bytes, at: int) -> set[int]:
    count = struct.unpack_from(">I", data, at + 12)[0]
    groups = (struct.unpack_from(">III", data, at + 16 + 12 * number) for number in range(count))
    return {code for low, high, _ in groups for code in range(low, high + 1)}
