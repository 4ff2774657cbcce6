"""Random edits of a store of sources: what an editor, an importer or a tool might do to it."""

from __future__ import annotations

import random
from collections.abc import Callable

from rdflib import RDF, URIRef

from kg import ns
from kg.ns import SG
from kg.store.delta import Delta, graph_of, lines, quad_line, triple_of
from kg.store.embedded import EmbeddedStore
from tests.rules.world import MODALITIES, World, source

_MODALITY = f"<{SG.modality}>"
_AXIOM = f"<{ns.ID}axiom/"
_LINKS = ("supports", "disputes", "qualifies")


class Editor:
    """Makes one random change after another; each stands in the store when it is given."""

    def __init__(
        self, store: EmbeddedStore, world: World, rng: random.Random, slugs: int = 6, most: int = 12
    ) -> None:
        self.store, self.world, self.rng, self._most = store, world, rng, most
        self.slugs = [f"s{number}" for number in range(slugs)]
        self._edits: list[Callable[[], Delta]] = [
            self.replace_source,
            self.withdraw_source,
            self.drop_triples,
            self.drop_claim,
            self.change_claim,
            self.change_source,
            self.change_author,
            self.link_claims,
            self.state_what_is_derived,
            self.change_several,
        ]

    def edit(self) -> tuple[str, Delta]:
        """One change, with its name; it may be empty."""
        made = self.rng.choice(self._edits)
        delta = made()
        self.store.apply(delta)
        return made.__name__, delta

    def replace_source(self) -> Delta:
        """Puts a new text of a source, or a new source, of one claim or more."""
        slug = self.rng.choice(self.slugs)
        written = source(
            self.world,
            slug,
            self.rng.randrange(1 << 30),
            claims=self.rng.randrange(1, self._most + 1),
            others=self._claims(),
            about=[0, 1][: self.world.companies],
        )
        graph = str(ns.source_graph(slug))
        return Delta.between(graph, self.store.get_graph(graph), _canonical(written.lines))

    def withdraw_source(self) -> Delta:
        """Withdraws one source."""
        graph = str(ns.source_graph(self.rng.choice(self.slugs)))
        return Delta.between(graph, self.store.get_graph(graph), b"")

    def drop_triples(self) -> Delta:
        """Removes a few triples of one source, whichever they are."""
        here = self._lines(self.rng.choice(self.slugs))
        return Delta.of(self.rng.sample(here, min(len(here), self.rng.randrange(1, 6))), ())

    def drop_claim(self) -> Delta:
        """Removes the triples of one claim, but not what names it."""
        claims = self._claims()
        gone = f"<{self.rng.choice(claims)}> " if claims else "-"
        return Delta.of((line for line in self._all() if line.startswith(gone)), ())

    def change_claim(self) -> Delta:
        """Gives one claim another modality, certainty or polarity."""
        claims = self._claims()
        if not claims:
            return Delta()
        claim = self.rng.choice(claims)
        predicate, value = self.rng.choice(
            (
                (SG.modality, SG[self.rng.choice(MODALITIES)]),
                (SG.certainty, self.rng.choice((SG.doubtful, SG.certain))),
                (SG.polarity, self.rng.choice((SG.affirmed, SG.denied))),
            )
        )
        return self._set(claim, predicate, f"<{value}>")

    def change_source(self) -> Delta:
        """Gives one source the outlet, author or text of another."""
        one, other = (ns.entity("source", slug) for slug in self.rng.sample(self.slugs, 2))
        predicate = self.rng.choice((SG.outlet, SG.author, SG.sha256))
        values = [_value(line) for line in self._all() if line.startswith(f"<{other}> <{predicate}> ")]
        return self._set(one, predicate, values[0]) if values else Delta()

    def change_author(self) -> Delta:
        """Says, or no longer says, that an author is only the article's."""
        authors = sorted({_value(line) for line in self._all() if f"> <{SG.author}> <" in line})
        if not authors:
            return Delta()
        author = self.rng.choice(authors)
        told = [
            line for line in self._all() if line.startswith(f"{author} <{RDF.type}> <{SG.ArticleAuthor}>")
        ]
        if told:
            return Delta.of(told, ())
        graph = str(ns.source_graph(self.rng.choice(self.slugs)))
        return Delta.of((), [quad_line(f"{author} <{RDF.type}> <{SG.ArticleAuthor}> .", graph)])

    def link_claims(self) -> Delta:
        """Links two claims, or takes a link away."""
        names = {f"<{SG[name]}>" for name in _LINKS}
        linked = [line for line in self._all() if line.split(" ", 2)[1] in names]
        if linked and self.rng.random() < 0.4:
            return Delta.of([self.rng.choice(linked)], ())
        claims = self._claims()
        if len(claims) < 2:
            return Delta()
        one, other = self.rng.sample(claims, 2)
        line = f"<{one}> <{SG[self.rng.choice(_LINKS)]}> <{other}> ."
        known = {triple_of(told) for told in self._all()}
        graph = next(graph_of(told) for told in self._all() if told.startswith(f"<{one}> {_MODALITY}"))
        return Delta.of((), [quad_line(line, graph)] if line.removesuffix(" .") not in known else [])

    def state_what_is_derived(self) -> Delta:
        """Writes derived edges into a source's own graph, or takes away what stands there so."""
        graph = str(ns.source_graph(f"told-{self.rng.randrange(2)}"))
        if self.rng.random() < 0.4:
            return Delta.between(graph, self.store.get_graph(graph), b"")
        derived = [
            line
            for name in (ns.STATEMENTS_GRAPH, ns.INFERRED_GRAPH)
            for line in sorted(lines(self.store.get_graph(str(name))))
            if not line.startswith(_AXIOM)
        ]
        told = self.rng.sample(derived, min(len(derived), 4))
        return Delta.of((), (quad_line(line, graph) for line in told))

    def change_several(self) -> Delta:
        """Two or three of the other changes as one."""
        total = Delta()
        for _ in range(self.rng.randrange(2, 4)):
            delta = self.rng.choice(self._edits[:-1])()
            self.store.apply(delta)
            total = total.then(delta)
        self.store.apply(total.inverse())
        return total

    def _set(self, subject: URIRef, predicate: URIRef, value: str) -> Delta:
        """Gives a subject one value of a predicate, in the graph that speaks of it."""
        about = [line for line in self._all() if line.startswith(f"<{subject}> ")]
        if not about:
            return Delta()
        old = {line for line in about if line.startswith(f"<{subject}> <{predicate}> ")}
        new = quad_line(f"<{subject}> <{predicate}> {value} .", graph_of(about[0]))
        return Delta.of(old - {new}, {new} - old)

    def _all(self) -> list[str]:
        return [line for slug in self.slugs for line in self._lines(slug)]

    def _lines(self, slug: str) -> list[str]:
        graph = str(ns.source_graph(slug))
        return [quad_line(line, graph) for line in sorted(lines(self.store.get_graph(graph)))]

    def _claims(self) -> list[URIRef]:
        return sorted(
            URIRef(line.split(" ", 1)[0][1:-1]) for line in self._all() if f"> {_MODALITY} <" in line
        )


def _value(line: str) -> str:
    return triple_of(line).split(" ", 2)[2]


def _canonical(written: list[str]) -> bytes:
    store = EmbeddedStore.memory()
    store.load("".join(f"{line}\n" for line in written).encode())
    return b"".join(store.get_graph(graph) for graph in store.graphs())
