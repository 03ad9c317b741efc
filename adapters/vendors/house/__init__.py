"""The house writer: storyboards by craft, without network, key or cost.

Read `writer`, then `desk` (what one order brings along), `plot` (what happens), `telling` (what is
said and written), `direction` (how it is filmed); below them `subject` (what the reel is about),
`topic` (how a topic is understood) and `library` (what the prose files hold). Other languages are in
`tongues` and told by `abroad`.
"""

from adapters.vendors.house.writer import HouseWriter

__all__ = ["HouseWriter"]
