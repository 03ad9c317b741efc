"""The locks hold what pyproject.toml asks for: pinned, hashed, the same in development as in the image."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOUSE = Path(__file__).parent.parent
PIN = re.compile(
    r"^(?P<name>[\w.-]+)(\[[\w,-]+\])?==(?P<version>\S+)(?P<rest>(?:.*\\\n)(?: +--hash=.+\n)+)", re.MULTILINE
)


def locked(lock: str) -> dict[str, str]:
    """The version of every library that a lock pins with a hash."""
    text = (HOUSE / "locks" / f"{lock}.txt").read_text(encoding="utf-8")
    return {canonicalize_name(pin["name"]): pin["version"] for pin in PIN.finditer(text)}


def asked(lock: str) -> list[Requirement]:
    """What pyproject.toml asks for in that lock."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    run = project["project"]["dependencies"]
    lines = {"run": run, "dev": run + groups["dev"] + groups["build"]}.get(lock) or groups[lock]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", ["run", "dev", "build", "peers"])
def test_the_lock_answers_what_is_asked(lock: str) -> None:
    """Nobody can add or raise a dependency and forget to lock it: `make lock` would have been needed."""
    pins = locked(lock)

    unanswered = [
        str(wish)
        for wish in asked(lock)
        if not wish.specifier.contains(pins.get(canonicalize_name(wish.name), "0"))
    ]

    assert unanswered == []


@pytest.mark.parametrize("lock", ["run", "dev", "build", "peers"])
def test_every_line_of_a_lock_is_a_pin_with_hashes(lock: str) -> None:
    """Nothing gets in by address, by range or unseen: each library has one version and its hashes."""
    text = (HOUSE / "locks" / f"{lock}.txt").read_text(encoding="utf-8")

    strangers = [
        line for line in PIN.sub("", text).splitlines() if line and not line.lstrip().startswith("#")
    ]

    assert strangers == []


@pytest.mark.parametrize("lock", ["run", "build"])
def test_what_is_tested_is_what_runs(lock: str) -> None:
    """The image gets exactly the versions that the tests were run with."""
    tested = locked("dev")

    assert locked(lock).items() <= tested.items()
