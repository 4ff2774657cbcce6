"""What is disputed, what is foreseen, what is left open: statements with the words on both sides."""

from __future__ import annotations

from typing import Any

from api.web.asked import Asked
from api.web.views.lists import part
from kg.read.disputes import Disputes
from kg.read.forecasts import Forecasts
from kg.read.questions import asked as asked_by


def disputes(asked: Asked, found: Disputes) -> bytes:
    """The page of what is disputed or qualified."""
    return asked.page("disputes.html", found=found, first=passed(asked), standing=asked.query.get("standing"))


def forecasts(asked: Asked, found: Forecasts) -> bytes:
    """The page of the open forecasts."""
    return asked.page("forecasts.html", found=found, first=passed(asked))


def open_questions(asked: Asked, found: Any) -> bytes:
    """The page of the list of open questions."""
    shown = part(asked, len(found.items), found.total)
    return asked.page("open-questions.html", items=asked_by(asked.store, found.items), part=shown)


def passed(asked: Asked) -> int:
    """How many items stand before this part of a list."""
    return int(asked.query.get("after", "0"))
