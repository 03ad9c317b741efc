"""The command line as an operator meets it: real processes, real files, real terminals."""

import codecs
import contextlib
import fcntl
import json
import os
import pty
import select
import signal
import socket
import subprocess
import sys
import termios
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """An environment without any of our settings but a data folder that is new."""
    ours = {name.upper() for name in Settings.model_fields} | {"NICHEREEL_DEMO", "NO_COLOR"}
    known = {name: value for name, value in os.environ.items() if name not in ours}
    return known | {"DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(HOUSE), "TERM": "xterm"}


@pytest.fixture
def nichereel(tmp_path: Path, surroundings: dict[str, str]) -> "Command":
    """The command, run in a folder without .env."""
    return Command(tmp_path, surroundings)


class Command:
    """`nichereel` with its words, and what comes of it."""

    def __init__(self, folder: Path, surroundings: dict[str, str]) -> None:
        self.folder = folder
        self.data = Path(surroundings["DATA_DIR"])
        self._surroundings = surroundings

    def __call__(self, *words: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self._surroundings | settings,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Begin, and let it run."""
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self._surroundings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


def test_a_conversation_through_a_pipe_ends_with_its_reel(nichereel: Command) -> None:
    """A script can talk to the bot: the answers come out, open reels are waited for, and all is well."""
    done = nichereel(
        "chat", typed="/niche specialty coffee\n/generate how monks invented espresso seconds=5\n"
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "Noted. Your niche: specialty coffee" in done.stdout
    assert "Animatic preview, 5 s, drawn here from the storyboard" in done.stdout
    (reel,) = (nichereel.data / "reels").glob("*.mp4")
    assert f"▶ {reel} (1080x1920, 5.0 s" in done.stdout


def test_the_demo_makes_one_reel(nichereel: Command) -> None:
    """With an idea the demo is one reel about that and nothing else, whatever the idea looks like."""
    nichereel("chat", typed="/niche specialty coffee\n")
    done = nichereel("demo", NICHEREEL_DEMO="/why seconds=5 is enough")

    assert (done.returncode, done.stderr) == (0, "")
    assert "coffee" not in done.stdout
    assert "“/why seconds=5 is enough”, 10 s" in done.stdout
    assert len(list((nichereel.data / "reels").glob("*.mp4"))) == 1


def test_the_demo_hears_what_is_piped_in(nichereel: Command) -> None:
    """Lines from a pipe or a file are a conversation; with neither lines nor an idea one reel is made."""
    piped = nichereel("demo", typed="/niche gardening\n/quota\n")
    silent = nichereel("demo")

    assert (piped.returncode, piped.stderr) == (0, "")
    assert "› /quota" in piped.stdout
    assert "Noted. Your niche: gardening" in piped.stdout
    assert "▶" not in piped.stdout
    assert silent.returncode == 0
    assert "▶" in silent.stdout


def test_nobody_waits_for_a_yes_that_cannot_be_said(nichereel: Command) -> None:
    """The demo and a pipe end where a dear reel waits for a yes, show its card, and say how to say it later.

    A free reel of the demo does not wait for it either.
    """
    dear = {"FAL_KEY": "an:identity", "FAL_QUEUE_URL": "http://127.0.0.1:9", "VIDEO_MODEL": "Veo 3.1"}

    asked = nichereel("demo", NICHEREEL_DEMO="how bees make honey", **dear)
    piped = nichereel("chat", typed="/quota\n", **dear)
    free = nichereel("demo", NICHEREEL_DEMO="tea")

    assert (asked.returncode, asked.stderr) == (1, "")
    _, _, card = asked.stdout.partition("Hook: ")
    assert "Filming it costs at most $4.00" in card
    assert "[3] Make it\n" in card
    last = card.splitlines()[-2]
    assert last.endswith(f"waits for your yes to its price: nichereel chat, and there /approve {last[:10]}.")
    assert (piped.returncode, last in piped.stdout) == (0, True)
    assert (free.returncode, free.stdout.count("▶")) == (0, 1)


def test_the_first_words_can_become_a_reel(nichereel: Command) -> None:
    """Whoever began with an idea instead of a niche presses one button, or types another idea."""
    done = nichereel("chat", typed='how bees "make" honey\n1\n')

    assert "Now tell me an idea: just type it." in done.stdout
    assert "[1] Make a reel about it" in done.stdout
    assert "“how bees ”make” honey”, 10 s" in done.stdout
    assert "▶" in done.stdout


def test_a_kill_before_the_post_is_recorded_posts_once(nichereel: Command) -> None:
    """Killed between posting a reel and noting that it was posted, the next life does not post it again."""
    script = (
        "import asyncio, os, signal\n"
        "from adapters.platforms.console import Screen\n"
        "from bot import terminal\n"
        "from bot.settings import read_settings\n"
        "class Deadly(Screen):\n"
        "    def say(self, text, choices=()):\n"
        "        super().say(text, choices)\n"
        "        if '.mp4' in text: os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(terminal.demo(read_settings(), Deadly(), 'tea'))\n"
    )
    died = subprocess.run([sys.executable, "-c", script], cwd=nichereel.folder, env=nichereel._surroundings)
    assert died.returncode == -signal.SIGKILL

    after = nichereel("chat", typed="/reels\n")

    lines = (nichereel.data / "console" / "transcript.jsonl").read_text().splitlines()
    assert len([json.loads(line)["delivery"] for line in lines]) == 1
    assert after.returncode == 0
    assert "▶" not in after.stdout
    assert nichereel("chat", typed="/reels\n/quota\n").stdout.count("animatic\n") == 1


def test_without_a_platform_the_terminal_is_offered(nichereel: Command) -> None:
    """Without the web door too, `run` says that nobody could reach the bot, and how to talk to it."""
    done = nichereel("run", WEB_DOOR="false")

    assert done.returncode == 0
    assert "No platform is configured" in done.stdout
    assert "nichereel chat" in done.stdout


def test_a_port_in_use_ends_what_nobody_could_reach(nichereel: Command) -> None:
    """Without its port and without a platform `run` says so and fails, and names no page to open."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = nichereel("run", PORT=str(taken.getsockname()[1]))

    assert (done.returncode, done.stdout) == (1, "")
    assert "Please set another PORT" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("Nobody can reach the bot, so it stops")
    assert "Traceback" not in done.stderr


def test_a_second_run_is_told_of_the_first(nichereel: Command) -> None:
    """Started twice, the second one names the folder they would share, not the port."""
    first = nichereel.start("chat")
    try:
        assert first.stdout is not None
        assert first.stdout.readline()

        second = nichereel("run")
    finally:
        first.terminate()
        first.communicate(timeout=30)

    assert (second.returncode, second.stdout) == (1, "")
    assert "Another Nichereel is running on this data folder." in second.stderr


def test_a_wrong_setting_is_one_sentence(nichereel: Command) -> None:
    """No traceback, no value: only what is wrong and what is allowed."""
    done = nichereel("chat", PORT="eighty", FAL_KEY="planted secret")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "FAL_KEY must be one word without spaces.",
        "PORT must be a whole number from 1 to 65535.",
    ]


@pytest.mark.parametrize("words", [("chat",), ("demo",)])
def test_a_damaged_database_is_one_sentence(nichereel: Command, words: tuple[str, ...]) -> None:
    """A file that is no database any more is named, and is left alone."""
    nichereel.data.mkdir()
    (nichereel.data / "nichereel.db").write_bytes(b"not a database, " * 1000)

    done = nichereel(*words)

    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "database file is damaged" in done.stderr


def test_a_folder_that_cannot_be_written_is_one_sentence(nichereel: Command) -> None:
    """Nothing is begun where nothing can be kept."""
    nichereel.data.write_text("a file in the way")

    done = nichereel("chat")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "The data folder cannot be written to. Please make it writable for the bot's user, or set DATA_DIR."
    ]


