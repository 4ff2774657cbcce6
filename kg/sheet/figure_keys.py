"""The figures of a sheet: gathered from all claims that name them, and checked to be whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg import ns
from kg.model import ClaimEntry, Figure, FigureEntry
from kg.sheet.figures import Reading, read_figure
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


def declare_figures(
    source: str, gathered: dict[str, Gathered], spoiled: frozenset[str], names: Names
) -> tuple[Figure, ...]:
    """The figures that go into the graph. Afterwards `names` knows all of them with their classes.

    `spoiled` has the keys of figures named in claims whose form is wrong: what is missing may stand there.
    Reported is a figure without a class, a subject, a metric or a unit in all its claims, or with two labels
    or none.
    """
    names.figures = {key: ns.entity("figure", f"{source}-{key}") for key in (*gathered, *spoiled)}
    figures: list[Figure] = []
    for key, entries in gathered.items():
        for _, entry in entries.all:
            if entry.class_ is not None and entry.class_ in names.vocabulary.superclasses:
                names.asserted.setdefault(names.figures[key], set()).add(entry.class_)
        if entries.compiled and key not in spoiled:
            label = _label(key, entries.compiled)
            _check_whole(key, entries.compiled)
            _check_units(key, entries.compiled)
            _check_classes(key, entries.compiled, names)
            figures.append(Figure(key, names.figures[key], label, entries.compiled[0][0].place))
    return tuple(figures)


def check_uses(drafts: Sequence[tuple[Reporter, ClaimEntry]], gathered: dict[str, Gathered]) -> None:
    """Reports compiled claims that speak of a figure which no compiled claim describes."""
    for reporter, claim in drafts:
        if claim.status not in COMPILED:
            continue
        for index, item in enumerate(claim.asserts):
            named = (item.about, item.compared_to) if isinstance(item, FigureEntry) else (item[0], item[2])
            for name in named:
                key = (name or "").removeprefix("figure/")
                if key != name and key in gathered and not gathered[key].compiled:
                    message = f"“{name}” is described only by claims that are not accepted"
                    reporter.at("asserts", index).report(
                        message, "accept one of them, or name another figure"
                    )


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


def _check_units(key: str, mentions: list[Mention]) -> None:
    """Reports a figure whose claims give different units, or numbers and no unit at all."""
    units: dict[str, int] = {}
    for at, entry in mentions:
        reading = read_figure(entry.value) if entry.value is not None else None
        unit = reading.unit if isinstance(reading, Reading) and reading.unit is not None else entry.unit
        if unit is not None and units.setdefault(unit, at.line) and len(units) > 1:
            other, line = next(iter(units.items()))
            message = f"the figure “{key}” is given in {unit} here, in {other} in line {line}"
            at.report(message, "name two figures with two keys")
    if not units and any(entry.value is not None for _, entry in mentions):
        mentions[0][0].report(
            f"nothing tells the unit of the figure “{key}”", "add unit, such as unit: count"
        )


def _check_classes(key: str, mentions: list[Mention], names: Names) -> None:
    """Reports a figure that is given two classes of which neither is below the other."""
    first: str | None = None
    for at, entry in mentions:
        if entry.class_ is None or entry.class_ not in names.vocabulary.superclasses:
            continue
        first = first or entry.class_
        if not names.vocabulary.fits(entry.class_, (first,)):
            message = f"the figure “{key}” is a {entry.class_} here and a {first} elsewhere"
            at.at("class").report(message, "name two figures with two keys")
