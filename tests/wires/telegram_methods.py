"""The methods of the Bot API that this world knows, by name."""

from collections.abc import Callable
from typing import Any

from tests.wires import telegram_answering as answering
from tests.wires import telegram_editing as editing
from tests.wires import telegram_sending as sending
from tests.wires.telegram_calls import JSON, Call, bad
from tests.wires.telegram_chats import Channel, Chat, Private
from tests.wires.telegram_files import DOWNLOAD_LIMIT
from tests.wires.telegram_groups import Group
from tests.wires.telegram_world import World, member

Method = Callable[[World, Call], Any]


def _me(world: World, call: Call) -> JSON:  # noqa: ARG001 (every method is called alike)
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.has_privacy_mode,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }
    return world.me() | abilities


def _seen(world: World, call: Call) -> Chat:
    chat = world.chat(call.text("chat_id"))
    chat.check_bot_may_see()
    return chat


def _chat(world: World, call: Call) -> JSON:
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    full = {
        "accent_color_id": 1,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    return _seen(world, call).card() | full


def _member(world: World, call: Call) -> JSON:
    chat, id = _seen(world, call), call.number("user_id")
    if id == world.me()["id"]:
        return member(world.me(), chat.bot_status if isinstance(chat, Group) else "member")
    user = world.users.get(id or 0)
    if user is None:
        raise bad("PARTICIPANT_ID_INVALID")
    if isinstance(chat, Private):
        return member(user.card(), "member")
    if isinstance(chat, Channel):
        return member(user.card(), "administrator" if user.id in chat.admins else "left")
    return member(user.card(), chat.statuses.get(user.id, "left") if isinstance(chat, Group) else "left")


def _admins(world: World, call: Call) -> list[JSON]:
    chat = _seen(world, call)
    if isinstance(chat, Private):
        raise bad("there are no administrators in the private chat")
    if not isinstance(chat, Group):
        return [member(world.me(), "administrator")]
    bot = [member(world.me(), "administrator")] if chat.bot_status == "administrator" else []
    ruling = {id: status for id, status in chat.statuses.items() if status in ("creator", "administrator")}
    return bot + [member(world.users[id].card(), status) for id, status in ruling.items()]


def _leave(world: World, call: Call) -> bool:
    chat = _seen(world, call)
    if isinstance(chat, Group):
        chat.makes_bot("left")
    return True


def _file(world: World, call: Call) -> JSON:
    media = world.files.by_id.get(call.text("file_id"))
    if media is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if media.upload.size > DOWNLOAD_LIMIT and not world.files.is_local:
        raise bad("file is too big")
    path = str(media.upload.path) if world.files.is_local else f"{media.kind}s/{media.id}"
    unique = f"Ag{media.upload.sha256[:15]}"
    return {"file_id": media.id, "file_unique_id": unique, "file_size": media.upload.size, "file_path": path}


def _set_commands(world: World, call: Call) -> bool:
    scope = call.json("scope") or {}
    if "chat_id" in scope:
        chat = world.chat(str(scope["chat_id"]))
        if isinstance(chat, Private) and not chat.is_started:
            raise bad("chat not found")
    world.profile.set_commands(call)
    return True


def _delete_commands(world: World, call: Call) -> bool:
    world.profile.delete_commands(call)
    return True


def _set_button(world: World, call: Call) -> bool:
    world.profile.set_button(call)
    return True


def _log_out(world: World, call: Call) -> bool:  # noqa: ARG001 (every method is called alike)
    world.profile.is_logged_out = True
    return True


def _set_text(kind: str) -> Method:
    def method(world: World, call: Call) -> bool:
        world.profile.set_text(kind, call)
        return True

    return method


def _get_text(kind: str) -> Method:
    return lambda world, call: world.profile.get_text(kind, call)


METHODS: dict[str, Method] = {
    "answerCallbackQuery": answering.answer_press,
    "answerInlineQuery": answering.answer_inline,
    "answerPreCheckoutQuery": answering.answer_checkout,
    "close": lambda _world, _call: True,
    "deleteMessage": editing.delete,
    "deleteMessages": editing.delete_many,
    "deleteMyCommands": _delete_commands,
    "editMessageCaption": editing.edit_caption,
    "editMessageMedia": editing.edit_media,
    "editMessageReplyMarkup": editing.edit_markup,
    "editMessageText": editing.edit_text,
    "getChat": _chat,
    "getChatAdministrators": _admins,
    "getChatMember": _member,
    "getChatMenuButton": lambda world, call: world.profile.get_button(call),
    "getFile": _file,
    "getMe": _me,
    "getMyCommands": lambda world, call: world.profile.get_commands(call),
    "getMyDescription": _get_text("description"),
    "getMyName": _get_text("name"),
    "getMyShortDescription": _get_text("short_description"),
    "getMyStarBalance": answering.star_balance,
    "getStarTransactions": answering.star_transactions,
    "getWebhookInfo": lambda world, _call: world.updates.hook_info(),
    "leaveChat": _leave,
    "logOut": _log_out,
    "refundStarPayment": answering.refund,
    "sendChatAction": sending.send_chat_action,
    "sendDocument": sending.send_document,
    "sendInvoice": sending.send_invoice,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendVideo": sending.send_video,
    "setChatMenuButton": _set_button,
    "setMessageReaction": editing.react,
    "setMyCommands": _set_commands,
    "setMyDescription": _set_text("description"),
    "setMyName": _set_text("name"),
    "setMyShortDescription": _set_text("short_description"),
}
COUNTED = {name for name in METHODS if name.startswith(("send", "edit"))} - {"sendChatAction"}
"""What the rate limits count."""
