"""Changing what stands in a chat: edits, deletions, reactions."""

from dataclasses import replace

from tests.wires.telegram_calls import JSON, Call, bad
from tests.wires.telegram_chats import Channel
from tests.wires.telegram_files import Media
from tests.wires.telegram_groups import Group
from tests.wires.telegram_messages import Message
from tests.wires.telegram_sending import keyboard
from tests.wires.telegram_text import CAPTION_LIMIT, TEXT_LIMIT, read
from tests.wires.telegram_world import World

DELETABLE_SECONDS = 48 * 3600
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def edit_text(world: World, call: Call) -> JSON:
    message = _editable(world, call)
    text, entities = read(call, "text", TEXT_LIMIT)
    if message.media is not None or message.service:
        raise bad("there is no text in the message to edit")
    if not text:
        raise bad("message text is empty")
    return _change(world, call, message, text, entities, None)


def edit_caption(world: World, call: Call) -> JSON:
    message = _editable(world, call)
    text, entities = read(call, "caption", CAPTION_LIMIT)
    if message.media is None:
        raise bad("there is no caption in the message to edit")
    return _change(world, call, message, text, entities, message.media)


def edit_markup(world: World, call: Call) -> JSON:
    message = _editable(world, call)
    return _change(world, call, message, message.text, message.entities, message.media)


def edit_media(world: World, call: Call) -> JSON:
    """A text may become a picture or a video; nothing becomes a text again."""
    message = _editable(world, call)
    said: JSON = call.json("media") or {}
    text, entities = read(said, "caption", CAPTION_LIMIT)
    return _change(world, call, message, text, entities, _media(world, call, said))


def _media(world: World, call: Call, said: JSON) -> Media:
    link = said.get("media")
    match said.get("type"):
        case "video":
            return world.files.video(call, said, link)
        case "photo":
            return world.files.attached(call, link, "media", "photo")
        case "document":
            return world.files.document(call, said, link)
    raise bad("can't parse InputMedia: type must be one of video, photo, document")


def _change(
    world: World, call: Call, message: Message, text: str, entities: list[JSON], media: Media | None
) -> JSON:
    """Without a keyboard in the call, the old one goes."""
    markup = keyboard(call, message.chat)
    after = replace(message, text=text, entities=entities, media=media, keyboard=markup)
    if after.as_wire() == message.as_wire():
        raise bad(_SAME)
    message.history.append(message.text)
    message.text, message.entities, message.media, message.keyboard = text, entities, media, markup
    message.edited_at = world.now()
    world.bell.ring()
    return message.as_wire()


def _editable(world: World, call: Call) -> Message:
    if call.text("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    chat = world.chat(call.text("chat_id"))
    chat.check_bot_may_see()
    message = chat.find(call.number("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if not message.by_bot:
        raise bad("message can't be edited")
    chat.check_bot_may_send("text")
    return message


def delete(world: World, call: Call) -> bool:
    return _delete(world, call, call.number("message_id"))


def delete_many(world: World, call: Call) -> bool:
    """Those that are not there are passed over."""
    chat = world.chat(call.text("chat_id"))
    for id in call.json("message_ids") or []:
        if chat.find(id) is not None:
            _delete(world, call, id)
    return True


def _delete(world: World, call: Call, id: int | None) -> bool:
    chat = world.chat(call.text("chat_id"))
    chat.check_bot_may_see()
    message = chat.find(id)
    if message is None:
        raise bad("message to delete not found")
    rules = isinstance(chat, Channel) or (isinstance(chat, Group) and chat.bot_status == "administrator")
    if world.now() - message.date > DELETABLE_SECONDS and not (rules and isinstance(chat, Group)):
        raise bad("message can't be deleted for everyone")
    if not message.by_bot and not rules and chat.type != "private":
        raise bad("message can't be deleted")
    message.deleted = True
    world.bell.ring()
    return True


def react(world: World, call: Call) -> bool:
    chat = world.chat(call.text("chat_id"))
    chat.check_bot_may_see()
    message = chat.find(call.number("message_id"))
    if message is None:
        raise bad("message to react not found")
    reactions = call.json("reaction") or []
    if len(reactions) > 1 or any(reaction.get("type") != "emoji" for reaction in reactions):
        raise bad("REACTIONS_TOO_MANY")
    message.reactions = [reaction["emoji"] for reaction in reactions]
    world.bell.ring()
    return True
