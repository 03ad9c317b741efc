"""The file in which whoever runs the bot lists words that are not wanted in any reel."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from core.errors import Misconfigured
from core.people.moderation import NOTHING, Lists

_FORM = 'MODERATION_FILE must hold lists of words, such as block = ["casino", "betting*"] and allow = [].'


def lists_of(file: Path | None) -> Lists:
    """What stands in the file; without one, nothing. Raises Misconfigured."""
    if file is None:
        return NOTHING
    try:
        return Lists.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise Misconfigured("MODERATION_FILE cannot be read.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise Misconfigured(_FORM) from error
