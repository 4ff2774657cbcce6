"""What the index holds of a graph: a document a thing, with its names, and one a claim, with its words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Final

from rdflib import URIRef

from kg import ns
from kg.kinds import BY_NAME
from kg.read.refs import local_name
from kg.read.shipped import each
from kg.store.base import Row, Store

FIELDS: Final = ("kind", "source", "speaker", "modality", "standing")
"""By what results are narrowed and counted; all but the kind are of claims only."""
CLAIM: Final = "claim"
LEFT_OUT: Final = frozenset({"assertion", "axiom", "change", "quote", "sentence", "span"})
"""Kinds that have no name of their own: their words stand in claims."""
_AT_ONCE: Final = 500
"""Individuals that a question names at once."""


@dataclass(frozen=True, slots=True)
class Document:
    """A thing or a claim: its IRI, kind and texts, and the values of its fields."""

    iri: str
    kind: str
    label: str = ""
    aliases: tuple[str, ...] = ()
    definition: str = ""
    quote: str = ""
    values: frozenset[tuple[str, str]] = frozenset()


def documents(
    store: Store,
    iris: Collection[str] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Document]:
    """The documents of a store; of these IRIs alone where they are given (one that names nothing has none).

    Rows are read one after another, so that memory does not grow with the graph; it ends early, with what was
    found so far, when `stopped` says so.
    """
    for some in [None] if iris is None else _parts(iris):
        things = None if some is None else [iri for iri in some if _kind(iri) != CLAIM]
        claims = None if some is None else [iri for iri in some if _kind(iri) == CLAIM]
        if things is None or things:
            yield from _things(_rows(store, "things", stopped, node=things))
        if claims is None or claims:
            standings: dict[str, set[str]] = {}
            for row in _rows(store, "standings", stopped, claim=claims):
                standings.setdefault(row["claim"], set()).add(local_name(row["standing"]))
            yield from (
                _claim(row, standings.get(row["claim"], set()))
                for row in _rows(store, "claims", stopped, claim=claims)
            )


def is_indexed(iri: str) -> bool:
    """Whether an individual has a document."""
    kind = _kind(iri)
    return kind in BY_NAME and kind not in LEFT_OUT


def name_of(iri: str, kind: str) -> str:
    """An individual as a filter names it: by its slug where it is of the kind of the filter, such as
    `sam-altman`, else with its kind, such as `company/softbank`."""
    return iri.removeprefix(ns.ID).removeprefix(f"{kind}/")


def _kind(iri: str) -> str:
    found = ns.split_entity(iri)
    return found[0] if found else ""


def _rows(
    store: Store, name: str, stopped: Callable[[], bool], **iris: Collection[str] | None
) -> Iterator[Row]:
    terms = {key: None if some is None else [URIRef(iri) for iri in some] for key, some in iris.items()}
    with closing(each(store, f"search/{name}", **terms)) as found:
        for row in found:
            if stopped():
                return
            yield row


def _things(found: Iterable[Row]) -> Iterator[Document]:
    texts: dict[str, dict[str, set[str]]] = {}
    for row in found:
        if is_indexed(row["node"]):
            named = texts.setdefault(row["node"], {})
            named.setdefault(local_name(row["property"]), set()).add(row["text"])
    for iri, named in texts.items():
        labels = sorted(named.get("label", ())) or sorted(named.get("title", ())) or [local_name(iri)]
        others = named.get("altLabel", set()) | named.get("title", set()) | set(labels)
        kind = _kind(iri)
        yield Document(
            iri,
            kind,
            label=labels[0],
            aliases=tuple(sorted(others - {labels[0]})),
            definition="\n".join(sorted(named.get("definition", ()))),
            values=frozenset({("kind", kind)}),
        )


def _claim(row: Row, standings: Iterable[str]) -> Document:
    values = {
        ("kind", CLAIM),
        ("source", name_of(row["source"], "source")),
        ("speaker", name_of(row["speaker"], "speaker")),
        ("modality", local_name(row["modality"])),
        *(("standing", standing) for standing in standings),
    }
    return Document(row["claim"], CLAIM, quote=row["words"], values=frozenset(values))


def _parts(iris: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted(iris))
    while some := list(islice(rest, _AT_ONCE)):
        yield some
