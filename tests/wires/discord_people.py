"""What people do on the fake Discord: fill in commands, press buttons, send forms, write."""

import asyncio
from dataclasses import replace
from typing import Any

from tests.wires.discord_world import ALL, APP, Body, Interaction, World, user

FIRST_PERSON = 700000000000000000
"""People in a crowd have ids from here on."""

_LONGEST_SECONDS = 60.0


class People:
    """The part of the server that stands for everybody but the bot."""

    world: World
    intents: int

    async def tell(self, kind: str, data: Body, guild: int | None) -> None:
        """Tell an event to the bots that listen for this server."""
        raise NotImplementedError

    async def act(self, type: int, person: int, channel: int, data: Body, **more: Any) -> Interaction:
        """Somebody does something; returns at once, see `answered`."""
        place = self.world.channels[channel]
        guild = place["guild"]
        id = self.world.id()
        it = Interaction(id, f"token-{id}", self.world.now(), type, channel, person, guild)
        it = replace(it, is_foreign=bool(guild) and not self.world.guilds[guild]["has_bot"])
        self.world.interactions[it.token] = it
        is_direct = guild is None
        event: Body = {
            "id": str(id), "application_id": str(APP), "type": type, "token": it.token, "version": 1,
            "attachment_size_limit": self.world.limit, "data": data, "locale": "en-GB",
            "channel_id": str(channel),
            "channel": {"id": str(channel), "type": place["type"], "name": "general", "position": 0,
                        "nsfw": place["nsfw"]},
            "entitlements": [], "app_permissions": "0" if channel in self.world.closed else ALL,
            "authorizing_integration_owners": {"1": str(person)} if it.is_foreign else {"0": str(guild or 0)},
            "context": 1 if is_direct else 0,
        }  # fmt: skip
        roles = [str(role) for role in more.pop("wears", [])]
        rights = str(more.pop("rights", 0))
        if is_direct:
            event["user"] = user(person)
        else:
            event |= {"guild_id": str(guild), "guild": {"id": str(guild), "locale": "en-GB", "features": []}}
            event["member"] = {"user": user(person), "roles": roles, "flags": 0, "permissions": rights,
                               "joined_at": None, "deaf": False, "mute": False}  # fmt: skip
        times = more.pop("times", 1)
        for _ in range(times):
            await self.tell("INTERACTION_CREATE", event | more, guild)
        return it

    async def slash(self, person: int, channel: int, name: str, **options: Any) -> Interaction:
        """Somebody fills in a slash command. `rights`, `wears` (roles), `times` are not its options."""
        more = {key: options.pop(key) for key in ("rights", "times", "wears") if key in options}
        return await self.act(2, person, channel, self._command(name, options), **more)

    async def type_in(self, person: int, channel: int, name: str, option: str, typed: str) -> Interaction:
        """Somebody types into an option."""
        data = self._command(name, {option: typed})
        data["options"][0]["focused"] = True
        return await self.act(4, person, channel, data)

    async def press(self, person: int, message: int, id: str, **more: Any) -> Interaction:
        """Somebody presses a button."""
        shown, channel = self.world.wire(message), self.world.messages[message]["channel"]
        data = {"custom_id": id, "component_type": 2}
        return await self.act(3, person, channel, data, message=shown, **more)

    async def fill_in(self, person: int, opened: Interaction, words: str) -> Interaction:
        """Somebody sends the form that was opened."""
        assert opened.modal is not None
        field = opened.modal["components"][0]["component"]["custom_id"]
        parts = [{"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": field, "value": words}}]
        data = {"custom_id": opened.modal["custom_id"], "components": parts}
        return await self.act(5, person, opened.channel, data)

    async def say(self, person: int, channel: int, words: str) -> int:
        """Somebody writes a message."""
        id, guild = self.world.id(), self.world.channels[channel]["guild"]
        mentioned = [user(APP, is_bot=True)] if f"<@{APP}>" in words else []
        message: Body = {
            "id": str(id), "type": 0, "channel_id": str(channel), "author": user(person), "content": words,
            "timestamp": "2026-11-22T12:00:00+00:00", "edited_timestamp": None, "tts": False, "flags": 0,
            "mention_everyone": False, "mentions": mentioned, "mention_roles": [], "attachments": [],
            "embeds": [], "pinned": False, "components": [],
        }  # fmt: skip
        if guild is not None:
            message["guild_id"] = str(guild)
        needed = 1 << 9 if guild is not None else 1 << 12
        if self.intents & needed:
            hears = bool(mentioned) or guild is None
            await self.tell("MESSAGE_CREATE", message if hears else message | {"content": ""}, guild)
        return id

    async def react(self, person: int, message: int, sign: str, *, is_gone: bool = False) -> None:
        """Somebody puts a sign under a message, or takes it away; bots hear of it that asked for that."""
        channel = self.world.messages[message]["channel"]
        guild = self.world.channels[channel]["guild"]
        told: Body = {
            "user_id": str(person), "channel_id": str(channel), "message_id": str(message), "type": 0,
            "emoji": {"id": None, "name": sign}, "burst": False,
        }  # fmt: skip
        if guild is not None:
            told["guild_id"] = str(guild)
        if self.intents & (1 << 10 if guild is not None else 1 << 13):
            await self.tell(f"MESSAGE_REACTION_{'REMOVE' if is_gone else 'ADD'}", told, guild)

    def _command(self, name: str, options: Body) -> Body:
        known = next(each for each in self.world.commands if each["name"] == name)
        kinds = {each["name"]: each["type"] for each in known["options"]}
        told = [{"name": key, "type": kinds[key], "value": value} for key, value in options.items()]
        return {"id": known["id"], "name": name, "type": 1, "options": told}

    async def crowd(self, people: int, seconds: float) -> Body:
        """How long each had to wait for the first answer and for the last, once all have both."""
        channel, began, asked = next(iter(self.world.channels)), self.world.now(), []
        for number in range(people):
            await asyncio.sleep(max(0.0, began + number * seconds / people - self.world.now()))
            asked.append(await self.slash(FIRST_PERSON + number, channel, "generate", idea=f"idea {number}"))
        while self.world.now() - began < _LONGEST_SECONDS and not all(it.answered_after for it in asked):
            await asyncio.sleep(0.01)
        return {
            "acked": [it.acked_after for it in asked if it.acked],
            "answered": [it.answered_after for it in asked if it.answered_after],
        }
