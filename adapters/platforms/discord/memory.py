"""What Discord must remember across restarts, kept as notes in the storage."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter, ValidationError

from core.ports import Notes
from core.talk import Choice

_TOKEN_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Post:
    """The one message about a job: where it is, what it says, its buttons and whose they are."""

    channel: int
    message: int
    text: str
    choices: tuple[Choice, ...]
    owner: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """What a form asks: the beginning of a command line, what is asked, and what stands in it already."""

    asks: str
    words: str
    draft: str = ""


_QUESTION = TypeAdapter(Question)


@dataclass(frozen=True, slots=True)
class Sending:
    """A message that is about to be sent, or was: where, and with what name to find it by."""

    channel: int
    after: int
    message: int = 0


class Memory:
    """Notes under `discord/…`."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._commands: dict[str, int] = {}

    async def post(self, job_id: str) -> Post | None:
        found = await self._read(f"post/{job_id}")
        if found is None:
            return None
        choices = tuple((label, line) for label, line in found.pop("choices"))
        return Post(choices=choices, **found)

    async def keep_post(self, job_id: str, post: Post) -> None:
        await self._write(f"post/{job_id}", asdict(post))

    async def delivered(self, job_id: str) -> str:
        """The receipt of a job's last word, empty when none was posted yet."""
        return str(await self._read(f"delivered/{job_id}") or "")

    async def keep_delivered(self, job_id: str, receipt: str) -> None:
        await self._write(f"delivered/{job_id}", receipt)
        await self._write(f"shown/{receipt}", job_id)

    async def shown(self, channel: int, message: int) -> str:
        """The job whose last word a message is, empty when it is none."""
        return str(await self._read(f"shown/{channel}/{message}") or "")

    async def sending(self, job_id: str) -> Sending | None:
        """The message that was about to be sent for this job."""
        found = await self._read(f"sending/{job_id}")
        return Sending(**found) if found else None

    async def keep_sending(self, job_id: str, sending: Sending | None) -> None:
        await self._write(f"sending/{job_id}", asdict(sending) if sending else None)

    async def token(self, line: str) -> str:
        """A short word for a line that does not fit on a button; the same for the same line."""
        token = sha256(line.encode()).hexdigest()[:_TOKEN_LENGTH]
        await self._write(f"press/{token}", line)
        return token

    async def line(self, line: str) -> str:
        """The line itself, or the one behind a token; empty when that is not known any more."""
        if not line.startswith("#"):
            return line
        return str(await self._read(f"press/{line[1:]}") or "")

    async def asked(self, channel: int, who: int) -> str:
        """What was asked last of this person in a direct message."""
        return str(await self._read(f"asks/{channel}/{who}") or "")

    async def keep_asked(self, channel: int, who: int, asks: str) -> None:
        if asks != await self.asked(channel, who):
            await self._write(f"asks/{channel}/{who}", asks)

    async def menu(self, application: int) -> str:
        """The fingerprint of the slash commands that Discord knows of."""
        return str(await self._read(f"menu/{application}") or "")

    async def keep_menu(self, application: int, fingerprint: str) -> None:
        await self._write(f"menu/{application}", fingerprint)

    async def commands(self, application: int) -> Mapping[str, int]:
        """The ids of the slash commands that can be named in a message, by their names; read once."""
        self._commands = self._commands or await self._read(f"commands/{application}") or {}
        return self._commands

    async def keep_commands(self, application: int, ids: Mapping[str, int]) -> None:
        self._commands = dict(ids)
        await self._write(f"commands/{application}", self._commands)

    async def _read(self, key: str) -> Any:
        found = (await self._notes.noted(_key(key))).get(_key(key))
        return json.loads(found) if found else None

    async def _write(self, key: str, value: object) -> None:
        await self._notes.note(_key(key), json.dumps(value, ensure_ascii=False))


def question_line(question: Question) -> str:
    """A question as a button carries it."""
    return json.dumps(asdict(question), ensure_ascii=False)


def question_of(line: str) -> Question | None:
    """The question behind a button; None where there is none, as in an id that we never made."""
    try:
        return _QUESTION.validate_json(line)
    except ValidationError:
        return None


def _key(key: str) -> str:
    return f"discord/{key}"
