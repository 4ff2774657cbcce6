"""The OWL API and the built bundle, each made once a session."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.interop.fetch_jars import jars

ROOT = Path(__file__).resolve().parents[2]
BUILD = "from kg.cli import main; main()"


@pytest.fixture(scope="session")
def inspect() -> Callable[[Path], object]:
    """`owlapi.inspect` with Java started; fails with the command to run where something is missing."""
    if importlib.util.find_spec("jpype") is None:
        pytest.fail("JPype1 is not installed; run: python -m pip install 'jpype1>=1.6,<2'", pytrace=False)
    try:
        found = jars()
    except FileNotFoundError as error:
        pytest.fail(str(error), pytrace=False)
    from tests.interop import owlapi

    owlapi.start_java(found)
    return owlapi.inspect


@pytest.fixture(scope="session")
def bundle_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of the first article, built by the command line from `seeds/`."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-c", BUILD, "build", "--out", str(out), "--store", str(out / "store")]
    built = subprocess.run(
        [*command, "--no-reason", "--no-shapes"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if built.returncode != 0:
        pytest.fail(f"stratagem build failed:\n{built.stdout}{built.stderr}", pytrace=False)
    return out / "stratagem-openai-crossroads.ttl"
