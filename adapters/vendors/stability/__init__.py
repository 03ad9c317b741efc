"""Stability's image-to-video, which is legacy: off unless an operator takes its model out of retirement.

The vendor may have withdrawn it in 2025; nothing we could read in 2026 says so or denies it.
"""

from adapters.vendors.stability.renderer import StabilityRenderer

__all__ = ["StabilityRenderer"]
