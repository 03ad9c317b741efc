"""Sending: messages, media, invoices and chat actions, and the rules of the place they go to."""

from dataclasses import dataclass
from typing import Any

from tests.wires.telegram_calls import JSON, Call, bad
from tests.wires.telegram_chats import Channel, Chat
from tests.wires.telegram_files import Media
from tests.wires.telegram_groups import Group, Topic
from tests.wires.telegram_messages import Message
from tests.wires.telegram_text import CAPTION_LIMIT, TEXT_LIMIT, read
from tests.wires.telegram_world import World

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
_NOTED = (
    "disable_notification",
    "protect_content",
    "message_effect_id",
    "link_preview_options",
    "has_spoiler",
    "payload",
)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where exactly something is to be posted."""

    chat: Chat
    topic: Topic | None
    reply_to: Message | None
    quote: str


def send_message(world: World, call: Call) -> JSON:
    spot = _spot(world, call, "text")
    text, entities = read(call, "text", TEXT_LIMIT)
    if not text:
        raise bad("message text is empty")
    return _post(world, call, spot, text=text, entities=entities)


def send_video(world: World, call: Call) -> JSON:
    return _send_media(
        world, call, "video", world.files.video(call, dict(call.params), call.params.get("video"))
    )


def send_photo(world: World, call: Call) -> JSON:
    photo = world.files.attached(call, call.params.get("photo"), "photo", "photo")
    return _send_media(world, call, "photo", photo)


def send_document(world: World, call: Call) -> JSON:
    paper = world.files.document(call, dict(call.params), call.params.get("document"))
    return _send_media(world, call, "document", paper)


def _send_media(world: World, call: Call, kind: str, media: Media) -> JSON:
    spot = _spot(world, call, kind)
    caption, entities = read(call, "caption", CAPTION_LIMIT)
    return _post(world, call, spot, text=caption, entities=entities, media=media)


def send_invoice(world: World, call: Call) -> JSON:
    """Stars only: the fake knows no other bank."""
    prices = call.json("prices") or []
    if call.text("currency") != "XTR":
        raise bad("CURRENCY_INVALID")
    if len(prices) != 1 or call.text("provider_token"):
        raise bad("STARS_INVOICE_INVALID")
    spot = _spot(world, call, "invoice")
    total = int(prices[0]["amount"])
    invoice: JSON = {
        name: call.text(name) for name in ("title", "description", "start_parameter", "currency")
    }
    message = _posted(world, call, spot, service={"invoice": invoice | {"total_amount": total}})
    pay = {"inline_keyboard": [[{"text": f"Pay ⭐{total}", "pay": True}]]}
    message.keyboard = message.keyboard or pay
    return message.as_wire()


def send_chat_action(world: World, call: Call) -> bool:
    chat = world.chat(call.text("chat_id"))
    chat.check_bot_may_see()
    chat.check_bot_may_send("text")
    if call.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    place = _topic(chat, call.number("message_thread_id")) or chat
    place.actions.append(call.text("action"))
    world.bell.ring()
    return True


def _spot(world: World, call: Call, kind: str) -> Spot:
    """Raises Refusal unless the bot may post this kind there."""
    chat = world.chat(call.text("chat_id"))
    chat.check_bot_may_see()
    chat.check_bot_may_send(kind)
    reply: JSON = call.json("reply_parameters") or {}
    above = chat.find(reply.get("message_id"))
    if reply and above is None and not reply.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    topic = _topic(chat, call.number("message_thread_id"))
    if topic is None and above is not None:
        topic = above.topic
    if topic is not None and topic.is_closed and topic.group.bot_status != "administrator":
        raise bad("TOPIC_CLOSED")
    quote = str(reply.get("quote", "")) if above is not None else ""
    if above is not None and quote not in above.text:
        raise bad("QUOTE_TEXT_INVALID")
    return Spot(chat, topic, above, quote)


def _topic(chat: Chat, thread: int | None) -> Topic | None:
    """General is no thread of its own: 1 is refused like every thread that is not there."""
    if thread is None:
        return None
    topic = chat.topics.get(thread) if isinstance(chat, Group) else None
    if topic is None or topic.is_deleted:
        raise bad("message thread not found")
    return topic


def keyboard(call: Call, chat: Chat) -> JSON | None:
    """The inline keyboard of a call, None if it has none. Raises Refusal."""
    markup: JSON = call.json("reply_markup") or {}
    rows = [row for row in markup.get("inline_keyboard", []) if row]
    for button in (button for row in rows for button in row):
        if not str(button.get("text", "")).strip():
            raise bad("text buttons are unallowed in the inline keyboard")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise bad("BUTTON_DATA_INVALID")
        if "web_app" in button and chat.type != "private":
            raise bad("BUTTON_TYPE_INVALID")
        if len([key for key in button if key not in ("text", "style", "icon_custom_emoji_id")]) != 1:
            raise bad("text buttons are unallowed in the inline keyboard")
    return {"inline_keyboard": rows} if rows else None


def _post(world: World, call: Call, spot: Spot, **content: Any) -> JSON:
    return _posted(world, call, spot, **content).as_wire()


def _posted(world: World, call: Call, spot: Spot, **content: Any) -> Message:
    chat = spot.chat
    markup = keyboard(call, chat)
    extra = {name: call.text(name) for name in _NOTED if name in call.params}
    author: JSON = {"sender_chat": chat.card()} if isinstance(chat, Channel) else {"from": world.me()}
    if isinstance(chat, Group):
        chat.another_bot_spoke_last = False
    return chat.add(
        author,
        by_bot=True,
        keyboard=markup,
        topic=spot.topic,
        reply_to=spot.reply_to,
        quote=spot.quote,
        extra=extra,
        **content,
    )
