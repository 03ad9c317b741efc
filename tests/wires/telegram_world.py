"""The world behind the Bot API: its people and chats, and the verbs with which a test moves them."""

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.wires.telegram_calls import JSON, Call, bad
from tests.wires.telegram_chats import Channel, Chat
from tests.wires.telegram_files import Files
from tests.wires.telegram_groups import Group
from tests.wires.telegram_messages import Message
from tests.wires.telegram_people import User
from tests.wires.telegram_places import PATIENCE, Bell
from tests.wires.telegram_profile import Profile
from tests.wires.telegram_updates import Updates

TOKEN = "7000000001:AAtest_token-for_the_fake_bot_0123456789"
QUERY_SECONDS = 15


@dataclass(eq=False, slots=True)
class Press:
    """A button that somebody pressed, and what the bot showed them for it."""

    id: str
    at: int
    bell: Bell
    answer: JSON | None = None

    async def answered(self, seconds: float = PATIENCE) -> str:
        """The words that popped up, often none, once the bot has answered. Raises AssertionError."""
        answer = await self.bell.until(lambda: self.answer, seconds)
        assert answer is not None, f"the bot left the button spinning for {seconds:g} s"
        return str(answer.get("text", ""))


@dataclass(eq=False, slots=True)
class Asking:
    """Somebody who types `@bot words` into a chat, and what the bot offers."""

    id: str
    user: User
    words: str
    bell: Bell
    offer: JSON | None = None

    async def results(self, seconds: float = PATIENCE) -> list[JSON]:
        """What the bot offers to be sent. Raises AssertionError."""
        offer = await self.bell.until(lambda: self.offer, seconds)
        assert offer is not None, f"the bot offered nothing in {seconds:g} s"
        return list(offer["results"])


@dataclass(slots=True)
class Payment:
    """A paid invoice; `refunded` once the Stars went back."""

    charge_id: str
    user: User
    stars: int
    payload: str
    chat: Chat
    refunded: bool = False

    def as_line(self, at: int, *, is_refund: bool) -> JSON:
        """A line of the list of transactions."""
        partner = {"type": "user", "transaction_type": "invoice_payment", "user": self.user.card()}
        partner |= {"invoice_payload": self.payload}
        return {
            "id": self.charge_id,
            "amount": self.stars,
            "date": at,
            "receiver" if is_refund else "source": partner,
        }


@dataclass(eq=False, slots=True)
class Checkout:
    """The question before a payment, which the bot must answer within ten seconds."""

    id: str
    at: int
    answer: JSON | None = None


@dataclass(slots=True)
class Ledgers:
    """What the world must remember of buttons, questions and payments."""

    presses: dict[str, Press] = field(default_factory=dict)
    askings: dict[str, Asking] = field(default_factory=dict)
    checkouts: dict[str, Checkout] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    statement: list[JSON] = field(default_factory=list)


