"""The gallery of questions, and the answer to one as a table whose cells lead to what they name."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from api.web.asked import Asked
from kg.read.ask import Answer, Question, query_text
from kg.read.models import Ref
from kg.read.refs import local_name, ref
from kg.read.wordings import shortened, wordings
from kg.store.base import Row

MOST: Final = 200
"""Rows on a page; JSON and CSV at the same address have all."""
SUBJECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "A company": ("fronts", "rivals", "threats", "strategies", "moats", "events", "figures"),
    "The whole field": ("forecasts", "disputes", "open-questions", "overextension", "trends", "dependence"),
    "Who says so": ("sayings", "unidentified", "support"),
    "A source": ("coverage", "candidate-tensions"),
}
"""The questions by what they are about, in the order of the gallery."""
_NODES: Final = {
    "frontLabel": "front", "label": "node", "subject": "subjectNode", "object": "objectNode",
    "relation": "property", "figure": "figureNode", "of": "aboutNode", "metric": "measure",
    "unit": "unitNode", "comparedTo": "otherNode", "direction": "directionNode", "forecastBy": "forecaster",
    "forecast": "forecastNode", "question": "questionNode", "thing": "thingNode", "company": "companyNode",
    "words": "claim", "otherWords": "otherClaim",
}  # fmt: skip
"""The column with the IRI of what a column names."""
_HEADINGS: Final = {
    "frontLabel": "front", "label": "with or against", "stated": "standing", "least": "at least",
    "greatest": "at most", "otherWords": "other words", "otherSpeaker": "other speaker", "of": "about",
    "otherModality": "how that is put", "modality": "how it is put", "comparedTo": "compared to",
    "forecastBy": "forecast by", "reportedBy": "passed on by", "polarity": "affirmed or denied",
}  # fmt: skip
NUMBERS: Final = frozenset({"value", "least", "greatest", "number", "named", "start", "end"})
_TERMS: Final = frozenset({"modality", "otherModality", "certainty", "polarity"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer: its name, its heading, and how its cells are shown: `words`, `standing`, `term`,
    `number` or `text`."""

    name: str
    heading: str
    form: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, and the thing that it names where there is one. `quoted` where the text is the
    beginning of the words of that thing."""

    text: str
    thing: Ref | None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """The same question from a terminal and from Python; `{origin}` stands for the address of the server."""

    curl: str
    command: str
    python: str


def gallery(asked: Asked, found: Sequence[Question]) -> bytes:
    """The page of all questions, each with a form for its parameter."""
    by_name = {question.name: question for question in found}
    named = {name for names in SUBJECTS.values() for name in names}
    others = tuple(name for name in by_name if name not in named)
    subjects = [*SUBJECTS.items(), *([("Others", others)] if others else [])]
    groups = [(subject, [by_name[name] for name in names]) for subject, names in subjects]
    return asked.page("ask.html", groups=groups)


def answer(asked: Asked, found: Answer, question: Question) -> bytes:
    """The page of an answer: its rows as a table, and the query that gave them."""
    shown = found.rows[:MOST]
    columns = columns_of(found.columns, shown)
    cells = [[_cell(row, column) for column in columns] for row in shown]
    return asked.page(
        "answer.html",
        question=question,
        found=found,
        columns=columns,
        rows=_worded(asked, cells),
        most=MOST,
        query=query_text(found.name),
        ways=ways(found),
        asked_with=urlencode(found.parameters),
    )


def columns_of(names: Sequence[str], rows: Sequence[Row]) -> list[Column]:
    """The columns worth showing: those with a value in some row, without the IRIs of what others name."""
    hidden = {node for label, node in _NODES.items() if label in names}
    used = [name for name in names if name not in hidden and any(row.get(name) for row in rows)]
    return [Column(name, _HEADINGS.get(name, name), _form(name)) for name in used]


def ways(found: Answer) -> Ways:
    """How the same is asked elsewhere."""
    query = f"?{urlencode(found.parameters)}" if found.parameters else ""
    given = [f"{name}={value}" for name, value in found.parameters.items()]
    python = (
        "import json, urllib.request\n\n"
        f'with urllib.request.urlopen("{{origin}}/ask/{found.name}{query}") as answer:\n'
        '    for row in json.load(answer)["rows"]:\n'
        "        print(row)"
    )
    return Ways(
        curl=f"curl '{{origin}}/ask/{found.name}{query}'",
        command=shlex.join(["stratagem", "ask", found.name, *given]),
        python=python,
    )


def _form(name: str) -> str:
    if name in {"words", "otherWords"}:
        return "words"
    if name in NUMBERS:
        return "number"
    return "standing" if name == "stated" else "term" if name in _TERMS else "text"


def _cell(row: Row, column: Column) -> Cell:
    text = row.get(column.name, "")
    node = row.get(_NODES.get(column.name, ""), "")
    iri = node or (text if text.startswith("https://w3id.org/stratagem/") else "")
    thing = ref(iri, text if node else None) if iri.startswith(("http://", "https://")) else None
    return Cell(thing.label if thing and not node else text, thing)


def _worded(asked: Asked, cells: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Cells with words in the place of bare identifiers. One query, whatever their number."""
    bare = [cell.thing.iri for row in cells for cell in row if cell.thing and _is_bare(cell)]
    words = wordings(asked.store, bare)

    def worded(cell: Cell) -> Cell:
        known = words.get(cell.thing.iri) if cell.thing and _is_bare(cell) else None
        if known is None or cell.thing is None:
            return cell
        return Cell(shortened(known), cell.thing, quoted=cell.thing.kind != "source")

    return [[worded(cell) for cell in row] for row in cells]


def _is_bare(cell: Cell) -> bool:
    return cell.thing is not None and cell.text in {cell.thing.iri, local_name(cell.thing.iri)}