def test_a_model_that_is_not_there_is_one_sentence(nichereel: Command) -> None:
    """A default model that nobody can order is found at the start, with what there is instead."""
    done = nichereel("chat", VIDEO_MODEL="sora")

    assert done.returncode == 1
    assert done.stderr == "VIDEO_MODEL names no model that can be ordered here. There is: animatic.\n"


def test_two_processes_never_share_a_folder(nichereel: Command) -> None:
    """While one bot runs, a second one says so and leaves; the health check sees the first one live."""
    assert nichereel("doctor", "--health").returncode == 1
    first = nichereel.start("chat")
    try:
        assert first.stdout is not None
        assert first.stdout.readline()

        second, health = nichereel("chat"), nichereel("doctor", "--health")

        assert (second.returncode, second.stdout) == (1, "")
        assert second.stderr.startswith("Another Nichereel is running on this data folder.")
        assert (health.returncode, health.stdout) == (0, "alive\n")
    finally:
        first.terminate()
        _, told = first.communicate(timeout=30)
    assert first.returncode == 143
    assert b"goes on at the next start" in told
    assert nichereel("doctor", "--health").returncode == 1


@contextlib.contextmanager
def terminal(nichereel: Command, word: str = "chat", **settings: str) -> Iterator["Terminal"]:
    """A chat in a terminal of its own, which is closed afterwards."""
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", word],
        cwd=nichereel.folder,
        env=nichereel._surroundings | settings,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    try:
        yield Terminal(ours, process)
        assert termios.tcgetattr(theirs) == before
    finally:
        process.kill()
        process.wait()
        os.close(ours)
        os.close(theirs)


