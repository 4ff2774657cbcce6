"""After any edit of the sources, what is brought up to date is, byte for byte, what is derived anew."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import OWL, RDF

from kg import ns, paths
from kg.bundle import ontology_graph, skolemized
from kg.errors import RdfSyntaxError
from kg.rules import GRAPHS, Rule, derive, load_rules, rederive
from kg.rules.changes import patterns
from kg.store.delta import Delta
from kg.store.embedded import EmbeddedStore
from tests.rules.edits import Editor
from tests.rules.world import World, register

pytestmark = pytest.mark.usefixtures("uncounted")

WORLD = World(companies=3, fronts=4, positions=7)
BUSY = World(companies=1, fronts=9, positions=9)
"""One company on many fronts, of which sources say much: it is overextended now and then."""
OVEREXTENDED = f"<{ns.SG.OverextendedCompany}> .".encode()
RULES = load_rules()
ONTOLOGY = ontology_graph()
KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
NOT_WATCHED = {
    *("sg:assertedSubject", "sg:assertedProperty", "sg:assertedObject", "sg:assertedValue", "sg:standing"),
    *("sg:polarity", "sg:modality", "sg:certainty", "sg:asserts", "sg:hasHead"),
    *("sg:inferredBy", "sg:supportedBy", "sg:restsOn"),
}
"""Of claims, assertions and axioms: a change of these is told as one of the edges that they speak of."""


def opened(world: World = WORLD) -> EmbeddedStore:
    store = EmbeddedStore.memory()
    store.put_graph(str(ns.ONTOLOGY_GRAPH), skolemized(ONTOLOGY))
    store.load("".join(f"{line}\n" for line in register(world)).encode())
    derive(store, RULES)
    return store


def derived(store: EmbeddedStore) -> dict[str, bytes]:
    return {graph: store.get_graph(graph) for graph in GRAPHS.values()}


def difference(before: dict[str, bytes], after: dict[str, bytes]) -> Delta:
    total = Delta()
    for graph, content in before.items():
        total = total.then(Delta.between(graph, content, after[graph]))
    return total


def faults(seed: int, edits: int, rules: list[Rule], world: World = WORLD, most: int = 12) -> Counter[str]:
    """How many of so many random edits each rule file, or a delta, was wrong about; with what was edited."""
    store = opened(world)
    editor = Editor(store, world, random.Random(seed), most=most)
    found: Counter[str] = Counter()
    before = derived(store)
    for _ in range(edits):
        name, delta = editor.edit()
        made = rederive(store, delta, rules)
        got = derived(store)
        derive(store, RULES)
        anew = derived(store)
        found["not what is derived anew"] += got != anew
        found["another delta than what changed"] += made != difference(before, got)
        found[name] += bool(delta)
        found["overextended"] += OVEREXTENDED in anew[str(ns.INFERRED_GRAPH)]
        before = anew
    return found


@pytest.mark.parametrize("seed", range(3))
def test_after_each_random_edit_the_graphs_are_as_derived_anew(seed: int) -> None:
    found = faults(seed, 60, RULES)
    assert found["not what is derived anew"] == found["another delta than what changed"] == 0
    assert len(+found) > 6, "too few kinds of edits were tried"


@pytest.mark.parametrize(
    ("rule", "missed"),
    [
        ("10-statements", "?claim sg:polarity|sg:modality|sg:certainty|sg:asserts"),
        ("20-standing", "?axiom sg:supportedBy|sg:curatedIn|owl:annotatedSource"),
        ("30-competes-on-front", "?company sg:holdsPosition|sg:competesOnFront"),
        ("36-sole-support", "?axiom sg:supportedBy|sg:restsOn|sg:curatedIn|sg:inferredBy|sg:fallsWith"),
    ],
)
def test_premise_that_is_not_watched_is_found_out(
    tmp_path_factory: pytest.TempPathFactory, rule: str, missed: str
) -> None:
    def unwatched(file: Path, text: str) -> str:
        if file.parent.name != "affected" or file.stem != rule:
            return text
        assert missed in text
        return text.replace(missed, f"{missed.split(' ', 1)[0]} sg:neverChanged")

    folder = copied(tmp_path_factory.mktemp("rules"), unwatched)
    assert faults(1, 30, load_rules(folder))["not what is derived anew"] > 0


@pytest.mark.parametrize(("rule", "seed"), [("20-standing", 1), ("37-candidate-tension", 2)])
def test_narrowing_to_too_few_is_found_out(
    tmp_path_factory: pytest.TempPathFactory, rule: str, seed: int
) -> None:
    def emptied(file: Path, text: str) -> str:
        narrows = file.parent.name == "narrowed" and file.stem == rule
        return f"{text.rstrip().removesuffix('}')}  FILTER(false)\n}}\n" if narrows else text

    folder = copied(tmp_path_factory.mktemp("rules"), emptied)
    assert faults(seed, 30, load_rules(folder))["not what is derived anew"] > 0


def test_who_is_overextended_is_as_derived_anew() -> None:
    found = faults(0, 30, RULES, BUSY, most=96)
    assert found["not what is derived anew"] == found["another delta than what changed"] == 0
    assert found["overextended"] > 0


def test_each_narrowing_is_of_a_rule_that_says_so() -> None:
    told = {f"{rule.number:02}-{rule.name}" for rule in RULES if rule.narrows or rule.part}
    assert told == {file.stem for file in (paths.RULES / "narrowed").iterdir()}


def copied(folder: Path, edit: Callable[[Path, str], str]) -> Path:
    """The rules in a folder of their own, each file as `edit` makes it."""
    for file in paths.RULES.rglob("*.rq"):
        target = folder / file.relative_to(paths.RULES)
        target.parent.mkdir(exist_ok=True)
        target.write_text(edit(file, file.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_premise_of_a_rule_is_watched(rule: Rule) -> None:
    """Whatever property a rule asks for stands in its affected query."""
    properties = {
        f"sg:{str(iri).removeprefix(ns.SG)}" for kind in KINDS for iri in ONTOLOGY.subjects(RDF.type, kind)
    }
    asked = set(re.findall(r"\bsg:\w+", rule.text[rule.text.index("WHERE {") :])) & properties
    assert asked - NOT_WATCHED - set(re.findall(r"\bsg:\w+", rule.affected.text)) == set()


def test_change_of_the_ontology_leads_to_a_full_derivation() -> None:
    store = opened()
    line = f"<{ns.SG.Risk}> <{ns.PREFIXES['rdfs']}subClassOf> <{ns.SG.Product}> <{ns.ONTOLOGY_GRAPH}> ."
    store.apply(Delta.of((), [line]))
    before = derived(store)
    made = rederive(store, Delta.of((), [line]))
    assert made == difference(before, derived(store))
    derive(store)
    assert derived(store) == difference_applied(before, made)


def difference_applied(before: dict[str, bytes], made: Delta) -> dict[str, bytes]:
    store = EmbeddedStore.memory()
    for graph, content in before.items():
        store.load(content.replace(b" .\n", f" <{graph}> .\n".encode()))
    store.apply(made)
    return derived(store)


def test_nothing_changed_is_nothing_made() -> None:
    store = opened()
    before = derived(store)
    assert rederive(store, Delta()) == Delta()
    assert derived(store) == before


@pytest.mark.parametrize("note", ["?claim sg:polarity", "?claim no:polarity []"])
def test_line_that_is_no_pattern_is_an_error(note: str) -> None:
    with pytest.raises(RdfSyntaxError, match=r"no pattern|no prefix"):
        patterns(note)
