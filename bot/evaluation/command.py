"""`nichereel eval`: writes the briefs with the chosen writer, and prints what came of it."""

from collections.abc import Callable
from pathlib import Path

from adapters.vendors.house import HouseWriter
from bot.evaluation.briefs import OURS, read_briefs
from bot.evaluation.comparing import compared, comparison
from bot.evaluation.gate import faults
from bot.evaluation.judging import Written, write_all
from bot.evaluation.records import keep, make_way, read_run, run_of
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
    save: Path | None = None,
    against: Path | None = None,
) -> bool:
    """Whether the writer may ship. Asks nobody for more money than one try of each brief may cost.

    `save` keeps what was measured, `against` compares it with what was kept. Raises Misconfigured (no such
    writer or model, no key, a file that cannot be read or written).
    """
    if model != ANIMATIC and model not in CATALOGUE:
        raise Misconfigured(f"There is no model {model}.")
    briefs = read_briefs(file or OURS, model=model)
    before = read_run(against, briefs) if against is not None else None
    if save is not None:
        make_way(save)
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
    now = run_of(written, chosen.name)
    if save is not None:
        keep(now, save)
    differences = compared(before, now) if before is not None else ()
    if before is not None:
        say(f"\n{comparison(before, now, differences)}")
    found = faults(written, differences)
    say(f"\nNot to be shipped: {'; '.join(found)}." if found else "\nNothing stands against it.")
    return not found
