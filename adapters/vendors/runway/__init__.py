"""Runway, which films shots with its own model and resells others'.

Speaks HTTP through httpx rather than `runwayml` 5.24.0: that library repeats an order after 408, 409,
429, 5xx and dropped connections, and Runway knows no idempotency key; told not to, it would be a
second HTTP client for the same three calls (read in its source, 2026-11-22). The tests use it as a
second reader of what the fake Runway says.
"""

from adapters.vendors.runway.renderer import RunwayRenderer

__all__ = ["RunwayRenderer"]
