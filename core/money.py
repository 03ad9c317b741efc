"""Money is a whole number of micro-dollars: 1 000 000 are one US dollar. No floats anywhere."""

MICROS_PER_DOLLAR = 1_000_000
MICROS_PER_CENT = 10_000


def dollars(micros: int) -> str:
    """Words for people: `$0.75`, `-$1.50`; four digits below a cent, so that `$0.0031` is not `$0.00`."""
    sign = "-" if micros < 0 else ""
    size = abs(micros)
    if 0 < size < MICROS_PER_CENT:
        return f"{sign}${size / MICROS_PER_DOLLAR:.4f}"
    cents = (size + MICROS_PER_CENT // 2) // MICROS_PER_CENT
    return f"{sign}${cents // 100}.{cents % 100:02d}"
