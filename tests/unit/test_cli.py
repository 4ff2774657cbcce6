"""The commands that make, check and write the graph: what they print and the exit codes that scripts use."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer
from ruamel.yaml import YAML

from kg import __version__, ns, paths
from kg.build import ALL
from kg.cli.app import app
from kg.ns import SG
from kg.sheet.load import load_seeds
from kg.store import formats
from kg.store.embedded import EmbeddedStore
from tests.conftest import Demo
from tests.unit.airline_seeds import FOLDER, Airline
from tests.unit.conftest import Stratagem

COMMANDS = typer.main.get_group(app).commands
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in ns.PREFIXES.items())
GOOD = f"{PREFIXES}<urn:a> rdfs:label 'a'@en ."
BAD = f"{PREFIXES}<{ns.ID}claim/0123456789abcdef> a sg:Claim ."
CONTRADICTION = f"""{PREFIXES}
<urn:ontology> a owl:Ontology . sg:A a owl:Class ; owl:disjointWith sg:B . sg:B a owl:Class .
<{ns.ID}company/torn> a owl:NamedIndividual , sg:A , sg:B .
"""
CONSISTENT = f"""{PREFIXES}
<urn:ontology> a owl:Ontology . sg:A a owl:Class ; rdfs:subClassOf sg:B . sg:B a owl:Class .
<{ns.ID}company/whole> a owl:NamedIndividual , sg:A .
"""
EMPTY = f"{CONSISTENT}sg:C a owl:Class ; rdfs:subClassOf sg:A , [ a owl:Class ; owl:complementOf sg:A ] ."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data.ttl"


def as_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_there_are_the_commands_of_the_contract() -> None:
    wanted = {"build", "validate", "reason", "ask", "query", "show", "coverage", "export", "serve", "demo"}
    assert set(COMMANDS) >= wanted


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_says_what_a_command_does_with_an_example(stratagem: Stratagem, command: str) -> None:
    shown = stratagem(command, "--help")
    assert shown.code == 0
    assert f"stratagem {command}" in shown.out.partition("Example")[2]
    for parameter in COMMANDS[command].params:
        assert getattr(parameter, "help", None), f"{command} {parameter.name} has no help"


def test_help_and_version(stratagem: Stratagem) -> None:
    assert stratagem("--version").out == f"stratagem {__version__}\n"
    shown = stratagem("-h")
    assert shown.code == 0
    assert all(f"\n  {command} " in shown.out for command in COMMANDS)
    assert stratagem().code == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("biuld",), "No such command 'biuld'"),
        (("build", "--sedes", "x"), "No such option: --sedes"),
        (("query",), "Missing argument"),
        (("ask", "--format", "xml"), "Invalid value for '--format'"),
        (("serve", "--port", "70000"), "Invalid value for '--port'"),
        (("serve", "--port", "0"), "Invalid value for '--port'"),
    ],
)
def test_wrong_usage_is_code_two(stratagem: Stratagem, words: tuple[str, ...], message: str) -> None:
    ended = stratagem(*words)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err


@pytest.mark.parametrize(
    "command", [("ask", "disputes"), ("query", "ASK {}"), ("export", "x.nt"), ("serve",)]
)
def test_without_a_graph_the_remedy_is_told(
    stratagem: Stratagem, tmp_path: Path, command: tuple[str, ...]
) -> None:
    ended = stratagem(*command, "--store", tmp_path / "none")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert "holds no graph yet; run `stratagem build` first" in ended.err


def test_the_demo_prints_what_it_built(demo: Demo) -> None:
    lines = dict(line.split(maxsplit=1) for line in demo.printed.splitlines() if not line.startswith(" "))
    store = next(path for path in (demo.store / "generations").iterdir() if path.is_dir())
    assert lines["sources"].strip() == "1 (openai-crossroads)"
    assert int(lines["claims"]) == sum(claim.compiles for claim in load_seeds().sheets[0].claims)
    assert int(lines["statements"]) > 200
    assert lines["inferred"].split()[1:3] == ["by", "rules,"]
    assert lines["violations"].startswith("0")
    assert lines["reasoner"].strip() == "consistent"
    assert int(lines["triples"]) == len(EmbeddedStore.read_only(store))
    assert 0 < float(lines["time"].split()[0]) < demo.seconds
    assert str(demo.bundle) in demo.printed.replace("\n", "")
    assert [line.split()[0] for line in demo.told.splitlines()[:2]] == ["reading", "compiling"]
    assert "checking the shapes" in demo.told


def test_build_prints_what_was_left_out_and_does_nothing_twice(stratagem: Stratagem, tmp_path: Path) -> None:
    words = ("build", "--seeds", FOLDER, "--store", tmp_path / "s", "--out", tmp_path / "d")
    first = stratagem(*words, "--no-shapes", "--no-reason")
    assert first.code == 0
    assert re.search(r"^violations +not checked *$", first.out, re.MULTILINE)
    assert re.search(r"^reasoner +not asked *$", first.out, re.MULTILINE)
    assert re.search(r"^inferred +\d+ by rules *$", first.out, re.MULTILINE)
    again = stratagem(*words, "--no-shapes", "--no-reason")
    assert "(when it was built)" in again.out
    assert again.err == ""
    assert {path.name for path in (tmp_path / "d").iterdir()} == {ALL, "stratagem-northair.ttl"}


def test_faults_of_sheets_have_file_and_line(stratagem: Stratagem, tmp_path: Path) -> None:
    airline = Airline(tmp_path)
    airline.claims("modality: question", "modality: questoin").claims("metric: price", "metric: prise")
    for command in ("build", "coverage", "validate"):
        extra = ("--store", tmp_path / "s", "--out", tmp_path / "d") if command == "build" else ()
        ended = stratagem(command, "--seeds", airline.folder, *extra)
        assert (ended.code, ended.out) == (2, "")
        for words in ("questoin", "prise"):
            line = airline.line("northair/claims.yaml", words)
            assert f"{airline.source / 'claims.yaml'}:{line}: " in ended.err
        assert ended.err.endswith("2 faults in the seeds; nothing was written.\n")
    assert not (tmp_path / "s").exists()
    assert not (tmp_path / "d").exists()


def test_a_conforming_file(stratagem: Stratagem, file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    ended = stratagem("validate", file)
    assert (ended.code, ended.json) == (0, [])
    assert ended.err == "conforms: 0 violation, 0 warning, 0 info\n"


def test_a_violating_file(stratagem: Stratagem, file: Path) -> None:
    file.write_text(BAD, encoding="utf-8")
    ended = stratagem("validate", file)
    assert ended.code == 1
    assert {row["focus"] for row in ended.json if row["severity"] == "violation"} == {
        "claim/0123456789abcdef"
    }
    assert any("quote" in row["message"].lower() for row in ended.json)
    assert ended.err.startswith(f"does not conform: {len(ended.json)} violation")
    assert as_rows(stratagem("validate", file, "--format", "csv").out) == ended.json


def test_the_seeds_are_validated_with_file_and_line(stratagem: Stratagem) -> None:
    ended = stratagem("validate", "--seeds", FOLDER)
    assert ended.code == 0
    assert {row["severity"] for row in ended.json} == {"warning", "info"}
    entities = FOLDER / "entities.yaml"
    places = {
        row["focus"]: row["where"] for row in ended.json if row["focus"].startswith(("risk/", "event/"))
    }
    lines = entities.read_text(encoding="utf-8").splitlines()
    assert places == {
        thing: f"{entities}:{lines.index(f'- id: {thing}') + 1}" for thing in ("risk/loss", "event/strike")
    }


@pytest.mark.parametrize("command", ["validate", "reason"])
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("bad.ttl", b"hello", "not Turtle: "),
        ("bad.nt", b"\xff", "bad.nt: "),
        ("bad.txt", b"", "the suffix names no RDF format; known are json, jsonld, nq, nt"),
        ("none.ttl", None, "cannot be read: No such file or directory"),
        ("folder.ttl", "folder", "cannot be read: Is a directory"),
    ],
)
def test_what_is_no_rdf_is_a_sentence(
    stratagem: Stratagem, tmp_path: Path, command: str, name: str, content: bytes | str | None, message: str
) -> None:
    file = tmp_path / name
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content:
        file.mkdir()
    ended = stratagem(command, file)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert str(file) in ended.err
    assert message in ended.err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.ttl", b""),
        ("prefixes.ttl", PREFIXES.encode()),
        ("plain.jsonld", b'{"name": "no context maps this"}'),
        ("empty.nq", b"\n"),
    ],
)
def test_a_file_without_triples_does_not_conform_by_saying_nothing(
    stratagem: Stratagem, tmp_path: Path, name: str, content: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    ended = stratagem("validate", file)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == f"stratagem: {file}: the file holds no triples, so there is nothing to check\n"


def test_the_suffix_may_be_in_capitals(stratagem: Stratagem, tmp_path: Path) -> None:
    file = tmp_path / "DATA.TTL"
    file.write_text(GOOD, encoding="utf-8")
    assert stratagem("validate", file).code == 0


def test_a_consistent_file_is_reasoned_over(stratagem: Stratagem, file: Path) -> None:
    file.write_text(CONSISTENT, encoding="utf-8")
    ended = stratagem("reason", file)
    assert (ended.code, ended.json) == (0, [{"individual": "company/whole", "class": "sg:B"}])
    assert ended.err.startswith("consistent; 1 memberships inferred in ")


def test_a_contradiction_is_explained(stratagem: Stratagem, file: Path) -> None:
    file.write_text(CONTRADICTION, encoding="utf-8")
    ended = stratagem("reason", file)
    assert ended.code == 1
    assert set(ended.out.splitlines()) == {
        "sg:A DisjointWith sg:B",
        "company/torn Type sg:A",
        "company/torn Type sg:B",
    }
    assert ended.err == "the graph contradicts itself; these axioms do it:\n"


def test_a_class_that_can_have_no_members_is_named(stratagem: Stratagem, file: Path) -> None:
    file.write_text(EMPTY, encoding="utf-8")
    ended = stratagem("reason", file)
    assert ended.code == 1
    assert "can have no members: sg:C\n" in ended.err


def test_without_a_file_the_bundle_is_reasoned_over(stratagem: Stratagem, tmp_path: Path) -> None:
    missing = stratagem("reason", "--out", tmp_path)
    assert missing.code == 2
    assert (
        f"{tmp_path / ALL} cannot be read: No such file or directory; `stratagem build` writes" in missing.err
    )
    (tmp_path / ALL).write_text(CONSISTENT, encoding="utf-8")
    assert stratagem("reason", "--out", tmp_path).code == 0


def test_coverage_of_the_article(stratagem: Stratagem) -> None:
    ended = stratagem("coverage", "openai-crossroads")
    (row,) = ended.json
    assert ended.code == 0
    assert row["source"] == "openai-crossroads"
    assert row["share"] >= 0.95
    assert row["untyped_share"] <= 0.15
    assert row["spans_attributed"] + row["spans_scare"] + row["spans_heading"] == 19
    assert stratagem("coverage").json == ended.json


def test_coverage_below_enough_lists_what_is_missing(stratagem: Stratagem) -> None:
    ended = stratagem("coverage", "--seeds", FOLDER)
    assert ended.code == 1
    assert ended.json[0]["share"] < 0.95
    shown = stratagem("coverage", "--seeds", FOLDER, "--format", "table")
    assert shown.code == 1
    assert ended.json[0]["uncovered"] == "8; 10"
    assert "sentence 8: The airline expects to grow again.\n    Nobody says by how much.\n" in shown.out
    assert "1990.\n    no claim, and no reason in the sheet\n" in shown.out
    assert as_rows(stratagem("coverage", "--seeds", FOLDER, "--format", "csv").out)[0]["uncovered"] == "8; 10"


def test_an_unknown_source_names_the_known(stratagem: Stratagem) -> None:
    ended = stratagem("coverage", "openai")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "stratagem: there is no source “openai”; the nearest are openai-crossroads\n"


@pytest.mark.parametrize("form", formats.FORMATS, ids=lambda form: form.suffix)
def test_export_writes_each_format(
    stratagem: Stratagem, demo: Demo, tmp_path: Path, form: formats.Format
) -> None:
    file = tmp_path / "new" / f"graph.{form.suffix}"
    ended = stratagem("export", file, "--store", demo.store)
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == f"{file}: {file.stat().st_size:,} bytes of {form.name}\n"
    found = formats.parse(file.read_bytes(), form)
    assert len({quad[:3] for quad in found}) > 6000
    graphs = {str(name).removeprefix(ns.GRAPH) for *_, name in found if name is not None}
    assert graphs == (
        {"register", "statements", "inferred", "ontology", "openai-crossroads"} if form.graphs else set()
    )
    assert SG.text not in {predicate for _, predicate, *_ in found}, "texts are left out"


def test_export_to_what_cannot_be_written(stratagem: Stratagem, demo: Demo, tmp_path: Path) -> None:
    ended = stratagem("export", tmp_path / "graph.doc", "--store", demo.store)
    assert ended.code == 2
    assert "the suffix names no RDF format" in ended.err
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    ended = stratagem("export", tmp_path / "file" / "graph.nt", "--store", demo.store)
    assert ended.code == 2
    assert "graph.nt cannot be written: " in ended.err


@pytest.mark.parametrize("name", ["entities.yaml", "source.yaml", "claims.yaml"])
def test_the_seeds_are_valid_by_the_printed_schema(stratagem: Stratagem, name: str) -> None:
    schema = stratagem("schema", name).json
    jsonschema.Draft202012Validator.check_schema(schema)
    folder = paths.SEEDS if name == "entities.yaml" else paths.SEEDS / "openai-crossroads"
    data: Any = YAML(typ="safe").load(folder / name)
    jsonschema.Draft202012Validator(schema).validate(data)
    spoiled = data[0] if isinstance(data, list) else data
    spoiled["nonsense"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(data)


def test_schemas_have_the_closed_lists(stratagem: Stratagem) -> None:
    schemas = stratagem("schema").json
    assert set(schemas) == {"entities.yaml", "source.yaml", "claims.yaml"}
    modality = schemas["claims.yaml"]["$defs"]["ClaimEntry"]["properties"]["modality"]
    assert "forecast" in modality["enum"]
    ended = stratagem("schema", "claim.yaml")
    assert (ended.code, ended.out) == (1, "")
    assert "claims.yaml" in ended.err
