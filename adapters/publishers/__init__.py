"""Where reels go out into the world: a room for each who takes them."""
