"""The questions that the graph answers: by name, with parameters as a person writes them, as rows."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from kg.errors import BadParameterError, NotFoundError
from kg.read.entities import SLUG, find
from kg.read.models import Model
from kg.read.shipped import query, rows
from kg.store.base import Row, Store

_SELECT: Final = re.compile(r"^SELECT\s(?:DISTINCT\s)?(?P<columns>(?:\?\w+\s+)+)WHERE", re.MULTILINE)
_SPEAKERS: Final = ("speaker", "company", "organization")


@dataclass(frozen=True, slots=True)
class _Parameter:
    """A parameter, the kinds that it takes (the first stands where a value names none), an example, and the
    variable of the query where that has another name."""

    name: str
    kinds: tuple[str, ...]
    example: str
    variable: str = ""

    def allowed(self) -> str:
        """What a value looks like, in words."""
        kinds = " or ".join(f"{kind}/…" for kind in self.kinds)
        if len(self.kinds) == 1:
            return f"the identifier of a {self.kinds[0]}, such as {self.example}"
        return f"{kinds}, such as {self.example}"

    def shown(self) -> Parameter:
        """What those who ask see of it."""
        kinds = "|".join(self.kinds)
        pattern = f"^(?:(?:{kinds})/)?{SLUG.pattern}$"
        return Parameter(name=self.name, takes=self.allowed(), pattern=pattern, example=self.example)


_COMPANY: Final = _Parameter("company", ("company",), "openai")
_PRODUCT: Final = _Parameter("product", ("product",), "gpt-4o")
_SOURCE: Final = _Parameter("source", ("source",), "openai-crossroads")
_SPEAKER: Final = _Parameter("speaker", _SPEAKERS, "sam-altman", variable="agent")
_WITHDRAWN: Final = _Parameter("withdrawn", ("claim", "source"), "source/openai-crossroads")

# name of the question: its file, its parameter
_QUESTIONS: Final[Mapping[str, tuple[str, _Parameter | None]]] = {
    "fronts": ("company/fronts", _COMPANY),
    "rivals": ("company/rivals", _COMPANY),
    "threats": ("company/threats", _COMPANY),
    "strategies": ("company/strategies", _COMPANY),
    "moats": ("company/moats", _COMPANY),
    "events": ("company/events", _COMPANY),
    "figures": ("company/figures", _COMPANY),
    "forecasts": ("figure/forecasts", None),
    "sayings": ("speaker/sayings", _SPEAKER),
    "disputes": ("statement/disputes", None),
    "unidentified": ("statement/unidentified", None),
    "support": ("statement/support", _WITHDRAWN),
    "candidate-tensions": ("source/candidate-tensions", _SOURCE),
    "open-questions": ("question/open-questions", None),
    "overextension": ("front/overextension", None),
    "dependence": ("product/dependence", _PRODUCT),
    "trends": ("trend/trends", None),
    "coverage": ("source/coverage", _SOURCE),
}


class Parameter(Model):
    """A parameter of a question: its name, what it takes, in words and as a pattern, and an example."""

    name: str
    takes: str
    pattern: str
    example: str


class Question(Model):
    """A question: its name, its words, what its rows are, its parameters (all required) and its columns."""

    name: str
    question: str
    answers: str
    parameters: list[Parameter]
    columns: list[str]


class Answer(Model):
    """A question with its parameters, and the rows: column to value, without the columns that are empty."""

    name: str
    question: str
    parameters: dict[str, str]
    columns: list[str]
    rows: list[Row]
    total: int


def questions() -> list[Question]:
    """All questions, in the order of the design."""
    return [question(name) for name in _QUESTIONS]


def question(name: str) -> Question:
    """One question; NotFoundError with the nearest names when there is none."""
    file, parameter = _entry(name)
    shipped = query(file)
    columns = _SELECT.search(shipped.text)
    return Question(
        name=name,
        question=shipped.title,
        answers=shipped.answers,
        parameters=[parameter.shown()] if parameter else [],
        columns=re.findall(r"\w+", columns["columns"]) if columns else [],
    )


def question_files() -> dict[str, str]:
    """The shipped query `<subject>/<question>` of each question by its name."""
    return {name: file for name, (file, _) in _QUESTIONS.items()}


def query_text(name: str) -> str:
    """The text of a question's query, as it runs in any SPARQL tool; NotFoundError when there is none."""
    return query(_entry(name)[0]).text


def ask(store: Store, name: str, parameters: Mapping[str, str]) -> Answer:
    """The answer to a question for parameters as a person writes them: `company=openai`,
    `speaker=sam-altman` or `speaker=company/softbank`, `withdrawn=claim/…`.

    NotFoundError for an unknown question or individual, with the nearest names; BadParameterError for a
    parameter that is missing, unknown or not of the form that the question takes.
    """
    file, parameter = _entry(name)
    known = {parameter.name} if parameter else set()
    for extra in sorted(parameters.keys() - known):
        takes = f"only {parameter.name}" if parameter else "no parameter"
        raise BadParameterError(extra, parameters[extra], f"{name} takes {takes}")
    terms = {}
    if parameter:
        terms[parameter.variable or parameter.name] = _term(
            store, parameter, parameters.get(parameter.name, "")
        )
    found = rows(store, file, **terms)
    asked = question(name)
    return Answer(
        name=name,
        question=asked.question,
        parameters=dict(parameters),
        columns=asked.columns,
        rows=found,
        total=len(found),
    )


def _entry(name: str) -> tuple[str, _Parameter | None]:
    found = _QUESTIONS.get(name)
    if found is None:
        raise NotFoundError("question", name, difflib.get_close_matches(name, _QUESTIONS, n=3, cutoff=0.4))
    return found


def _term(store: Store, parameter: _Parameter, value: str) -> URIRef:
    kind, _, slug = value.rpartition("/")
    kind = kind or parameter.kinds[0]
    if not slug or kind not in parameter.kinds:
        raise BadParameterError(parameter.name, value, f"it is {parameter.allowed()}")
    return find(store, kind, slug).iri
