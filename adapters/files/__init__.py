"""Where reels lie for those who fetch them: beside our own folder, an S3-compatible store."""

from adapters.files.bucket import Bucket, Place

__all__ = ["Bucket", "Place"]
