"""The command line, a function per command. Everything heavy is imported by the command that needs it."""

import sys
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.calling import called
from core.errors import StudioError

if TYPE_CHECKING:
    from adapters.platforms.console import Screen
    from bot.settings import Settings

T = TypeVar("T")

_WRONG_SETTINGS = 2
_PATIENCE = 1.0

# Pretty tracebacks show the values of variables, keys among them.
app = typer.Typer(
    name="nichereel",
    help="Somebody asks in a chat, a studio makes the reel, the reel comes back to that chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _say_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version

        typer.echo(f"nichereel {version('nichereel')}")
        raise typer.Exit


@app.callback()
def nichereel(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_say_version, help="Which release this is.")
    ] = False,
) -> None:
    """Somebody asks in a chat, a studio makes the reel, the reel comes back to that chat."""


@app.command()
def run() -> None:
    """Start every platform that has a token, and the web door; make the reels as well."""
    _serve("run")


@app.command()
def ingress() -> None:
    """The platforms and the web door alone; the reels are made by workers, which takes PostgreSQL."""
    _serve("ingress")


@app.command()
def worker() -> None:
    """Make reels beside others, as many processes as there are; takes PostgreSQL."""
    settings = _settings()
    from bot import service

    _work(service.work(settings, _screen()), is_service=True)


def _serve(role: str) -> None:
    settings = _settings()
    if not (settings.telegram_bot_token or settings.discord_bot_token or settings.web_door):
        typer.echo(
            "No platform is configured, so nobody could reach the bot. "
            f"Talk to it in the terminal: {called('chat')}"
        )
        raise typer.Exit(0)
    from bot import service
    from bot.team.roles import Role

    _work(service.serve(settings, _screen(), Role(role)), is_service=True)


@app.command()
def chat() -> None:
    """Talk to the bot in this terminal."""
    settings = _settings(is_quiet=True)
    from bot import terminal

    _work(terminal.chat(settings, _screen()))


@app.command()
def demo(
    idea: Annotated[
        str, typer.Option(envvar="NICHEREEL_DEMO", help="Make one reel about this, and end.")
    ] = "",
) -> None:
    """The chat for newcomers, also on lines from a pipe; one reel when there is an idea or no input."""
    settings = _settings(is_quiet=True)
    from bot import terminal

    screen = _screen()
    is_typing = screen.is_terminal if sys.stdin.isatty() else _is_piped()
    if is_typing and not idea:
        _work(terminal.chat(settings, screen, shows_browser=screen.is_terminal))
    elif not _work(terminal.demo(settings, screen, idea)):
        raise typer.Exit(1)


@app.command()
def make(
    idea: Annotated[str, typer.Argument(help="What the reel is about; not needed with a storyboard.")] = "",
    niche: Annotated[str, typer.Option(help="What the channel is about; the idea itself unless told.")] = "",
    seconds: Annotated[int, typer.Option(min=5, max=60, help="How long it is.")] = 15,
    look: Annotated[str, typer.Option(help="How it looks: noir, playful, neon ...")] = "auto",
    out: Annotated[Path, typer.Option(help="Where the reel goes.")] = Path("reel.mp4"),
    storyboard: Annotated[
        Path | None, typer.Option(help="A JSON file: drawn as it is when it is there, else written.")
    ] = None,
) -> None:
    """One animatic into a file: no vendor, no cost. Edit its storyboard by hand and make it again."""
    if not idea.strip() and storyboard is not None and not storyboard.exists():
        typer.echo(f"There is no storyboard at {storyboard}. With an idea it is written there.", err=True)
        raise typer.Exit(_WRONG_SETTINGS)
    if not idea.strip() and storyboard is None:
        typer.echo('Say what the reel is about: nichereel make "how monks invented espresso"', err=True)
        raise typer.Exit(_WRONG_SETTINGS)
    settings = _settings(is_quiet=True)
    from bot import making
    from core.reel.brief import TOPIC_LIMIT, Brief, Look
    from core.reel.catalogue import ANIMATIC
    from core.reel.niche import NICHE_LIMIT, Niche

    if look not in list(Look):
        typer.echo(f"There is no look {look}. There is: {', '.join(Look)}.", err=True)
        raise typer.Exit(_WRONG_SETTINGS)
    topic = idea.strip()[:TOPIC_LIMIT] or "the storyboard"
    subject = Niche(subject=(niche.strip() or topic)[:NICHE_LIMIT])
    brief = Brief(niche=subject, topic=topic, seconds=seconds, look=Look(look), model=ANIMATIC)
    _work(making.make(settings, brief, out, storyboard))


