"""Discord on loopback: the REST doors and the gateway, with what its people do and what goes wrong.

`python -m tests.wires.discord` serves it as a process of its own; the first line printed is the address.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from tests.leaks import overhear
from tests.wires.discord_faults import (
    CALLBACK,
    DIRECT,
    EDIT,
    FILES,
    HISTORY,
    LOGIN,
    MENU,
    ORIGINAL,
    SEND,
    Fault,
)
from tests.wires.discord_people import People
from tests.wires.discord_world import (
    APP,
    EPHEMERAL,
    FIFTEEN_MINUTES,
    LOADING,
    TOKEN,
    Body,
    Refusal,
    World,
    user,
)
from tests.wires.server import Wire, door, serve

Files = list[tuple[str, bytes]]

_NONCE_SECONDS = 300.0


class Session:
    """One bot at the gateway; it outlives its sockets."""

    def __init__(self, id: str, shard: tuple[int, int]) -> None:
        self.id, self.shard = id, shard
        self.socket: web.WebSocketResponse | None = None
        self.sent: list[Body] = []

    async def tell(self, kind: str, data: Any) -> None:
        """Send an event; it is kept for a resume."""
        event = {"op": 0, "t": kind, "s": len(self.sent) + 1, "d": data}
        self.sent.append(event)
        if self.socket is not None and not self.socket.closed:
            with suppress(ConnectionError):
                await self.socket.send_json(event)


class DiscordServer(People, Wire):
    """`world` is what it holds; `calls` what was asked, in the form that a checker of calls reads."""

    faults = Fault
    body_bytes = 30 * 2**20

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.calls: list[Body] = []
        self.sessions: list[Session] = []
        self.identifies = self.resumes = 0
        self.intents = 0
        self.token = TOKEN

    @property
    def api(self) -> str:
        """Where the REST doors are."""
        return f"{self.address}/api/v10"

    @property
    def gateway(self) -> str:
        """Where events come from."""
        return f"ws{self.address.removeprefix('http')}/gateway"

    def door_of(self, fault: Fault) -> str:  # type: ignore[override]
        """Most of them bite where messages are sent."""
        return ORIGINAL if fault is Fault.EXPIRED else SEND

    def books(self) -> Body:
        """What an auditor would count."""
        return {"messages": len(self.world.messages), "calls": len(self.calls), "identifies": self.identifies}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Any request: the gateway's, or a REST call."""
        if request.path.startswith("/gateway"):
            return await self._gateway(request)
        path = request.path.removeprefix("/api/v10")
        body, files = await read(request)
        overhear(str(body))
        door, act = self._act(request, path, body, files)
        # Whatever carries a file goes through a door of its own first.
        fault = (self.fault(FILES) if files else None) or self.fault(door)
        if fault in (Fault.RESET, Fault.LOST):
            if fault is Fault.LOST:
                with suppress(Refusal):
                    await act()
            return self.cut(request)
        status, answer, headers = await self._outcome(fault, act)
        self.calls.append(
            {"method": request.method, "path": path, "query": dict(request.query), "json": body,
             "auth": request.headers.get("Authorization"), "status": status, "response": answer,
             "files": [{"name": f"files[{number}]", "filename": name, "size": len(data)}
                       for number, (name, data) in enumerate(files)]}
        )  # fmt: skip
        if status == 204:
            return web.Response(status=204)
        text = json.dumps(answer).encode()
        return web.Response(body=text, status=status, headers={"Content-Type": "application/json"} | headers)

    async def _outcome(
        self, fault: Any, act: Callable[[], Awaitable[Any]]
    ) -> tuple[int, Any, dict[str, str]]:
        match fault:
            case Fault.CRASHED:
                return 500, {"message": "Internal", "code": 0}, {}
            case Fault.UNAVAILABLE:
                return 503, {"message": "Unavailable", "code": 0}, {}
            case Fault.LIMITED:
                return 429, {"message": "Slow down", "retry_after": 0.05, "global": False, "code": 0}, VIA
            case Fault.BANNED:
                return 429, {"message": "Banned", "code": 0}, {}
            case Fault.FORBIDDEN:
                return 403, {"message": "Missing Permissions", "code": 50013}, {}
            case Fault.EXPIRED:
                return 401, {"message": "Invalid Webhook Token", "code": 50027}, {}
            case Fault.MODERATED:
                return 400, {"message": "Blocked by AutoMod", "code": 200000}, {}
        try:
            answer = await act()
        except Refusal as refusal:
            return refusal.status, {"message": refusal.words, "code": refusal.code}, {}
        if fault is Fault.UPSTREAM:
            return 502, {"message": "Bad Gateway", "code": 0}, {}
        return (204, None, {}) if answer is None else (200, answer, {})

    def _act(
        self, request: web.Request, path: str, body: Any, files: Files
    ) -> tuple[str, Callable[[], Awaitable[Any]]]:
        """The door of a call, and what is behind it."""
        method, parts = request.method, path.strip("/").split("/")
        match (method, *parts):
            case ("POST", "interactions", id, token, "callback"):
                return CALLBACK, lambda: self._callback(int(id), token, body)
            case (_, "webhooks", _, token, "messages", "@original"):
                return ORIGINAL, lambda: self._original(method, token, body, files)
        return self._for_the_bot(request, parts, body, files)

    def _for_the_bot(
        self, request: web.Request, parts: list[str], body: Any, files: Files
    ) -> tuple[str, Callable[[], Awaitable[Any]]]:
        method = request.method

        async def act() -> Any:
            if request.headers.get("Authorization") != f"Bot {self.token}":
                raise Refusal(401, 0, "401: Unauthorized")
            match (method, *parts):
                case ("GET", "users", "@me"):
                    return user(APP, is_bot=True) | {"username": "Nichereel"}
                case ("GET", "oauth2", "applications", "@me"):
                    return APPLICATION
                case ("PUT", "applications", _, "commands"):
                    return self._menu(body)
                case ("POST", "users", "@me", "channels"):
                    return self._direct(int(body["recipient_id"]))
                case ("GET", "channels", channel, "messages"):
                    return self._history(int(channel), int(request.query["after"]))
                case ("POST", "channels", channel, "messages"):
                    return self._send(int(channel), body, files)
                case ("PATCH", "channels", channel, "messages", message):
                    return self._edit(int(channel), int(message), body, files)
            raise Refusal(404, 0, "404: Not Found")

        doors = {"PUT": MENU, "PATCH": EDIT, "POST": DIRECT if parts[0] == "users" else SEND}
        return doors.get(method, HISTORY if parts[-1] == "messages" else LOGIN), act

    async def _callback(self, id: int, token: str, body: Body) -> Body:
        it = self.world.interactions.get(token)
        if it is None or it.id != id or (not it.acked and self.world.now() - it.at > self.world.patience):
            raise Refusal(404, 10062, "Unknown interaction")
        if it.acked:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        it.acked, it.acked_after = body["type"], self.world.now() - it.at
        data = body.get("data") or {}
        answer: Body = {"interaction": {"id": str(it.id), "type": it.type}}
        if body["type"] in (4, 5):
            flags = (data.get("flags") or 0) | (LOADING if body["type"] == 5 else 0)
            it.original = self.world.post(it.channel, data, [], flags)
            answer["interaction"] |= {"response_message_id": str(it.original),
                                      "response_message_ephemeral": bool(flags & EPHEMERAL)}  # fmt: skip
            if body["type"] == 4:
                answer["resource"] = {"type": 4, "message": self.world.wire(it.original)}
        elif body["type"] == 8:
            it.choices = data["choices"]
        elif body["type"] == 9:
            it.modal = data
        return answer

    async def _original(self, method: str, token: str, body: Body, files: Files) -> Body | None:
        it = self.world.interactions.get(token)
        if it is None or not it.original:
            raise Refusal(404, 10015, "Unknown Webhook")
        if self.world.now() - it.at > FIFTEEN_MINUTES:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        if it.original not in self.world.messages:
            raise Refusal(404, 10008, "Unknown Message")
        if method == "DELETE":
            del self.world.messages[it.original]
            return None
        self.world.change(it.original, body, files)
        it.answered_after = it.answered_after or self.world.now() - it.at
        return self.world.wire(it.original)

    def _menu(self, body: list[Body]) -> list[Body]:
        self.world.commands = [
            {**command, "id": str(self.world.id()), "application_id": str(APP), "version": "1"}
            for command in body
        ]
        return self.world.commands

    def _direct(self, person: int) -> Body:
        channel = self.world.channel(person + 7, None, kind=1)
        return {"id": str(channel), "type": 1, "recipients": [user(person)], "last_message_id": None}

    def _history(self, channel: int, after: int) -> list[Body]:
        self._check_place(channel)
        found = [m["id"] for m in self.world.posted(channel) if m["id"] > after]
        return [self.world.wire(message) for message in reversed(found[:100])]

    def _send(self, channel: int, body: Body, files: Files) -> Body:
        self._check_place(channel)
        nonce = (channel, str(body.get("nonce")))
        if body.get("enforce_nonce") and nonce in self.world.nonces:
            at, earlier = self.world.nonces[nonce]
            if self.world.now() - at < _NONCE_SECONDS:
                return self.world.wire(earlier)
        message = self.world.post(channel, body, files, body.get("flags") or 0)
        self.world.nonces[nonce] = self.world.now(), message
        return self.world.wire(message)

    def _edit(self, channel: int, message: int, body: Body, files: Files) -> Body:
        self._check_place(channel)
        kept = self.world.messages.get(message)
        if kept is None or kept["flags"] & EPHEMERAL:
            raise Refusal(404, 10008, "Unknown Message")
        self.world.change(message, body, files)
        return self.world.wire(message)

    def _check_place(self, channel: int) -> None:
        known = self.world.channels.get(channel)
        guild = self.world.guilds.get(known["guild"]) if known and known["guild"] else None
        if known is None or (guild is not None and not guild["has_bot"]):
            raise Refusal(403, 50001, "Missing Access")
        if channel in self.world.closed:
            raise Refusal(403, 50007 if known["type"] == 1 else 50013, "Missing Permissions")

    # The gateway

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}})
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            word = json.loads(frame.data)
            match word["op"]:
                case 1:
                    await socket.send_json({"op": 11})
                case 2:
                    await self._identify(socket, word["d"])
                case 6:
                    await self._resume(socket, word["d"])
        return socket

    async def _identify(self, socket: web.WebSocketResponse, word: Body) -> None:
        if word["token"] != self.token:
            await socket.close(code=4004)
            return
        self.identifies += 1
        self.intents = word["intents"]
        shard = tuple(word.get("shard") or (0, 1))
        session = Session(f"session-{self.identifies}", (shard[0], shard[1]))
        session.socket = socket
        self.sessions.append(session)
        mine = [g for g in self.world.guilds.values() if g["has_bot"] and self._is_of(int(g["id"]), session)]
        await session.tell("READY", {
            "v": 10, "user": user(APP, is_bot=True) | {"username": "Nichereel"}, "session_id": session.id,
            "guilds": [{"id": g["id"], "unavailable": True} for g in mine], "shard": list(session.shard),
            "resume_gateway_url": self.gateway, "application": {"id": str(APP), "flags": 0},
        })  # fmt: skip
        for guild in mine:
            channels = [
                {"id": c["id"], "type": c["type"], "name": "general", "position": 0, "nsfw": c["nsfw"]}
                for c in self.world.channels.values()
                if str(c["guild"]) == guild["id"] and c["type"] == 0
            ]
            told = {"unavailable": False, "channels": channels, "roles": [], "members": [], "member_count": 2}
            await session.tell("GUILD_CREATE", {k: guild[k] for k in ("id", "name", "premium_tier")} | told)

    async def _resume(self, socket: web.WebSocketResponse, word: Body) -> None:
        session = next((each for each in self.sessions if each.id == word["session_id"]), None)
        if session is None:
            await socket.send_json({"op": 9, "d": False})
            return
        self.resumes += 1
        session.socket = socket
        for event in [event for event in session.sent if event["s"] > word["seq"]]:
            await socket.send_json(event)
        await session.tell("RESUMED", {})

    async def reconnect(self) -> None:
        """Ask every bot to connect anew, which loses nothing."""
        for session in self._live():
            assert session.socket is not None
            await session.socket.send_json({"op": 7, "d": None})

    async def hang_up(self) -> None:
        """Hang up on every bot, as on a bad day; the sessions live on."""
        for session in self._live():
            assert session.socket is not None
            await session.socket.close(code=4000)

    async def garble(self) -> None:
        """An event that no library can read."""
        for session in self._live():
            await session.tell("INTERACTION_CREATE", {"type": 2})

    async def tell(self, kind: str, data: Body, guild: int | None) -> None:
        """Tell an event to the bots that listen for this server; direct messages go to shard 0."""
        # A session without a socket hears of it when it is resumed.
        for session in {each.shard: each for each in self.sessions}.values():
            if self._is_of(guild or 0, session):
                await session.tell(kind, data)

    async def ready(self, shards: int = 1) -> None:
        """Wait until that many parts of the bot listen."""
        while len({session.shard for session in self._live()}) < shards:
            await asyncio.sleep(0.005)

    def _live(self) -> list[Session]:
        """Sessions with a socket, the newest of each id."""
        return [each for each in self.sessions if each.socket is not None and not each.socket.closed]

    @staticmethod
    def _is_of(guild: int, session: Session) -> bool:
        return (guild >> 22) % session.shard[1] == session.shard[0]

    async def command(self, name: str, words: Body) -> Any:
        """Obey the remote control: `crowd` lets so many people say /generate within so many seconds."""
        if name == "crowd":
            return await self.crowd(words["people"], words["seconds"])
        return await super().command(name, words)


