"""Bodies of requests: their media type, and their bytes up to a limit."""

from __future__ import annotations

from email.message import Message

from fastapi import Request
from starlette.exceptions import HTTPException

from api.problems import UnsupportedMediaTypeError


def media_type(request: Request) -> str:
    """The media type of the body without parameters; a 415 when encoded, or not in UTF-8."""
    given = request.headers.get("content-type", "")
    header = Message()
    header["content-type"] = given
    charset = header.get_param("charset", "utf-8")
    if not isinstance(charset, str) or charset.lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise UnsupportedMediaTypeError(given, ("UTF-8",))
    if (encoding := request.headers.get("content-encoding", "identity").lower()) != "identity":
        raise UnsupportedMediaTypeError(f"encoded as {encoding}", ("identity",))
    return header.get_content_type() if given else ""


async def read_body(request: Request, limit: int) -> bytes:
    """The body; a 413 as soon as it is known to have more than `limit` bytes."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > limit:
        raise HTTPException(413, f"the body has {told} bytes; {limit} are allowed")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise HTTPException(413, f"the body has more than the {limit} bytes that are allowed")
    return bytes(body)
