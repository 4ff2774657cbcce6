"""Each pin has its reason, and the requirement files install what pyproject.toml asks for, by hash."""

from __future__ import annotations

import re
import tomllib
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.repo.checkout import ROOT

PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BUILT_FROM_SOURCE: Final = "owlready2"


def pins(file: str) -> dict[str, tuple[str, list[str]]]:
    """Name to version and hashes of each requirement in a file of `requirements/`."""
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, tuple[str, list[str]]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            match = re.fullmatch(
                r"([\w.-]+)==([\w.]+)( ; [^#]*?)?((?:\s+--hash=sha256:[0-9a-f]{64})+)\s*", line
            )
            assert match, f"{file}: not a pin with hashes alone: {line[:80]}"
            found[canonicalize_name(match[1])] = (match[2], re.findall(r"sha256:(\w+)", match[4]))
    return found


def test_each_pin_has_a_reason_above_it() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    pinned = [number for number, line in enumerate(lines) if re.search(r'"[\w.-]+==', line)]
    assert pinned
    without = [
        lines[n].strip() for n in pinned if not (lines[n - 1].strip().startswith("#") or "  # " in lines[n])
    ]
    assert not without


@pytest.mark.parametrize(
    ("file", "extras"), [("runtime.txt", []), ("test.txt", list(PROJECT["project"]["optional-dependencies"]))]
)
def test_requirement_files_have_what_the_project_asks_for(file: str, extras: list[str]) -> None:
    asked = [*PROJECT["project"]["dependencies"]]
    asked += [text for extra in extras for text in PROJECT["project"]["optional-dependencies"][extra]]
    have = pins(file)
    for requirement in map(Requirement, asked):
        name = canonicalize_name(requirement.name)
        assert name in have, f"{name} is missing in {file}; ./run lock renews it"
        assert requirement.specifier.contains(Version(have[name][0])), (
            f"{requirement}: ./run lock renews {file}"
        )


def test_what_is_in_two_files_is_the_same_in_both() -> None:
    build, runtime, test = pins("build.txt"), pins("runtime.txt"), pins("test.txt")
    assert runtime.items() <= test.items()
    for name in build.keys() & test.keys():
        assert build[name] == test[name]


def test_the_build_backend_is_pinned_once() -> None:
    (backend,) = map(Requirement, PROJECT["build-system"]["requires"])
    assert str(backend.specifier) == f"=={pins('build.txt')[backend.name][0]}"


def test_only_the_package_without_a_wheel_is_built() -> None:
    environment = (ROOT / "dev" / "environment.py").read_text(encoding="utf-8")
    assert re.findall(r"--no-binary=([\w,-]+)", environment) == [BUILT_FROM_SOURCE]
    # One hash is one file: were there wheels by now, it would have more, and need not be built.
    assert len(pins("runtime.txt")[BUILT_FROM_SOURCE][1]) == 1


def test_the_version_stands_everywhere() -> None:
    version = PROJECT["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert version in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
