"""What is posted to the terminal is posted once, whenever the process dies."""

import asyncio
import io
import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.platforms.console import Console, Screen
from core.errors import Unavailable
from core.ports import Delivery
from tests.players import FOOTAGE, HandClock

REEL = Delivery(
    "job1", "How monks\n\nCost: $0.00.", Path("reel.mp4"), FOOTAGE, (("Make a new one", "/again job1"),)
)
WORDS = Delivery("job2", "Cancelled “über” 🐙. Nothing was charged.")


def open_console(folder: Path) -> tuple[Console, io.StringIO]:
    """A console in that folder, and what it shows."""
    shown = io.StringIO()
    return Console(folder, Screen(shown), HandClock()), shown


def posted(folder: Path) -> list[str]:
    """The keys of all whole lines in the transcript, sorted."""
    keys = []
    for line in (folder / "transcript.jsonl").read_bytes().splitlines():
        with suppress(ValueError):
            keys.append(json.loads(line)["delivery"])
    return sorted(keys)


async def test_a_delivery_shows_everything(tmp_path: Path) -> None:
    """The text, where the file lies, what it is, and the buttons as numbers."""
    console, shown = open_console(tmp_path)

    receipt = await console.deliver("terminal", REEL)

    path = Path("reel.mp4").resolve()
    assert shown.getvalue() == (
        f"How monks\n\nCost: $0.00.\n\n▶ {path} (1080x1920, 5.0 s, 0.0 MB)\n  [1] Make a new one\n\n"
    )
    assert await console.find("terminal", REEL) == receipt


async def test_what_was_not_posted_is_not_found(tmp_path: Path) -> None:
    """A text that merely speaks of a job is not taken for its delivery."""
    console, _ = open_console(tmp_path)
    assert await console.find("terminal", REEL) is None

    await console.deliver("terminal", replace(WORDS, text='{"delivery": "job1"}'))

    assert await console.find("terminal", REEL) is None


async def test_a_line_cut_short_anywhere_counts_as_not_posted(tmp_path: Path) -> None:
    """Wherever a death cut the last line, it is posted again once, and what came before still counts."""
    whole, _ = open_console(tmp_path / "whole")
    await whole.deliver("terminal", WORDS)
    first = (tmp_path / "whole" / "transcript.jsonl").read_bytes()
    await whole.deliver("terminal", REEL)
    both = (tmp_path / "whole" / "transcript.jsonl").read_bytes()

    for length in range(len(first), len(both) - 1):
        folder = tmp_path / str(length)
        folder.mkdir()
        (folder / "transcript.jsonl").write_bytes(both[:length])
        console, _ = open_console(folder)
        assert await console.find("terminal", REEL) is None
        await console.deliver("terminal", REEL)
        assert await console.find("terminal", WORDS) == "console-job2"
        assert await console.find("terminal", REEL) == "console-job1"
        assert posted(folder) == ["job1", "job2"]


async def test_a_line_that_lacks_only_its_end_is_posted(tmp_path: Path) -> None:
    """A death before the very last byte leaves a whole line, which is found and not mixed with the next."""
    console, _ = open_console(tmp_path)
    await console.deliver("terminal", REEL)
    os.truncate(tmp_path / "transcript.jsonl", (tmp_path / "transcript.jsonl").stat().st_size - 1)

    assert await console.find("terminal", REEL) == "console-job1"
    await console.deliver("terminal", WORDS)
    assert posted(tmp_path) == ["job1", "job2"]


async def test_a_kill_between_writing_and_showing_posts_once(tmp_path: Path) -> None:
    """A real process is killed right after the line was written: the next life finds it and posts nothing."""
    script = (
        "import asyncio, os, signal, sys\n"
        "from pathlib import Path\n"
        "from adapters.platforms.console import Console, Screen\n"
        "from tests.console.test_console import REEL\n"
        "class Deadly(Screen):\n"
        "    def say(self, text, choices=()):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        f"asyncio.run(Console(Path({str(tmp_path)!r}), Deadly()).deliver('terminal', REEL))\n"
    )
    died = await asyncio.create_subprocess_exec(sys.executable, "-c", script, cwd=Path(__file__).parents[2])
    assert await died.wait() == -signal.SIGKILL

    console, _ = open_console(tmp_path)

    assert await console.find("terminal", REEL) == "console-job1"
    assert posted(tmp_path) == ["job1"]


async def test_a_transcript_that_cannot_be_written_is_trouble_not_a_post(tmp_path: Path) -> None:
    """With no place to write, nothing is shown and nothing counts as posted; it is tried again later."""
    (tmp_path / "file").write_text("in the way")
    console, shown = open_console(tmp_path / "file")

    with pytest.raises(Unavailable):
        await console.deliver("terminal", REEL)

    assert shown.getvalue() == ""


async def test_progress_is_shown_and_not_kept(tmp_path: Path) -> None:
    """How a job is doing is one line on the screen."""
    console, shown = open_console(tmp_path)

    await console.report("terminal", "job1", "Drawing the reel, 40 %.")

    assert shown.getvalue() == "job1  Drawing the reel, 40 %.\n"
    assert not (tmp_path / "transcript.jsonl").exists()


async def test_what_waits_for_a_yes_shows_how_to_say_it(tmp_path: Path) -> None:
    """A dear reel is asked about with its choices as numbers, as everything else is."""
    console, shown = open_console(tmp_path)

    await console.report("terminal", "job1", "It costs at most $4.00.", (("Make it", "/approve job1"),))

    assert shown.getvalue() == "job1  It costs at most $4.00.\n  [1] Make it\n\n"


def test_numbers_stand_for_choices_as_long_as_the_screen_lives() -> None:
    """A number never changes its meaning under somebody's hands; any other text is itself."""
    screen = Screen(io.StringIO())
    screen.say("one", [("Status", "/status a"), ("Cancel", "/cancel a")])
    screen.say("two", [("Again", "/again b")])

    typed = ["1", "3", "0", "4", "12345678901234567890", "²", "/help", "tea"]
    assert [screen.chosen(each) for each in typed] == ["/status a", "/again b", *typed[2:]]


def test_nobody_can_steer_the_terminal() -> None:
    """Escape sequences in a title that a machine wrote do nothing."""
    shown = io.StringIO()
    Screen(shown).say("\x1b[2Jtitle\x07\x9b1m\rx", [("\x1b[31mred", "/x")])

    assert shown.getvalue() == "[2Jtitle1mx\n  [1] [31mred\n\n"


def test_a_reader_who_left_does_not_stop_the_work() -> None:
    """When the pipe behind the output is closed, the studio goes on."""
    ours, theirs = os.pipe()
    os.close(ours)
    out = os.fdopen(theirs, "w")
    screen = Screen(out)

    screen.say("one")
    screen.say("two")

    out.close()
