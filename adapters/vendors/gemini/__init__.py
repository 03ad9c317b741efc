"""Gemini, which writes storyboards: `craft` is what it is told, `review` what we let pass.

Nothing of Google's is imported until the first storyboard is asked for: that takes over a second.
"""

from adapters.vendors.gemini.writer import GeminiWriter

__all__ = ["GeminiWriter"]
