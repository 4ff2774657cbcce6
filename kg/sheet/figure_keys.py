"""The figures of a sheet: gathered from all claims that name them, and checked to be whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg import ns
from kg.model import ClaimEntry, Figure, FigureEntry
from kg.sheet.links import COMPILED
from kg.sheet.names import Names
from kg.sheet.problems import Reporter

Mention = tuple[Reporter, FigureEntry]


@dataclass(slots=True)
class Gathered:
    """All entries of one figure: `compiled` has those of accepted and edited claims."""

    all: list[Mention] = field(default_factory=list)
    compiled: list[Mention] = field(default_factory=list)


def gather_figures(drafts: Sequence[tuple[Reporter, ClaimEntry]]) -> dict[str, Gathered]:
    """The entries of each figure, by its key, in the order of the sheet."""
    found: dict[str, Gathered] = {}
    for reporter, claim in drafts:
        for index, item in enumerate(claim.asserts):
            if isinstance(item, FigureEntry):
                gathered = found.setdefault(item.figure, Gathered())
                mention = (reporter.at("asserts", index), item)
                gathered.all.append(mention)
                if claim.status in COMPILED:
                    gathered.compiled.append(mention)
    return found


def declare_figures(source: str, gathered: dict[str, Gathered], names: Names) -> tuple[Figure, ...]:
    """The figures that go into the graph. Afterwards `names` knows all of them with their classes.

    Reported is a figure without a class, a subject, a metric or a unit in all its claims, or with two labels
    or none.
    """
    names.figures = {key: ns.entity("figure", f"{source}-{key}") for key in gathered}
    figures: list[Figure] = []
    for key, entries in gathered.items():
        for _, entry in entries.all:
            if entry.class_ is not None and entry.class_ in names.vocabulary.superclasses:
                names.asserted.setdefault(names.figures[key], set()).add(entry.class_)
        if entries.compiled:
            label = _label(key, entries.compiled)
            _check_whole(key, entries.compiled)
            figures.append(Figure(key, names.figures[key], label, entries.compiled[0][0].place))
    return tuple(figures)


def _label(key: str, mentions: list[Mention]) -> str:
    """The one label of a figure; the key stands in where the fault was reported."""
    labelled = [(at, entry.label) for at, entry in mentions if entry.label is not None]
    if not labelled:
        mentions[0][0].report(
            f"the figure “{key}” has no label", "give label where the figure is named first"
        )
        return key
    for at, _ in labelled[1:]:
        at.at("label").report(
            f"the figure “{key}” has a label already (line {labelled[0][0].line})", "remove this one"
        )
    return labelled[0][1] or key


def _check_whole(key: str, mentions: list[Mention]) -> None:
    """Reports what no claim gives of a figure that every figure must have."""
    at = mentions[0][0]
    given = {
        name for _, entry in mentions for name in entry.model_fields_set if getattr(entry, name) is not None
    }
    for name, what in (("class_", "class"), ("about", "about"), ("metric", "metric")):
        if name not in given:
            at.report(f"no claim gives the {what} of the figure “{key}”", f"add {what} to one of its entries")
    if "value" not in given and "compared_to" not in given:
        at.report(
            f"the figure “{key}” has neither a value nor what it is compared to", "add value or comparedTo"
        )