class Terminal:
    """What stands on the screen, and hands to type with."""

    def __init__(self, end: int, process: subprocess.Popen[bytes]) -> None:
        self._end = end
        self._process = process
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._seen = 0
        self.shown = ""

    def type(self, keys: str) -> None:
        """Press these keys."""
        os.write(self._end, keys.encode())

    def wait_for(self, *parts: str, seconds: float = 60) -> None:
        """Read on, from where we were, until all this has been shown, one after the other."""
        until = time.monotonic() + seconds
        for words in parts:
            while (at := self.shown.find(words, self._seen)) < 0:
                ready, _, _ = select.select([self._end], [], [], max(0.0, until - time.monotonic()))
                assert ready, f"{words!r} was not shown, but {self.shown[self._seen :]!r}"
                self.shown += self._decoder.decode(os.read(self._end, 65536))
            self._seen = at + len(words)

    def ended(self) -> int:
        """The exit code."""
        return self._process.wait(30)


def test_a_person_talks_in_a_terminal(nichereel: Command) -> None:
    """Plain words answer a question, Tab completes, numbers press buttons, pushes leave the typing alone."""
    with terminal(nichereel) as screen:
        screen.wait_for("what are your videos about", "› ")
        screen.type("specialty coffee\r")
        screen.wait_for("Your niche: specialty coffee", "› ")
        screen.type("/gen\tthe oolong seconds=5\r")
        screen.wait_for("[2] Status", "› ")
        screen.type("/quo")
        screen.wait_for("Animatic preview", "› /quo")
        screen.type("ta\r")
        screen.wait_for("Today: ", "› ")
        screen.type("2\r")
        screen.wait_for("“The oolong”", "› ")
        screen.type("\x04")
        screen.wait_for("Until next time!")

        assert screen.ended() == 0


def test_the_demo_is_also_in_the_browser(nichereel: Command, unused_tcp_port: int) -> None:
    """Whoever tries the bot in a terminal is told where it plays its reels, and finds it there."""
    with terminal(nichereel, "demo", PORT=str(unused_tcp_port)) as screen:
        screen.wait_for(f"where reels play: http://localhost:{unused_tcp_port}.", "› ")
        page = urllib.request.urlopen(f"http://127.0.0.1:{unused_tcp_port}/", timeout=30).read().decode()
        screen.type("\x04")
        screen.wait_for("Until next time!")

        assert screen.ended() == 0
    assert "Try it in the browser" in page


def test_ctrl_c_leaves_politely(nichereel: Command) -> None:
    """Ctrl-C ends the chat without a traceback, and leaves the terminal as it was."""
    with terminal(nichereel) as screen:
        screen.wait_for("› ")
        screen.type("hel")
        screen.type("\x03")
        screen.wait_for("Stopped. What is under way goes on at the next start.")

        assert screen.ended() == 130
    assert "Traceback" not in screen.shown


def test_whoever_says_goodbye_may_leave(nichereel: Command) -> None:
    """The word quit ends the conversation; it is no idea for a reel."""
    done = nichereel("chat", typed="/niche tea\nQuit\n/generate never\n")

    assert done.returncode == 0
    assert "never" not in done.stdout


def test_the_release_is_told(nichereel: Command) -> None:
    """Whoever reports a fault can say which release it was."""
    assert nichereel("--version").stdout.startswith("nichereel ")
