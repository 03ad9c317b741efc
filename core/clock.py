"""The time, passed in, so that a test can hold it in its hand."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment, UTC."""


def system_clock() -> datetime:
    """The machine's own clock, UTC."""
    return datetime.now(UTC)
