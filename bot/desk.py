"""The front desk: whatever somebody says is understood, done, and answered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.patience import Patience
from bot.understanding.asides import Aside, aside
from bot.understanding.grammar import Grammar, clean, plain, split
from bot.understanding.misplaced import AllOptions
from bot.understanding.yes_no import Nod, nod
from bot.voice import asking, groups, moderation
from bot.voice.rewording import reword
from bot.voice.tongue import facing, speaking, spoken
from core.errors import Refused, StudioError
from core.people.moderation import Declined
from core.people.rules import NONE, Rulebook, Rules
from core.reel.brief import TOPIC_LIMIT
from core.reel.niche import NICHE_LIMIT, Habit
from core.request_words import is_request
from core.store import Requester
from core.studio import Studio
from core.talk import PICTURE, SILENCE, Asked, Choice, Command, Reply, Said, Where, Who
from core.wording import is_visible

_SAID_LIMIT = 10_000
_SUGGESTIONS = 25
_LOOKED_THROUGH = 50
_TAKES_NO = "language="
"""Asked for a language, `no` says Norwegian."""
_ORDERS = "generate"
_OF_NICHE = "/niche "
_ARTICLES = frozenset({"a", "an", "another", "one", "some"})
_HELP, _FORGET = "help", "forget"


class FrontDesk:
    """Answers what is said on any platform, by the rules of the place. Holds nothing about anybody."""

    def __init__(
        self,
        studio: Studio,
        commands: Sequence[Command],
        rulebook: Rulebook | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.commands = tuple(commands)
        self._studio = studio
        self._open = tuple(each for each in commands if each.who is not Who.OPERATORS)
        self._operators = studio.terms.admins
        self._rulebook = rulebook
        self._patience = patience
        self._known = {command.name: command for command in commands}
        options = AllOptions(self._open)
        self._grammars = {command.name: Grammar(command, options.line) for command in commands}

    async def answer(self, said: Said) -> Reply:
        """Do what was asked and say so; whatever goes wrong outside is put into words, too."""
        wait, is_news = self._patience.slows(said.requester, said.group) if self._patience else (0.0, False)
        if wait:
            return Reply(asking.slower(wait)) if is_news else SILENCE
        try:
            asker = await self._studio.requester(said.requester)
        except StudioError as trouble:
            with speaking(said.language):
                return Reply(reword(trouble.message))
        asker = Requester(asker.key, asker.account, asker.niche, spoken(asker.language or said.language))
        with speaking(asker.language):
            reply = await self._answered(said, asker)
            text = facing(reply.text)
            return reply if text is reply.text else replace(reply, text=text)

    async def _answered(self, said: Said, asker: Requester) -> Reply:
        try:
            if said.command:
                return await self._structured(said, asker)
            if len(said.text) > _SAID_LIMIT:
                return Reply(asking.very_long(len(said.text), _SAID_LIMIT))
            return await self._line(said, asker, clean(said.text))
        except Declined as no:
            return moderation.declined(no)
        except StudioError as trouble:
            return Reply(reword(trouble.message))

    async def suggest(self, said: Said, option: str, typed: str) -> tuple[Choice, ...]:
        """Values for an option of `said.command` that begin with, or contain, what was typed so far."""
        command = self._known[said.command]
        wanted = next(each for each in command.options if each.name == option)
        asker = await self._studio.requester(said.requester)
        with speaking(asker.language or said.language):
            choices = await wanted.suggest(asker) if wanted.suggest else asking.labelled(wanted)
        word = plain(typed)
        return tuple(choice for choice in choices if word in plain(f"{choice[0]} {choice[1]}"))[:_SUGGESTIONS]

    async def is_quiet(self, group: str) -> bool:
        """Whether every answer in a group is for one pair of eyes."""
        return (await self._rules(group)).is_quiet

    async def _line(self, said: Said, asker: Requester, line: str) -> Reply:
        if not is_visible(line) or line == "/":
            return asking.nothing_said()
        found = split(line)
        if found is None:
            return await self._words(said, asker, line)
        name, rest = found
        command = self._known.get(name)
        if command is None or self._hides(command, said):
            return asking.unknown(name, rest, self._open)
        return await self._run(command, said, asker, self._grammars[name].read(rest))

    async def _words(self, said: Said, asker: Requester, line: str) -> Reply:
        """Plain words: a bare command, a greeting, a niche from somebody who has none, or an idea."""
        if line.startswith("/"):
            return asking.unknown(line[1:].partition(" ")[0], "", self._open)
        if (command := self._known.get(line.casefold().rstrip("!. "))) is not None:
            return await self._run(command, said, asker, {})
        if (beside := aside(line)) is not None:
            reply = await self._aside(beside, said, asker)
            return reply if reply.asks else replace(reply, asks=said.answers)
        if (answer := nod(line)) is not None and not said.answers.endswith(_TAKES_NO):
            is_busy = answer is Nod.STOP and any(
                job.stage.is_open for job in await self._studio.jobs(asker, _LOOKED_THROUGH)
            )
            return _nodded(answer, said, is_busy=is_busy)
        # Asked what their videos are about, people tell an idea, too.
        if _is_order(line) and (not said.answers or said.answers.startswith(_OF_NICHE)):
            return await self._line(said, asker, _order(line))
        if said.answers.startswith("/"):
            return await self._line(said, asker, f"{said.answers}{line}")
        requester = self._placed(said, asker, await self._rules(said.group))
        if requester.niche is None and len(line) <= NICHE_LIMIT:
            return asking.is_niche(line)
        if len(line) > TOPIC_LIMIT:
            raise Refused(asking.too_long_idea(len(line), TOPIC_LIMIT))
        return asking.is_topic(line, await self._picture(said))

    async def _aside(self, beside: Aside, said: Said, asker: Requester) -> Reply:
        """What answers words to the bot itself; a question for words still stands after that."""
        if beside is Aside.THANKS:
            return asking.thanked()
        is_data = beside is Aside.MY_DATA and _FORGET in self._known
        name = _FORGET if is_data else _HELP if beside is Aside.QUESTION and asker.niche else ""
        return await self._run(self._known.get(name, self.commands[0]), said, asker, {})

    async def _structured(self, said: Said, asker: Requester) -> Reply:
        command = self._known.get(said.command)
        if command is None:
            return asking.unknown(said.command, "", self._open)
        return await self._run(command, said, asker, said.options)

    async def _run(
        self, command: Command, said: Said, asker: Requester, values: Mapping[str, str | int]
    ) -> Reply:
        if command.where is Where.IN_PRIVATE and not said.is_private:
            return asking.only_in_private(command)
        if self._hides(command, said):
            return asking.unknown(command.name, "", self._open)
        rules = await self._rules(said.group)
        said = await _introduced(said, command, rules)
        if command.who is Who.ADMINS and not said.is_admin and said.requester not in self._operators:
            return asking.only_admins(command)
        grammar = self._grammars[command.name]
        told, left = grammar.parted(values)
        checked = grammar.check(told)
        if not rules.allows_here(said):
            return groups.not_here(rules)
        if not rules.allows(said):
            return groups.not_you(rules)
        requester = self._placed(said, asker, rules)
        asked = Asked(
            said, requester, checked, rules.lets_spend(said), self._bars(rules, said), rules.looks,
            rules.veils(said),
        )  # fmt: skip
        if command.first is not None and (reply := await command.first(asked)) is not None:
            return reply
        if command.takes_picture and (picture := await self._picture(said)):
            checked = {**checked, PICTURE: picture}
            asked = replace(asked, values=checked)
        if missing := grammar.missing(checked):
            left = grammar.unasked(checked) if said.is_guided else left
            return asking.needed(missing, asking.line(command, checked, left, missing))
        if not left:
            return _veiled(await command.run(asked), asked)
        if command.is_kept and checked:
            await command.run(asked)
        return asking.offered(command, {} if command.is_kept else checked, left)

    def _hides(self, command: Command, said: Said) -> bool:
        return command.who is Who.OPERATORS and said.requester not in self._operators

    async def _picture(self, said: Said) -> str:
        """Our name for the picture that came along, if there is one and anything to be made of it."""
        if said.picture is None or not any(command.takes_picture for command in self.commands):
            return ""
        return await self._studio.keep_picture(await said.picture())

    async def _rules(self, group: str) -> Rules:
        return await self._rulebook.rules(group) if self._rulebook is not None else NONE

    def _placed(self, said: Said, requester: Requester, rules: Rules) -> Requester:
        """Whoever speaks, with the group's niche if they have none of their own, and in its language."""
        if self._patience is not None and requester.niche is not None:
            self._patience.meet(said.requester)
        niche = requester.niche or rules.niche
        if niche is not None and rules.language:
            niche = niche.model_copy(update={"language": rules.language})
        if niche is not None and niche.drafts is not rules.drafts and niche.drafts is Habit.USUAL:
            niche = niche.model_copy(update={"drafts": rules.drafts})
        return requester if niche is requester.niche else replace(requester, niche=niche)

    def _bars(self, rules: Rules, said: Said) -> str:
        """Why nothing may be ordered here now, empty when it may."""
        if not rules.lets_make(said):
            return groups.not_a_maker(rules)
        return groups.asleep(rules) if rules.sleeps(self._studio.now) else ""


