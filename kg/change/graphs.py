"""What may be written: the graphs of sources that came over HTTP, and triples that belong there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from kg import ns
from kg.errors import GraphRefusedError, SheetOwnedError
from kg.model.entries import SLUG
from kg.rules import speaks_of_axiom
from kg.store.base import Store
from kg.store.delta import lines

DERIVED: Final = frozenset({str(ns.STATEMENTS_GRAPH), str(ns.INFERRED_GRAPH)})
"""The graphs that follow from the others: they are brought up to date after a change."""
_TYPE: Final = f"<{ns.PREFIXES['rdf']}type>"
_AXIOMS: Final = f"<{ns.ID}axiom/"
_LONGEST: Final = 120
_TEXT: Final = "/text"
_IS_TEXT: Final = f"<{ns.SG.text}>"


def slug_of(graph: str) -> str:
    """The slug of the source to which a graph belongs; GraphRefusedError for any other graph."""
    slug = graph.removeprefix(ns.GRAPH).removesuffix(_TEXT)
    if graph not in {ns.GRAPH + slug, ns.GRAPH + slug + _TEXT} or slug in ns.RESERVED_SLUGS:
        raise GraphRefusedError(
            graph, f"only the graphs of a source are, {ns.GRAPH}SLUG and {ns.GRAPH}SLUG/text"
        )
    if len(slug) > _LONGEST or not re.fullmatch(SLUG, slug):
        reason = f"a slug is lower-case letters and digits, words joined by hyphens, {_LONGEST} at most"
        raise GraphRefusedError(graph, reason)
    return slug


def check_owner(store: Store, slug: str) -> None:
    """SheetOwnedError when a source is there and did not come over HTTP."""
    held = lines(store.get_graph(str(ns.source_graph(slug))))
    if (held or store.get_graph(str(ns.text_graph(slug)))) and _came(slug, "http") not in held:
        raise SheetOwnedError(slug)


def check_content(graph: str, content: bytes) -> None:
    """GraphRefusedError when triples (N-Triples of the engine) cannot stand in the graph of a source."""
    slug, found = slug_of(graph), lines(content)
    for line in sorted(found):
        subject, predicate, rest = line.split(" ", 2)
        if subject.startswith("_:") or rest.startswith("_:"):
            raise GraphRefusedError(graph, f"a blank node stands in it; give it an IRI: {line}")
        if rest.startswith("<<"):
            raise GraphRefusedError(graph, f"a triple term of RDF 1.2 stands in it: {line}")
        if subject.startswith(_AXIOMS) or speaks_of_axiom(line):
            reason = f"it speaks of an axiom, which follows from claims; leave it out: {line}"
            raise GraphRefusedError(graph, reason)
        if graph.endswith(_TEXT) and (subject, predicate) != (_source(slug), _IS_TEXT):
            raise GraphRefusedError(graph, f"it holds the text of its source alone, {_source(slug)} sg:text")
        if not graph.endswith(_TEXT) and predicate == _IS_TEXT:
            raise GraphRefusedError(graph, f"the text of another source stands in it: {subject} sg:text")


def check_whole(store: Store, slug: str, after: Mapping[str, bytes]) -> None:
    """GraphRefusedError when a source would not be one whole: its graph describes it and says that it came
    over HTTP, its text is at hand, which does not stand without it. `after` has what the graphs written shall
    hold."""
    graph = str(ns.source_graph(slug))
    text = str(ns.text_graph(slug))
    described = lines(after.get(graph, store.get_graph(graph)))
    if described and not any(line.startswith(f"{_source(slug)} {_TYPE} ") for line in described):
        raise GraphRefusedError(
            graph, f"it does not describe its source; say of what class {_source(slug)} is"
        )
    if described and _came(slug, "http") not in described:
        raise GraphRefusedError(graph, f"it does not say where it came from; add: {_came(slug, 'http')}")
    proved = bool(after.get(text, store.get_graph(text)))
    if described and not proved:
        reason = f'its text is not at hand, so its quotes cannot be proved; add {_source(slug)} sg:text "…"'
        raise GraphRefusedError(graph, f"{reason}. It is kept where sg:rights is “full” only")
    if proved and not described:
        raise GraphRefusedError(text, f"a text does not stand without its source; write <{graph}> as well")


def check_alone(found: Iterable[tuple[str, str]]) -> None:
    """GraphRefusedError when a triple that is added, `<s> <p> <o>`, stands in another graph (its IRI) that
    does not follow from the rest: each triple stands in one graph."""
    for triple, graph in found:
        if graph not in DERIVED:
            raise GraphRefusedError(graph, f"this triple stands there already; leave it out: {triple}")


def _source(slug: str) -> str:
    return f"<{ns.entity('source', slug)}>"


def _came(slug: str, origin: str) -> str:
    return f'{_source(slug)} <{ns.SG.origin}> "{origin}" .'
