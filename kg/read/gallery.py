"""The queries that the SPARQL desk offers: the questions of `/ask`, and overviews of the whole graph."""

from __future__ import annotations

import re
from typing import Final

from kg import paths
from kg.binding import load_query
from kg.read.ask import query_text, questions
from kg.read.models import Model

OVERVIEWS: Final = "gallery"
"""The folder of the overviews below `paths.QUERIES`."""
_OURS: Final = re.compile(r"^# (?:growth|order|parameters: none).*\n", re.MULTILINE)
"""Lines of a header that speak to our tests and benchmarks alone."""


class Offered(Model):
    """A query with its name, the question that it answers, what its rows are, and its text. `parameters` are
    those of a question of `/ask`, with an example of each; None for an overview."""

    name: str
    question: str
    answers: str
    text: str
    parameters: dict[str, str] | None


def offered() -> list[Offered]:
    """All queries of the desk: first the questions, in their order, then the overviews."""
    return [*_questions(), *_overviews()]


def _questions() -> list[Offered]:
    return [
        Offered(
            name=each.name,
            question=each.question,
            answers=each.answers,
            text=query_text(each.name),
            parameters={parameter.name: parameter.example for parameter in each.parameters},
        )
        for each in questions()
    ]


def _overviews() -> list[Offered]:
    queries = (load_query(file) for file in sorted((paths.QUERIES / OVERVIEWS).glob("*.rq")))
    return [
        Offered(
            name=query.name,
            question=query.title,
            answers=query.answers,
            text=_OURS.sub("", query.text),
            parameters=None,
        )
        for query in queries
    ]
