"""No secret is in any log, whatever was logged and however."""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from google.genai.errors import APIError

from bot.upkeep.logs import Redactor, set_up_logs
from core.errors import Unavailable

FAL = "4c7e6b7a-planted-id:planted/secret+of=fal"
TELEGRAM = "123456789:AAplantedplantedplantedplantedplanted"
GOOGLE = "AIzaPlantedPlantedPlantedPlantedPlanted0"


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """The log of the process is put back after each test."""
    root, hook, thread_hook = logging.getLogger(), sys.excepthook, threading.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], sys.excepthook, threading.excepthook = handlers, hook, thread_hook
    root.setLevel(level)
    logging.captureWarnings(False)


def raise_with(secret: str) -> None:
    """Fails, with the secret in the message and in the cause."""
    try:
        raise KeyError(secret)
    except KeyError as error:
        raise RuntimeError(f"no luck with {secret}") from error


@pytest.mark.parametrize("layout", ["console", "json"])
@pytest.mark.parametrize("secret", [FAL, FAL.partition(":")[2], TELEGRAM, GOOGLE, quote(FAL, safe="")])
def test_secrets_are_hidden_wherever_they_stand(
    capsys: pytest.CaptureFixture[str], layout: str, secret: str
) -> None:
    """Messages, arguments and tracebacks are logged without the secret, and are still there."""
    set_up_logs("debug", layout, [FAL])
    log = logging.getLogger("tests")
    log.info("calling with %s", secret)
    log.warning(f"address http://host/bot{secret}/send?key={secret}")
    log.error("body %r", {"key": secret})
    try:
        raise_with(secret)
    except RuntimeError:
        log.exception("it broke")

    written = capsys.readouterr().err
    assert secret not in written
    assert "planted" not in written.lower()
    assert all(
        words in written for words in ("calling with", "[secret]", "it broke", "RuntimeError", "no luck with")
    )


def test_json_stays_json(capsys: pytest.CaptureFixture[str]) -> None:
    """With secrets taken out, every line is still one object for a machine."""
    set_up_logs("info", "json", [FAL])
    logging.getLogger("tests").info("key %s", FAL)

    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["level"], line["logger"]) == ("key [secret]", "info", "tests")


def test_the_libraries_below_do_not_print_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    """A library that logs each request's address is heard only when something is wrong."""
    set_up_logs("debug", "console", [])
    for name in ("httpx", "httpcore.http11", "httpx2", "google_genai.models"):
        logging.getLogger(name).info("POST http://host/secret-path")

    assert capsys.readouterr().err == ""


THEIRS = "Your balance is exhausted, Ann."


def foreign(words: str) -> Exception:
    """An error as a client of a vendor raises it, with the answer's own words."""
    answer = httpx.Response(403, text=words, request=httpx.Request("POST", "http://vendor/queue"))
    return httpx.HTTPStatusError(f"Client error: {words}", request=answer.request, response=answer)


@pytest.mark.parametrize("layout", ["console", "json"])
def test_no_vendor_has_a_word_in_a_traceback(capsys: pytest.CaptureFixture[str], layout: str) -> None:
    """Of a foreign error its kind and where it came from are logged; our own errors say what they say."""
    set_up_logs("info", layout, [])
    quoting = APIError(403, {"error": {"message": THEIRS, "status": "DENIED"}})
    try:
        try:
            raise foreign(THEIRS)
        except httpx.HTTPStatusError as error:
            raise ExceptionGroup("two broke", [error, Unavailable("The vendor is out of reach.")]) from error
    except ExceptionGroup:
        logging.getLogger("tests").exception("it broke")
    logging.getLogger("tests").error("and again", exc_info=quoting)

    written = capsys.readouterr().err
    assert "exhausted" not in written
    wanted = ("httpx.HTTPStatusError", "test_logs.py", "raise foreign(", "two broke", "1 of 2", "2 of 2")
    assert not [
        words for words in (*wanted, "The vendor is out of reach.", "APIError (403)") if words not in written
    ]


def test_an_error_that_is_its_own_cause_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """However errors hang together, the log comes to an end."""
    set_up_logs("info", "console", [])
    first, second = ValueError("first"), KeyError("second")
    first.__cause__, second.__cause__ = second, first
    logging.getLogger("tests").error("it broke", exc_info=first)

    written = capsys.readouterr().err
    assert (written.count("ValueError: first"), written.count("KeyError: 'second'")) == (1, 1)


def test_what_nobody_caught_is_reported_without_secrets() -> None:
    """Even the last traceback of a dying process shows no key."""
    script = (
        "from bot.upkeep.logs import set_up_logs\n"
        f"secret = {FAL!r}\n"
        "set_up_logs('info', 'console', [secret])\n"
        "raise RuntimeError('died with ' + secret)\n"
    )

    died = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert died.returncode == 1
    assert "died with [secret]" in died.stderr
    assert FAL not in died.stderr.replace(f"secret = {FAL!r}", "")


def test_a_line_that_cannot_be_written_is_lost_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    """When the log's own file is gone, what should have been logged does not come out another way."""
    set_up_logs("info", "console", [FAL])
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    with Path(os.devnull).open() as unwritable:
        handler.setStream(unwritable)

        logging.getLogger("tests").info("calling with %s", FAL)

    assert capsys.readouterr() == ("", "")


def test_short_words_are_not_secrets() -> None:
    """A placeholder of a letter or two does not blacken every log."""
    assert Redactor(["ab", ""])("an able cab") == "an able cab"


CODE = "pg24ch2m5a"
LOGIN = "W1sidGVsZWdyYW06NTAwIiwiYUJjIl0sMTc5NTQwMDAwMF0.x-Y_z0123456789"


@pytest.mark.parametrize(
    "line",
    [
        f"Calling Bot API endpoint `sendMessage` with parameters `{{'text': 'Say: /link {CODE}\\nThen'}}`",
        f"Processing update Update(message=Message(text='/link {CODE}', date=1))",
        f"POST /link code={CODE.upper()}",
        f"WebSocket Event: {{'options': [{{'value': '{CODE}', 'type': 3, 'name': 'code'}}]}}",
        f"{{'url': 'https://reels.example/enter/{LOGIN}'}}",
        f"Opened at https://reels.example/enter/{LOGIN}",
    ],
)
def test_what_lets_somebody_in_once_is_hidden(capsys: pytest.CaptureFixture[str], line: str) -> None:
    """Whoever reads the log cannot come in by a link or a code that was meant for somebody else."""
    set_up_logs("debug", "console", [])
    logging.getLogger("telegram.ext.ExtBot").debug("%s", line)

    written = capsys.readouterr().err
    assert "[secret]" in written
    assert not any(secret.lower() in written.lower() for secret in (CODE, LOGIN, LOGIN.partition(".")[0]))


def test_words_beside_a_link_are_no_secret() -> None:
    """What is merely said about linking, and a reel's own id, can be read in the log."""
    told = "Say /link where you want to link from. /status pg24ch2m5a"

    assert Redactor([])(told) == told
