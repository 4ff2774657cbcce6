"""Backups: equal to what was served, whole or nothing, also while the graph is changed."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.paths import ROOT
from kg.store.base import Store
from kg.store.disk.backup import MANIFEST, backup, restore
from kg.store.disk.generations import Generations
from kg.store.disk.live import LiveStore
from kg.store.formats import N_QUADS, parse, serialize
from tests.store.change_and_die import change, content
from tests.store.test_live import BUILD, changed, held

FORMS = ("folder", "graph.tar", "graph.tar.gz")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    data = "".join(f"{line}\n" for line in sorted(content(0))).encode()
    Generations(tmp_path / "store").load(BUILD, data, b'{"kept": true}')
    return tmp_path / "store"


def canonical(store: Store) -> bytes:
    """All that a store holds as canonical N-Quads."""
    data = b"".join(
        store.get_graph(name).replace(b" .\n", f" <{name}> .\n".encode()) for name in store.graphs()
    )
    return serialize(parse(data, N_QUADS), N_QUADS)


@pytest.mark.parametrize("form", FORMS)
def test_a_restored_store_is_equal(directory: Path, tmp_path: Path, form: str) -> None:
    with LiveStore(directory, pause=0.01) as live:
        for _ in range(3):
            changed(live)
        made = backup(directory, tmp_path / form)
        served, revision = canonical(live.reading), live.revision
        assert change(live) == 4
    assert made.revision == revision == f"{BUILD}.3"
    assert restore(tmp_path / form, tmp_path / "other") == made
    with LiveStore(tmp_path / "other") as again:
        assert canonical(again.reading) == served
        assert (again.revision, again.number) == (revision, 3)
        assert again.generation.report.read_bytes() == b'{"kept": true}'
        assert change(again) == 4
        assert held(again.reading) == content(4)
    names = {path.name for path in (tmp_path / "other").iterdir()}
    assert names == {"current", "generations", "lock", "snapshot", "snapshots", "written"}


def test_without_a_server_it_is_of_the_last_change(directory: Path, tmp_path: Path) -> None:
    with LiveStore(directory) as live:
        change(live)
    assert backup(directory, tmp_path / "b.tar").revision == f"{BUILD}.1"


def test_while_another_process_changes_the_graph(directory: Path, tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.store.change_and_die", str(directory)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert child.stdout is not None
        while child.stdout.readline() != "20\n":
            pass
        made = backup(directory, tmp_path / "b.tar")
    finally:
        child.kill()
        child.communicate()
    restore(tmp_path / "b.tar", tmp_path / "other")
    with LiveStore(tmp_path / "other") as again:
        assert again.revision == made.revision
        assert held(again.reading) == content(again.number)


def test_nothing_is_overwritten(directory: Path, tmp_path: Path) -> None:
    backup(directory, tmp_path / "folder")
    with pytest.raises(StoreError, match="there already"):
        backup(directory, tmp_path / "folder")
    with pytest.raises(StoreError, match="holds a graph already"):
        restore(tmp_path / "folder", directory)
    with pytest.raises(StoreError, match="stratagem build"):
        backup(tmp_path / "none", tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()


@pytest.mark.parametrize("fault", ["changed", "missing", "more", "manifest", "nothing", "cut", "no file"])
def test_what_is_no_whole_backup_is_refused(directory: Path, tmp_path: Path, fault: str) -> None:
    source = tmp_path / "folder"
    backup(directory, source)
    table = next(path for path in sorted((source / "store").iterdir()) if path.suffix == ".sst")
    match fault:
        case "changed":
            table.write_bytes(table.read_bytes()[:-1] + b"x")
        case "missing":
            table.unlink()
        case "more":
            (source / "store" / "more").write_bytes(b"")
        case "manifest":
            (source / MANIFEST).write_text("{}")
        case "nothing":
            (source / MANIFEST).unlink()
        case "cut":
            backup(directory, tmp_path / "b.tar.gz")
            source = tmp_path / "b.tar.gz"
            source.write_bytes(source.read_bytes()[:-2000])
        case "no file":
            source = tmp_path / "none.tar"
    with pytest.raises(StoreError, match="backup"):
        restore(source, tmp_path / "other")
    assert Generations(tmp_path / "other").current() is None
    assert not list((tmp_path / "other").glob(".new-*"))


def test_a_name_does_not_lead_out_of_the_folder(directory: Path, tmp_path: Path) -> None:
    backup(directory, tmp_path / "folder")
    manifest = tmp_path / "folder" / MANIFEST
    manifest.write_bytes(manifest.read_bytes().replace(b"report.json", b"store/../../out"))
    with tarfile.open(tmp_path / "b.tar", "w") as archive:
        archive.add(manifest, MANIFEST)
        archive.add(tmp_path / "folder" / "report.json", "store/../../out")
    with pytest.raises(StoreError, match="backup"):
        restore(tmp_path / "b.tar", tmp_path / "other")
    assert not (tmp_path / "out").exists()


def test_the_commands(directory: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg.cli"]
    for words in (
        ["backup", str(tmp_path / "b.tar.gz"), "--store", str(directory)],
        ["restore", str(tmp_path / "b.tar.gz"), "--store", str(tmp_path / "other")],
    ):
        done = subprocess.run([*command, *words], cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert f"the graph at revision {BUILD}" in done.stderr.replace("\n", " ")
    assert held(Generations(tmp_path / "other").current().open()) == content(0)  # type: ignore[union-attr]
