"""How a job moves: one file per stage, each a function from a claim to what it changed.

Read `crew` for who works, `planning`, `rendering`, `cutting` and `delivering` in that order, and
`runner` for the loop that calls them. A step may be killed at any moment; what it saved stands,
and the next step starts from there.
"""
