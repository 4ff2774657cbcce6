"""`stratagem export`: RDF 1.2, GraphML and tables, by the writers that serve them over HTTP."""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from kg.read.graphml import graphml
from kg.read.tables import table
from kg.store.disk.generations import Generations
from kg.store.embedded import EmbeddedStore
from tests.conftest import Demo
from tests.unit.conftest import Stratagem


@pytest.fixture(scope="module")
def held(demo: Demo) -> EmbeddedStore:
    """The graph of the demo."""
    found = Generations(demo.store).current()
    assert found is not None
    return found.open()


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nt", "nq"])
def test_rdf_12(stratagem: Stratagem, demo: Demo, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"graph.{suffix}"
    ended = stratagem("export", file, "--rdf", "1.2", "--store", demo.store)
    assert (ended.code, ended.out) == (0, "")
    assert ended.err.endswith(" 1.2\n")
    found = [*ox.parse(path=file, format=ox.RdfFormat.from_extension(suffix))]
    assert len([quad for quad in found if isinstance(quad.object, ox.Triple)]) > 200
    assert not [quad for quad in found if quad.predicate.value.endswith("annotatedSource")]


def test_graphml(stratagem: Stratagem, demo: Demo, held: EmbeddedStore, tmp_path: Path) -> None:
    file = tmp_path / "graph.graphml"
    assert stratagem("export", file, "--store", demo.store).err.endswith(" bytes of GraphML\n")
    written = BytesIO()
    graphml(held)(written)
    assert file.read_bytes() == written.getvalue()
    assert len([*ElementTree.parse(file).iter("{http://graphml.graphdrawing.org/xmlns}edge")]) > 200


@pytest.mark.parametrize("words", [("claims.csv",), ("other.csv", "--list", "claims")])
def test_a_table(
    stratagem: Stratagem, demo: Demo, held: EmbeddedStore, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = tmp_path / words[0]
    assert stratagem("export", file, *words[1:], "--store", demo.store).err.endswith(" bytes of CSV\n")
    written = BytesIO()
    table(held, "claim")(written)
    assert file.read_bytes() == written.getvalue()
    with file.open(encoding="utf-8", newline="") as lines:
        assert len([*csv.DictReader(lines)]) > 100


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("graph.csv",), "--list “graph” cannot be used: it is one of companies"),
        (("graph.ttl", "--list", "claims"), "a list is written to a .csv file"),
        (
            ("graph.rdf", "--rdf", "1.2"),
            "--rdf “1.2” cannot be used: it is 1.1, or 1.2 for ttl, nt",
        ),
        (("graph.ttl", "--rdf", "2"), "--rdf “2” cannot be used"),
    ],
)
def test_what_cannot_be(
    stratagem: Stratagem, demo: Demo, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    ended = stratagem("export", tmp_path / words[0], *words[1:], "--store", demo.store)
    assert ended.code == 2
    assert told in ended.err
    assert not [*tmp_path.iterdir()]
