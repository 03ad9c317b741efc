"""The remote control of a Telegram that runs as its own process: the verbs of its world as JSON.

`POST /_control/<name>`. People, chats and topics are named by id, messages by chat and message id.
"""

from base64 import b64decode
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.wires.telegram_calls import JSON
from tests.wires.telegram_chats import Channel, Chat, Private
from tests.wires.telegram_groups import Group, Topic
from tests.wires.telegram_messages import Message
from tests.wires.telegram_people import User
from tests.wires.telegram_world import World

Obey = Callable[[World, JSON], Any]


async def obey(world: World, name: str, words: JSON) -> Any:
    """Do what the remote control says."""
    if name not in _ORDERS:
        raise web.HTTPNotFound
    return _ORDERS[name](world, words)


def _user(world: World, words: JSON) -> JSON:
    """`name`, `language`, `username` → `id`, which is also the private chat's."""
    return {"id": world.user(**words).id}


def _group(world: World, words: JSON) -> JSON:
    """`title`, `members` and `admins` (ids), `forum`, `supergroup`, `bot` → `id`."""
    members, admins = ([world.users[id] for id in words.pop(k, [])] for k in ("members", "admins"))
    return {"id": world.group(members=members, admins=admins, **words).id}


def _topic(world: World, words: JSON) -> JSON:
    """`chat`, `name` → `id`."""
    return {"id": _a_group(world, words).topic(words["name"]).id}


def _say(world: World, words: JSON) -> JSON:
    """`who`, `chat`, `text`, `photo` (base64), `topic`, `reply_to` → `id` of the message."""
    chat, text, photo = world.chats[words["chat"]], words["text"], b64decode(words.get("photo", ""))
    reply_to = chat.find(words.get("reply_to"))
    if isinstance(chat, Private):
        return {"id": chat.say(text, photo=photo, reply_to=reply_to).id}
    if isinstance(chat, Channel):
        return {"id": chat.post(text, photo=photo, reply_to=reply_to).id}
    group, who = _a_group(world, words), words["who"]
    speaker: User | Chat = world.users[who] if who in world.users else world.chats[who]
    topic: Topic | None = group.topics.get(words.get("topic", 0))
    return {"id": group.say(speaker, text, photo=photo, reply_to=reply_to, topic=topic).id}


def _edit(world: World, words: JSON) -> JSON:
    """`who`, `chat`, `message`, `text`."""
    world.users[words["who"]].edit(_a_message(world, words), words["text"])
    return {}


def _press(world: World, words: JSON) -> JSON:
    """`who`, `chat`, `message`, `button` → `id` of the press."""
    return {"id": world.press(world.users[words["who"]], _a_message(world, words), words["button"]).id}


def _answer(world: World, words: JSON) -> JSON:
    """`press` → `answer`: what popped up, null as long as nothing has."""
    return {"answer": world.ledgers.presses[words["press"]].answer}


def _messages(world: World, words: JSON) -> list[JSON]:
    """`chat` → everything that stands there, oldest first."""
    return [_summary(message) for message in world.chats[words["chat"]].messages]


def _block(world: World, words: JSON) -> JSON:
    """`who`."""
    world.users[words["who"]].blocks_bot()
    return {}


def _bot(world: World, words: JSON) -> JSON:
    """`chat`, `status`: member, administrator, left, kicked."""
    _a_group(world, words).makes_bot(words["status"])
    return {}


def _migrate(world: World, words: JSON) -> JSON:
    """`chat` → `id` of the supergroup."""
    return {"id": _a_group(world, words).migrate().id}


def _revoke(world: World, words: JSON) -> JSON:  # noqa: ARG001 (every order is given alike)
    world.revoke_token()
    return {}


def _poison(world: World, words: JSON) -> JSON:  # noqa: ARG001 (every order is given alike)
    world.poison_updates()
    return {}


def _repeat(world: World, words: JSON) -> JSON:
    """`times`: deliver the next batches again although they were confirmed."""
    world.repeat_updates(words.get("times", 1))
    return {}


def _pass_time(world: World, words: JSON) -> JSON:
    """`hours`, `seconds`."""
    world.pass_time(**words)
    return {}


def _a_group(world: World, words: JSON) -> Group:
    group = world.chats[words["chat"]]
    assert isinstance(group, Group)
    return group


def _a_message(world: World, words: JSON) -> Message:
    message = world.chats[words["chat"]].find(words["message"])
    assert message is not None
    return message


def _summary(message: Message) -> JSON:
    return {
        "id": message.id,
        "by_bot": message.by_bot,
        "text": message.text,
        "media": message.media.kind if message.media is not None else None,
        "bytes": message.media.upload.size if message.media is not None else 0,
        "topic": message.topic.id if message.topic is not None else None,
        "reply_to": message.reply_to.id if message.reply_to is not None else None,
        "buttons": [button.text for row in message.buttons for button in row],
        "edits": len(message.history),
    }


_ORDERS: dict[str, Obey] = {
    "answer": _answer,
    "block": _block,
    "bot": _bot,
    "edit": _edit,
    "group": _group,
    "messages": _messages,
    "migrate": _migrate,
    "pass_time": _pass_time,
    "poison": _poison,
    "press": _press,
    "repeat": _repeat,
    "revoke": _revoke,
    "say": _say,
    "topic": _topic,
    "user": _user,
}
