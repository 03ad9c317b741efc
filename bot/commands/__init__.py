"""What people can ask for: one file for each command, and one line for it here.

The line is also its place in every menu, which a search for files could not tell.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.commands.again import again
from bot.commands.approve import approve, preview
from bot.commands.cancel import cancel
from bot.commands.edit import edit
from bot.commands.final import final
from bot.commands.generate import generate
from bot.commands.group import group
from bot.commands.help import help_
from bot.commands.key import key
from bot.commands.kit import kit
from bot.commands.language import language
from bot.commands.learning import learning, scores
from bot.commands.link import link, unlink
from bot.commands.niche import niche
from bot.commands.office import Office
from bot.commands.privacy import export, forget
from bot.commands.publish import Gate, publish
from bot.commands.quota import quota
from bot.commands.rate import rate
from bot.commands.redo import redo
from bot.commands.reels import reels
from bot.commands.report import Tell, nobody, report
from bot.commands.ruling import rulings
from bot.commands.series import series
from bot.commands.spending import spending
from bot.commands.start import start
from bot.commands.status import status
from bot.commands.storyboard import storyboard
from bot.commands.till import selling
from bot.commands.token import gallery, token
from bot.commands.vary import vary
from bot.commands.words import words
from bot.parts.ownkeys import OwnKeys
from core.books.till import Till
from core.clock import Clock
from core.people.moderation import Moderation
from core.people.privacy import Sweeper
from core.people.rules import Rulebook
from core.reel.archive import Archive
from core.series.series import SeriesBook
from core.series.showrunner import Showrunner
from core.studio import Studio
from core.talk import Command

if TYPE_CHECKING:
    from adapters.platforms.web.keys import Keys

_EVERY: tuple[Callable[[Office], Command], ...] = (
    start,
    niche,
    generate,
    status,
    approve,
    preview,
    cancel,
    reels,
    storyboard,
    again,
    edit,
    vary,
    redo,
    final,
    rate,
    quota,
    spending,
    link,
    unlink,
    language,
    help_,
)


def commands(
    studio: Studio,
    clock: Clock,
    default_model: str,
    rulebook: Rulebook | None = None,
    keys: "Keys | None" = None,
    moderation: Moderation | None = None,
    tell: Tell = nobody,
    own: OwnKeys | None = None,
    sweeper: Sweeper | None = None,
    archive: Archive | None = None,
    shows: tuple[SeriesBook, Showrunner] | None = None,
    gate: Gate | None = None,
    till: Till | None = None,
    *,
    drafts_first: bool = False,
) -> tuple[Command, ...]:
    """All commands of this studio, in the order of menus; `default_model` films when none is named.

    Without a `rulebook` there is nothing to settle for a group, without `keys` no door to the web, without
    a `till` nothing is sold.
    `drafts_first` has reels filmed as drafts unless somebody says otherwise.
    """
    menu: list[Command] = []
    book, showrunner = shows or (None, None)
    office = Office(
        studio,
        clock,
        default_model,
        menu,
        drafts_first=drafts_first,
        moderation=moderation,
        showrunner=showrunner,
    )
    menu.extend(declare(office) for declare in _EVERY)
    if archive is not None:
        address = keys.address if keys is not None else ""
        menu.append(kit(office, archive, lambda path: f"{address}{path}", gate))
    if gate is not None:
        menu.append(publish(office, gate))
    if book is not None and showrunner is not None:
        menu.append(series(office, book, showrunner))
    if keys is not None:
        menu += [gallery(keys), token(keys)]
    if studio.terms.admins:
        menu.extend(rulings(office))
    if studio.learner is not None:
        menu.append(learning(office, studio.learner))
        if studio.terms.admins:
            menu.append(scores(studio.learner))
    if rulebook is not None:
        menu.append(group(office, rulebook))
    if moderation is not None:
        menu += [words(moderation), report(office, moderation, tell)]
    if own is not None:
        menu.append(key(office, own))
    if sweeper is not None:
        menu += [export(sweeper), forget(office, sweeper)]
    if till is not None:
        menu += selling(office, till, tell)
    return tuple(menu)
