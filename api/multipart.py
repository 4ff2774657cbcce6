"""Bodies of several files: multipart/form-data (RFC 7578), as the Graph Store Protocol allows it for POST.

Parts are cut at the boundary and not looked into: no part holds parts, none is decoded or kept on disk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from typing import Final

from starlette.exceptions import HTTPException

MEDIA_TYPE: Final = "multipart/form-data"
MOST_PARTS: Final = 100
_BOUNDARY: Final = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_LONGEST_HEADER: Final = 8192


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a body: its bytes and the value of its Content-Type."""

    data: bytes
    content_type: str


def parts(body: bytes, content_type: str) -> list[Part]:
    """The files of a body; a 400 for what is no such body or has too many parts."""
    header = Message()
    header["content-type"] = content_type
    boundary = header.get_boundary("")
    if not _BOUNDARY.fullmatch(boundary):
        raise HTTPException(400, "multipart/form-data needs the parameter “boundary”")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("ascii"), MOST_PARTS + 2)
    if len(pieces) > MOST_PARTS + 2:
        raise HTTPException(400, f"the body has more than {MOST_PARTS} parts")
    if len(pieces) < 3 or not pieces[-1].startswith(b"--"):
        raise HTTPException(400, "the body has no parts, or its last boundary is missing")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    lines, gap, data = piece.lstrip(b" \t").removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if not gap or len(lines) > _LONGEST_HEADER:
        raise HTTPException(400, "a part has no headers of its own, or too long ones")
    for line in lines.decode("latin-1").split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-type":
            return Part(data, value.strip())
    raise HTTPException(400, "a part has no Content-Type")
