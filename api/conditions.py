"""Conditions of a write (RFC 9110, 13): it shall change what its author saw, not what came after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from fastapi import Request
from starlette.exceptions import HTTPException


@dataclass(frozen=True, slots=True)
class Conditions:
    """If-Match and If-None-Match of a request: entity tags without quotes, `*` among them; None without such
    a header. An ETag is the tag of the content with the suffix of a format, as in `4f1c.ttl`; a write changes
    all formats, so the suffix is left out."""

    match: frozenset[str] | None
    none_match: frozenset[str] | None

    @classmethod
    def of(cls, request: Request) -> Self:
        """Those of a request."""
        return cls(_tags(request, "if-match"), _tags(request, "if-none-match"))

    @property
    def given(self) -> bool:
        """Whether there is any."""
        return self.match is not None or self.none_match is not None

    def require(self) -> None:
        """A 428 where there is none: of two writers who read the same, one would undo the other's work."""
        if not self.given:
            raise HTTPException(
                428, "send If-Match with the ETag of what you change, or If-None-Match: * for what is new"
            )

    def hold(self, tag: str | None) -> None:
        """A 412 unless they hold for the content of this tag; None where there is no content."""
        if self.match is not None and (tag is None or not self.match & {"*", tag}):
            there = "it has changed since" if tag else "it is not there"
            raise HTTPException(412, f"{there}: read it again and send its ETag as If-Match")
        if self.none_match is not None and tag is not None and self.none_match & {"*", tag}:
            raise HTTPException(412, "it is there already: read it and send its ETag as If-Match")


def entity_tag(tag: str, suffix: str) -> str:
    """The ETag of some content in one format."""
    return f'"{tag}.{suffix}"'


def _tags(request: Request, name: str) -> frozenset[str] | None:
    given = request.headers.getlist(name)
    if not given:
        return None
    return frozenset(_stem(part.strip()) for line in given for part in line.split(","))


def _stem(tag: str) -> str:
    """The content's own part of an entity tag; a weak one stays as it is, and never matches."""
    return tag.strip('"').rpartition(".")[0] if tag.startswith('"') else tag
