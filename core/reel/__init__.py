"""A reel: what it is to be about, on paper, as shots and sounds, as a job, and as files."""
