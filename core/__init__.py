"""The studio: what a reel is, what has to happen next, and what it costs.

Read `reel/` for the things (`brief`, `storyboard`, `job`); `books/` for the money; `ports` for what
the studio needs from outside; `studio` for what people ask of it; `work/` for how a job moves.
Knows no platform, no vendor, no SQL and no video library.
"""
