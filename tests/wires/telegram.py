"""A Telegram on loopback: the Bot API, and the people, groups and channels behind it.

Inside a test:

    async with TelegramServer() as telegram:        # telegram.address, telegram.token
        ann = telegram.user("Ann", language="de")
        chat = ann.private()
        chat.say("/generate how monks invented espresso")
        progress = await chat.next_message()
        press = telegram.press(ann, progress, "Cancel")
        await press.answered()
        await chat.until(lambda message: message.video)

        coffee = telegram.group("Coffee", members=[ann], forum=True)
        reels = coffee.topic("Reels")
        reels.say(ann, "/start@" + telegram.username)

or as its own process: `python -m tests.wires.telegram --port 0`, whose first printed line is its
address; `telegram_remote` says what its remote control understands.
"""

import asyncio
import json
import re
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.leaks import overhear
from tests.wires.server import Wire, door, serve
from tests.wires.telegram_calls import Call, Refusal
from tests.wires.telegram_faults import ANSWERS, ANY, UPDATES, Fault, Limits, Meter, door_at, flood
from tests.wires.telegram_methods import COUNTED, METHODS
from tests.wires.telegram_remote import obey
from tests.wires.telegram_world import TOKEN, World

_NAMES = {name.lower(): name for name in [*METHODS, UPDATES, "setWebhook", "deleteWebhook"]}
_ADDRESS = re.compile(r"/bot(?P<token>[^/]+)/(?P<method>\w+)")
_FILE = re.compile(r"/file/bot(?P<token>[^/]+)/\w+/(?P<id>[\w-]+)")
_SLOW_SECONDS = 0.5


