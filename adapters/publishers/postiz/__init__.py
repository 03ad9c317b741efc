"""Postiz keeps reels as drafts for Instagram, TikTok and YouTube, over its public API."""

from adapters.publishers.postiz.publisher import Postiz

__all__ = ["Postiz"]
