"""The index itself: a database of SQLite in memory, with the words in a table of FTS5."""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import StoreError
from kg.search.documents import FIELDS, Document
from kg.search.words import Phrase, forms

_SCHEMA: Final = Path(__file__).with_name("schema.sql")
_WEIGHTS: Final = "10.0, 8.0, 2.0, 1.0"
"""What a word counts in a label, another name, a definition, a quote, by BM25."""
_BETWEEN: Final = " ¶ "
"""Stands between other names in the table of words, so that no phrase is found across two: no word has it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document that was found: its texts as the graph has them."""

    iri: str
    kind: str
    label: str
    aliases: tuple[str, ...]
    definition: str
    quote: str
    standings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """A part of what was found, how much was found, and how much of it has each value of each field; what is
    counted of a field leaves out the filter by that field."""

    rows: list[Row]
    total: int
    counts: dict[str, list[tuple[str, int]]]


class Table:
    """Documents and their words. Safe between threads: one at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        with _errors():
            self._base = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
            weakref.finalize(self, self._base.close)
            self._base.executescript(_SCHEMA.read_text(encoding="utf-8"))

    def put(self, found: Iterable[Document], gone: Iterable[str] = ()) -> None:
        """Puts documents in the place of those of the same IRIs, and takes out those of `gone`; all or
        nothing."""
        with self._lock, _errors(), self._transaction():
            for iri in gone:
                self._remove(iri)
            for document in found:
                self._remove(document.iri)
                self._add(document)

    def select(
        self, looked_for: Sequence[Phrase], filters: Mapping[str, str], offset: int, size: int
    ) -> Selection:
        """The documents in which all phrases are found and that have the values of `filters`: the things
        called so first; then those whose names begin so, the shortest first; then those with the words in
        their names, and then all others, each by BM25."""
        with self._lock, _errors():
            self._find(looked_for)
            return Selection(
                list(self._rows(filters, offset, size)),
                self._count(filters),
                {field: self._values(field, filters) for field in FIELDS},
            )

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """What individuals are called."""
        with self._lock, _errors():
            ask = "SELECT label FROM document WHERE iri = ?"
            found = {iri: self._base.execute(ask, (iri,)).fetchone() for iri in iris}
        return {iri: row[0] for iri, row in found.items() if row}

    def known(self, first: str) -> list[str]:
        """The words of names that begin with this letter."""
        with self._lock, _errors():
            ask = "SELECT DISTINCT term FROM term WHERE term >= ? AND term < ? AND col IN ('label', 'alias')"
            return [row[0] for row in self._base.execute(ask, (first, f"{first}\U0010ffff"))]

    @property
    def size(self) -> int:
        """The bytes of memory that it takes."""
        with self._lock, _errors():
            ask = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            return int(self._base.execute(ask).fetchone()[0])

    def _find(self, looked_for: Sequence[Phrase]) -> None:
        """Notes what matches, each with its tier and score, in the table of matches."""
        first, *others = (f"({phrase.match()})" for phrase in looked_for)
        match = " AND ".join([first, *others])
        begun = " AND ".join([f"(^ {looked_for[0].match()})", *others])
        whole = " ".join(form for phrase in looked_for for form in phrase.forms)
        run = self._base.execute
        run("DELETE FROM hit")
        score = f"bm25(word, {_WEIGHTS})"
        run(f"INSERT INTO hit SELECT rowid, 3, {score} FROM word WHERE word MATCH ?", (match,))
        for tier, names in ((2, match), (1, begun)):
            run(
                "UPDATE hit SET tier = ? WHERE id IN (SELECT rowid FROM word WHERE word MATCH ?)",
                (tier, f"{{label alias}} : ({names})"),
            )
        run(
            "UPDATE hit SET tier = 0 WHERE tier = 1 "
            "AND instr((SELECT names FROM document d WHERE d.id = hit.id), ?)",
            (f"\n{whole}\n",),
        )

    def _rows(self, filters: Mapping[str, str], offset: int, size: int) -> Iterator[Row]:
        narrowed, values = _narrowed(filters)
        found = self._base.execute(
            "SELECT d.id, iri, kind, label, aliases, definition, quote "
            "FROM hit JOIN document d ON d.id = hit.id "
            f"WHERE {narrowed} "
            "ORDER BY tier, CASE WHEN tier < 2 THEN length(label) END, round(score, 9), iri LIMIT ? OFFSET ?",
            (*values, size, offset),
        ).fetchall()
        for id_, iri, kind, label, aliases, definition, quote in found:
            of = self._base.execute(
                "SELECT value FROM value WHERE document = ? AND field = 'standing' ORDER BY value", (id_,)
            )
            others = tuple(json.loads(aliases))
            yield Row(iri, kind, label, others, definition, quote, tuple(row[0] for row in of))

    def _count(self, filters: Mapping[str, str]) -> int:
        narrowed, values = _narrowed(filters)
        found = self._base.execute(f"SELECT count(*) FROM hit WHERE {narrowed}", values).fetchone()
        return int(found[0])

    def _values(self, field: str, filters: Mapping[str, str]) -> list[tuple[str, int]]:
        narrowed, values = _narrowed({name: value for name, value in filters.items() if name != field})
        return self._base.execute(
            "SELECT value, count(*) AS n FROM hit CROSS JOIN value ON document = hit.id AND field = ? "
            f"WHERE {narrowed} GROUP BY value ORDER BY n DESC, value",
            (field, *values),
        ).fetchall()

    def _add(self, document: Document) -> None:
        label, *others = map(forms, (document.label, *document.aliases))
        made = self._base.execute(
            "INSERT INTO document (iri, kind, names, label, aliases, definition, quote) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                document.iri,
                document.kind,
                "\n".join(["", label, *others, ""]),
                document.label,
                json.dumps(document.aliases),
                document.definition,
                document.quote,
            ),
        )
        texts = (label, _BETWEEN.join(others), forms(document.definition), forms(document.quote))
        self._base.execute(
            "INSERT INTO word (rowid, label, alias, definition, quote) VALUES (?, ?, ?, ?, ?)",
            (made.lastrowid, *texts),
        )
        self._base.executemany(
            "INSERT INTO value (document, field, value) VALUES (?, ?, ?)",
            [(made.lastrowid, field, value) for field, value in sorted(document.values)],
        )

    def _remove(self, iri: str) -> None:
        row = self._base.execute("SELECT id FROM document WHERE iri = ?", (iri,)).fetchone()
        if row:
            self._base.execute("DELETE FROM word WHERE rowid = ?", row)
            self._base.execute("DELETE FROM value WHERE document = ?", row)
            self._base.execute("DELETE FROM document WHERE id = ?", row)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")


def _narrowed(filters: Mapping[str, str]) -> tuple[str, list[str]]:
    """The condition that a hit has the values of filters, with its parameters."""
    one = "EXISTS (SELECT 1 FROM value v WHERE v.document = hit.id AND v.field = ? AND v.value = ?)"
    return " AND ".join([one] * len(filters)) or "1", [part for pair in filters.items() for part in pair]


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"the index of words failed: {error}") from error
