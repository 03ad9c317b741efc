"""What Telegram must remember across restarts, kept as notes in the storage."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from core.ports import Notes
from core.talk import Choice

_TOKEN_LENGTH = 20
_SUPERGROUPS = -1_000_000_000_000


@dataclass(frozen=True, slots=True)
class Post:
    """The one message about a job: where it is, what it says, its buttons and whose they are.

    `reply_to` is the message that it answers, so that the same one is not answered twice. `owner` may
    press its buttons; None in private, where there is nobody else.
    """

    chat: int
    message: int
    thread: int | None
    reply_to: int | None
    text: str
    choices: tuple[Choice, ...]
    owner: int | None


@dataclass(frozen=True, slots=True)
class Film:
    """A reel as it lies at Telegram: the message that shows it, and what it can be sent again with.

    `thread` is the topic that this stands in, which Telegram does not tell of signs under it.
    """

    chat: int
    message: int
    file_id: str
    thread: int | None = None


class Memory:
    """Notes under `telegram/…`. Where a group moved to and which jobs were posted is also kept at hand."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._moves: dict[int, int] = {}
        self._firsts: dict[int, int] = {}
        self._asked: dict[int, str] = {}

    async def post(self, job_id: str) -> Post | None:
        found = await self._read(f"post/{job_id}")
        if found is None:
            return None
        choices = tuple((label, line) for label, line in found.pop("choices"))
        return Post(choices=choices, **found)

    async def keep_post(self, job_id: str, post: Post) -> None:
        await self._write(f"post/{job_id}", asdict(post))

    async def film(self, job_id: str) -> Film | None:
        return (await self.films([job_id])).get(job_id)

    async def films(self, job_ids: Sequence[str]) -> Mapping[str, Film]:
        """The films among these jobs."""
        keys = {_key(f"film/{job_id}"): job_id for job_id in job_ids}
        found = await self._notes.noted(*keys)
        return {keys[key]: Film(**json.loads(value)) for key, value in found.items()}

    async def keep_film(self, job_id: str, film: Film) -> None:
        await self._write(f"film/{job_id}", asdict(film))
        await self._write(f"shown/{film.chat}/{film.message}", job_id)

    async def shown(self, chat: int, message: int) -> str:
        """The job whose reel a message shows, empty when it shows none."""
        return str(await self._read(f"shown/{chat}/{message}") or "")

    async def is_sending(self, job_id: str) -> bool:
        """Whether a message that cannot be repeated was about to be sent for this job."""
        return await self._read(f"sending/{job_id}") is not None

    async def keep_sending(self, job_id: str, *, is_sending: bool) -> None:
        await self._write(f"sending/{job_id}", True if is_sending else None)

    async def token(self, line: str) -> str:
        """A short word for a command line that does not fit on a button; the same for the same line."""
        token = sha256(line.encode()).hexdigest()[:_TOKEN_LENGTH]
        await self._write(f"press/{token}", line)
        return token

    async def line(self, token: str) -> str | None:
        """The command line behind a token."""
        found: str | None = await self._read(f"press/{token}")
        return found

    async def asked(self, chat: int, message: int, who: int) -> str:
        """What a message asked this person for; message 0 is the last one in a private chat."""
        found = await self._read(f"asks/{chat}/{message}")
        return str(found["asks"]) if found and found["who"] == who else ""

    async def keep_asked(self, chat: int, message: int, who: int, asks: str) -> None:
        if message or self._asked.get(chat) != asks:
            await self._write(f"asks/{chat}/{message}", {"asks": asks, "who": who})
        if not message:
            self._asked[chat] = asks

    async def home(self, chat: int) -> int:
        """Where a chat is now: groups become supergroups under another number."""
        if chat not in self._moves:
            found = await self._read(f"moved/{chat}") if _may_move(chat) else None
            self._moves[chat] = int(found) if found else chat
        return self._moves[chat]

    async def first(self, chat: int) -> int:
        """How a chat was called first: what was settled for a group, and its money, stay under that."""
        if chat not in self._firsts:
            found = await self._read(f"was/{chat}") if chat <= _SUPERGROUPS else None
            self._firsts[chat] = int(found) if found else chat
        return self._firsts[chat]

    async def keep_move(self, old: int, new: int) -> None:
        self._moves[old], self._firsts[new] = new, old
        await self._write(f"moved/{old}", new)
        await self._write(f"was/{new}", old)

    async def _read(self, key: str) -> Any:
        found = (await self._notes.noted(_key(key))).get(_key(key))
        return json.loads(found) if found else None

    async def _write(self, key: str, value: object) -> None:
        await self._notes.note(_key(key), json.dumps(value, ensure_ascii=False))


def _key(key: str) -> str:
    return f"telegram/{key}"


def _may_move(chat: int) -> bool:
    """Supergroups and channels have numbers below -1000000000000, and stay."""
    return _SUPERGROUPS < chat < 0
