"""/key: reels on a key of one's own, which costs nobody else anything."""

from bot.commands.office import Office
from bot.parts.ownkeys import VENDORS, OwnKeys
from bot.voice import keys as voice
from core.errors import Misconfigured, StudioError
from core.talk import Asked, Command, Option, Reply, Where

_LONGEST = 400
_SHORTEST_KEY = 16


def key(office: Office, own: OwnKeys) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        account = asked.requester.account
        vendor, _, told = asked.text("key").strip().partition(" ")
        match vendor.lower(), told.strip():
            case "", "":
                return voice.standing(await own.safe.vendors(account))
            case "forget", _:
                return voice.forgotten(were_some=await own.safe.forget(account))
            case (name, secret) if name in VENDORS and _is_key(secret):
                return await _kept(account, name, secret, asked)
        return voice.not_understood()

    async def _kept(account: str, vendor: str, secret: str, asked: Asked) -> Reply:
        own.safe.learn(secret)
        try:
            proof = await own.prove(vendor, secret)
        except Misconfigured:
            return voice.not_kept(f"That key is not accepted by {vendor}.")
        except StudioError as trouble:
            return voice.not_kept(trouble.message)
        await own.safe.keep(account, vendor, secret, office.clock())
        return voice.kept(vendor, proof, asked.said.platform)

    words = "Pay for reels with a key of your own, in private"
    option = Option("key", "fal or gemini and your key, or forget", is_rest=True, most=_LONGEST)
    return Command("key", words, run, (option,), where=Where.IN_PRIVATE, is_secret=True)


def _is_key(secret: str) -> bool:
    return len(secret) >= _SHORTEST_KEY and secret.isascii() and secret.isprintable() and " " not in secret
