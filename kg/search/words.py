"""Words of a text and of what is looked for, in one form: no case, no diacritics, offsets in code points.

A text in a script that leaves no blanks between words (Chinese, Japanese, Thai and the like) is taken sign by
sign, so that any part of it is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.errors import BadParameterError

LONGEST: Final = 200
"""Code points of what is looked for."""
BEGINNING: Final = 3
"""Letters from which on a word is found by its beginning, and by its stem; the last one by any beginning."""
_COMMON: Final = re.compile(
    "a|about|an|and|any|are|aren|as|at|be|been|being|but|by|can|could|did|didn|do|does|doesn|doing|don|for|from|"
    "had|has|have|having|he|her|hers|him|his|how|i|if|in|into|is|isn|it|its|me|my|of|on|or|our|ours|she|should|"
    "so|some|than|that|the|their|them|then|there|these|they|this|those|to|was|wasn|we|were|what|when|where|"
    "which|who|whom|whose|why|will|with|would|you|your|d|ll|m|re|s|t|ve"
)
"""Words that tell nothing of what an English question is about, with what an apostrophe leaves of them."""

_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_QUOTED: Final = re.compile(
    '["“”„«»「」『』](?P<words>[^"“”„«»「」『』]*)(?P<end>["“”„«»「」『』]?)|(?P<bare>[^\\s"“”„«»「」『』]+)'
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its place, in code points, and its form in the index."""

    start: int
    end: int
    form: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow each other; with `beginning`, the last one may go on. One that is `bare` has no
    quotation marks; `also` are the other words of the same stem as its only one."""

    forms: tuple[str, ...]
    beginning: bool
    bare: bool = False
    also: tuple[str, ...] = ()

    def typed(self) -> str:
        """The phrase as it was typed, in the syntax of FTS5. A form has letters, digits and marks only, so
        nothing in it is syntax."""
        return f'"{" ".join(self.forms)}"{" *" if self.beginning else ""}'

    def match(self) -> str:
        """The phrase, or another word of its stem, in the syntax of FTS5."""
        return " OR ".join([self.typed(), *(f'"{form}"' for form in self.also)])

    @property
    def stemmed(self) -> bool:
        """Whether it is found by its stem as well: a word of Latin letters without quotation marks."""
        (*more, form) = self.forms
        return self.bare and not more and has_stem(form)


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order."""
    for found in _pattern(_marks(text)).finditer(text):
        form = folded(found[0])
        if form:
            yield Word(found.start(), found.end(), form)


def forms(text: str) -> str:
    """The words of a text in the form of the index, with blanks between them."""
    return " ".join(word.form for word in words(text))


def folded(word: str) -> str:
    """A word without case and diacritics: `Café` as `cafe`."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def has_stem(form: str) -> bool:
    """Whether a word may share its stem with others, by the rules of English."""
    return len(form) >= BEGINNING and form.isascii() and form.isalpha()


def telling(looked_for: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """Phrases without the common words of English questions; all of them where nothing else is there."""
    left = tuple(phrase for phrase in looked_for if not (phrase.bare and _is_common(phrase)))
    return left or tuple(looked_for)


def _is_common(phrase: Phrase) -> bool:
    return all(_COMMON.fullmatch(form) for form in phrase.forms)


def phrases(looked_for: str) -> tuple[Phrase, ...]:
    """What somebody typed as phrases: words are found by their beginning; those in quotation marks, or joined
    as in `GPT-4o`, together.

    Nothing is syntax: whatever else it holds stands between words. BadParameterError when it is too long.
    """
    if len(looked_for) > LONGEST:
        raise BadParameterError("q", f"{looked_for[:40]}…", f"at most {LONGEST} characters")
    parts = list(_QUOTED.finditer(looked_for))
    found: dict[Phrase, None] = {}
    for part in parts:
        made = tuple(word.form for word in words(part["bare"] or part["words"] or ""))
        if made:
            open_end = part.end() == len(looked_for) and not part["end"]
            whole = part["bare"] is None or len(made[-1]) < BEGINNING
            bare = part["bare"] is not None
            found[Phrase(made, beginning=open_end or not whole, bare=bare)] = None
    return tuple(found)


def marks(text: str, looked_for: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Where phrases are found in a text: starts and ends in code points, in order, none over another."""
    every = list(words(text))
    found = sorted(
        (every[at].start, every[at + len(phrase.forms) - 1].end)
        for phrase in looked_for
        for at in range(len(every) - len(phrase.forms) + 1)
        if _fits(phrase, every[at : at + len(phrase.forms)])
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _fits(phrase: Phrase, found: Sequence[Word]) -> bool:
    if found[-1].form in phrase.also:
        return True
    *first, last = phrase.forms
    ends = found[-1].form.startswith(last) if phrase.beginning else found[-1].form == last
    return ends and all(word.form == form for word, form in zip(found, first, strict=False))


def _marks(text: str) -> str:
    """The marks that a text has beside its letters, sorted: vowel signs, accents of their own."""
    if text.isascii():
        return ""
    return "".join(sorted(sign for sign in set(text) if unicodedata.category(sign)[0] == "M"))


@lru_cache(maxsize=256)
def _pattern(more: str) -> re.Pattern[str]:
    after = f"[{re.escape(more)}]*" if more else ""
    return re.compile(f"[{_UNSPACED}]{after}|(?:(?![{_UNSPACED}])[^\\W_]{after})+")