VIA = {"Via": "1.1 google"}
APPLICATION: Body = {
    "id": str(APP), "name": "Nichereel", "description": "", "icon": None, "bot_public": True, "flags": 0,
    "bot_require_code_grant": False, "verify_key": "0" * 64, "owner": user(1), "summary": "", "hook": True,
    "flags_new": "0", "is_monetized": False, "is_verified": False, "is_discoverable": False, "team": None,
    "guild_id": None, "redirect_uris": [], "interactions_endpoint_url": None, "type": None,
}  # fmt: skip


async def read(request: web.Request) -> tuple[Any, Files]:
    """The body of a call and its files."""
    if not request.content_type.startswith("multipart/"):
        text = await request.read()
        return (json.loads(text) if text else None), []
    body: Any = None
    files: Files = []
    async for part in await request.multipart():
        data = bytes(await part.read(decode=False))  # type: ignore[union-attr]
        if part.name == "payload_json":  # type: ignore[union-attr]
            body = json.loads(data)
        else:
            files.append((part.filename or "", data))  # type: ignore[union-attr]
    return body, files


def _with_a_guild() -> DiscordServer:
    server = DiscordServer()
    server.world.guild(111111111111111111)
    return server


if __name__ == "__main__":
    asyncio.run(serve(_with_a_guild(), door("discord").parse_args().port))
