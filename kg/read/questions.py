"""What is asked and left open: who asks it, in which words, about what."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import URIRef

from kg.read.evidence import evidence, select
from kg.read.fronts import claims_of, grouped
from kg.read.models import Evidence, Ref
from kg.read.refs import ref
from kg.read.shipped import rows
from kg.store.base import Store


class Asked(Ref):
    """An open question: what it is about, what its answer depends on, and the claims that ask it."""

    about: list[Ref]
    depends_on: list[Ref]
    asked_by: list[Evidence]


def asked(store: Store, questions: Sequence[Ref]) -> list[Asked]:
    """Who asks the given open questions, in their order. Three queries, whatever their number."""
    if not questions:
        return []
    found = rows(store, "question/asked", question=[URIRef(one.iri) for one in questions])
    words = evidence(store, claims_of(found))
    by_node = {group[0]["question"]: group for group in grouped(found, "question")}
    made = []
    for one in questions:
        group = by_node.get(one.iri, [])
        tied = {(row["relation"], row["thing"]): row.get("thingLabel") for row in group if "thing" in row}
        refs = [(relation, ref(iri, label)) for (relation, iri), label in tied.items()]
        made.append(
            Asked(
                id=one.id,
                iri=one.iri,
                kind=one.kind,
                label=one.label,
                about=[thing for relation, thing in refs if relation == "about"],
                depends_on=[thing for relation, thing in refs if relation == "dependsOn"],
                asked_by=select(words, claims_of(group)),
            )
        )
    return made
