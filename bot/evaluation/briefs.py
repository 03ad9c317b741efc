"""The briefs of an evaluation, as they stand in a file."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from core.errors import Misconfigured
from core.reel.brief import Brief, Direction
from core.reel.niche import Niche

OURS = Path(__file__).with_name("briefs.toml")
_PARTS = 6


def read_briefs(file: Path = OURS, *, model: str) -> Sequence[Brief]:
    """Every brief of the file, filmed by this model. Raises Misconfigured with the line that is wrong."""
    try:
        found: Mapping[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(f"{file} cannot be read. Is it there?") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Misconfigured(f"{file.name} cannot be read as TOML.") from error
    if not all(isinstance(lines, list) for lines in found.values()):
        raise Misconfigured(f"{file.name} holds a list of briefs for each language, and nothing else.")
    return [_brief(language, line, model) for language, lines in found.items() for line in lines]


def _brief(language: str, entry: str | Mapping[str, Any], model: str) -> Brief:
    """A line alone, or a table that has it as `brief` and beside it what learning tells the writer."""
    direction = {} if isinstance(entry, str) else {key: entry[key] for key in entry if key != "brief"}
    line = entry if isinstance(entry, str) else str(entry.get("brief", ""))
    parts = [part.strip() for part in line.split(" | ")]
    try:
        if len(parts) != _PARTS or not direction.keys() <= Direction.model_fields.keys():
            raise ValueError("a part is missing, or nobody knows it")
        platform, tone, goal, seconds, subject, topic = parts
        told = {
            "subject": subject,
            "platform": platform,
            "tone": tone,
            "goal": goal,
            "language": language,
        }
        return Brief(
            niche=Niche.model_validate(told),
            topic=topic,
            seconds=int(seconds),
            model=model,
            direction=Direction.model_validate(direction),
        )
    except ValueError as error:
        raise Misconfigured(
            f"“{line[:60]}” is no brief: platform | tone | goal | seconds | niche | topic, "
            "and beside it hook, look, pace, heeds or examples"
        ) from error
