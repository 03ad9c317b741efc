"""Logs that a person can stand and a machine can read, without any secret in them."""

import hashlib
import json
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TextIO
from urllib.parse import quote

import structlog

from core.work.steps import AT_WORK

# Tokens and keys by their shape, for those that were never configured here: Telegram's, Discord's,
# FAL's `id:secret`, Google's, and whatever stands behind Authorization or in a query; then what works
# once: links that let somebody in, codes of /link however they are told, Discord's interactions.
_SHAPES = (
    r"\d{6,12}:[A-Za-z0-9_-]{30,}",
    r"[MNO][\w-]{22,}\.[\w-]{6}\.[\w-]{27,}",
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}:[0-9a-f]{16,}",
    r"AIza[\w-]{30,}",
    r"nr_[\w-]{40,}",
    r"(?<=Authorization: )[^\n]+",
    r"(?i:(?<=bearer )|(?<=[?&]key=)|(?<=token=))[\w.:%-]{8,}",
    r"(?<=/enter/)[\w.%-]+",
    r"""(?i:(?<=/link )|(?<=code=)|(?<='value': ')|(?<="value": "))(?i:[2-9a-z]{10})(?![0-9A-Za-z])""",
    r"aW50ZXJhY3Rpb246[\w=-]+",
)
_HIDDEN = "[secret]"
_SHORTEST = 4
_WORD, _SEAM = re.compile(r"[\w.:/+%=-]{8,}"), re.compile(r"([:=/])")
# They print addresses, and addresses hold tokens.
_TALKATIVE = (
    "httpx",
    "httpcore",
    "httpx2",
    "httpcore2",
    "google_genai",
    "aiosqlite",
    "uvicorn.error",
    "procrastinate",
    "psycopg.pool",
)
# Whose errors quote nobody: ours, and those of the database, which belongs to whoever reads the log.
_OURS = frozenset(
    {"bot", "core", "adapters", "sqlalchemy", "aiosqlite", "asyncpg", "psycopg", "alembic", "procrastinate"}
)


class Redactor:
    """Takes secrets out of a text, however they are written in it: plain, in JSON or in an address."""

    def __init__(self, secrets: Iterable[str]) -> None:
        parts = {part for secret in secrets for part in (secret, *secret.split(":"))}
        spelt = {s for part in parts for s in (part, quote(part, safe=""), json.dumps(part)[1:-1])}
        known = sorted((re.escape(s) for s in spelt if len(s) >= _SHORTEST), key=len, reverse=True)
        self._pattern = re.compile("|".join([*known, *_SHAPES]))
        self._salt, self._learnt = os.urandom(16), set[bytes]()

    def learn(self, secret: str) -> None:
        """Hide one more secret, which is not kept: words are known by their digests."""
        parts = (secret, *secret.split(":"))
        self._learnt |= {self._digest(part) for part in parts if len(part) >= _SHORTEST}

    def __call__(self, text: str) -> str:
        text = self._pattern.sub(_HIDDEN, text)
        return _WORD.sub(self._hidden, text) if self._learnt else text

    def _hidden(self, word: re.Match[str]) -> str:
        """The word, without those of its parts that were learnt."""
        if self._digest(word.group()) in self._learnt:
            return _HIDDEN
        parts = _SEAM.split(word.group())
        return "".join(_HIDDEN if self._digest(part) in self._learnt else part for part in parts)

    def _digest(self, word: str) -> bytes:
        return hashlib.blake2b(word.encode(), key=self._salt, digest_size=16).digest()


class _Redacted(structlog.stdlib.ProcessorFormatter):
    """Redacts the finished line: the message, its arguments and the traceback alike."""

    def __init__(self, redact: Redactor, **layout: object) -> None:
        super().__init__(**layout)  # type: ignore[arg-type]  # passed on as it came
        self._redact = redact
        self.learn = redact.learn

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


class _Quiet(logging.StreamHandler[TextIO]):
    """Loses a line that cannot be written: Python would print its arguments instead, secrets and all."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass


def mask(secret: str) -> None:
    """Keep one more secret out of the logs of this process from now on."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, _Redacted):
            handler.formatter.learn(secret)


def set_up_logs(level: str, layout: str, secrets: Iterable[str]) -> None:
    """Log to standard error from now on. `layout` is `console` or `json`."""
    redact = Redactor(secrets)
    stamps: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        _of_job,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.types.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if layout == "json":
        told = structlog.processors.ExceptionRenderer(lambda what: told_of(what[1]))
        last += [told, structlog.processors.JSONRenderer()]
    else:
        last.append(structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_write))
    handler = _Quiet()
    handler.setFormatter(_Redacted(redact, foreign_pre_chain=stamps, processors=last))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    _log_what_nobody_caught()


def _write(to: TextIO, what: structlog.typing.ExcInfo) -> None:
    to.write(f"\n{told_of(what[1])}")


def told_of(error: BaseException) -> str:
    """The traceback of an error and of what it came from, with the words of our own errors alone.

    What a client of a vendor or a platform says quotes the answer it had, wording, addresses and all: of that
    only the kind is told, and its number if it has one.
    """
    return "".join(_told(error, set())).rstrip("\n")


def _told(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _told(before, seen)
        yield "\nFrom that came:\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield from traceback.format_exception_only(error) if _may_speak(type(error)) else [_kind(error)]
    if isinstance(error, BaseExceptionGroup):
        for number, each in enumerate(error.exceptions, start=1):
            yield f"\n{number} of {len(error.exceptions)}:\n\n"
            yield from _told(each, seen)


def _may_speak(kind: type[BaseException]) -> bool:
    home = kind.__module__.partition(".")[0]
    return home in _OURS or home in sys.stdlib_module_names


def _kind(error: BaseException) -> str:
    numbers = [getattr(error, name, None) for name in ("status", "status_code", "code")]
    known = " ".join(str(number) for number in numbers if isinstance(number, int))
    return f"{type(error).__module__}.{type(error).__qualname__}{f' ({known})' if known else ''}\n"


def _of_job(_: object, __: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """Every line that is written while a job is worked on names it."""
    return {"job": job, **event} if (job := AT_WORK.get()) else event


def _log_what_nobody_caught() -> None:
    log = logging.getLogger("nichereel")

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("Something broke that nobody expected", exc_info=(kind, error, trace))

    sys.excepthook = report
    threading.excepthook = lambda args: (
        report(args.exc_type, args.exc_value, args.exc_traceback) if args.exc_value else None
    )
