"""The file `.env`, looked over for what would otherwise be passed over in silence."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path

from dotenv.parser import Binding, parse_stream

_ALIKE = 0.85


def complaints(file: Path, known: Collection[str]) -> Iterator[str]:
    """A sentence for each line that says nothing, or misspells one of the names known.

    Names unlike any of ours may be meant for another program. Raises OSError, UnicodeDecodeError.
    """
    if not file.exists():
        return
    with file.open(encoding="utf-8") as lines:
        for found in parse_stream(lines):
            yield from _complaint(found, known)


def _complaint(found: Binding, known: Collection[str]) -> Iterator[str]:
    name = (found.key or "").upper()
    if found.error:
        yield (
            f"Line {found.original.line} of .env cannot be read. "
            "Each line is NAME=value; a value with spaces or # stands in quotes, which are closed again."
        )
    elif name not in known and (near := get_close_matches(name, known, n=1, cutoff=_ALIKE)):
        # A limit that is misspelt would limit nothing.
        yield f"Line {found.original.line} of .env: {name} is no setting. Is {near[0]} meant?"
