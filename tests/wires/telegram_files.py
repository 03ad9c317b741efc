"""Files at Telegram: received in a stream, kept on disk until the server stops, known by their file_id."""

import hashlib
import itertools
import json
import mimetypes
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, web
from PIL import Image, UnidentifiedImageError

from tests.wires.telegram_calls import JSON, Call, Refusal, Upload, bad

UPLOAD_LIMIT, LOCAL_UPLOAD_LIMIT = 50_000_000, 2_000_000_000
DOWNLOAD_LIMIT, PHOTO_LIMIT = 20_000_000, 10_000_000
THUMBNAIL_LIMIT, THUMBNAIL_SIDE = 200_000, 320
_CHUNK = 2**16
_TOO_LARGE = Refusal(413, "Request Entity Too Large")


@dataclass(frozen=True, slots=True)
class Media:
    """A file in a message. Telegram measures nothing here: a video is as wide as its sender said.

    `kind` is video, photo or document; `seconds` is 0 and the size 320x320 where nobody said.
    """

    kind: str
    id: str
    upload: Upload
    width: int = 0
    height: int = 0
    seconds: int = 0
    thumbnail: "Media | None" = None
    cover: "Media | None" = None
    streams: bool = False

    def as_wire(self) -> Any:
        """The value of the message's field named after the kind."""
        unique = self.upload.sha256[:15]
        wire: JSON = {"file_id": self.id, "file_unique_id": f"Ag{unique}", "file_size": self.upload.size}
        if self.kind == "photo":
            return [wire | {"width": self.width, "height": self.height}]
        wire |= {"file_name": self.upload.filename}
        if self.thumbnail is not None:
            wire["thumbnail"] = self.thumbnail.as_wire()[0]
        if self.kind == "document":
            kind, _ = mimetypes.guess_type(self.upload.filename)
            return wire | ({"mime_type": kind} if kind else {})
        if self.cover is not None:
            wire["cover"] = self.cover.as_wire()
        size = {"width": self.width, "height": self.height, "duration": self.seconds}
        return wire | size | {"mime_type": "video/mp4"}


