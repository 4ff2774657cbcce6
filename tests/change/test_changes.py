"""Changes of the served graph: what they do, what they leave alone, what they refuse."""

from __future__ import annotations

import pytest
from rdflib import OWL, RDF

from kg.change import Changes
from kg.errors import GraphRefusedError, NotFoundError, RdfSyntaxError, SheetOwnedError, ViolationError
from kg.ns import GRAPH, ID, JOURNAL_GRAPH, SG, axiom, source_graph, text_graph
from kg.store.base import Store, duplicated_triples
from kg.store.delta import Delta
from kg.store.disk.live import LiveStore
from tests.change.article import ABOUT, PURSUES, article
from tests.change.conftest import BUILD, nquads

SECOND = str(source_graph("second"))
FORGED = f'<{ID}source/openai-crossroads> <{SG.text}> "forged" .\n'.encode()


def standing(store: Store, triple: tuple[str, str, str] = ABOUT) -> list[str]:
    found = store.rows(f"SELECT ?v WHERE {{ <{axiom(*triple)}> <{SG.standing}> ?v }}")
    return [row["v"].rpartition("#")[2] for row in found]


def test_a_source_comes_and_the_statements_follow(changes: Changes, live: LiveStore) -> None:
    before = standing(live.reading)
    made = changes.replace(article("second"), "ada")
    assert live.revision == made.revision == f"{BUILD}.1"
    assert made.created == {SECOND, str(text_graph("second"))}
    assert live.reading.get_graph(SECOND) != b""
    assert standing(live.reading) != before
    assert duplicated_triples(live.reading) == []


def test_what_was_replaced_leaves_nothing_and_the_outcome_is_that_of_a_build(
    changes: Changes, live: LiveStore
) -> None:
    changes.replace(article("second", said=PURSUES), "ada")
    changes.replace(article("second", words="It grew up.", extra=3), "ada")
    straight = nquads(live.reading, frozenset({str(JOURNAL_GRAPH)}))
    changes.withdraw("second", "ada")
    made = changes.replace(article("second", words="It grew up.", extra=3), "ada")
    assert made.revision == f"{BUILD}.4"
    assert nquads(live.reading, frozenset({str(JOURNAL_GRAPH)})) == straight


def test_withdrawal_leads_back(changes: Changes, live: LiveStore) -> None:
    before = nquads(live.reading)
    changes.replace(article("second"), "ada")
    made = changes.withdraw("second", "bob")
    assert made.removed == {SECOND, str(text_graph("second"))}
    assert nquads(live.reading, frozenset({str(JOURNAL_GRAPH)})) == before
    assert SECOND not in live.reading.graphs()
    with pytest.raises(NotFoundError):
        changes.withdraw("second", "bob")


def test_the_journal_tells_who_did_what(changes: Changes, live: LiveStore) -> None:
    first = changes.replace(article("second"), "ada")
    changes.replace(article("second"), "ada")  # the same again is no change
    changes.withdraw("second", "bob")
    rows = live.reading.rows(
        f"PREFIX sg: <{SG}> SELECT ?number ?who ?added ?removed ?revision "
        f"WHERE {{ GRAPH <{JOURNAL_GRAPH}> {{ "
        "?c sg:changeNumber ?number ; sg:madeBy ?who ; sg:triplesAdded ?added ; sg:triplesRemoved ?removed ; "
        "sg:revision ?revision }} ORDER BY ?number"
    )
    size = str(len(first.delta.added))
    assert rows == [
        {"number": "1", "who": "ada", "added": size, "removed": "0", "revision": f"{BUILD}.1"},
        {"number": "2", "who": "bob", "added": "0", "removed": size, "revision": f"{BUILD}.2"},
    ]