class World:
    """Everything but the wire. Tests use it through `TelegramServer`."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "reel_test_bot",
        privacy_mode: bool = True,
        inline_feedback: bool = True,
        local: bool = False,
    ) -> None:
        self.token, self.username, self.has_privacy_mode = token, username, privacy_mode
        self.has_inline_feedback = inline_feedback
        self.bell = Bell()
        self.files = Files(is_local=local)
        self.updates = Updates(self.now)
        self.profile = Profile()
        self.chats: dict[int, Chat] = {}
        self.users: dict[int, User] = {}
        self.calls: list[Call] = []
        """Every call that came in whole, in the order in which they were answered."""
        self.ledgers = Ledgers()
        self.message_numbers = itertools.count(5)
        self._numbers = itertools.count(1)
        self._ahead = 0.0

    # -- who and where -------------------------------------------------------------------------

    def user(self, name: str, *, language: str = "en", username: str = "") -> User:
        """A new person. `ann.private()` is her chat with the bot."""
        user = User(self, 5_000_000_000 + next(self._numbers), name, language, username)
        self.users[user.id] = user
        self.chats[user.id] = user.private()
        return user

    def group(
        self,
        title: str,
        *,
        members: Sequence[User] = (),
        admins: Sequence[User] = (),
        forum: bool = False,
        supergroup: bool = False,
        bot: str = "member",
    ) -> Group:
        """A group that the bot is in already: no update is sent. A forum is a supergroup.

        `bot` is the bot's own status: member, administrator, left or kicked; `group.makes_bot`
        changes it, and then the bot is told.
        """
        is_super = forum or supergroup
        number = next(self._numbers)
        id, type = (
            (-1_002_000_000_000 - number, "supergroup") if is_super else (-4_000_000_000 - number, "group")
        )
        group = Group(self, id, title, type=type, is_forum=forum)
        group.bot_status = bot
        group.statuses = {user.id: "member" for user in members} | {u.id: "administrator" for u in admins}
        self.chats[group.id] = group
        return group

    def supergroup_of(self, old: Group) -> Group:
        """The supergroup that a group becomes; `Group.migrate` tells the rest."""
        new = self.group(old.title, supergroup=True, bot=old.bot_status)
        new.statuses = dict(old.statuses)
        return new

    def channel(self, title: str, *, username: str = "", bot_is_admin: bool = True) -> Channel:
        """A channel, where the bot is admin unless said otherwise."""
        channel = Channel(self, -1_003_000_000_000 - next(self._numbers), title, username)
        channel.bot_is_admin = bot_is_admin
        self.chats[channel.id] = channel
        return channel

    def chat(self, name: str) -> Chat:
        """The chat that a call names, by id or @username. Raises Refusal."""
        if not name:
            raise bad("chat_id is empty")
        named = (
            one for one in self.chats.values() if isinstance(one, Channel) and name == f"@{one.username}"
        )
        chat = self.chats.get(int(name)) if name.lstrip("-").isdigit() else next(named, None)
        if chat is None:
            raise bad("chat not found")
        return chat

    def me(self) -> JSON:
        """How the bot is introduced in messages."""
        id = int(self.token.partition(":")[0])
        return {"id": id, "is_bot": True, "first_name": "Reel Test", "username": self.username}

    # -- what people do ------------------------------------------------------------------------

    def press(self, who: User, message: Message, button: str, *, forged: bool = False) -> Press:
        """Press a button, named by its words, their beginning, or its data.

        With `forged`, `button` is data that no button has, as a modified app would send it. On a
        deleted message the bot gets an inaccessible message, as from an app that was too slow.
        """
        data = button if forged else message.button(button).data
        assert data, f"{button!r} opens something; pressing it sends nothing"
        query: JSON = {"id": f"77{next(self._numbers):016d}", "from": who.card(), "data": data}
        gone = {"chat": message.chat.card(), "message_id": message.id, "date": 0}
        query["message"] = gone if message.deleted else message.as_wire()
        query["chat_instance"] = str(message.chat.id)
        press = self.ledgers.presses[query["id"]] = Press(query["id"], self.now(), self.bell)
        self.updates.put("callback_query", query)
        return press

    def ask_inline(self, who: User, words: str, *, offset: str = "") -> Asking:
        """Type `@bot words` into some chat."""
        asking = Asking(f"88{next(self._numbers):016d}", who, words, self.bell)
        self.ledgers.askings[asking.id] = asking
        query = {"id": asking.id, "from": who.card(), "query": words, "offset": offset, "chat_type": "group"}
        self.updates.put("inline_query", query)
        return asking

    def choose(self, asking: Asking, result: JSON) -> None:
        """Send one of the offered results; the bot is told if it asked BotFather for feedback."""
        if self.has_inline_feedback:
            chosen = {"result_id": result["id"], "from": asking.user.card(), "query": asking.words}
            self.updates.put("chosen_inline_result", chosen)

    async def pay(
        self, who: User, message: Message, seconds: float = PATIENCE, *, unheard: bool = False
    ) -> Payment | None:
        """Pay an invoice with Stars: the bot is asked first. None if it refuses or stays silent.

        `unheard`, the bot is never told that it was paid, as after a long time out of reach.
        """
        invoice = message.service["invoice"]
        terms = {"currency": invoice["currency"], "total_amount": invoice["total_amount"]}
        terms["invoice_payload"] = message.extra["payload"]
        checkout = Checkout(f"99{next(self._numbers):016d}", self.now())
        self.ledgers.checkouts[checkout.id] = checkout
        self.updates.put("pre_checkout_query", {"id": checkout.id, "from": who.card(), **terms})
        answer = await self.bell.until(lambda: checkout.answer, seconds)
        if answer is None or not answer["ok"]:
            return None
        charge = f"stx{next(self._numbers):020d}"
        stars, payload = terms["total_amount"], terms["invoice_payload"]
        payment = self.ledgers.payments[charge] = Payment(charge, who, stars, payload, message.chat)
        self.ledgers.statement.append(payment.as_line(self.now(), is_refund=False))
        if not unheard:
            self.tell_paid(payment)
        return payment

    def tell_paid(self, payment: Payment, currency: str = "XTR") -> None:
        """Tell the bot of a payment, in a message of its own each time."""
        terms = {"currency": currency, "total_amount": payment.stars, "invoice_payload": payment.payload}
        ids = dict.fromkeys(("telegram_payment_charge_id", "provider_payment_charge_id"), payment.charge_id)
        told = payment.chat.add({"from": payment.user.card()}, service={"successful_payment": terms | ids})
        payment.chat.tell(told)

    def menu(self, who: User, chat: Chat | None = None) -> dict[str, str]:
        """The command menu that somebody is shown, in their language; by default in private."""
        here = chat or who.private()
        status = here.statuses.get(who.id, "") if isinstance(here, Group) else ""
        return self.profile.menu(here.id, here.type, who.id, status, who.language)

    def pass_time(self, *, hours: float = 0, seconds: float = 0) -> None:
        """Let the world's clock run ahead: buttons time out, messages become too old to delete."""
        self._ahead += 3600 * hours + seconds

    def now(self) -> int:
        """The world's time, in seconds since 1970, UTC."""
        return int(time.time() + self._ahead)

    # -- trouble -------------------------------------------------------------------------------

    def revoke_token(self) -> None:
        """The owner revokes the token: every call is answered with 401 from now on."""
        self.profile.is_revoked = True

    def poison_updates(self) -> None:
        """Deliver an update that no library can parse."""
        self.updates.poison()

    def repeat_updates(self, times: int = 1) -> None:
        """Deliver the next batch of updates again, although the bot has confirmed it."""
        self.updates.repeat(times)

    def tell_bot_membership(self, chat: Chat, old: str, new: str, by: User | None) -> None:
        """Send the update that tells the bot what it is now in a chat."""
        actor = by.card() if by is not None else {"id": 5_000_000_000, "is_bot": False, "first_name": "Owner"}
        told: JSON = {"chat": chat.card(), "from": actor, "date": self.now()}
        me = self.me()
        told |= {"old_chat_member": member(me, old), "new_chat_member": member(me, new)}
        self.updates.put("my_chat_member", told)


_ADMIN_RIGHTS = (
    "can_be_edited", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
    "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip


def member(user: JSON, status: str) -> JSON:
    """A user's place in a chat as the Bot API writes it."""
    wire: JSON = {"user": user, "status": status}
    if status == "creator":
        return wire | {"is_anonymous": False}
    if status == "administrator":
        return wire | {"is_anonymous": False} | dict.fromkeys(_ADMIN_RIGHTS, True)
    return wire | ({"until_date": 0} if status == "kicked" else {})
