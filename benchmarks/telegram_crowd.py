"""Two hundred people in fifty groups of a fake Telegram, in a process of its own.

Prints its address and the people's ids, waits for a line, lets everybody ask within a second, and
prints how many milliseconds each waited for an answer.
"""

import asyncio
import json
import re
import sys
import time
from typing import Any

from tests.wires.telegram import TelegramServer
from tests.wires.telegram_calls import Call
from tests.wires.telegram_groups import Group
from tests.wires.telegram_people import User

PEOPLE, CHATS = 200, 50
_WITHIN_SECONDS = 1.0
_LONGEST_SECONDS = 120.0
_IDEA = re.compile(r"“idea (\d+)”")


class Counter(TelegramServer):
    """Notes when each idea was first answered."""

    def __init__(self) -> None:
        super().__init__()
        self.answered: dict[int, float] = {}

    async def _result(self, call: Call) -> Any:
        if call.method == "sendMessage" and (idea := _IDEA.search(call.text("text"))):
            self.answered.setdefault(int(idea[1]), time.perf_counter())
        return await super()._result(call)


async def main() -> None:
    """One crowd."""
    async with Counter() as telegram:
        people = [telegram.user(f"P{number}") for number in range(PEOPLE)]
        groups = [telegram.group(f"G{n}", members=people[n::CHATS], supergroup=True) for n in range(CHATS)]
        print(json.dumps([telegram.address, telegram.token, [who.id for who in people]]), flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        asked = await _ask(people, groups)
        await telegram.bell.until(lambda: len(telegram.answered) == PEOPLE or None, _LONGEST_SECONDS)
        waits = [1000 * (at - asked[number]) for number, at in telegram.answered.items()]
        print(json.dumps(waits), flush=True)


async def _ask(people: list[User], groups: list[Group]) -> dict[int, float]:
    asked = {}
    begun = time.perf_counter()
    for number, who in enumerate(people):
        await asyncio.sleep(max(0.0, begun + number * _WITHIN_SECONDS / PEOPLE - time.perf_counter()))
        asked[number] = time.perf_counter()
        groups[number % CHATS].say(who, f"/generate idea {number}")
    return asked


if __name__ == "__main__":
    asyncio.run(main())
