"""What a message looks like: a card with words and buttons, a reel that plays in place, a form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import discord
from discord import ui

from adapters.platforms.discord.buttons import Button
from adapters.platforms.discord.memory import Question

_TEXT = 4000
_BOARD, _STATE = 1500, 500
_ROW = 5
_ALT = 1024
_TITLE = 45
_PLACEHOLDER = 100
_DRAFT = 4000
_PICTURE = "chart.png"
_COLOUR = 0x5865F2
_FENCE = "```"
_COMMAND = re.compile(r"(?<![\w/.:<])/([a-z]{2,32})\b")
Commands = Mapping[str, int]
"""The ids of slash commands by their names."""

NONE: Commands = {}
WORDS = "words"
"""The one field of a form."""


@dataclass(frozen=True, slots=True)
class Film:
    """A reel that goes with a card: its file, what it is called there, and what it shows in words.

    `is_veiled` shows it only to whoever presses on it, `is_plain` offers it to be fetched, unplayed.
    """

    file: Path
    name: str
    alt: str
    is_veiled: bool = False
    is_plain: bool = False

    def shown(self) -> ui.Item[Any]:
        """Plays in place, at the top level: in a container it does not always (discord-api-docs#7967)."""
        media = f"attachment://{self.name}"
        if self.is_plain:
            return ui.File[Any](media, spoiler=self.is_veiled)
        item = discord.MediaGalleryItem(media, description=self.alt[:_ALT], spoiler=self.is_veiled)
        return ui.MediaGallery[Any](item)


@dataclass(frozen=True, slots=True)
class Card:
    """A message of ours. `calls` is whom it rings for. May be sent as often as it takes.

    `board` is a storyboard in short, its title first, and `state` what is being done about it; both
    stand below the words, each by itself. `picture` is a PNG, and `pictured` what it shows. `copies` are
    the parts of the words that can be copied with one press.
    """

    text: str
    buttons: Sequence[Button] = ()
    film: Film | None = None
    calls: int | None = None
    link: str = ""
    board: str = ""
    state: str = ""
    picture: bytes = b""
    pictured: str = ""
    copies: Sequence[str] = ()

    def view(self, commands: Commands = NONE) -> ui.LayoutView:
        """The components. A view is stopped at once, since presses are known by the button alone.

        The words' `commands` can be pressed, and are shown by the name that the reader knows them by.
        """
        view = ui.LayoutView(timeout=None)
        rows = [ui.ActionRow[Any](*row) for row in _rows(self.buttons)]
        if self.film is not None:
            view.add_item(self.film.shown())
            view.add_item(ui.TextDisplay(self._words(commands)))
            for row in rows:
                view.add_item(row)
        else:
            parts = [ui.TextDisplay[Any](words) for words in (self._words(commands), *self._below())]
            apart = [part for text in parts for part in (ui.Separator[Any](), text)][1:]
            item = discord.MediaGalleryItem(f"attachment://{_PICTURE}", description=self.pictured or None)
            pictures = [ui.MediaGallery[Any](item)] if self.picture else []
            view.add_item(ui.Container(*apart, *pictures, *rows, accent_colour=_COLOUR))
        view.stop()
        return view

    def files(self) -> list[discord.File]:
        """The reel, opened, or the picture; a file can be sent once only."""
        if self.picture:
            return [discord.File(BytesIO(self.picture), _PICTURE)]
        return [discord.File(self.film.file, self.film.name)] if self.film else []

    @property
    def mentions(self) -> discord.AllowedMentions:
        """Nobody is rung for but the one whom the card calls."""
        users = [discord.Object(self.calls)] if self.calls else False
        return discord.AllowedMentions(everyone=False, roles=False, users=users, replied_user=False)

    def _below(self) -> list[str]:
        title, _, scenes = shown(self.board, _BOARD).partition("\n")
        return [
            part for part in (f"**{title}**\n{scenes}" if title else "", shown(self.state, _STATE)) if part
        ]

    def _words(self, commands: Commands) -> str:
        called = f"<@{self.calls}>\n" if self.calls else ""
        link = f"\n{self.link}" if self.link else ""
        room = _TEXT - len(called) - len(link) - len("".join(self._below()))
        return f"{called}{_with_code(self.text, self.copies, commands, room)}{link}"


def _with_code(text: str, copies: Sequence[str], commands: Commands, room: int) -> str:
    """Words as they were meant, and some of them in code, which Discord copies with one press.

    Where not all fit, the first are there as a whole, and the last paragraph.
    """
    made, rest = "", text
    last = shown(text.rpartition("\n\n")[2], room, commands)
    for part in copies:
        before, found, after = rest.partition(part)
        if found and _FENCE not in part:
            block = f"{shown(before.rstrip(), room, commands)}\n{_FENCE}\n{part}\n{_FENCE}"
            if made and len(f"{made}{block}\n…\n\n{last}") > room:
                return f"{made}\n…\n\n{last}"
            made += block
            rest = after.lstrip("\n")
    return f"{made}{shown(rest, room - len(made), commands)}"


def shown(text: str, limit: int = _TEXT, commands: Commands = NONE) -> str:
    """Words as they were meant, none of them read as markup but our commands, and not more than fit.

    Where something has to be left out, that is before the last paragraph, which says what came of it all.
    """

    def pressable(found: re.Match[str]) -> str:
        return f"</{found[1]}:{commands[found[1]]}>" if found[1] in commands else found[0]

    escaped = _COMMAND.sub(pressable, discord.utils.escape_markdown(text))
    if len(escaped) <= limit:
        return escaped
    last = escaped.rpartition("\n\n")[2]
    end = f"…\n\n{last}" if len(last) < limit // 2 else "…"
    return f"{escaped[: limit - len(end)].rstrip(chr(92))}{end}"


def words_of(message: discord.Message) -> str:
    """All that a message of ours says."""
    said, parts = [message.content], list(message.components)
    while parts:
        part = parts.pop()
        if isinstance(part, discord.TextDisplay):
            said.append(part.content)
        elif isinstance(part, discord.Container):
            parts += part.children
    return "\n".join(said)


def form(question: Question, id: str) -> ui.Modal:
    """A form with one field, whose answer comes back under `id`."""
    modal = ui.Modal(title=_cut(_name(question.asks), _TITLE), timeout=900, custom_id=id)
    field = ui.TextInput[Any](
        style=discord.TextStyle.paragraph,
        custom_id=WORDS,
        placeholder=_cut(question.words, _PLACEHOLDER),
        default=question.draft[:_DRAFT] or None,
        max_length=_DRAFT,
    )
    label = ui.Label[Any](
        text=_cut(question.words, _TITLE), description=_cut(question.words, _PLACEHOLDER), component=field
    )
    modal.add_item(label)
    # A form that is closed is never heard of; what comes back is known by its id alone.
    modal.stop()
    return modal


def _rows(buttons: Sequence[Button]) -> list[list[ui.Button[Any]]]:
    made = [
        ui.Button[Any](label=each.label, custom_id=each.id, style=discord.ButtonStyle.secondary)
        for each in buttons
    ]
    return [made[at : at + _ROW] for at in range(0, len(made), _ROW)]


def _name(asks: str) -> str:
    return asks.strip().partition(" ")[0]


def _cut(text: str, limit: int) -> str:
    first = text.partition("\n")[0]
    return first if len(first) <= limit else f"{first[: limit - 1]}…"
