"""The page of a source as tests read it: the pieces of its text in order, and the notes beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_EMPTY = frozenset({"meta", "link", "input", "br", "img"})


@dataclass
class Part:
    """A piece of the text: words of claims (`claims`), a gap of `length` characters, or plain words."""

    words: str = ""
    id: str = ""
    href: str = ""
    claims: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    length: int = 0


@dataclass
class Note:
    """A claim in the margin: its links, and its words."""

    id: str
    links: list[str] = field(default_factory=list)
    words: str = ""


class Reader(HTMLParser):
    """A page: `parts` are the pieces of its text, `notes` the claims beside it, `ids` all anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.parts: list[Part] = []
        self.notes: list[Note] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._open: list[tuple[str, tuple[str, ...]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = tuple(given.get("class", "").split())
        self.tags.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if "href" in given and tag == "a":
            self.links.append(given["href"])
            if self._within("note") and self.notes:
                self.notes[-1].links.append(given["href"])
        if tag not in _EMPTY:
            self._open.append((tag, classes))
        if "note" in classes and "data-claim" in given:
            self.notes.append(Note(given["id"]))
        elif self._within("text") and "ordinal" not in classes:
            self._part(given, classes)

    def _part(self, given: dict[str, str], classes: tuple[str, ...]) -> None:
        if "seg" in classes:
            claims = tuple(given["data-claims"].split())
            self.parts.append(
                Part(id=given.get("id", ""), href=given["href"], claims=claims, classes=classes)
            )
        elif "gap" in classes:
            self.parts.append(Part(length=int(given["data-length"]), classes=classes))
        elif "hidden" not in classes and "text" not in classes:
            self.parts.append(Part(classes=classes))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._within("note") and self.notes:
            self.notes[-1].words += data
        if self._within("text") and not (self._within("ordinal") or self._within("gap")):
            inner = self._open[-1][1]
            if "text" in inner:
                assert data.strip() == "", f"words outside of a piece: {data!r}"
            else:
                self.parts[-1].words += data

    def _within(self, name: str) -> bool:
        return any(name in classes for _, classes in self._open)

    def words_of(self, claim: str) -> str:
        """The highlighted words of a claim."""
        return "".join(part.words for part in self.parts if claim in part.claims)
