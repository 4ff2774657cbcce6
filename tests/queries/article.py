"""The answers to the questions on the first article, for a person to check against its text.

`python -m tests.queries.article` writes `article/<question>.json` anew from the seeds. Read what git shows as
changed beside the article before you commit it: the files are what somebody found true, not what came out.
"""

from __future__ import annotations

import json
from pathlib import Path

from kg.build.run import graph_store
from kg.bundle import ontology_graph
from kg.ns import BASE
from kg.read.ask import ask, questions
from kg.rules import derive
from kg.sheet.load import load_seeds
from kg.store.base import Row, Store
from tests.queries.engines import comparable

FOLDER = Path(__file__).parent / "article"
OFFSETS = frozenset({"start", "end"})
PARAMETERS = {
    "company": "openai",
    "product": "gpt-4o",
    "source": "openai-crossroads",
    "speaker": "sam-altman",
    "withdrawn": "",
}
WITHDRAWN = "none of them have formed a decisive advantage"
"""The words of the claim whose withdrawal is asked for; its identifier is a hash."""


def answer(store: Store, name: str) -> list[Row]:
    """The rows of a question on the article without identifiers and offsets, numbers in one form."""
    taken = next(q for q in questions() if q.name == name).parameters
    given = {one.name: PARAMETERS[one.name] or _withdrawn(store) for one in taken}
    rows = comparable(ask(store, name, given).rows)
    return [{column: value for column, value in row.items() if _readable(column, value)} for row in rows]


def _readable(column: str, value: str) -> bool:
    return column not in OFFSETS and not value.startswith(BASE)


def _withdrawn(store: Store) -> str:
    rows = ask(store, "support", {"withdrawn": "source/openai-crossroads"}).rows
    found = next(row["claim"] for row in rows if row["words"] == WITHDRAWN)
    return f"claim/{found.rpartition('/')[2]}"


def main() -> None:
    """Writes all files."""
    store = graph_store(load_seeds(), ontology_graph())
    derive(store)
    FOLDER.mkdir(exist_ok=True)
    for question in questions():
        text = json.dumps(answer(store, question.name), indent=1, ensure_ascii=False)
        (FOLDER / f"{question.name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
