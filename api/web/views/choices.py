"""The companies that a form lets choose from."""

from __future__ import annotations

from typing import Final

from kg.read.overview import CompanyCount, companies
from kg.store.base import Store

MOST: Final = 500
"""More companies than a person looks through: then a name is typed."""


def company_choices(store: Store) -> list[CompanyCount]:
    """The companies by name, none where there are too many."""
    held = companies(store)
    return sorted(held, key=lambda one: one.label.lower()) if len(held) <= MOST else []
