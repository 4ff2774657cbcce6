"""Finds quotes in a text, to the letter, and says of a quote that is not there what comes nearest and how it
differs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from kg.model import Quote, Sentence, Text
from kg.sheet.problems import Problems, shorten

_WORD: Final = re.compile(r"\w+")
# Two characters on each side of a border: letters on both sides, a hyphen or the mark of a number between.
_INSIDE: Final = re.compile(r".\w(?:\w|-\w|[.,]\d|%)|\w-\w|\d[.,]\d|.[$€£¥]\d", re.DOTALL)
_MOST_PLACES: Final = 50
_CANDIDATES: Final = 3
_LONGEST_COMPARED: Final = 1_000
_NEAR: Final = 0.6


@dataclass(frozen=True, slots=True)
class Lost:
    """Why words were not found as a quote, and what would mend it."""

    message: str
    remedy: str


def find_quote(
    text: Text, words: str, prefix: str | None, suffix: str | None, problems: Problems
) -> Quote | Lost:
    """The one place of a quote: exact words, whole, within one sentence.

    Words in headings do not count. `prefix` and `suffix` are words right before and after; they are needed
    where the words occur more than once and refused where they occur once. `problems` only bounds the search
    for near misses.
    """
    everywhere = list(_places(text.string, words))
    places = [start for start in everywhere if _within_sentence(text, start, start + len(words))]
    if not places:
        return _why_lost(text, words, everywhere, problems)
    kept = [start for start in places if _framed(text.string, start, start + len(words), prefix, suffix)]
    if len(places) == 1 and (prefix or suffix):
        if kept:
            return Lost("the quote occurs once, so it needs no prefix or suffix", "remove them")
        return _misframed(text, places, words, prefix, suffix)
    if not kept:
        return _misframed(text, places, words, prefix, suffix)
    if len(kept) > 1:
        return _ambiguous(text, kept, words, framed=bool(prefix or suffix))
    return _quote(text, kept[0], words, prefix, suffix)


def occurs(text: Text, words: str) -> bool:
    """Whether exact words stand anywhere in the text, headings too, not cutting a word."""
    return next(_places(text.string, words), None) is not None


def near_miss(text: Text, words: str, problems: Problems) -> str:
    """The words of the text that come nearest and where they differ, or that none are near."""
    if not problems.may_search(len(text.string)):
        return "copy the words from the text"
    best, score = "", 0.0
    for sentence in _alike(text, words):
        window = _window(text.words(sentence)[:_LONGEST_COMPARED], words[:_LONGEST_COMPARED])
        ratio = SequenceMatcher(None, window, words[:_LONGEST_COMPARED], autojunk=False).ratio()
        if ratio > score:
            best, score = window, ratio
    if score < _NEAR:
        return "nothing near it stands in the text; copy the words from there"
    return f"the nearest words are “{shorten(best, 300)}”{_difference(words, best)}"


def is_whole(string: str, start: int, end: int) -> bool:
    """Whether a passage cuts no word, compound (`non-profit`) or number (`$2.4`, `11%`) at its ends."""
    return not _joined(string, start) and not _joined(string, end)


def _joined(string: str, border: int) -> bool:
    """Whether a border falls inside a word, compound or number."""
    around = string[max(0, border - 2) : border + 2]
    if border < 2:
        around = around.rjust(2 + len(string[border : border + 2]))
    return _INSIDE.match(around) is not None


def _places(string: str, words: str) -> Iterator[int]:
    """Where the words stand, not cutting a word; at most `_MOST_PLACES`."""
    start, found = string.find(words), 0
    while start >= 0 and found < _MOST_PLACES:
        if is_whole(string, start, start + len(words)):
            found += 1
            yield start
        start = string.find(words, start + 1)


def _within_sentence(text: Text, start: int, end: int) -> bool:
    sentence = text.sentence_at(start)
    return sentence is not None and end <= sentence.end


def _frame(
    string: str, start: int, end: int, prefix: str | None, suffix: str | None
) -> tuple[str, str] | None:
    """The exact text of prefix and suffix with the white space to the quote, or None when they do not stand
    there."""
    before, after = string[:0], ""
    if prefix:
        head = string[max(0, start - len(prefix) - 8) : start]
        if not head.rstrip().endswith(prefix):
            return None
        before = head[len(head.rstrip()) - len(prefix) :]
    if suffix:
        tail = string[end : end + len(suffix) + 8]
        if not tail.lstrip().startswith(suffix):
            return None
        after = tail[: len(tail) - len(tail.lstrip()) + len(suffix)]
    return before, after


def _framed(string: str, start: int, end: int, prefix: str | None, suffix: str | None) -> bool:
    return _frame(string, start, end, prefix, suffix) is not None


def _quote(text: Text, start: int, words: str, prefix: str | None, suffix: str | None) -> Quote:
    frame = _frame(text.string, start, start + len(words), prefix, suffix)
    sentence = text.sentence_at(start)
    assert frame is not None
    assert sentence is not None
    return Quote(start, start + len(words), words, sentence.ordinal, frame[0] or None, frame[1] or None)


def _ambiguous(text: Text, places: list[int], words: str, *, framed: bool) -> Lost:
    shown = "; ".join(
        f"“{shorten(text.string[max(0, start - 25) : start + len(words) + 25], 200)}”" for start in places[:3]
    )
    what = "with this prefix and suffix the quote still occurs" if framed else "the quote occurs"
    remedy = (
        "give a longer prefix or suffix"
        if framed
        else "give a prefix or suffix: the words right before or after"
    )
    return Lost(f"{what} {len(places)} times in sentences: {shown}", remedy)


def _misframed(text: Text, places: list[int], words: str, prefix: str | None, suffix: str | None) -> Lost:
    start, end = places[0], places[0] + len(words)
    shown = f"“{shorten(text.string[max(0, start - 40) : end + 40], 300)}”"
    wrong = " and ".join(
        f"{name} “{shorten(v)}”" for name, v in (("prefix", prefix), ("suffix", suffix)) if v
    )
    return Lost(f"the quote does not occur with {wrong}", f"the text has {shown}")


def _why_lost(text: Text, words: str, places: list[int], problems: Problems) -> Lost:
    """Why words are in no sentence: in a heading, over a border, cutting a word, or not there at all."""
    if not places:
        start = text.string.find(words)
        if start >= 0:
            whole = _whole_words(text.string, start, start + len(words))
            return Lost(f"“{shorten(words)}” cuts a word", f"the text has “{shorten(whole)}”")
        return Lost(f"“{shorten(words, 300)}” is not in the text", near_miss(text, words, problems))
    start, end = places[0], places[0] + len(words)
    block = text.block_at(start)
    if block is not None and end <= block.end:
        if block.heading:
            return Lost("the quote stands in a heading", "quote a sentence: headings are no claims")
        return Lost("the quote goes over the end of a sentence", "keep it within one, or write two claims")
    return Lost("the quote goes over the end of a block", "keep it within one paragraph and one sentence")


def _whole_words(string: str, start: int, end: int) -> str:
    while start > 0 and _joined(string, start):
        start -= 1
    while end < len(string) and _joined(string, end):
        end += 1
    return string[start:end]


def _alike(text: Text, words: str) -> list[Sentence]:
    """The sentences that share most words with the quote."""
    wanted = set(_WORD.findall(words.casefold()))
    scored = [
        (len(wanted.intersection(_WORD.findall(text.words(s).casefold()))), -s.ordinal)
        for s in text.sentences
    ]
    best = sorted((score for score in scored if score[0] > 0), reverse=True)[:_CANDIDATES]
    return [text.sentences[-negated - 1] for _, negated in best]


def _window(sentence: str, words: str) -> str:
    """The passage of a sentence that lines up with the words, grown to whole words."""
    blocks = [
        b for b in SequenceMatcher(None, sentence, words, autojunk=False).get_matching_blocks() if b.size > 2
    ]
    if not blocks:
        return ""
    first, last = blocks[0], blocks[-1]
    start = max(0, first.a - first.b)
    end = min(len(sentence), last.a + last.size + len(words) - last.b - last.size)
    while start > 0 and not sentence[start - 1].isspace():
        start -= 1
    while end < len(sentence) and sentence[end].isalnum():
        end += 1
    return sentence[start:end].strip()


def _difference(words: str, found: str) -> str:
    """Where two passages differ first, word by word; by code points where the words look alike."""
    mine, theirs = words.split(), found.split()
    for tag, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag != "equal":
            here, there = " ".join(mine[a:b]), " ".join(theirs[c:d])
            if unicodedata.normalize("NFKC", here) == unicodedata.normalize("NFKC", there):
                mine_points, their_points = _points(here, there), _points(there, here)
                return f"; they look alike: the sheet has {mine_points} where the text has {their_points}"
            return f"; the sheet has “{shorten(here)}” where the text has “{shorten(there)}”"
    return "; they differ in white space" if words != found else ""


def _points(words: str, other: str) -> str:
    """The code points from the first character by which two passages differ: `U+00E9`; at most three."""
    first = next((i for i, (a, b) in enumerate(zip(words, other, strict=False)) if a != b), 0)
    return " ".join(f"U+{ord(character):04X}" for character in words[first : first + 3])
