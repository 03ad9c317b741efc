"""Money is a whole number of micro-dollars: 1 000 000 are one US dollar. No floats anywhere."""

import re
from decimal import Decimal

MICROS_PER_DOLLAR = 1_000_000
MICROS_PER_CENT = 10_000

_AMOUNT = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?|\.[0-9]{1,6}")


def dollars(micros: int) -> str:
    """Words for people: `$0.75`, `-$1.50`; four digits below a cent, so that `$0.0031` is not `$0.00`."""
    sign = "-" if micros < 0 else ""
    size = abs(micros)
    if 0 < size < MICROS_PER_CENT:
        return f"{sign}${size / MICROS_PER_DOLLAR:.4f}"
    cents = (size + MICROS_PER_CENT // 2) // MICROS_PER_CENT
    return f"{sign}${cents // 100}.{cents % 100:02d}"


def micros_of(typed: str) -> int:
    """Dollars as decimal text, such as `5` or `$2.50`. Raises ValueError for what is none, or negative."""
    text = typed.strip().removeprefix("$")
    if _AMOUNT.fullmatch(text) is None:
        raise ValueError(text)
    return int(Decimal(text) * MICROS_PER_DOLLAR)
