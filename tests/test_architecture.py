"""The house keeps its plan: who may import whom, what stays light, and what no file may say."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
FLOORS = ("core", "adapters", "bot")

HALLWAY = "adapters.wire"
"""The one room that all adapters may use; it uses none of them."""

LONGEST_FILE = 400
LONG_FOR_A_REASON: dict[str, str] = {}
"""Python files over the limit, each with the reason why it is one thing."""

HEAVY = {
    "av",
    "discord",
    "fal_client",
    "fastapi",
    "google",
    "numpy",
    "obstore",
    "PIL",
    "prometheus_client",
    "pydantic_settings",
    "sqlalchemy",
    "telegram",
    "uvicorn",
}
"""Libraries that take long to import, so that asking for help must not."""

INDEX_HOST = re.compile(r"pypi\.(org|python)|pythonhosted\.|registry\.npmjs|(deb|security)\.debian\.org/")
MACHINE_PATH = re.compile(r"(?<![\w.$}])/(work|root|farm|Users/\w+|home/\w+|tmp/v)(?=/)")

DOTTED = re.compile(r"`((?:core|adapters|bot|tests|benchmarks)(?:\.\w+)+)`")
"""A module, or what is in it, as docstrings name it."""

A_PATH = re.compile(r"`((?:[\w.-]+/)*(?:[\w-]+\.(?:py|toml|yaml|md)|[\w-]+/))`")
"""A file or folder of ours, or the end of its path."""


def sources(*floors: str) -> Iterator[tuple[str, Path]]:
    """Every module below the given folders: its dotted name and its file."""
    for floor in floors:
        for path in sorted((HOUSE / floor).rglob("*.py")):
            yield ".".join(path.relative_to(HOUSE).with_suffix("").parts), path


def imports(module: str, path: Path) -> Iterator[str]:
    """What a file imports, as dotted names; `from a import b` counts as `a.b`, since b may be a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def room(dotted: str) -> str:
    """The room of a module in `adapters`: a vendor, platform or publisher, the cutting room, the storage."""
    parts = dotted.removesuffix(".__init__").split(".")
    return ".".join(parts[: 3 if parts[1:2] in (["platforms"], ["vendors"], ["publishers"]) else 2])


@pytest.fixture(scope="module")
def tracked() -> dict[str, str]:
    """The text of every file under version control that is text."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, text=True)
    if listing.returncode:
        pytest.skip("not under version control")
    texts = {}
    for name in filter(None, listing.stdout.split("\0")):
        content = (HOUSE / name).read_bytes() if (HOUSE / name).is_file() else b""
        if b"\0" not in content:
            texts[name] = content.decode("utf-8", errors="replace")
    return texts


def test_the_core_stands_on_its_own() -> None:
    """The studio's rules need nothing but Python and pydantic: no platform, vendor, database or codec."""
    allowed = sys.stdlib_module_names | {"core", "pydantic", "pydantic_core"}

    strangers = [
        f"{module} imports {name}"
        for module, path in sources("core")
        for name in imports(module, path)
        if name.split(".")[0] not in allowed
    ]

    assert strangers == []


def test_nobody_below_imports_the_application() -> None:
    """The parts do not know who put them together, so each can be used without the rest."""
    upward = [
        f"{module} imports {name}"
        for module, path in sources("core", "adapters")
        for name in imports(module, path)
        if name.split(".")[0] in {"bot", "tests", "benchmarks"}
    ]

    assert upward == []


def test_adapters_do_not_know_each_other() -> None:
    """A vendor, a platform or a database can be taken away without touching another one."""
    across = [
        f"{module} imports {name}"
        for module, path in sources("adapters")
        for name in imports(module, path)
        if name.startswith("adapters.") and room(name) not in (room(module), HALLWAY)
    ]

    assert across == []


