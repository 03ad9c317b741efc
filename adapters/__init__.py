"""One room per thing outside, named after it: platforms, vendors, media, storage. No rule of ours."""
