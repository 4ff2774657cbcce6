"""Two or three companies side by side."""

from __future__ import annotations

from typing import Final

from api.web.asked import Asked
from kg.read.compare import Compared, Comparison
from kg.read.models import Ref
from kg.read.overview import CompanyCount, companies
from kg.read.stands import Stand

_FIELDS: Final = ("first", "second", "third")


def compare(asked: Asked, found: Comparison) -> bytes:
    """The page of a comparison, or of the choice where fewer than two companies are named."""
    chosen = [one.company.id for one in found.companies]
    fields = [(name, chosen[place] if place < len(chosen) else "") for place, name in enumerate(_FIELDS)]
    return asked.page(
        "compare.html",
        found=found,
        fields=fields,
        known=_known(companies(asked.store)),
        fronts=_fronts(found.companies),
        joined=",".join(chosen),
    )


def _known(held: list[CompanyCount]) -> list[CompanyCount]:
    return sorted(held, key=lambda one: one.label.lower())


def _fronts(compared: list[Compared]) -> list[tuple[Ref, list[Stand | None]]]:
    """Fronts by companies: those that more of them share first."""
    fronts = {stand.front.iri: stand.front for one in compared for stand in one.fronts}
    by_company = [{stand.front.iri: stand for stand in one.fronts} for one in compared]
    rows = [(front, [own.get(iri) for own in by_company]) for iri, front in fronts.items()]
    return sorted(rows, key=lambda row: (sum(cell is None for cell in row[1]), row[0].label.lower()))
