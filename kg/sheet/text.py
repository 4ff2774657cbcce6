"""Cuts a text into blocks, sentences and quoted spans, with exact offsets and without changing a character.

Texts that were copied from web pages lose line breaks: a heading stands glued to the paragraph before it
(`appear.## Optimism`), a paragraph to the next one (`sustainability.This`), and the title comes twice. So
blocks are cut first, then sentences within each block: no sentence ever reaches over a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kg.model.passages import Block, Marked, Sentence, Text

# Every repetition is bounded or cannot overlap itself: a hostile text must not make a pattern slow.
_CLOSING: Final = "\"”’')]»"
_LINE: Final = re.compile(r"[^\n\r\u2028\u2029]+")
_GLUED: Final = re.compile(
    rf"(?<=[a-z\d%{re.escape(_CLOSING)}][.!?])[{re.escape(_CLOSING)}]?(?=\#{{1,6}}\s)"
    rf"|(?<=[a-z]{{2}}[.!?])[{re.escape(_CLOSING)}]?(?=[\"“]?[A-Z][a-z]*\s)"
)
_HASHES: Final = re.compile(r"\#{1,6}\s+")
_LIST_ITEM: Final = re.compile(r"(?:[-*•–—]|\d{1,3}[.)])\s")
_TERMINAL: Final = re.compile(rf"[.!?…:;,][{re.escape(_CLOSING)}]*$")
_BOUNDARY: Final = re.compile(
    rf"(?P<stop>[.!?…]{{1,8}})[{re.escape(_CLOSING)}]{{0,8}}(?P<gap>\s+)(?=[\"“‘'(\[«]{{0,8}}[A-Z0-9\u00C0-\u00DE])"
)
_ABBREVIATION: Final = re.compile(
    r"(?:^|[\s(\[\"“])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Gen|Sen|Rep|Gov|Inc|Corp|Co|Ltd|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?|Oct|Nov|Dec|vs|etc|approx|Fig|No|Vol|[A-Za-z](?:\.[A-Za-z])+)$"
)
_QUOTED: Final = re.compile(r"(?<!\w)\"(?=\S)(?P<straight>[^\"]*?)(?<=\S)\"(?!\w)|“(?P<curly>[^“”]*)”")
_LONGEST_HEADING: Final = 200


def read_text(string: str, title: str = "") -> Text:
    """Cuts a text into blocks, sentences and spans in quotation marks.

    `string` is the stored text, as it is. `title`, where known, marks blocks of just these words as headings
    even when they end like a sentence. The sentences of a paragraph cover all of it but the white space
    between them.
    """
    blocks: list[Block] = []
    marked: list[Marked] = []
    ordinal = 1
    for start, end, hashed in _passages(string):
        words = string[start:end]
        heading = hashed or words == title or _looks_like_heading(words)
        sentences = () if heading else tuple(_sentences(string, start, end, ordinal))
        ordinal += len(sentences)
        marked.extend(_marked(string, start, end, len(blocks)))
        blocks.append(Block(start, end, heading, sentences))
    return Text(string, tuple(blocks), tuple(marked))


def _passages(string: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end and whether hashes mark it as a heading, of each line and of each part glued to another."""
    for line in _LINE.finditer(string):
        cuts = [line.start()]
        cuts += [glue.end() for glue in _GLUED.finditer(string, line.start(), line.end())]
        for cut, next_cut in zip(cuts, [*cuts[1:], line.end()], strict=True):
            start, end = _trim(string, cut, next_cut)
            hashes = _HASHES.match(string, start, end)
            begin = hashes.end() if hashes else start
            if begin < end:
                yield begin, end, hashes is not None


def _trim(string: str, start: int, end: int) -> tuple[int, int]:
    """The same passage without white space at its ends."""
    while start < end and string[start].isspace():
        start += 1
    while start < end and string[end - 1].isspace():
        end -= 1
    return start, end


def _looks_like_heading(words: str) -> bool:
    """A short line that does not end as a sentence does and is no item of a list."""
    return len(words) <= _LONGEST_HEADING and not _TERMINAL.search(words) and not _LIST_ITEM.match(words)


def _sentences(string: str, start: int, end: int, ordinal: int) -> Iterator[Sentence]:
    """The sentences of one paragraph, numbered from `ordinal`."""
    begin = start
    for boundary in _BOUNDARY.finditer(string, start, end):
        before = string[max(begin, boundary.start() - 12) : boundary.start()]
        if boundary["stop"] == "." and _ABBREVIATION.search(before):
            continue
        yield Sentence(ordinal, begin, boundary.start("gap"))
        ordinal += 1
        begin = boundary.end("gap")
    yield Sentence(ordinal, begin, end)


def _marked(string: str, start: int, end: int, block: int) -> Iterator[Marked]:
    """The spans in straight or typographic double quotation marks; a mark after a digit (6") opens none."""
    for match in _QUOTED.finditer(string, start, end):
        group = "straight" if match["straight"] is not None else "curly"
        yield Marked(match.start(group), match.end(group), block)
