"""What a graph in use holds that no sheet says, and a build keeps: sources from HTTP, and the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg import ns
from kg.build.report import Report
from kg.errors import BuildError, StoreError
from kg.store.delta import lines, quad_line
from kg.store.disk.generations import Generations
from kg.store.embedded import EmbeddedStore

_HTTP: Final = Path(__file__).with_name("http-sources.rq")


@dataclass(frozen=True, slots=True)
class Carried:
    """The slugs of sources that came over HTTP, sorted, and their graphs with the journal as N-Quads."""

    slugs: tuple[str, ...] = ()
    nquads: bytes = b""

    def revision(self, inputs: str) -> str:
        """The revision of a graph that is made of these inputs (their hash) and of what is carried over."""
        return hashlib.sha256(inputs.encode() + self.nquads).hexdigest()[:16] if self.nquads else inputs

    def check(self, sheets: Iterable[str]) -> None:
        """BuildError, with the remedy, when a sheet has the slug of a source that came over HTTP."""
        both = sorted({*self.slugs} & {*sheets})
        if both:
            raise BuildError(
                f"the source “{both[0]}” came over HTTP, and there is a sheet of this name: withdraw the one "
                f"by DELETE /source/{both[0]}, or rename the folder of the other; nothing was put in use"
            )


def carried(generations: Generations) -> Carried:
    """What the graph in use has that a build does not make; nothing where there is none.

    To be called while the lock of the directory is held. BuildError when the directory is damaged and may
    hold such sources, StoreError when the store cannot be read.
    """
    try:
        current = generations.current()
        if current is None:
            return Carried()
        store = EmbeddedStore.read_only(generations.newest(current))
    except StoreError as error:
        if generations.was_changed or _carried_before(generations):
            raise BuildError(
                f"{error}; it holds what came over HTTP, which a build would lose: restore a backup"
            ) from error
        return Carried()
    found = store.rows(_HTTP.read_text(encoding="utf-8"))
    slugs = tuple(row["source"].rpartition("/")[2] for row in found)
    names = [str(ns.JOURNAL_GRAPH)]
    for slug in slugs:
        names += [str(ns.source_graph(slug)), str(ns.text_graph(slug))]
    kept = {quad_line(line, name) for name in names for line in lines(store.get_graph(name))}
    return Carried(slugs, "".join(f"{line}\n" for line in sorted(kept)).encode())


def _carried_before(generations: Generations) -> bool:
    """Whether the report of a generation says that it holds what came over HTTP."""
    for report in sorted((generations.directory / "generations").glob("*.json")):
        with suppress(OSError, ValueError):
            if Report.from_json(report.read_bytes()).carried:
                return True
    return False
