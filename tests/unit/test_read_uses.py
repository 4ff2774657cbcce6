"""How often terms are used: as many as one counts by hand, and each example has what it stands for."""

from __future__ import annotations

from collections import Counter

from kg.ns import ID, SG
from kg.read.refs import local_name
from kg.read.uses import uses
from kg.store.base import Store
from kg.store.embedded import EmbeddedStore

CLASS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def test_uses_are_those_of_things_of_ours(article_store: Store) -> None:
    counted: Counter[str] = Counter()
    for row in article_store.rows("SELECT ?s ?p ?o WHERE { ?s ?p ?o }", whole=True):
        if not row["s"].startswith(ID) or row["p"] == str(SG["text"]):
            continue
        term = row["o"] if row["p"] == CLASS else row["p"]
        if term.startswith(str(SG)):
            counted[local_name(term)] += 1
    found = uses(article_store)
    assert {name: number for name, (number, _) in found.items()} == dict(counted)


def test_each_term_in_use_has_one_or_two_examples_that_use_it(article_store: Store) -> None:
    triples = {
        (row["s"], row["p"]) for row in article_store.rows("SELECT ?s ?p WHERE { ?s ?p ?o }", whole=True)
    }
    classes = {
        (row["s"], row["o"]) for row in article_store.rows("SELECT ?s ?o WHERE { ?s a ?o }", whole=True)
    }
    found = uses(article_store)
    assert len(found) > 80
    for name, (number, examples) in found.items():
        iris = [example.thing.iri for example in examples]
        assert 1 <= len(iris) <= min(2, number)
        assert iris == sorted(set(iris))
        for example in examples:
            held = triples if example.values else classes
            assert (example.thing.iri, str(SG[name])) in held
    assert found == uses(article_store)


def test_an_empty_graph_uses_nothing() -> None:
    assert uses(EmbeddedStore.memory()) == {}
