"""Checks a store against the shapes on the store itself: all of it, or what a change can have broken.

The values of focus nodes are read many at a time (`values`) and held against the components of SHACL
(`component`); what turns on the value of a literal a query of `components/` judges where it is not plain. The
constraints of shapes that are queries run by their own text. A change is traced, from each triple that came
or went, back along the paths of the shapes to the nodes that they look at.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from rdflib import Graph

from kg import paths
from kg.store.base import Store
from kg.store.delta import Delta
from kg.validate.evaluation import Evaluation
from kg.validate.finding import report
from kg.validate.report import Report
from kg.validate.results import Locate
from kg.validate.run import read_turtle
from kg.validate.shape import Shape, read_shapes


def check(
    store: Store,
    change: Delta | None = None,
    *,
    shapes: Path | Graph = paths.SHAPES,
    locate: Locate | None = None,
) -> Report:
    """Checks what a store holds, all graphs merged, texts and ontology too, against the shapes.

    Args:
        store: holds the ontology as well; it is not changed.
        change: what was removed and added already. Only what it can have broken is looked at: when the store
            conformed before, the violations are all that there are. The report may hold more, such as
            warnings that stood before, but nothing that a full check would not find.
        shapes: a folder of Turtle files, or a graph.
        locate: gives the file and line where the seeds define an individual; a function or a mapping.

    ShapesError when the shapes use what is not known here: nothing is passed over. The results are those of
    SHACL 1.0 (W3C, 2017); tests hold them against pyshacl.
    """
    compiled = _read(shapes, _stamps(shapes)) if isinstance(shapes, Path) else read_shapes(shapes)
    evaluation = Evaluation(store, compiled)
    return report(store, evaluation.whole() if change is None else evaluation.changed(change), locate)


def _stamps(folder: Path) -> tuple[tuple[str, int], ...]:
    """The files of a folder and when each was written: shapes are read again when one has changed."""
    return tuple((file.name, file.stat().st_mtime_ns) for file in sorted(folder.glob("*.ttl")))


@lru_cache(maxsize=4)
def _read(folder: Path, _: tuple[tuple[str, int], ...]) -> tuple[Shape, ...]:
    return read_shapes(read_turtle(folder))
