"""What those who run the bot decide, each with one command, and each entered in the book of rulings."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.commands.office import Office
from bot.commands.parts import key, micros
from bot.voice import ruling as voice
from bot.voice.tongue import say
from core.books.account import Block, Tier
from core.books.ledger import BOT
from core.books.quota import PARTS, read_part
from core.errors import Refused
from core.reel.job import Job
from core.store import Ruling
from core.talk import Asked, Command, Kind, Option, Reply, Who

_LONGEST = 200
_MOST_DAYS = 3650
_MOST_REELS = 10_000
_SHOWN = 15
_DEFAULT = "default"
_WHOM = Option("who", "telegram:12345, discord:678, or a group the same way", is_required=True, is_rest=True,
               most=60, question="Whom do you mean? Say it like telegram:12345.")  # fmt: skip
_REASON = Option("reason", "why, as they will read it", most=_LONGEST)


def rulings(office: Office) -> tuple[Command, ...]:
    """Declares the commands of those who run the bot."""

    async def grant(asked: Asked) -> Reply:
        return await _give(office, asked, 1)

    async def revoke(asked: Asked) -> Reply:
        return await _give(office, asked, -1)

    async def tier(asked: Asked) -> Reply:
        account = await _account(office, asked)
        chosen = Tier(asked.text("tier"))
        return await _settle(office, asked, account, {"tier": chosen}, f"tier {chosen}")

    async def block(asked: Asked) -> Reply:
        return await _block(office, asked, await _account(office, asked), timedelta(days=1))

    async def unblock(asked: Asked) -> Reply:
        return await _settle(office, asked, await _account(office, asked), {"block": None}, "unblocked")

    async def pause(asked: Asked) -> Reply:
        return await _block(office, asked, BOT, timedelta(hours=1))

    async def resume(asked: Asked) -> Reply:
        return await _settle(office, asked, BOT, {"block": None}, "resumed")

    async def budget(asked: Asked) -> Reply:
        return await _budget(office, asked, await _account(office, asked))

    async def queue(asked: Asked) -> Reply:
        del asked
        return voice.queue(*await office.studio.queue())

    async def jobs(asked: Asked) -> Reply:
        person = await office.studio.requester(_whom(asked))
        return voice.jobs(await office.studio.jobs(person, _SHOWN))

    async def refund(asked: Asked) -> Reply:
        job = await _ended(office, asked.text("job"))
        is_new = await office.studio.treasury.refund(
            job, _ruling(office, asked, job.id, asked.text("reason"))
        )
        return (
            voice.done(f"{job.id} is refunded")
            if is_new
            else Reply(say("{job} was refunded before.", job=job.id))
        )

    async def audit(asked: Asked) -> Reply:
        del asked
        return voice.rulings(await office.studio.treasury.rulings(_SHOWN))

    return (
        _declared("grant", "Let somebody use more today", grant, _WHOM, *_GIFT, _REASON),
        _declared("revoke", "Take back what was granted today", revoke, _WHOM, *_GIFT, _REASON),
        _declared("tier", "How far somebody is trusted", tier, _WHOM, _TIER),
        _declared("block", "Take no more orders from a person or group", block, _WHOM, _DAYS, _REASON),
        _declared("unblock", "Take orders again", unblock, _WHOM),
        _declared("budget", "What a person, a group or the bot may use", budget, _WHOM, _OF, *_PARTS),
        _declared("pause", "Take no new orders from anybody", pause, _HOURS, _REASON),
        _declared("resume", "Take orders again", resume),
        _declared("queue", "What is under way, and of whom", queue),
        _declared("jobs", "The reels of anybody", jobs, _WHOM),
        _declared("refund", "Let the house pay for a reel", refund, _JOB, _REASON),
        _declared("audit", "Who decided what", audit),
    )


_GIFT = (
    Option("reels", "how many reels more", Kind.INTEGER, least=0, most=_MOST_REELS),
    Option("dollars", "how many dollars more", Kind.WORD, most=12),
)
_TIER = Option("tier", "free, trusted or admin", Kind.CHOICE, is_required=True, question="Which tier?",
               choices=tuple((tier.value, tier.value) for tier in Tier))  # fmt: skip
_DAYS = Option("days", "for how many days; until it is lifted unless told", Kind.INTEGER, least=1,
               most=_MOST_DAYS)  # fmt: skip
_HOURS = Option("hours", "for how many hours; until /resume unless told", Kind.INTEGER, least=1, most=8760)
_OF = Option("of", "of the account, or each member's share of a group's", Kind.CHOICE,
             choices=(("account", "quota"), ("share", "share")))  # fmt: skip
_PARTS = tuple(Option(name, "a number, unlimited, or default", Kind.WORD, most=12) for name in PARTS)
_JOB = Option("job", "which reel", Kind.WORD, is_required=True, is_rest=True, most=16,
              question="Which reel? Say its id.")  # fmt: skip


def _declared(name: str, words: str, run: Callable[[Asked], Awaitable[Reply]], *options: Option) -> Command:
    return Command(name, words, run, options, who=Who.OPERATORS)


def _whom(asked: Asked) -> str:
    return key(asked.text("who"), asked.said.requester.partition(":")[0])


async def _account(office: Office, asked: Asked) -> str:
    """Whose account is meant: the one that a person shares, a group's own, or the bot's."""
    if asked.text("who").casefold() == BOT:
        return BOT
    return (await office.studio.requester(_whom(asked))).account


def _ruling(office: Office, asked: Asked, to: str, words: str) -> Ruling:
    command = asked.said.command or asked.said.text.lstrip("/").partition(" ")[0]
    return Ruling(asked.said.requester, command, to, words, office.clock())


async def _settle(office: Office, asked: Asked, to: str, changes: dict[str, object], words: str) -> Reply:
    await office.studio.treasury.settle(to, changes, _ruling(office, asked, to, words))
    return voice.done(f"{to}, {words}")


async def _give(office: Office, asked: Asked, sign: int) -> Reply:
    account, reels = await _account(office, asked), asked.number("reels", 0)
    amount = micros("dollars", asked.text("dollars")) if asked.text("dollars") else 0
    if not reels and not amount:
        raise Refused("How much? Say reels=5, dollars=2.50, or both.")
    told = _ruling(office, asked, account, f"{reels} reels, {amount} micro-dollars. {asked.text('reason')}")
    await office.studio.treasury.give(account, sign * reels, sign * amount, told)
    return voice.done(told.words)


async def _block(office: Office, asked: Asked, account: str, unit: timedelta) -> Reply:
    length = asked.number("days", 0) or asked.number("hours", 0)
    until = office.clock() + length * unit if length else None
    block = Block(until=until, reason=asked.text("reason"))
    words = f"blocked {voice.until_words(until)}. {block.reason}".strip()
    return await _settle(office, asked, account, {"block": block}, words)


async def _budget(office: Office, asked: Asked, account: str) -> Reply:
    known = await office.studio.treasury.standing(account)
    told = {name: asked.text(name) for name in PARTS if asked.text(name)}
    if not told:
        return voice.standing(account, known)
    which = asked.text("of") or "quota"
    parts = dict(known.share if which == "share" else known.quota)
    for name, typed in told.items():
        if typed.casefold() == _DEFAULT:
            parts.pop(PARTS[name], None)
        else:
            parts[PARTS[name]] = _part(name, typed)
    words = " ".join(f"{name}={typed}" for name, typed in told.items())
    return await _settle(office, asked, account, {which: parts}, f"{which} {words}")


def _part(name: str, typed: str) -> int | None:
    try:
        return read_part(name, typed)
    except ValueError as error:
        raise Refused(f"{name} is a number, unlimited, or default.") from error


async def _ended(office: Office, job_id: str) -> Job:
    job = await office.studio.any_job(job_id.lstrip("#").lower())
    if job is None or job.stage.is_open or job.bill is None:
        raise Refused("There is no ended reel of that id. What is under way can be cancelled.")
    return job
