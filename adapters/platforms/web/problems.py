"""What goes wrong, as RFC 9457 has it: one form for every error that a program can meet."""

import math
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from core.errors import Misconfigured, Refused, StudioError, Unavailable

Shown = Callable[[Request, int, str], Response]
"""Makes a page of a status and what is said about it."""

_MEDIA = "application/problem+json"
_LATER = 30
_KEPT = ("Retry-After", "WWW-Authenticate", "Allow")
_ABSENT = HTTPStatus.NOT_FOUND
_NOWHERE = "This address leads nowhere; perhaps a part of it was lost."
_WRONG = "Something in what you sent is not right."


class Problem(BaseModel):
    """An error. `detail` is worded for people; `errors` says which parts of what was sent are wrong."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[str] = Field(default_factory=list)


class Trouble(HTTPException):
    """An answer that is no success, in words."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        headers: Mapping[str, str] | None = None,
        errors: tuple[str, ...] = (),
    ) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.errors = errors


def problem(
    status: int, detail: str, headers: Mapping[str, str] | None = None, errors: tuple[str, ...] = ()
) -> JSONResponse:
    """The answer to a program."""
    told = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(errors))
    return JSONResponse(told.model_dump(), status, headers, media_type=_MEDIA)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These errors for the description of an operation."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {_MEDIA: {"schema": schema}}}
        for status in sorted({400, 401, 403, 408, 413, 422, 429, 503, *statuses})
    }


def translate(app: FastAPI, shown: Shown) -> None:
    """Let every error of this app be answered in that form, and as a page to whoever asks for pages."""

    def answered(request: Request, words: str, told: JSONResponse) -> Response:
        if "text/html" not in request.headers.get("accept", "") or request.url.path.startswith("/api/"):
            return told
        page = shown(request, told.status_code, words)
        page.headers.update({name: told.headers[name] for name in _KEPT if name in told.headers})
        return page

    @app.exception_handler(StudioError)
    async def studio(request: Request, trouble: StudioError) -> Response:
        return answered(request, trouble.message, of_studio(trouble))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        errors = error.errors if isinstance(error, Trouble) else ()
        told = problem(error.status_code, str(error.detail), error.headers, errors)
        if isinstance(error, Trouble):
            return answered(request, str(error.detail), told)
        return answered(request, _NOWHERE if error.status_code == _ABSENT else _WRONG, told)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        slips = tuple(_slip(each) for each in error.errors())
        return answered(request, _WRONG, problem(HTTPStatus.UNPROCESSABLE_ENTITY, _WRONG, errors=slips))


def of_studio(trouble: StudioError) -> JSONResponse:
    """What the studio says: change something, or come again later."""
    if isinstance(trouble, Refused):
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, trouble.message)
    wait = trouble.retry_in if isinstance(trouble, Unavailable) and trouble.retry_in else _LATER
    headers = {} if isinstance(trouble, Misconfigured) else {"Retry-After": str(math.ceil(wait))}
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, trouble.message, headers)


def _slip(error: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in error["loc"][1:]) or "body"
    return f"{where}: {error['msg']}"
