"""Where the files of Stratagem are: in the checkout, or beside the package in an installed wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent
_INSTALLED: Final = _PACKAGE / "data"
ROOT: Final = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent

ONTOLOGY: Final = ROOT / "ontology"
RULES: Final = ONTOLOGY / "rules"
CHECKS: Final = ONTOLOGY / "checks"
SHAPES: Final = ROOT / "shapes"
SEEDS: Final = ROOT / "seeds"
QUERIES: Final = _PACKAGE / "queries"