class TelegramServer(Wire, World):
    """Telegram with its books open. Everything a test does with it is said in `World`.

    `limits` are the rate limits; None lets everything through. `retry_after` is what a scripted
    flood asks for. Faults wait at a method's name (`at="sendVideo"`), at one chat
    (`at=door_at(chat.id)`), at one method in one chat, or at every method but getUpdates.
    """

    faults = Fault

    def __init__(self, *, limits: Limits | None = None, **world: Any) -> None:
        Wire.__init__(self)
        World.__init__(self, **world)
        self.limits = limits
        self.meter = Meter()
        self.retry_after = 1

    def door_of(self, fault: Any) -> str:
        return UPDATES if fault == Fault.CONFLICT else ANY

    def books(self) -> dict[str, Any]:
        methods = [call.method for call in self.calls]
        return {
            "calls": {name: methods.count(name) for name in sorted(set(methods))},
            "refusals": [f"{call.method}: {call.error}" for call in self.calls if call.error],
            "floods": self.meter.refused,
            "pending": len(self.updates.pending),
        }

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, oldest first."""
        return [call for call in self.calls if call.method == method]

    def dump_calls(self, path: Path) -> None:
        """Write every call to a file, one JSON object a line: method, params, files, result."""
        lines = [json.dumps(call.as_line(), ensure_ascii=False) + "\n" for call in self.calls]
        path.write_text("".join(lines), encoding="utf-8")

    def dump_updates(self, path: Path) -> None:
        """Write every sound update to a file, one a line."""
        lines = [json.dumps(update, ensure_ascii=False) + "\n" for update in self.updates.sent]
        path.write_text("".join(lines), encoding="utf-8")

    async def command(self, name: str, words: dict[str, Any]) -> Any:
        if name in ("next", "books"):
            return await super().command(name, words)
        if name == "limits":
            self.limits = Limits(**words["limits"]) if words.get("limits") is not None else None
            return {}
        if name == "dump":
            self.dump_calls(Path(words["path"]))
            return {}
        return await obey(self, name, words)

    async def stop(self) -> None:
        await self.updates.close()
        await super().stop()
        self.files.close()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if file := _FILE.fullmatch(request.path):
            return self._download(file["token"], file["id"])
        address = _ADDRESS.fullmatch(request.path)
        if address is None:
            return _refused(Refusal(404, "Not Found"))
        method = _NAMES.get(address["method"].lower(), address["method"])
        if self._waiting[method] and self._waiting[method][0] == Fault.TORN:
            self._waiting[method].popleft()
            await request.content.readany()
            return self.cut(request)
        try:
            params, files = await self.files.receive(request)
            overhear(str(params))
            call = Call(method, params, files)
            self._admit(address["token"], method)
        except Refusal as no:
            return _refused(no)
        return await self._answer(request, call)

    def _admit(self, token: str, method: str) -> None:
        if token != self.token or self.profile.is_revoked:
            raise Refusal(401, "Unauthorized") if ":" in token else Refusal(404, "Not Found")
        if self.profile.is_logged_out:
            raise Refusal(400, "Logged out")
        if method.lower() not in _NAMES:
            raise Refusal(404, "Not Found: method not found")

    async def _answer(self, request: web.Request, call: Call) -> web.StreamResponse:
        fault = self._bites(call)
        match fault:
            case Fault.LOST | Fault.TORN:
                return self.cut(request)
            case Fault.STUCK:
                return await self.hang(request)
            case Fault.BAD_GATEWAY:
                html = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
                return web.Response(status=502, text=html, content_type="text/html")
            case Fault.GARBLED:
                return web.Response(text="all is well", content_type="application/json")
            case Fault.LATE:
                await _gone(request)
        no = flood(self.retry_after) if fault == Fault.FLOOD else ANSWERS.get(fault) if fault else None
        reply = await self._carried_out(call, no)
        if fault == Fault.HANG:
            return await self.hang(request)
        if fault == Fault.SLOW:
            await asyncio.sleep(_SLOW_SECONDS)
        return self.cut(request) if fault == Fault.CUT else reply

    def _bites(self, call: Call) -> Fault | None:
        """The fault for this call; the narrowest door first."""
        doors = [call.method]
        if call.text("chat_id").lstrip("-").isdigit():
            chat = int(call.text("chat_id"))
            doors = [door_at(chat, call.method), door_at(chat), call.method]
        if call.method != UPDATES:
            doors.append(ANY)
        bites = (self.fault(at) for at in doors)
        return next((Fault(fault) for fault in bites if fault is not None), None)

    async def _carried_out(self, call: Call, no: Refusal | None) -> web.Response:
        """Do what the call says, unless it is refused out of hand, and write it into the books."""
        try:
            if no is not None:
                raise no
            if self.limits is not None and call.method in COUNTED:
                self.meter.count(self.limits, call.number("chat_id") or 0)
            result = await self._result(call)
        except Refusal as refusal:
            call.error = refusal.description
            self.calls.append(call)
            return _refused(refusal)
        call.result = result
        if call.method == UPDATES:
            call.result = [one for one in result if one["update_id"] not in self.updates.poisoned]
        self.calls.append(call)
        self.bell.ring()
        return web.json_response({"ok": True, "result": result})

    async def _result(self, call: Call) -> Any:
        match call.method:
            case "getUpdates":
                return await self.updates.poll(call)
            case "setWebhook":
                await self.updates.set_hook(call)
                return True
            case "deleteWebhook":
                await self.updates.drop_hook(call)
                return True
        return METHODS[call.method](self, call)

    def _download(self, token: str, id: str) -> web.StreamResponse:
        media = self.files.by_id.get(id)
        if token != self.token or media is None:
            return _refused(Refusal(404, "Not Found"))
        return web.FileResponse(media.upload.path)


def _refused(no: Refusal) -> web.Response:
    return web.json_response(no.as_wire(), status=no.code)


async def _gone(request: web.Request) -> None:
    """Wait until whoever asked has hung up."""
    while request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(0.01)


def main() -> None:
    """Serve until killed."""
    parser = door("telegram")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--limits", action="store_true", help="Telegram's own rate limits apply")
    parser.add_argument("--local", action="store_true", help="a server of the bot's own: larger files")
    options = parser.parse_args()

    async def run() -> None:
        limits = Limits() if options.limits else None
        server = TelegramServer(limits=limits, token=options.token, local=options.local)
        running = asyncio.ensure_future(serve(server, options.port))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
        with suppress(asyncio.CancelledError):
            await running
        await server.stop()

    asyncio.run(run())


if __name__ == "__main__":
    main()
