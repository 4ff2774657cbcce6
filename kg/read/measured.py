"""What figures give, read together: numbers, unit and period, and of forecasts who doubts them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kg.read.disputes import Bearing
from kg.read.forecasts import doubts
from kg.read.models import Model, Ref
from kg.read.ties import Ties, outgoing
from kg.store.base import Store

_VALUE: Final = "value"
_ENDS: Final = ("valueMin", "valueMax")
_UNIT: Final = "unit"
_PERIOD: Final = "periodLabel"


class Measured(Model):
    """What a figure gives: its value, or its least and greatest (decimal strings), the unit, the words for
    the period, and the claims that deny, qualify or dispute it."""

    value: str | None
    value_min: str | None
    value_max: str | None
    unit: Ref | None
    period: str
    doubted_by: list[Bearing]

    @property
    def has_number(self) -> bool:
        """Whether it gives a number at all."""
        return not self.value is self.value_min is self.value_max is None


def measured(store: Store, figures: Sequence[str]) -> dict[str, Measured]:
    """What each of some figures (IRIs) gives. Four queries at most, whatever their number."""
    found = outgoing(store, figures, (_VALUE, *_ENDS, _UNIT, _PERIOD))
    against = doubts(store, figures)
    return {iri: _measured(iri, found, against.get(iri, [])) for iri in figures}


def _measured(iri: str, found: Ties, against: list[Bearing]) -> Measured:
    value, least, greatest = (_first(found, iri, name) for name in (_VALUE, *_ENDS))
    units = [one for one in found.get((iri, _UNIT), ()) if isinstance(one, Ref)]
    periods = [one for one in found.get((iri, _PERIOD), ()) if isinstance(one, str)]
    return Measured(
        value=value,
        value_min=least,
        value_max=greatest,
        unit=next(iter(units), None),
        period=", ".join(periods),
        doubted_by=against,
    )


def _first(found: Ties, iri: str, name: str) -> str | None:
    return next((one for one in found.get((iri, name), ()) if isinstance(one, str)), None)
