"""The prompt lint: before money is spent a storyboard is held against the craft, and mended where a rule can.

Read `flaws` (what can be wrong, and how much it counts), `rules` (how it is found), `mending`.
"""

from core.lint.flaws import Flaw, Report, Rule
from core.lint.mending import mended
from core.lint.rules import lint

__all__ = ["Flaw", "Report", "Rule", "lint", "mended"]
