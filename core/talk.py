"""What is said to the bot, what it answers, and how a command is declared: all a platform knows of us.

A platform turns whatever somebody does there into `Said`, has it answered, and shows the `Reply`
as well as it can. It builds its own idiom (a menu, slash commands, forms) from the declarations.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from core.books.till import Invoice
from core.ports import Delivery
from core.store import Requester

Choice = tuple[str, str]
"""What a button says, and the command or the value that pressing it gives."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said: a line of text, or a command with its options if the platform has forms.

    `requester` is `platform:id`; `key` names the message, so that the same one never counts twice.
    `answers` is what the last reply in this place asked for, as `Reply.asks` has it.
    `language` is a BCP 47 tag, empty when the platform does not tell. `is_admin` says that the
    speaker runs the place where this was said, as everybody does in private. `owner` is whose job
    this is about, when somebody who runs the place presses a button of another's. `has_picture`
    says that a picture came with it; `picture` fetches that, where the platform can, and raises
    Refused (too large), Unavailable. `is_guided` asks for one question at a time, with choices.
    `group` is `platform:id` of the group or server it was said in, empty elsewhere, `channel` the id of
    the channel or topic there and `roles` those of the speaker's roles.
    `via` names the platform when it is not the requester's own.
    `runs` finds out whether the speaker runs the place, where `is_admin` does not say so yet.
    `is_among_adults` is not so where children may be, on platforms that know. `sign` is what was
    put under a message of ours, or taken away, where nothing was said: nobody waits for an answer.
    """

    requester: str
    address: str
    key: str
    text: str = ""
    command: str = ""
    options: Mapping[str, str | int] = field(default_factory=dict)
    answers: str = ""
    language: str = ""
    is_private: bool = True
    is_admin: bool = True
    owner: str = ""
    has_picture: bool = False
    picture: Callable[[], Awaitable[bytes]] | None = None
    is_guided: bool = False
    group: str = ""
    channel: str = ""
    roles: tuple[str, ...] = ()
    via: str = ""
    runs: Callable[[], Awaitable[bool]] | None = None
    is_among_adults: bool = True
    sign: str = ""

    @property
    def platform(self) -> str:
        """The name of the platform that this was said on."""
        return self.via or self.requester.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is worth reading as plain text; `choices` are commands that can be pressed.

    `asks` is the beginning of a command line which the next plain words complete. `job_id` is the
    job that the answer is about: reports on it may replace this message. `draft` is what the person
    will want to change when they answer what is asked. `shows` is a reel to be shown with it,
    `as_file` says that it should come untouched by the platform. `picture` draws a PNG that shows what
    the text says, for platforms that can show one. `copies` are the parts of the text that people
    will want to copy as they are, in their order. `invoice` is to be shown instead of the text, where the
    platform takes money.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    asks: str = ""
    job_id: str = ""
    draft: str = ""
    shows: Delivery | None = None
    as_file: bool = False
    picture: Callable[[], Awaitable[bytes]] | None = None
    copies: tuple[str, ...] = ()
    invoice: Invoice | None = None


def _as_it_is(english: str, _: str) -> str:
    return english


async def _none_kept(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Rewording:
    """How what a platform says by itself, in English, is put into the language of whoever it is for.

    `into` takes the words and a BCP 47 tag; `kept` tells which language a requester chose, empty for none.
    """

    into: Callable[[str, str], str] = _as_it_is
    kept: Callable[[str], Awaitable[str]] = _none_kept

    async def to(self, requester: str, english: str, language: str) -> str:
        """The words for a requester whose platform tells that `language`."""
        return self.into(english, await self.kept(requester) or language)


ANYBODYS = ("/report ",)
"""How lines begin whose buttons anybody may press, whoever asked for what they stand under."""

PICTURE = "start_image"
"""What a command line calls the picture that came along: no platform offers it as an option."""


SILENCE = Reply("")
"""Nothing is said: to whoever goes on although they were asked to wait."""


class Kind(StrEnum):
    """What an option takes: many words, one word, a whole number, or one of its choices."""

    TEXT = "text"
    WORD = "word"
    INTEGER = "integer"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a command can be told.

    `is_rest` marks the option that takes whatever of the line belongs to no other. `question` is
    asked when a required one is missing, and of whoever is guided through the command. `choices`
    are what a CHOICE allows, and what else is worth suggesting; `aliases` are other words for their
    values. `least` and `most` bound an INTEGER, `most` also the characters of a text; a number at the
    end of a line, followed by one of its `units`, is meant for it, and so is one of the words that are
    `said_behind`, alone behind a comma. `suggest` gives the choices that depend on who asks. `unknown` is
    what is said of a value that is no choice, where there are better words than the usual: `typed` and
    `choices` stand in it. `keeps_words` says that a WORD for the rest of the line comes with all words behind
    it, for an answer that quotes them.
    """

    name: str
    words: str
    kind: Kind = Kind.TEXT
    is_required: bool = False
    is_rest: bool = False
    question: str = ""
    choices: tuple[Choice, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    least: int | None = None
    most: int | None = None
    units: tuple[str, ...] = ()
    said_behind: tuple[str, ...] = ()
    suggest: Callable[[Requester], Awaitable[Sequence[Choice]]] | None = None
    unknown: str = ""
    keeps_words: bool = False


class Who(StrEnum):
    """Who may use a command: anybody, those who run the place, or those who run the bot."""

    EVERYBODY = "everybody"
    ADMINS = "admins"
    OPERATORS = "operators"


class Where(StrEnum):
    """Where a command may be used."""

    ANYWHERE = "anywhere"
    IN_PRIVATE = "in private"


@dataclass(frozen=True, slots=True)
class Asked:
    """A command that was understood: `values` are checked, and hold only what was told.

    `may_spend` says whether the speaker may order what costs money where they are, `bars` why they may
    order nothing there now. `looks` are those that there are to choose from, none for all. `is_veiled`
    says that reels are spoilers there.
    """

    said: Said
    requester: Requester
    values: Mapping[str, str | int]
    may_spend: bool = True
    bars: str = ""
    looks: tuple[str, ...] = ()
    is_veiled: bool = False

    def text(self, name: str) -> str:
        """The value of an option, empty when it was not told."""
        return str(self.values.get(name, ""))

    def number(self, name: str, default: int) -> int:
        """The value of an INTEGER option."""
        return int(self.values.get(name, default))


@dataclass(frozen=True, slots=True)
class Command:
    """Something the bot does when asked, declared once for all platforms.

    `first` may answer before anything more is asked, when something else has to come first.
    `is_kept` says that each part counts as soon as it is told, while the rest is still being asked.
    `minds_admins` says that it matters whether those who run the place say it, although anybody may.
    `is_shared` says that its answer is for everybody in the place; others concern only who asked.
    `takes_picture` says that a picture which comes along belongs to it: `run` finds the name that the
    studio gave it under `PICTURE`. `is_secret` says that what is said should be taken away at once,
    wherever the platform lets us.
    """

    name: str
    words: str
    run: Callable[[Asked], Awaitable[Reply]]
    options: tuple[Option, ...] = ()
    example: str = ""
    who: Who = Who.EVERYBODY
    where: Where = Where.ANYWHERE
    first: Callable[[Asked], Awaitable[Reply | None]] | None = None
    is_kept: bool = False
    is_shared: bool = False
    minds_admins: bool = False
    takes_picture: bool = False
    is_secret: bool = False
