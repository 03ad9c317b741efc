"""The house writer: storyboards by craft, without network, key or cost.

Read `writer`, then `subject` (what the reel is about), `direction` (how it is filmed), `topic`
(how a topic is understood), `library` (what the prose files hold).
"""

from adapters.vendors.house.writer import HouseWriter

__all__ = ["HouseWriter"]
