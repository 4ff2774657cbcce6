"""The page of the quality of the graph."""

from __future__ import annotations

from typing import Final

from api.web.asked import Asked
from api.web.views.lists import part
from kg.read.quality import Quality

MOST: Final = 25
"""Items of a sort on the page; the others are in the JSON, or where the page leads."""


def quality(asked: Asked, found: Quality) -> bytes:
    """The page of `/quality`."""
    return asked.page(
        "quality.html", found=found, part=part(asked, len(found.coverage), found.total), most=MOST
    )
