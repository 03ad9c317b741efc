"""The briefs of an evaluation, as they stand in a file."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.errors import Misconfigured
from core.reel.brief import Brief
from core.reel.niche import Niche

OURS = Path(__file__).with_name("briefs.toml")
_PARTS = 6


def read_briefs(file: Path = OURS, *, model: str) -> Sequence[Brief]:
    """Every brief of the file, filmed by this model. Raises Misconfigured with the line that is wrong."""
    try:
        found: Mapping[str, Sequence[str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Misconfigured(f"{file.name} cannot be read as TOML.") from error
    if not all(isinstance(lines, list) for lines in found.values()):
        raise Misconfigured(f"{file.name} holds a list of briefs for each language, and nothing else.")
    return [_brief(language, line, model) for language, lines in found.items() for line in lines]


def _brief(language: str, line: str, model: str) -> Brief:
    parts = [part.strip() for part in line.split(" | ")]
    try:
        if len(parts) != _PARTS:
            raise ValueError("a part is missing")
        platform, tone, goal, seconds, subject, topic = parts
        told = {
            "subject": subject,
            "platform": platform,
            "tone": tone,
            "goal": goal,
            "language": language,
        }
        return Brief.model_validate(
            {"niche": Niche.model_validate(told), "topic": topic, "seconds": int(seconds), "model": model}
        )
    except ValueError as error:
        raise Misconfigured(
            f"“{line[:60]}” is no brief: platform | tone | goal | seconds | niche | topic"
        ) from error
