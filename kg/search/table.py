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
from kg.search.match import find
from kg.search.words import Phrase, forms, has_stem

_SCHEMA: Final = Path(__file__).with_name("schema.sql")
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
    counted of a field leaves out the filter by that field. `sought` is what was looked for, with the other
    words of its stems; `all_words` is false where no document, of any fields, has all of it, and `absent` are
    then the phrases that none has."""

    rows: list[Row]
    total: int
    counts: dict[str, list[tuple[str, int]]]
    sought: tuple[Phrase, ...]
    all_words: bool
    absent: tuple[Phrase, ...]


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
            known: set[str] = set()
            for document in found:
                self._remove(document.iri)
                known.update(self._add(document))
            self._learn(known)

    def select(
        self,
        looked_for: Sequence[Phrase],
        filters: Mapping[str, str],
        offset: int,
        size: int,
        partly: bool = True,
    ) -> Selection:
        """The documents in which all phrases are found and that have the values of `filters`: the things
        called so first; then those whose names begin so, the shortest first; then those with the words in
        their names, and then all others, each by BM25. With `partly`, where no document has all phrases,
        those that have some: the most first, and among them in the same order."""
        with self._lock, _errors():
            found = find(self._base, looked_for, partly)
            return Selection(
                list(self._rows(filters, offset, size)),
                self._count(filters),
                {field: self._values(field, filters) for field in FIELDS},
                found.sought,
                found.all_words,
                found.absent,
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

    def _rows(self, filters: Mapping[str, str], offset: int, size: int) -> Iterator[Row]:
        narrowed, values = _narrowed(filters)
        found = self._base.execute(
            "SELECT d.id, iri, kind, label, aliases, definition, quote "
            "FROM hit JOIN document d ON d.id = hit.id "
            f"WHERE {narrowed} "
            "ORDER BY words DESC, tier, CASE WHEN tier < 2 THEN length(label) END, round(score, 9), iri "
            "LIMIT ? OFFSET ?",
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

    def _add(self, document: Document) -> set[str]:
        """Adds a document, and gives the words that it has."""
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
        return set(" ".join(texts).split())

    def _learn(self, known: Iterable[str]) -> None:
        """Notes words by their stems, those that are new."""
        last = self._base.execute("SELECT coalesce(max(id), 0) FROM form").fetchone()
        self._base.executemany(
            "INSERT OR IGNORE INTO form (form) VALUES (?)",
            [(form,) for form in sorted(known) if has_stem(form)],
        )
        self._base.execute("INSERT INTO stem (rowid, form) SELECT id, form FROM form WHERE id > ?", last)

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