def _is_order(line: str) -> bool:
    """Whether it is `generate why bees dance`, or `make me a reel about that`."""
    first = line.partition(" ")[0].casefold()
    return first == _ORDERS or (first not in _ARTICLES and is_request(line))


def _order(line: str) -> str:
    """The command that an order in plain words stands for."""
    first, _, idea = line.partition(" ")
    return f"/{_ORDERS} {idea if first.casefold() == _ORDERS and not is_request(line) else line}"


def _veiled(reply: Reply, asked: Asked) -> Reply:
    """The answer, whose reel is a spoiler where reels are."""
    if reply.shows is None or not asked.is_veiled:
        return reply
    return replace(reply, shows=replace(reply.shows, is_veiled=True))


async def _introduced(said: Said, command: Command, rules: Rules) -> Said:
    """What was said, with whether the speaker runs the place, where that matters and is not known yet."""
    if said.is_admin or said.runs is None:
        return said
    matters = rules != NONE or command.who is Who.ADMINS or command.minds_admins
    return replace(said, is_admin=await said.runs()) if matters else said


def _nodded(answer: Nod, said: Said, *, is_busy: bool) -> Reply:
    """Words that are no idea, wherever the conversation stands."""
    match answer:
        case Nod.YES:
            return asking.nodded_yes(said.answers)
        case Nod.NO:
            return asking.nodded_no()
        case Nod.STOP:
            return asking.nodded_stop(said.answers, is_busy=is_busy)
