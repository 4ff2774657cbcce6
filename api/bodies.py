"""Bodies of requests: their media type, and their bytes up to a limit."""

from __future__ import annotations

import asyncio
from email.message import Message
from typing import Final

from fastapi import Request

from api.problems import UnsupportedMediaTypeError
from kg.errors import ContentTooLargeError, ContentTooSlowError

SLOWEST: Final = 30.0
"""Seconds within which a body must be there: whoever sends a byte now and then would else stay for ever."""


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
    """The body; ContentTooLargeError as soon as it is known to have more than `limit` bytes,
    ContentTooSlowError when it is not there in time."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > limit:
        raise ContentTooLargeError(limit, int(told))
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise ContentTooLargeError(limit, len(body))
    except TimeoutError:
        raise ContentTooSlowError(SLOWEST) from None
    return bytes(body)