class Files:
    """All files of the world. `is_local` is a server of the bot's own, with its greater limits."""

    def __init__(self, *, is_local: bool = False) -> None:
        self.is_local = is_local
        self.by_id: dict[str, Media] = {}
        self._numbers = itertools.count(1)
        self._home = tempfile.TemporaryDirectory(prefix="telegram-files-")

    def close(self) -> None:
        """Forget every file."""
        self._home.cleanup()

    async def receive(self, request: web.Request) -> tuple[JSON, dict[str, Upload]]:
        """Read a request of any shape, files in small pieces. Raises Refusal if it is too large."""
        if request.content_type == "application/json":
            return json.loads(await request.read() or b"{}"), {}
        if request.content_type != "multipart/form-data":
            return {**request.query, **await request.post()}, {}
        params: JSON = dict(request.query)
        files: dict[str, Upload] = {}
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            name = part.name or ""
            if part.filename is None:
                params[name] = (await part.read()).decode()
            else:
                files[name] = await self._receive_file(part)
        limit = LOCAL_UPLOAD_LIMIT if self.is_local else UPLOAD_LIMIT
        if sum(file.size for file in files.values()) > limit:
            raise _TOO_LARGE
        return params, files

    async def _receive_file(self, part: BodyPartReader) -> Upload:
        """What is too large is read to its end all the same, but not kept."""
        size, digest = 0, hashlib.sha256()
        path = Path(self._home.name) / f"upload-{next(self._numbers)}"
        with path.open("wb") as file:
            while chunk := await part.read_chunk(_CHUNK):
                size += len(chunk)
                digest.update(chunk)
                if self.is_local or size <= UPLOAD_LIMIT:
                    file.write(chunk)
        return self._filed(path, part.filename or "file", size, digest.hexdigest())

    def _filed(self, path: Path, filename: str, size: int, sha256: str) -> Upload:
        """The same bytes are kept once."""
        return Upload(filename, size, sha256, path.replace(path.with_name(sha256)))

    def put(self, kind: str, data: bytes, filename: str, width: int = 0, height: int = 0) -> Media:
        """File what a person sends."""
        path = Path(self._home.name) / f"upload-{next(self._numbers)}"
        path.write_bytes(data)
        upload = self._filed(path, filename, len(data), hashlib.sha256(data).hexdigest())
        return self._photo(upload) if kind == "photo" else self._keep(kind, upload, width, height)

    def attached(self, call: Call, value: Any, name: str, kind: str) -> Media:
        """The file that a parameter means: an upload, a file_id, or a path on a local server."""
        link = value if isinstance(value, str) else ""
        upload = call.files.get(link.removeprefix("attach://") if link.startswith("attach://") else name)
        if upload is None and self.is_local and link.startswith("file://"):
            upload = self._local(Path(link.removeprefix("file://")))
        if upload is not None:
            if not upload.size:
                raise bad("file must be non-empty")
            return self._photo(upload) if kind == "photo" else self._keep(kind, upload)
        known = self.by_id.get(link)
        if link.startswith(("http://", "https://")):
            raise bad("failed to get HTTP URL content")
        if known is None:
            raise bad(f"there is no {name} in the request" if not link else _WRONG)
        if known.kind != kind:
            raise bad(f"can't use file of type {known.kind.title()} as {kind.title()}")
        return known

    def video(self, call: Call, said: JSON, value: Any) -> Media:
        """A video as a call, or a structure in it, describes it."""
        film = self.attached(call, value, "video", "video")
        if film.id == value:
            return film
        cover = said.get("cover")
        shown = replace(
            film,
            width=int(said.get("width") or 320),
            height=int(said.get("height") or 320),
            seconds=int(float(said.get("duration") or 0)),
            streams=str(said.get("supports_streaming", "")).lower() == "true",
            thumbnail=self.thumbnail(call, said.get("thumbnail")),
            cover=self.attached(call, cover, "cover", "photo") if cover or "cover" in call.files else None,
        )
        self.by_id[film.id] = shown
        return shown

    def document(self, call: Call, said: JSON, value: Any) -> Media:
        """A document as a call describes it."""
        paper = self.attached(call, value, "document", "document")
        if paper.id == value:
            return paper
        self.by_id[paper.id] = replace(paper, thumbnail=self.thumbnail(call, said.get("thumbnail")))
        return self.by_id[paper.id]

    def thumbnail(self, call: Call, value: Any) -> Media | None:
        """An uploaded thumbnail; Telegram leaves a wrong one out and says nothing."""
        link = value if isinstance(value, str) else ""
        upload = call.files.get(link.removeprefix("attach://") or "thumbnail")
        if upload is None or upload.size > THUMBNAIL_LIMIT:
            return None
        kind, width, height = _measured(upload.path)
        if kind != "JPEG" or max(width, height) > THUMBNAIL_SIDE:
            return None
        return self._keep("photo", upload, width=width, height=height)

    def _photo(self, upload: Upload) -> Media:
        if upload.size > PHOTO_LIMIT:
            words = f"file of size {upload.size} bytes is too big for a photo"
            raise bad(f"{words}; the maximum size is {PHOTO_LIMIT} bytes")
        kind, width, height = _measured(upload.path)
        if not kind:
            raise bad("IMAGE_PROCESS_FAILED")
        return self._keep("photo", upload, width=width, height=height)

    def _local(self, path: Path) -> Upload:
        if not path.is_file():
            raise bad("file not found")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Upload(path.name, path.stat().st_size, digest, path)

    def _keep(self, kind: str, upload: Upload, width: int = 0, height: int = 0) -> Media:
        prefix = {"video": "BAACAgIAAxkBAA", "photo": "AgACAgIAAxkBAA"}.get(kind, "BQACAgIAAxkBAA")
        media = Media(kind, f"{prefix}{next(self._numbers):06d}", upload, width, height)
        self.by_id[media.id] = media
        return media


_WRONG = "wrong file identifier/HTTP URL specified"


def _measured(path: Path) -> tuple[str, int, int]:
    """Format, width and height of a picture; no format if it is none."""
    try:
        with Image.open(path) as picture:
            return picture.format or "", picture.width, picture.height
    except UnidentifiedImageError:
        return "", 0, 0
