"""FAL, which films shots: `renderer` orders, `forms` fills in, `verdicts` reads the answers.

Speaks HTTP through httpx rather than `fal_client` 1.0.3, whose submit, status, result and cancel
all repeat themselves up to ten times, ignore Retry-After, and cannot be told not to; FAL has no
idempotency key, so a repeated order is a second bill (read in its source, 2026-11-22).
"""

from adapters.vendors.fal.renderer import FalRenderer
from adapters.vendors.fal.sounds import FalSounds

__all__ = ["FalRenderer", "FalSounds"]
