"""Finds every English word that people read, and brings the catalogues up to date: `scripts/words`."""

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from bot.commands import commands
from bot.voice.tongue import CALLED, ENGLISH, HEARD, TONGUES
from core.talk import Command

HOUSE = Path(__file__).parents[2]
PLACE = HOUSE / "bot" / "voice" / "locale"
_SENTENCE = re.compile(r"[“A-Z{][^\n]* [^\n]*([.?!…]|/[a-z]+)")
_NOT_SAID = re.compile(
    r"[A-Z]{2,}_[A-Z]|\[\[|\{:|^\{\w+\}[.:]?$|^Instrumental music|Be brief\.$|^Vertical video,|"
    r"^Reels from one sentence: prompts|^A token that /token"
)
"""What only those who set the bot up read, or a model, or a program."""
_UNREAD = re.compile(
    r"core/(sound|lint)|adapters/(storage|files|media/looks)|adapters/vendors/house/(?!writer)|"
    r"adapters/vendors/gemini/(craft|review)"
)
"""Where no sentence is for people: reels are written there, or those who run the bot are spoken to."""
_TACT = "adapters/vendors/house/tact.toml"

Found = tuple[str, str | tuple[str, str], str]
"""The file, the words (for one and for many), and their context."""


def gather() -> Catalog:
    """All words in the order of their files."""
    catalog = Catalog(fuzzy=False, creation_date=datetime(2026, 1, 1, tzinfo=UTC))
    for file, words, context in sorted(dict.fromkeys([*_code(), *_below(), *_pages(), *_menu()]), key=str):
        catalog.add(words, locations=[(file, 0)], context=context or None)
    return catalog


def brought_up_to_date(language: str) -> Catalog:
    """The catalogue of a language with all words there are, and none that are gone."""
    file = PLACE / f"{language}.po"
    known: Catalog
    if file.exists():
        with file.open("rb") as page:
            known = read_po(page, locale=language)
    else:
        known = Catalog(locale=language)
    made = gather()
    made.locale, made.header_comment = language, f"# {TONGUES[language]}"
    made.revision_date = made.creation_date
    for message in made:
        before = known.get(message.id, message.context) if message.id else None
        if before is not None:
            message.string = before.string
    return made


def _code() -> Iterator[Found]:
    """What is said by name: `say`, `mark` and `count`."""
    for path in sorted((HOUSE / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="say" | "mark"), args=[ast.Constant(value=str(words)), *_]):
                    yield _file(path), words, ""
                case ast.Call(func=ast.Name(id="mark_count"), args=[ast.Constant(value=str(words))]):
                    yield _file(path), (words, words), ""
                case ast.FunctionDef():
                    yield from ((_file(path), words, "") for words in _named_first(node))
                case ast.Call(
                    func=ast.Name(id="mark_count"),
                    args=[ast.Constant(value=str(one)), ast.Constant(value=str(many))],
                ):
                    yield _file(path), (one, many), ""
                case ast.Call(
                    func=ast.Name(id="count"),
                    args=[_, ast.Constant(value=str(one)), ast.Constant(value=str(many)), *_],
                ):
                    yield _file(path), (one, many), ""
                case _:
                    pass


def _named_first(function: ast.FunctionDef) -> Iterator[str]:
    """Words that were given a name before they are said: `words = "…"; say(words)`."""
    said = {
        call.args[0].id
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "say"
        if call.args and isinstance(call.args[0], ast.Name)
    }
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(words))) if (
                name in said
            ):
                yield words
            case _:
                pass


def _below() -> Iterator[Found]:
    """Sentences of the studio and of those who work for it."""
    for kind in tomllib.loads((HOUSE / _TACT).read_text(encoding="utf-8"))["refused"].values():
        yield from ((_TACT, kind[part], "") for part in ("sentence", "instead") if kind.get(part))
    for floor in ("core", "adapters", "bot/commands"):
        for path in sorted((HOUSE / floor).rglob("*.py")):
            if not _UNREAD.match(_file(path)):
                yield from (
                    (_file(path), *each) for each in _sentences(ast.parse(path.read_text(encoding="utf-8")))
                )


def _sentences(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Literal sentences, but for documentation and what is logged."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Call(func=ast.Name(id="say" | "mark" | "count" | "Option" | "Command" | "_declared")):
                continue
            case ast.Expr(value=ast.Constant()) | ast.Call(func=ast.Attribute(value=ast.Name(id="log"))):
                continue
            case ast.Constant(value=str(words)) if _is_sentence(words):
                yield words, ""
            case ast.JoinedStr():
                words = _pattern(node)
                if _is_sentence(words):
                    yield words, HEARD if "{" in words else ""
            case _:
                yield from _sentences(node)


def _is_sentence(words: str) -> bool:
    literal = re.sub(r"\{\w+\}", "", words)
    return bool(_SENTENCE.fullmatch(words)) and not _NOT_SAID.search(words) and literal.count(" ") > 1


def _pattern(node: ast.JoinedStr) -> str:
    parts, names = [], set[str]()
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            name = _name(part.value)
            while name in names:
                name += "_"
            names.add(name)
            parts.append(f"{{{name}}}")
    return "".join(parts)


def _name(value: ast.expr) -> str:
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_").lower()
        case ast.Call(args=[first, *_]):
            return _name(first)
        case ast.Call(func=func):
            return _name(func)
        case _:
            return "value"


def _pages() -> Iterator[Found]:
    """What stands on the pages of the web door."""
    for path in sorted((HOUSE / "adapters").rglob("*.html")):
        parsed = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for _, name, words in extract_from_ast(parsed, gettext_functions=("say", "count")):
            told = [each for each in (words if isinstance(words, tuple) else (words,)) if each]
            # What is said by a name of its own is marked where it gets that.
            if told:
                yield _file(path), (told[0], told[1]) if name == "count" else told[0], ""


def menu() -> tuple[Command, ...]:
    """All commands that there can be."""
    given: dict[str, Any] = {
        name: MagicMock() for name, one in signature(commands).parameters.items() if one.default is None
    }
    return commands(MagicMock(), MagicMock(), "", **{**given, "shows": (MagicMock(), MagicMock())})


def _menu() -> Iterator[Found]:
    """What each command and each of its options says about itself."""
    for command in menu():
        file = str(import_module(command.run.__module__).__file__)
        yield _file(Path(file)), command.words, ""
        yield _file(Path(file)), command.name, CALLED
        for option in command.options:
            yield from ((_file(Path(file)), words, "") for words in (option.words, option.question) if words)


def _file(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def main() -> None:
    """Write all catalogues anew, and say what is missing in each."""
    for language in TONGUES:
        if language == ENGLISH:
            continue
        made = brought_up_to_date(language)
        with (PLACE / f"{language}.po").open("wb") as page:
            write_po(page, made, width=110, include_lineno=False, ignore_obsolete=True)
        missing = sum(
            1 for each in made if each.id and each.context != CALLED and not any(forms(each.string))
        )
        print(f"{language}: {len(made)} messages, {missing} to be translated")


def forms(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """All forms of a translation, or of words that are counted."""
    return (string,) if isinstance(string, str) else tuple(string or ())


if __name__ == "__main__":
    main()
