"""Who may spend in a server."""

from pathlib import Path

from bot.commands import commands
from bot.desk import FrontDesk
from core.people.rules import Rulebook, Rules
from core.reel.catalogue import WAN_25
from core.talk import Said
from tests.stories.parlour import ANN, Parlour, labels


async def test_only_spenders_order_what_costs_money(tmp_path: Path) -> None:
    """Where spenders are named, anybody else is offered the same reel drawn, at no cost."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        rulebook = Rulebook(parlour.store)
        await rulebook.keep("test:server", Rules(spenders=("5",)))
        menu = commands(parlour.studio, parlour.clock, WAN_25.id, rulebook)
        desk = FrontDesk(parlour.studio, menu, rulebook)

        def said(line: str, *roles: str) -> Said:
            return Said(ANN, "here", f"{line}{roles}", text=line, is_private=False, is_admin=False,
                        group="test:server", roles=roles)  # fmt: skip

        refused = await desk.answer(said("/generate monks"))
        drawn = await desk.answer(said(dict(refused.choices)["Draw it instead, at no cost"]))
        filmed = await desk.answer(said("/generate monks", "5"))

    assert labels(refused.choices) == ["Draw it instead, at no cost"]
    assert drawn.job_id
    assert "It costs at most" in filmed.text
