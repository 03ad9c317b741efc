"""What is said about bought reels: what they are, what they cost, and what became of a payment."""

from collections.abc import Sequence

from bot.voice.times import when
from bot.voice.tongue import count, either, say
from core.books.money import dollars
from core.books.till import Invoice, Offer, Payment, State, payload
from core.talk import Reply

_DESCRIPTION, _TITLE = 255, 32


def elsewhere() -> Reply:
    """Nothing is sold on this platform."""
    words = (
        "Reels are sold on Telegram, for Stars: say /buy to me there, in private. "
        "What you buy there is yours here too, once both are one account: /link."
    )
    return Reply(say(words))


def in_private() -> Reply:
    """Nothing is sold where others are."""
    return Reply(say("Reels are sold in private only. Say /buy to me there."))


def offers(known: Sequence[Offer], worth: int, left: int) -> Reply:
    """What can be bought."""
    have = (
        count(left, "You have {number} bought reel.", "You have {number} bought reels.")
        if left
        else say("You have no bought reels.")
    )
    choices = tuple((_priced(offer), f"/buy reels={offer.reels}") for offer in known)
    asks = say("/terms tells the rest. How many would you like?")
    return Reply(f"{have} {_what(worth)} {asks}", choices)


def no_offer(known: Sequence[Offer]) -> str:
    """So many reels are not offered."""
    return say("Reels are sold by {numbers}.", numbers=either([str(offer.reels) for offer in known]))


def invoice(offer: Offer, requester: str, worth: int) -> Reply:
    """The invoice for an offer."""
    title, words = _some(offer.reels)[:_TITLE], _what(worth)[:_DESCRIPTION]
    told = Invoice(title, words, payload(offer, requester), offer.stars)
    text = say("{reels} for {stars} Stars: please pay the invoice.", reels=title, stars=offer.stars)
    return Reply(text, invoice=told)


def bought(payment: Payment, left: int) -> str:
    """Thanks for a payment."""
    thanks = say("Thank you! {reels} more.", reels=_some(payment.reels))
    have = count(left, "You have {number} bought reel now.", "You have {number} bought reels now.")
    return f"{thanks} {have} {say('Payment {charge}.', charge=payment.charge)}"


def terms(worth: int) -> Reply:
    """What a bought reel is."""
    rest = say(
        "They do not expire. A reel that fails, is refused, or is drawn instead of filmed is not counted, "
        "nor is one that you cancel before anything was filmed. The rules for what is made hold for bought "
        "reels as well.\nSomething went wrong with a payment? /paysupport and what it was reaches whoever "
        "runs this bot, who can give Stars back. Telegram itself cannot help with that."
    )
    return Reply(f"{_what(worth)}\n{rest}")


def support(known: Sequence[Payment], *, is_noted: bool) -> Reply:
    """What somebody has paid, and whether their words have reached those who run the bot."""
    lines = (
        [say("Your last payments:"), *map(_line, known)] if known else [say("I know of no payment of yours.")]
    )
    if is_noted:
        lines.append(say("Whoever runs this bot has it now, with your payments."))
    return Reply("\n".join(lines))


def for_admins(by: str, words: str, known: Sequence[Payment]) -> str:
    """Somebody has trouble with a payment."""
    return "\n".join([f"{by} about a payment: “{words}”", *map(_line, known)])


def payments(known: Sequence[Payment]) -> Reply:
    """Payments of anybody."""
    lines = [f"{payment.requester} {_line(payment)}" for payment in known]
    return Reply("\n".join(lines) or say("There are none."))


def given_back(payment: Payment) -> str:
    """The Stars go back."""
    used = payment.reels - payment.taken
    rest = f" {used} of its {payment.reels} reels were used already." if used else ""
    return f"{payment.stars} Stars went back to {payment.requester}.{rest}"


def _what(worth: int) -> str:
    words = (
        "Bought reels are used once your own for today or this month are used up. "
        "One is good for a filmed reel of up to {price}; a dearer one takes several."
    )
    return say(words, price=dollars(worth))


def _some(reels: int) -> str:
    return count(reels, "{number} reel", "{number} reels")


def _priced(offer: Offer) -> str:
    return say("{reels} for {stars} ⭐", reels=_some(offer.reels), stars=offer.stars)


def _line(payment: Payment) -> str:
    states = {
        State.PAID: say("paid"),
        State.REFUNDING: say("being given back"),
        State.REFUNDED: say("given back"),
    }
    words = "{at} UTC: {reels} for {stars} Stars, {state}. {charge}"
    told = {"at": when(payment.at), "reels": _some(payment.reels), "stars": payment.stars}
    return say(words, state=states[payment.state], charge=payment.charge, **told)
