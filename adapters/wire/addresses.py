"""Which addresses are whose: a key goes to the vendor's own host, and nowhere else."""

from urllib.parse import urlsplit


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port; an address that makes no sense is nobody's."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "", url, None
    if parts.username is not None or parts.password is not None:
        return "", url, None
    return parts.scheme, parts.hostname or "", port


def is_https_under(url: str, suffixes: tuple[str, ...]) -> bool:
    """Whether an address is an https one on its usual port, at or below one of these hosts (`.fal.run`)."""
    scheme, host, port = origin(url)
    return (scheme, port) == ("https", 443) and f".{host}".endswith(suffixes)