@app.command("eval")
def evaluate(
    writer: Annotated[str, typer.Option(help="house or gemini; gemini where there is a key.")] = "",
    briefs: Annotated[
        Path | None,
        typer.Option(
            help="A TOML file of briefs, in the form of bot/evaluation/briefs.toml; those fifty unless told."
        ),
    ] = None,
    save: Annotated[Path | None, typer.Option(help="Keep what was measured in this file.")] = None,
    against: Annotated[Path | None, typer.Option(help="Compare with what was kept in this file.")] = None,
) -> None:
    """Fifty briefs in eleven languages through the writer: may it ship? Fails if not, and says why."""
    settings = _settings(is_quiet=True)
    from functools import partial

    from bot.evaluation.command import evaluate

    murmur = partial(typer.echo, err=True)
    if not _work(
        evaluate(settings, typer.echo, murmur, writer=writer, file=briefs, save=save, against=against)
    ):
        raise typer.Exit(1)


@app.command()
def master() -> None:
    """Make a master key for KEY_MASTER, with which people's own keys are sealed."""
    from cryptography.fernet import Fernet

    typer.echo(Fernet.generate_key().decode())


@app.command()
def migrate() -> None:
    """Bring the database up to date, or lay it out; needed on PostgreSQL after every update."""
    settings = _settings(is_quiet=True)
    from adapters.storage import default_url, migrate
    from bot.team.gathering import lay_out

    folder = settings.data_dir
    _work(migrate(settings.database_url or default_url(folder), folder))
    _work(lay_out(settings.database_url))
    typer.echo("The database is up to date.")


@app.command()
def move(
    source: Annotated[str, typer.Argument(help="The file: sqlite:///data/nichereel.db")],
    target: Annotated[str, typer.Argument(help="An empty database: postgresql://user:password@host/name")],
) -> None:
    """Carry all that is kept from SQLite to PostgreSQL, while the bot is stopped; everything or nothing."""
    settings = _settings(is_quiet=True)
    from adapters.storage import move
    from bot.team.gathering import lay_out

    counts = _work(move(source, target, settings.data_dir, partial(lay_out, target)))
    for what, number in counts.items():
        typer.echo(f"{number:>12,}  {what}")
    typer.echo("All of it has arrived. Set DATABASE_URL to the new address, and start again.")


@app.command()
def doctor(
    health: Annotated[bool, typer.Option("--health", help="Only whether the running bot is alive.")] = False,
) -> None:
    """What is configured, what is missing, and whether everybody answers."""
    settings = _settings(is_quiet=True)
    from bot import doctor

    if health:
        is_well = doctor.is_healthy(settings.data_dir)
        typer.echo("alive" if is_well else "not alive", err=not is_well)
    else:
        is_well = _work(doctor.examine(settings, typer.echo))
    raise typer.Exit(0 if is_well else 1)


def _is_piped() -> bool:
    """Whether lines come without a terminal. An open pipe to which nobody writes is not waited for."""
    import fcntl
    import select
    import struct
    import termios

    try:
        has_come, _, _ = select.select([sys.stdin], [], [], _PATIENCE)
        # Counted, not read: what Python's own buffer has taken, the chat would not find.
        waiting = fcntl.ioctl(sys.stdin, termios.FIONREAD, bytes(4))
    except (OSError, ValueError):
        return False
    return bool(has_come) and struct.unpack("i", waiting)[0] > 0


def _settings(*, is_quiet: bool = False) -> "Settings":
    """The settings, with the logs set up after them; in a conversation, only what matters is logged."""
    from bot.settings import read_settings
    from bot.upkeep.logs import set_up_logs

    try:
        settings = read_settings()
    except StudioError as trouble:
        typer.echo(trouble.message, err=True)
        raise typer.Exit(_WRONG_SETTINGS) from trouble
    level = "warning" if is_quiet and settings.log_level == "info" else settings.log_level
    set_up_logs(level, settings.log_format, settings.secrets)
    return settings


def _screen() -> "Screen":
    import os

    from adapters.platforms.console import Screen

    return Screen(is_plain=bool(os.environ.get("NO_COLOR")))


def _work(work: Coroutine[None, None, T], *, is_service: bool = False) -> T:
    """Do it, and put what an operator must know into one sentence. Ctrl-C and SIGTERM end politely.

    To be told to end is no failure of a service.
    """
    import asyncio
    import signal

    import uvloop

    async def until_told() -> T:
        task = asyncio.ensure_future(work)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await task

    try:
        return uvloop.run(until_told())
    except StudioError as trouble:
        typer.echo(trouble.message, err=True)
        raise typer.Exit(1) from trouble
    except (KeyboardInterrupt, asyncio.CancelledError) as end:
        typer.echo("\nStopped. What is under way goes on at the next start.", err=True)
        by_signal = 130 if isinstance(end, KeyboardInterrupt) else 143
        raise typer.Exit(0 if is_service else by_signal) from None
