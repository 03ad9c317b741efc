"""The doctor finds what works, what does not, and what the start would refuse."""

import shutil
from pathlib import Path

import pytest

from tests.bot.test_cli import Command, nichereel, surroundings

__all__ = ["nichereel", "surroundings"]

PLANTED = "planted-id:planted-secret-of-fal"


def test_the_doctor_finds_a_bare_house_in_order(nichereel: Command, unused_tcp_port: int) -> None:
    """Without any key everything works, what is missing is named, and the next step is told."""
    done = nichereel("doctor", PORT=str(unused_tcp_port))

    assert (done.returncode, done.stderr) == (0, "")
    assert f"web door        port {unused_tcp_port} at 127.0.0.1 is free" in done.stdout
    for words in ("drew 5 s at 1080x1920, 30 fps", "FAL_KEY brings FAL", "GEMINI_API_KEY brings Gemini"):
        assert words in done.stdout
    command, what = done.stdout.rstrip().rsplit("Next: ")[1].rsplit(" ", 1)
    assert (Path(command).name, what) == ("nichereel", "chat")
    assert shutil.which(command), "what is to be typed next is there"


def test_the_doctor_names_who_does_not_answer(nichereel: Command) -> None:
    """Vendors that cannot be reached are problems, and no key is shown with them."""
    nowhere = "http://127.0.0.1:9"
    keys = {"FAL_KEY": PLANTED, "GEMINI_API_KEY": "planted-secret-of-gemini"}

    done = nichereel(
        "doctor",
        FAL_QUEUE_URL=nowhere,
        FAL_API_URL=nowhere,
        GEMINI_BASE_URL=nowhere,
        WEB_DOOR="false",
        **keys,
        LOG_LEVEL="debug",
    )

    assert done.returncode == 1
    assert "Please see to: writer, fal." in done.stdout
    assert "planted" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("part", "settings"),
    [
        ("default model", {"VIDEO_MODEL": "foo"}),
        ("default model", {"FAILOVER": "Klingon"}),
        ("own keys", {"KEY_MASTER": "abc"}),
        ("your words", {"MODERATION_FILE": "nowhere.toml"}),
    ],
)
def test_the_doctor_finds_what_the_start_would_refuse(
    nichereel: Command, part: str, settings: dict[str, str]
) -> None:
    """A setting with which the bot does not start is a problem for the doctor, in the same sentence."""
    refused = nichereel("chat", **settings)

    done = nichereel("doctor", WEB_DOOR="false", **settings)

    assert (refused.returncode, done.returncode, done.stderr) == (1, 1, "")
    assert f"PROBLEM  {part:<14}  {refused.stderr}" in done.stdout
    assert done.stdout.rstrip().endswith(f"Please see to: {part}.")


def test_the_doctor_names_a_wrong_model_beside_a_silent_vendor(nichereel: Command) -> None:
    """Every problem is found at the first look, though one of them lies before the other."""
    nowhere = "http://127.0.0.1:9"
    settings = {"FAL_KEY": PLANTED, "FAL_QUEUE_URL": nowhere, "FAL_API_URL": nowhere}

    done = nichereel("doctor", VIDEO_MODEL="foo", WEB_DOOR="false", **settings)

    assert (done.returncode, done.stderr) == (1, "")
    assert "VIDEO_MODEL names no model that can be ordered here. There is: " in done.stdout
    assert done.stdout.rstrip().endswith("Please see to: default model, fal.")
