"""The cutting room: draws, cuts and measures video in a process of its own.

Read `room` (the bot's side) and `host` (the other side of the pipe), then `errands`. A drawn reel is
`animatic` over `looks` over `drawing`; `music` and `loudness` make it sound. Only `room` is imported
by the bot, and it knows no video library.
"""
