"""Writes down a newcomer's first conversation, from a run: `python -m tests.platforms.telegram.transcript`.

The bot is the whole house, drawing room and writer included; only Telegram is a stand-in.
"""

import asyncio
import tempfile
from io import StringIO
from pathlib import Path

from pydantic import SecretStr

from adapters.platforms.console import Screen
from bot.assembly import open_house
from bot.settings import Settings
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_chats import Private
from tests.wires.telegram_messages import Message
from tests.wires.telegram_recording import recorded

PATIENCE = 300
HEAD = """# A first conversation on Telegram

Taken from a run by `python -m tests.platforms.telegram.transcript`: the whole bot without any vendor's key,
in front of the fake Telegram that the tests use. Buttons stand in brackets; *edits* means that a message
that was there already has changed.
"""


class Talk:
    """A person who talks to the bot, and writes down what both say."""

    def __init__(self, telegram: TelegramServer, chat: Private) -> None:
        self._telegram = telegram
        self._chat = chat
        self._known: set[int] = set()

    async def say(self, words: str, until: str) -> Message:
        """Say something, and wait for this answer."""
        print(f"\n**Ann:** {words}")
        self._chat.say(words)
        return await self.see(until)

    async def press(self, message: Message, button: str, until: str) -> Message:
        """Press a button, and wait for this answer."""
        print(f"\n**Ann** presses [{button}]")
        await self._telegram.press(self._chat.user, message, button).answered(PATIENCE)
        return await self.see(until)

    async def see(self, what: str) -> Message:
        """Wait for words of the bot, and write them down."""
        message = await self._chat.until(what, PATIENCE)
        how = " *edits*" if message.id in self._known else ""
        self._known.add(message.id)
        video = f"[video, {message.video.width}x{message.video.height}]\n\n" if message.video else ""
        print(f"\n**Bot**{how}:\n")
        print("\n".join(f"> {line}".rstrip() for line in f"{video}{message.text}".splitlines()))
        for row in message.buttons:
            print(">\n> " + " ".join(f"[{button.text}]" for button in row))
        return message


async def converse(telegram: TelegramServer, folder: Path) -> None:
    """From the first hello to the posted reel."""
    settings = Settings(
        telegram_bot_token=SecretStr(telegram.token), telegram_base_url=telegram.address, data_dir=folder
    )
    talk = Talk(telegram, telegram.user("Ann").private())
    async with open_house(settings, Screen(StringIO())) as house:
        listening = asyncio.create_task(house.platforms.listen(house.desk, house.studio))
        try:
            await talk.say("/start", "what are your videos about")
            platform = await talk.say("specialty coffee", "Where do you post?")
            tone = await talk.press(platform, "TikTok", "In which tone")
            goal = await talk.press(tone, "warm", "What should it bring about?")
            await talk.press(goal, "Skip", "Your niche: specialty coffee")
            await talk.say("/generate", "What should the reel be about?")
            platform = await talk.say("how monks invented espresso", "Where do you post?")
            await talk.press(platform, "That is all", "Job ")
            await talk.see("Drawing the reel")
            reel = await talk.see("Animatic")
            await talk.see("Your reel is ready")
            await talk.press(reel, "Variation", "In which look?")
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def main() -> None:
    """Print the page."""
    print(HEAD, end="")
    with tempfile.TemporaryDirectory() as folder:
        async with recorded("transcript") as telegram:
            await converse(telegram, Path(folder))


if __name__ == "__main__":
    asyncio.run(main())
