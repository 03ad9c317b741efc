"""`nichereel eval`: writes the briefs with the chosen writer, and prints what came of it."""

from collections.abc import Callable
from pathlib import Path

from adapters.vendors.house import HouseWriter
from bot.evaluation.briefs import OURS, read_briefs
from bot.evaluation.judging import Written, write_all
from bot.evaluation.table import table
from bot.parts.suppliers import gemini
from bot.settings import Settings
from core.errors import Misconfigured
from core.reel.catalogue import ANIMATIC, CATALOGUE, WAN_25

_HOUSE = "house"


async def evaluate(
    settings: Settings,
    say: Callable[[str], None],
    murmur: Callable[[str], None],
    *,
    writer: str = "",
    file: Path | None = None,
    model: str = WAN_25.id,
) -> bool:
    """Whether every brief was written. Asks nobody for more money than one try of each brief may cost.

    Raises Misconfigured (no such writer or model, no key, an unreadable file).
    """
    if model != ANIMATIC and model not in CATALOGUE:
        raise Misconfigured(f"There is no model {model}.")
    briefs = read_briefs(file or OURS, model=model)
    paid = None if writer == _HOUSE else gemini(settings)
    if writer not in ("", _HOUSE, "gemini") or (writer == "gemini" and paid is None):
        raise Misconfigured("The writer is house, or gemini with GEMINI_API_KEY set.")
    chosen = paid or HouseWriter()

    async def told(one: Written) -> None:
        result = one.trouble or (f"{one.report.score}" if one.report is not None else "")
        murmur(f"{one.brief.niche.language}  {one.brief.topic}  {result}")

    try:
        written = await write_all(chosen, briefs, told)
    finally:
        if paid is not None:
            await paid.aclose()
    say(table(written, chosen.name))
    return not any(one.trouble for one in written)
