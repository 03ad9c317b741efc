"""/buy, /terms and /paysupport; and for those who run the bot /payments and /repay."""

from bot.commands.office import Office
from bot.commands.parts import key
from bot.commands.report import Tell
from bot.platform_names import TELEGRAM
from bot.voice import till as voice
from bot.voice.ruling import done
from core.books.till import Till
from core.errors import Refused
from core.store import Ruling
from core.talk import Asked, Command, Kind, Option, Reply, Who

_SHOWN = 10
_LONGEST_CHARGE = 128
_WHAT = "What went wrong? I pass it on."


def selling(office: Office, till: Till, tell: Tell) -> tuple[Command, ...]:
    """Declares the commands of a bot that sells reels; `tell` reaches those who run it."""
    worth = office.studio.terms.worth

    async def buy(asked: Asked) -> Reply:
        if asked.said.platform != TELEGRAM:
            return voice.elsewhere()
        if not asked.said.is_private:
            return voice.in_private()
        number = asked.number("reels", 0)
        if not number:
            return voice.offers(till.offers, worth, (await office.studio.usage(asked.requester)).bought)
        wanted = next((offer for offer in till.offers if offer.reels == number), None)
        if wanted is None:
            raise Refused(voice.no_offer(till.offers))
        return voice.invoice(wanted, asked.requester.key, worth)

    async def terms(asked: Asked) -> Reply:
        del asked
        return voice.terms(worth)

    async def support(asked: Asked) -> Reply:
        known, words = await till.newest(asked.requester.key, _SHOWN), asked.text("words")
        if words:
            await tell(voice.for_admins(asked.requester.key, words, known))
        return voice.support(known, is_noted=bool(words))

    offered = tuple((f"{offer.reels} for {offer.stars} Stars", str(offer.reels)) for offer in till.offers)
    most = max((offer.reels for offer in till.offers), default=1)
    number = Option("reels", "how many", Kind.INTEGER, least=1, most=most, choices=offered, is_rest=True)
    trouble = Option("words", "what went wrong", is_rest=True, is_required=True, question=_WHAT, most=500)
    return (
        Command("buy", "Buy reels that never expire, for Telegram Stars", buy, (number,)),
        Command("terms", "What a bought reel is", terms),
        Command("paysupport", "Say that something went wrong with a payment", support, (trouble,)),
        *_giving_back(office, till),
    )


def _giving_back(office: Office, till: Till) -> tuple[Command, ...]:
    async def payments(asked: Asked) -> Reply:
        whose = asked.text("who")
        wanted = key(whose, asked.said.platform) if whose else ""
        return voice.payments(await till.newest(wanted, _SHOWN))

    async def repay(asked: Asked) -> Reply:
        charge = asked.text("payment").strip()
        told = Ruling(asked.requester.key, "repay", charge, asked.text("reason"), office.clock())
        return done(voice.given_back(await till.give_back(charge, told)))

    whom = Option("who", "whose, like telegram:12345; everybody's unless told", is_rest=True, most=60)
    which = Option("payment", "its number, as /payments lists it", is_required=True, is_rest=True,
                   question="Which payment? /payments lists them.", most=_LONGEST_CHARGE)  # fmt: skip
    reason = Option("reason", "why", most=200)
    return (
        Command("payments", "Who paid what", payments, (whom,), who=Who.OPERATORS),
        Command("repay", "Give a payment's Stars back", repay, (which, reason), who=Who.OPERATORS),
    )
