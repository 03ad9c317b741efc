"""YouTube takes reels as private videos, over its Data API v3."""

from adapters.publishers.youtube.publisher import YouTube

__all__ = ["YouTube"]