def test_every_module_says_what_it_is_for() -> None:
    """Somebody who opens any file is told in its first sentence what it is for."""
    silent = [
        module
        for module, path in sources(*FLOORS)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


@pytest.mark.skipif(not (HOUSE / "bot/__main__.py").exists(), reason="there is no command yet")
def test_asking_for_help_loads_nothing_heavy() -> None:
    """`nichereel --help` answers at once: no codec, database, vendor or platform library is loaded for it."""
    ask = (
        "import atexit, runpy, sys; sys.argv = ['nichereel', '--help'];"
        f"atexit.register(lambda: print('heavy:', sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr));"
        "runpy.run_module('bot', run_name='__main__', alter_sys=True)"
    )

    answer = subprocess.run([sys.executable, "-c", ask], cwd=HOUSE, capture_output=True, text=True)

    assert (answer.returncode, answer.stderr) == (0, "heavy: []\n")


def test_no_file_names_a_package_index_or_a_machine(tracked: dict[str, str]) -> None:
    """The project can be installed from any mirror and lives in any folder: no file says otherwise."""
    found = [
        f"{name}:{number}: {hit.group()}"
        for name, text in tracked.items()
        for number, line in enumerate(text.splitlines(), start=1)
        for hit in [INDEX_HOST.search(line) or MACHINE_PATH.search(line)]
        if hit
    ]

    assert found == []


def test_every_file_fits_in_the_head(tracked: dict[str, str]) -> None:
    """No Python file is longer than somebody can keep in mind, unless it says why it is one thing."""
    lengths = {name: len(text.splitlines()) for name, text in tracked.items() if name.endswith(".py")}

    too_long = {
        name: lines
        for name, lines in lengths.items()
        if lines > LONGEST_FILE and name not in LONG_FOR_A_REASON
    }

    assert too_long == {}


def test_every_exception_to_the_limit_is_still_needed(tracked: dict[str, str]) -> None:
    """A file that was allowed to be long and no longer is loses its exception."""
    needless = [name for name in LONG_FOR_A_REASON if len(tracked.get(name, "").splitlines()) <= LONGEST_FILE]

    assert needless == []


def test_what_a_text_names_is_there(tracked: dict[str, str]) -> None:
    """Whoever follows the name of a module or a class in a docstring or a page finds it."""

    def is_there(dotted: str) -> bool:
        path, (module, _, name) = dotted.replace(".", "/"), dotted.rpartition(".")
        within = tracked.get(f"{module.replace('.', '/')}.py", "")
        return (
            f"{path}.py" in tracked
            or f"{path}/__init__.py" in tracked
            or re.search(rf"^(class|def|async def) {name}\b|^{name}\b.* = ", within, re.MULTILINE) is not None
        )

    assert [f"{file}: {name}" for file, name in _pointers(tracked, DOTTED) if not is_there(name)] == []


def test_what_a_text_points_to_is_there(tracked: dict[str, str]) -> None:
    """Whoever follows the path of a file or a folder, or the end of one, finds it."""
    paths = {f"/{name}" for name in tracked} | {f"/{up}/" for name in tracked for up in Path(name).parents}
    ends = {path[at:] for path in paths for at, sign in enumerate(path) if sign == "/"}

    assert [f"{file}: {name}" for file, name in _pointers(tracked, A_PATH) if f"/{name}" not in ends] == []


def _pointers(tracked: dict[str, str], pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """What the texts for developers name, and where."""
    for file, text in tracked.items():
        if file.endswith((".py", ".md")):
            yield from ((file, name) for name in pattern.findall(text))


@pytest.mark.skipif(not (HOUSE / "bot/settings.py").exists(), reason="there are no settings yet")
def test_the_example_names_every_setting() -> None:
    """Whoever runs the bot finds every setting in .env.example, and none that does nothing."""
    from bot.settings import Settings

    prefix = Settings.model_config.get("env_prefix", "")
    settings = {
        str(field.validation_alias or f"{prefix}{name}").upper()
        for name, field in Settings.model_fields.items()
    }

    example = (HOUSE / ".env.example").read_text(encoding="utf-8")

    assert set(re.findall(r"^#?([A-Z][A-Z0-9_]*)=", example, flags=re.MULTILINE)) == settings
