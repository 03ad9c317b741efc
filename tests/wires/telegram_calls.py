"""A call to the Bot API as it came in, and the refusal that may answer it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

JSON = dict[str, Any]


class Refusal(Exception):
    """The Bot API says no: an HTTP status, words, and sometimes `parameters` for machines."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def as_wire(self) -> JSON:
        wire: JSON = {"ok": False, "error_code": self.code, "description": self.description}
        return wire | ({"parameters": self.parameters} if self.parameters else {})


def bad(words: str) -> Refusal:
    """A 400: the caller made a mistake, or the world has moved on."""
    return Refusal(400, f"Bad Request: {words}")


def forbidden(words: str) -> Refusal:
    """A 403: somebody does not want the bot there."""
    return Refusal(403, f"Forbidden: {words}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: its bytes lie at `path`, which goes when the server stops."""

    filename: str
    size: int
    sha256: str
    path: Path


@dataclass(slots=True)
class Call:
    """One call; `params` are as received, so a form's values are strings, and JSON's are anything.

    `result` is what was answered, None if the call was refused; `error` are the words of a refusal.
    """

    method: str
    params: Mapping[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)
    result: Any = None
    error: str = ""

    def text(self, name: str) -> str:
        """A parameter as text, empty if it was not given."""
        value = self.params.get(name, "")
        return value if isinstance(value, str) else json.dumps(value)

    def number(self, name: str) -> int | None:
        """A parameter as a whole number, None if it was not given."""
        value = self.text(name)
        if not value:
            return None
        try:
            return int(value)
        except ValueError:
            raise bad(f"parameter {name} must be a number") from None

    def flag(self, name: str) -> bool:
        """A parameter as yes or no."""
        return self.text(name).lower() in ("true", "1", "yes")

    def json(self, name: str) -> Any:
        """A parameter as structure, None if it was not given."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None

    def as_line(self) -> JSON:
        """The call as a line of a recording: method, params, files and, if it was granted, the result."""
        files = {name: {"filename": file.filename, "size": file.size} for name, file in self.files.items()}
        line: JSON = {"method": self.method, "params": dict(self.params), "files": files}
        return line if self.result is None else line | {"result": self.result}
