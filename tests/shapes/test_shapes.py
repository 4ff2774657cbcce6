"""Each constraint of each shape has a file that violates it and names what must fire; each shape one that
passes.

A directory is named after a shape with targets. Its files are `valid-*.ttl` and
`invalid-<shape>-<constraint>[-<variant>].ttl`, where <shape> is that shape or a property shape of it. The
header of an invalid file says `# must fire: sgsh:<shape> <severity>` and, where one fault shows twice,
`# also: sgsh:<shape> …`: just these fire.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from kg import paths
from kg.store.embedded import EmbeddedStore
from kg.validate import Report, check, read_turtle, validate
from tests.shapes.stored import by_pyshacl, merged, shapes, stored
from tests.untraced import untraced

HERE = Path(__file__).parent
SGSH = "https://w3id.org/stratagem/shapes#"
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
CONSTRAINTS = frozenset(
    re.findall(
        r"\w+",
        "class datatype nodeKind minCount maxCount minInclusive minLength pattern languageIn equals disjoint "
        "lessThan lessThanOrEquals hasValue in not or xone node sparql",
    )
)
DESCRIPTIVE = frozenset(
    ("path", "property", "message", "severity", "targetClass", "targetNode", "targetSubjectsOf")
)
# The components whose names are not their parameter's with a capital.
COMPONENTS = {"sparql": "SPARQL"}


@dataclass(frozen=True)
class Case:
    """One data file and what its header expects: shapes that fire, the named one first, and its severity."""

    file: Path
    fires: str | None
    severity: str | None
    also: frozenset[str]

    @property
    def constraint(self) -> tuple[str, str]:
        """Shape and constraint that the name of an invalid file gives."""
        _, shape, constraint = self.file.stem.split("-")[:3]
        return shape, constraint


def _case(file: Path) -> Case:
    text = file.read_text(encoding="utf-8")
    fires = re.search(r"^# must fire: sgsh:(\w+) (violation|warning|info)$", text, re.MULTILINE)
    also = re.search(r"^# also: (.+)$", text, re.MULTILINE)
    others = frozenset(re.findall(r"sgsh:(\w+)", also[1])) if also else frozenset()
    return Case(file, fires[1] if fires else None, fires[2] if fires else None, others)


INVALID = [_case(file) for file in sorted(HERE.glob("*/invalid-*.ttl"))]
VALID = [_case(file) for file in sorted(HERE.glob("*/valid-*.ttl"))]


@cache
def _ontology() -> Graph:
    return read_turtle(paths.ONTOLOGY)


@cache
def _held(content: str) -> tuple[EmbeddedStore, Report]:
    """Data as a store has it, with names for blank nodes and numbers in canonical form, and what pyshacl says
    of them."""
    store = stored(content.encode())
    return store, by_pyshacl(merged(store))


def _of(file: Path) -> tuple[EmbeddedStore, Report]:
    """Of files that differ in their comments only, pyshacl sees one."""
    return _held(re.sub(r"^#.*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE))


def _report(case: Case) -> Report:
    """What pyshacl says of a case; of one that needs a node without a name, as it stands in its file."""
    if case.fires and case.constraint[1] == "nodeKind":
        with untraced():
            return validate(Graph().parse(case.file), shapes=shapes(), ontology=_ontology())
    return _of(case.file)[1]


def _parameter(name: str) -> URIRef:
    return URIRef(str(SH) + name)


def _local(shape: Node) -> str:
    assert str(shape).startswith(SGSH), f"the shape {shape} has no name of ours"
    return str(shape).removeprefix(SGSH)


def _owners() -> dict[str, set[Node]]:
    """Each shape with targets and the property shapes that it uses, by its local name."""
    owners = {owner for target in TARGETS for owner in shapes().subjects(target)}
    return {_local(owner): {owner, *shapes().objects(owner, SH.property)} for owner in owners}


def _constraints() -> set[tuple[str, str, str]]:
    """Directory, shape and constraint of everything that can fire."""
    return {
        (directory, _local(shape), constraint)
        for directory, owned in _owners().items()
        for shape in owned
        for constraint in CONSTRAINTS
        if (shape, _parameter(constraint), None) in shapes()
    }


def _title(case: Case) -> str:
    return f"{case.file.parent.name}/{case.file.stem}"


@pytest.mark.parametrize("case", INVALID, ids=_title)
def test_an_invalid_file_is_caught_by_the_constraint_that_it_names(case: Case) -> None:
    shape, constraint = case.constraint
    assert case.fires == shape, "the header and the name of the file name the same shape"
    report = _report(case)
    fired = {_local(URIRef(result.shape)) for result in report.results}
    assert fired == {shape} | case.also, str(report)
    results = [result for result in report.results if result.shape == SGSH + shape]
    component = COMPONENTS.get(constraint, constraint[0].upper() + constraint[1:])
    assert {result.component for result in results} == {f"{SH}{component}ConstraintComponent"}, str(report)
    assert {result.severity for result in results} == {case.severity}
    for result in results:
        assert result.message
        assert not re.search(r"\{[$?]\w+\}", result.message), "a placeholder was not filled"


@pytest.mark.parametrize("case", VALID, ids=_title)
def test_a_valid_file_passes_and_has_a_node_that_the_shape_looks_at(case: Case) -> None:
    report = _report(case)
    fired = {_local(URIRef(result.shape)) for result in report.results}
    assert fired == case.also, str(report)
    assert case.file.parent.name not in fired
    data = Graph().parse(case.file)
    shape = URIRef(SGSH + case.file.parent.name)
    targets: list[tuple[None, URIRef, Node | None]] = [
        (None, RDF.type, kind)
        for target in shapes().objects(shape, SH.targetClass)
        for kind in _ontology().transitive_subjects(RDFS.subClassOf, target)
    ]
    targets += [(None, URIRef(str(link)), None) for link in shapes().objects(shape, SH.targetSubjectsOf)]
    fixed = (shape, SH.targetNode, None) in shapes()
    assert fixed or any(pattern in data for pattern in targets), "no node for the shape to look at"


@pytest.mark.parametrize("case", [*INVALID, *VALID], ids=_title)
def test_a_case_is_found_by_the_store_as_by_pyshacl(case: Case) -> None:
    store, expected = _of(case.file)
    assert set(check(store).results) == set(expected.results)


def test_every_constraint_has_an_invalid_file_and_every_shape_a_valid_one() -> None:
    assert INVALID
    assert VALID
    tested = {(case.file.parent.name, *case.constraint) for case in INVALID}
    assert tested == _constraints()
    assert {case.file.parent.name for case in VALID} == set(_owners())


def test_every_parameter_of_a_shape_is_one_that_these_tests_know() -> None:
    known = {_parameter(name) for name in CONSTRAINTS | DESCRIPTIVE}
    for owned in _owners().values():
        for shape in owned:
            used = {p for p in shapes().predicates(shape) if str(p).startswith(str(SH))}
            assert used <= known, f"{shape}: {used - known}"


def test_every_shape_that_can_fire_has_one_message_and_every_property_shape_an_owner() -> None:
    named = {shape for owned in _owners().values() for shape in owned}
    for shape in named:
        if any((shape, _parameter(name), None) in shapes() for name in CONSTRAINTS if name != "sparql"):
            assert len(list(shapes().objects(shape, SH.message))) == 1, shape
        for constraint in shapes().objects(shape, SH.sparql):
            assert len(list(shapes().objects(constraint, SH.message))) == 1, shape
    orphans = set(shapes().subjects(None, SH.PropertyShape)) - named
    assert not orphans
