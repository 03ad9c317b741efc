"""Series: reels of a niche again and again, on a schedule."""