def test_a_violation_changes_nothing(changes: Changes, live: LiveStore) -> None:
    changes.replace(article("second"), "ada")
    before, revision = nquads(live.reading), live.revision
    wrong = article("third", said=PURSUES)
    wrong[str(source_graph("third"))] = wrong[str(source_graph("third"))].replace(b"#certain>", b"#sure>")
    with pytest.raises(ViolationError) as caught:
        changes.replace(wrong, "ada")
    assert caught.value.violations >= 1
    assert "certainty" in str(caught.value.report)
    assert (nquads(live.reading), live.revision) == (before, revision)
    with live.writing(1.0) as stage:
        assert nquads(stage) == before
    assert changes.replace(article("third", said=PURSUES), "ada").revision == f"{BUILD}.2"


@pytest.mark.parametrize(
    "graph",
    [
        f"{GRAPH}register", f"{GRAPH}journal", f"{GRAPH}statements", f"{GRAPH}text", f"{GRAPH}second/other",
        f"{GRAPH}Second", f"{GRAPH}", f"{GRAPH}second/text/text", "https://example.org/graph",
        f"{GRAPH}a%2Fb", f"{GRAPH}{'a' * 121}",
    ],
)  # fmt: skip
def test_other_graphs_are_refused(changes: Changes, graph: str) -> None:
    with pytest.raises(GraphRefusedError):
        changes.replace({graph: b"<https://e/s> <https://e/p> <https://e/o> .\n"}, "ada")


def test_a_source_of_a_sheet_is_left_to_its_sheet(changes: Changes, live: LiveStore) -> None:
    before = nquads(live.reading)
    for attempt in (
        lambda: changes.withdraw("openai-crossroads", "ada"),
        lambda: changes.replace(article("openai-crossroads"), "ada"),
        lambda: changes.replace(
            {str(text_graph("openai-crossroads")): article("openai-crossroads").popitem()[1]}, "ada"
        ),
        lambda: changes.add({str(source_graph("openai-crossroads")): b""}, "ada"),
    ):
        with pytest.raises(SheetOwnedError, match="stratagem build"):
            attempt()
    assert nquads(live.reading) == before


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("_:b <https://e/p> <https://e/o> .", "blank node"),
        ("<https://e/s> <https://e/p> _:b .", "blank node"),
        ("<https://e/s> <https://e/p> <<( <https://e/s> <https://e/p> <https://e/o> )>> .", "RDF 1.2"),
        (f"<https://e/s> <{RDF.type}> <{OWL.Axiom}> .", "speaks of an axiom"),
        (f"<https://e/s> <{OWL.annotatedSource}> <https://e/o> .", "speaks of an axiom"),
        (f"<https://e/s> <{SG.supportedBy}> <https://e/o> .", "speaks of an axiom"),
        (f"<https://e/s> <{SG.standing}> <{SG.reported}> .", "speaks of an axiom"),
        (f'<{ID}axiom/0f76dbb0b1a6a6ba> <https://e/p> "note" .', "speaks of an axiom"),
    ],
)
def test_some_triples_cannot_stand(changes: Changes, line: str, reason: str) -> None:
    wrong = article("second")
    wrong[SECOND] += f"{line}\n".encode()
    with pytest.raises(GraphRefusedError, match=reason):
        changes.replace(wrong, "ada")


def test_a_triple_of_another_graph_is_refused_with_its_name(changes: Changes, live: LiveStore) -> None:
    register = live.reading.get_graph(f"{GRAPH}register").splitlines(keepends=True)
    wrong = article("second")
    wrong[SECOND] += next(line for line in register if line.startswith(f"<{ID}company/".encode()))
    with pytest.raises(GraphRefusedError, match="graph/register"):
        changes.replace(wrong, "ada")


def test_a_source_is_one_whole(changes: Changes) -> None:
    whole = article("second")
    with pytest.raises(GraphRefusedError, match="without its source"):
        changes.replace({str(text_graph("second")): whole[str(text_graph("second"))]}, "ada")
    with pytest.raises(GraphRefusedError, match="text of its source alone"):
        changes.replace({**whole, str(text_graph("second")): whole[SECOND]}, "ada")
    with pytest.raises(GraphRefusedError, match="where it came from"):
        changes.replace({**whole, SECOND: whole[SECOND].replace(b'"http"', b'"sheet"')}, "ada")
    with pytest.raises(GraphRefusedError, match="describe"):
        changes.replace({SECOND: b"<https://e/s> <https://e/p> <https://e/o> .\n"}, "ada")
    with pytest.raises(GraphRefusedError, match="its quotes cannot be proved"):
        changes.replace({SECOND: whole[SECOND]}, "ada")
    with pytest.raises(GraphRefusedError, match="text of another source"):
        changes.replace({**whole, SECOND: whole[SECOND] + FORGED}, "ada")
    changes.replace(whole, "ada")
    with pytest.raises(GraphRefusedError, match="without its source"):
        changes.replace({SECOND: None}, "ada")


