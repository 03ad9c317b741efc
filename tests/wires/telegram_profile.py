"""What a bot has set about itself: commands by scope and language, descriptions, menu button."""

import re
from typing import Any

from tests.wires.telegram_calls import JSON, Call, bad

TEXT_LIMITS = {"description": 512, "short_description": 120, "name": 64}


class Profile:
    """The bot as its owner and its calls have made it."""

    def __init__(self) -> None:
        self.is_revoked = self.is_logged_out = False
        self.commands: dict[tuple[str, str], list[JSON]] = {}
        """By scope (its type, chat and user, joined) and language code."""
        self.texts: dict[tuple[str, str], str] = {}
        """Description, short_description and name, by language code."""
        self.buttons: dict[int, JSON] = {}
        """Menu buttons by chat; 0 is the default."""

    def set_commands(self, call: Call) -> None:
        """Raises Refusal."""
        commands = call.json("commands") or []
        if len(commands) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(command.get("description", "")) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[self._key(call)] = commands

    def get_commands(self, call: Call) -> list[JSON]:
        return self.commands.get(self._key(call), [])

    def delete_commands(self, call: Call) -> None:
        self.commands.pop(self._key(call), None)

    def menu(self, chat: int, type: str, user: int, status: str, language: str) -> dict[str, str]:
        """The commands shown to somebody: the narrowest scope wins, and in it the own language."""
        scopes = [f"chat {chat}", "all_private_chats"]
        if type != "private":
            is_admin = status in ("administrator", "creator")
            scopes = [
                f"chat_member {chat} {user}",
                *([f"chat_administrators {chat}"] if is_admin else []),
                f"chat {chat}",
                *(["all_chat_administrators"] if is_admin else []),
                "all_group_chats",
            ]
        for scope in [*scopes, "default"]:
            for code in (language, ""):
                if (scope, code) in self.commands:
                    return {c["command"]: c["description"] for c in self.commands[scope, code]}
        return {}

    def set_text(self, kind: str, call: Call) -> None:
        """Raises Refusal."""
        text = call.text(kind)
        if len(text) > TEXT_LIMITS[kind]:
            raise bad(f"{kind} is too long")
        self.texts[kind, call.text("language_code")] = text

    def get_text(self, kind: str, call: Call) -> JSON:
        own = self.texts.get((kind, call.text("language_code")))
        return {kind: own if own is not None else self.texts.get((kind, ""), "")}

    def set_button(self, call: Call) -> None:
        self.buttons[call.number("chat_id") or 0] = call.json("menu_button") or {"type": "default"}

    def get_button(self, call: Call) -> JSON:
        usual: JSON = self.buttons.get(0, {"type": "commands"})
        return self.buttons.get(call.number("chat_id") or 0, usual)

    def _key(self, call: Call) -> tuple[str, str]:
        scope: dict[str, Any] = call.json("scope") or {"type": "default"}
        parts = [scope.get("type"), scope.get("chat_id"), scope.get("user_id")]
        return " ".join(str(part) for part in parts if part is not None), call.text("language_code")
