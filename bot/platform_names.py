"""The names of the platforms that answers differ on; to ask an adapter for its own would load its library."""

CONSOLE = "console"
WEB = "web"
TELEGRAM = "telegram"
DISCORD = "discord"
