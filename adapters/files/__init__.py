"""Where reels are kept beyond our own folder: an S3-compatible store."""

from adapters.files.bucket import Bucket, Place

__all__ = ["Bucket", "Place"]
