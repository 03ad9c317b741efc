"""The parts that the settings decide on: each is made here, and put in its place by `bot.assembly`."""