def test_a_text_may_come_in_the_graph_of_its_source(changes: Changes, live: LiveStore) -> None:
    whole = article("second")
    one = {SECOND: whole[SECOND] + whole[str(text_graph("second"))]}
    made = changes.replace(one, "ada")
    assert made.created == {SECOND, str(text_graph("second"))}
    assert live.reading.get_graph(str(text_graph("second"))) == whole[str(text_graph("second"))]
    assert str(SG.text).encode() not in live.reading.get_graph(SECOND)
    assert changes.replace(one, "ada").entry is None, "the same again is no change"


def test_a_text_that_may_only_be_quoted_proves_and_is_not_kept(changes: Changes, live: LiveStore) -> None:
    whole = article("second")
    quoted = {SECOND: whole[SECOND].replace(b'"full"', b'"quotes"') + whole[str(text_graph("second"))]}
    made = changes.replace(quoted, "ada")
    assert made.created == {SECOND}
    assert live.reading.get_graph(str(text_graph("second"))) == b""
    assert changes.replace(quoted, "ada").entry is None, "the same again is no change"
    forged = {name: content.replace(b"industry of", b"industry  of") for name, content in quoted.items()}
    before = live.reading.get_graph(SECOND)
    with pytest.raises(GraphRefusedError, match="cannot be proved"):
        changes.replace({SECOND: before + b"<https://e/s> <https://e/p> <https://e/o> .\n"}, "ada")
    with pytest.raises(ViolationError):
        changes.replace(forged, "ada")
    assert live.reading.get_graph(SECOND) == before


def test_words_that_the_text_does_not_have_are_no_quote(changes: Changes, live: LiveStore) -> None:
    whole = article("second")
    exact = f'<{SG.exact}> "'.encode()
    forged = {**whole, SECOND: whole[SECOND].replace(exact + b"The industry", exact + b"The Industry")}
    assert forged != whole
    with pytest.raises(ViolationError, match="one violation") as refused:
        changes.replace(forged, "ada")
    assert "QuoteVerbatim" in str(refused.value.report)
    assert live.reading.get_graph(SECOND) == b""


def test_what_is_no_rdf_is_refused(changes: Changes) -> None:
    with pytest.raises(RdfSyntaxError):
        changes.replace({SECOND: b"<https://e/s> <https://e/p> nonsense .\n"}, "ada")


def test_triples_are_added(changes: Changes) -> None:
    changes.replace(article("second"), "ada")
    more = set(article("second", extra=2)[SECOND].splitlines()) - set(article("second")[SECOND].splitlines())
    made = changes.add({SECOND: b"\n".join(more)}, "ada")
    assert len(made.delta.added) == len(more)
    assert not made.delta.removed
    assert not made.created


def test_an_edit_sees_the_graph_and_may_refuse(changes: Changes, live: LiveStore) -> None:
    class RefusedError(Exception):
        pass

    def refuse(store: Store) -> dict[str, bytes | None]:
        assert store.get_graph(f"{GRAPH}register")
        raise RefusedError

    with pytest.raises(RefusedError):
        changes.edit(refuse, "ada")
    assert live.revision == BUILD
    assert changes.edit(lambda _: article("second"), "ada").revision == f"{BUILD}.1"


def test_without_a_difference_there_is_no_change(changes: Changes) -> None:
    changes.replace(article("second"), "ada")
    made = changes.replace(article("second"), "ada")
    assert (made.entry, made.delta, made.revision) == (None, Delta(), f"{BUILD}.1")
