"""The kinds of columns that the tables are made of; none of them may be empty."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def key(name: str = "id") -> Column[str]:
    """What a row is known by, alone or with others."""
    return Column(name, String, primary_key=True)


def number(name: str = "id") -> Column[int]:
    """The same where rows are numbered. SQLite does so only for an INTEGER, which has all the room there."""
    return Column(name, BigInteger().with_variant(Integer, "sqlite"), primary_key=True)


def word(name: str, **how: Any) -> Column[str]:
    """A name, a kind, an id of something else."""
    return Column(name, String, nullable=False, **how)


def words(name: str) -> Column[str]:
    """Words without end, or a document."""
    return Column(name, Text, nullable=False)


def day(name: str = "day", *, is_key: bool = False) -> Column[str]:
    """A date as `2026-11-23`."""
    return Column(name, String(10), primary_key=is_key, nullable=False)


def count(name: str) -> Column[int]:
    """A whole number."""
    return Column(name, Integer, nullable=False)


def large(name: str, **how: Any) -> Column[int]:
    """A whole number without end: micro-dollars, or a moment in microseconds, UTC."""
    return Column(name, BigInteger, nullable=False, **how)


def flag(name: str, **how: Any) -> Column[bool]:
    """Yes or no."""
    return Column(name, Boolean, nullable=False, **how)


def stamp(at: datetime) -> int:
    """A moment as a column keeps it."""
    return (at - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> datetime:
    """The moment that a column keeps, UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)
