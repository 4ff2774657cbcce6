"""Which documents match what is looked for: all of it, or some where none has all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kg.search.words import Phrase, telling

_WEIGHTS: Final = "10.0, 8.0, 2.0, 1.0"
"""What a word counts in a label, another name, a definition, a quote, by BM25."""
COUNTED: Final = 16
"""Words that are counted in each text, where none has all: the longest ones, which tell the most."""
_OTHERS: Final = 5


@dataclass(frozen=True, slots=True)
class Match:
    """What was looked for, with the other words of its stems; whether a document has all of it; and where
    none has, the phrases that no document has."""

    sought: tuple[Phrase, ...]
    all_words: bool
    absent: tuple[Phrase, ...] = ()


def find(base: sqlite3.Connection, typed: Sequence[Phrase], partly: bool) -> Match:
    """Notes what matches, each with its tier and score. Common words of English are asked of names alone."""
    sought = tuple(_widened(base, phrase) for phrase in telling(typed))
    base.execute("DELETE FROM hit")
    _note(base, sought, " AND ")
    if base.execute("SELECT EXISTS (SELECT 1 FROM hit)").fetchone()[0]:
        _rank(base, sought, " AND ", [typed, sought])
        return Match(sought, all_words=True)
    if not partly or len(sought) == 1:
        return Match(sought, all_words=False, absent=sought)
    counted = sorted(sought, key=lambda phrase: -len("".join(phrase.forms)))[:COUNTED]
    _note(base, counted, " OR ")
    absent = tuple(phrase for phrase in counted if not _count(base, phrase))
    _rank(base, counted, " OR ", [[phrase] for phrase in counted])
    return Match(tuple(counted), all_words=False, absent=absent)


def _widened(base: sqlite3.Connection, phrase: Phrase) -> Phrase:
    """A word with the other words of its stem, but for those that its beginning finds."""
    if not phrase.stemmed:
        return phrase
    (form,) = phrase.forms
    same = base.execute("SELECT form FROM stem WHERE stem MATCH ? ORDER BY form", (f'"{form}"',))
    also = (other for (other,) in same if other != form)
    return replace(
        phrase, also=tuple(other for other in also if not (phrase.beginning and other.startswith(form)))
    )


def _note(base: sqlite3.Connection, sought: Iterable[Phrase], joint: str) -> None:
    base.execute(
        f"INSERT INTO hit (id, tier, score) SELECT rowid, {_OTHERS}, bm25(word, {_WEIGHTS}) "
        "FROM word WHERE word MATCH ?",
        (joint.join(f"({phrase.match()})" for phrase in sought),),
    )


def _count(base: sqlite3.Connection, phrase: Phrase) -> int:
    """Counts a phrase in what has it, and says in how much that is."""
    return base.execute(
        "UPDATE hit SET words = words + 1 WHERE id IN (SELECT rowid FROM word WHERE word MATCH ?)",
        (phrase.match(),),
    ).rowcount


def _rank(
    base: sqlite3.Connection, sought: Sequence[Phrase], joint: str, called: Sequence[Sequence[Phrase]]
) -> None:
    """Tiers: 0 are the names that are just what is `called`, 1 those that begin so, 2 those with the words as
    typed, 3 with others of their stems, 4 other texts with the words as typed, and then all others."""
    typed = joint.join(f"({phrase.typed()})" for phrase in sought)
    wide = joint.join(f"({phrase.match()})" for phrase in sought)
    begun = " OR ".join(
        "({})".format(" AND ".join([f"(^ {first.typed()})", *(f"({one.typed()})" for one in others)]))
        for first, *others in called
    )
    names = "{label alias} : "
    tiers = [(4, typed), (3, f"{names}({wide})"), (2, f"{names}({typed})"), (1, f"{names}({begun})")]
    for tier, match in tiers:
        if tier != 3 or wide != typed:
            base.execute(
                "UPDATE hit SET tier = ? WHERE id IN (SELECT rowid FROM word WHERE word MATCH ?)",
                (tier, match),
            )
    for some in called:
        whole = " ".join(form for phrase in some for form in phrase.forms)
        base.execute(
            "UPDATE hit SET tier = 0 WHERE tier = 1 "
            "AND instr((SELECT names FROM document d WHERE d.id = hit.id), ?)",
            (f"\n{whole}\n",),
        )
