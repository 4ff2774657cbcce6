"""The first page: who fights whom, what is disputed, what is new, and the ways in."""

from __future__ import annotations

from api.web.asked import Asked
from kg.read.home import Home


def home(asked: Asked, found: Home) -> bytes:
    """The page of the first answer."""
    return asked.page("home.html", found=found, first=found.first)
