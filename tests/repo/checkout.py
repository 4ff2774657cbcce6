"""The files of the checkout that people write: without what builds, caches and other projects put there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
GENERATED: Final = frozenset({"__pycache__", "htmlcov"})
BUILT: Final = frozenset({"build", "dist"})
"""Generated at the top of the checkout; elsewhere a folder may have such a name."""


def files(*suffixes: str, vendored: bool = False) -> list[Path]:
    """All files, or those whose names end so; fails where there is none, so that no test sees nothing.

    `vendored` adds what other projects wrote and we ship, in folders of the name `vendor`.
    """
    found = sorted(path for path in _walk(vendored) if not suffixes or path.name.endswith(suffixes))
    assert found, f"the checkout has no file that ends in {suffixes}"
    return found


def modules(*packages: str) -> list[Path]:
    """The Python modules of top-level packages; each of the packages has some."""
    return [path for name in packages for path in _under(name, files(".py"))]


def name(path: Path) -> str:
    """The path of a file from the root of the checkout, as messages show it."""
    return path.relative_to(ROOT).as_posix()


def _under(package: str, paths: list[Path]) -> list[Path]:
    found = [path for path in paths if name(path).startswith(f"{package}/")]
    assert found, f"{package} has no modules"
    return found


def _walk(vendored: bool) -> Iterator[Path]:
    left_out = GENERATED if vendored else GENERATED | {"vendor"}
    for folder, folders, names in os.walk(ROOT):
        # Of the folders whose names begin with a dot, only .ci is written by people.
        here = left_out | BUILT if Path(folder) == ROOT else left_out
        folders[:] = [f for f in folders if f == ".ci" or (f not in here and not f.startswith("."))]
        yield from (Path(folder, file) for file in names if not file.startswith(".coverage"))
