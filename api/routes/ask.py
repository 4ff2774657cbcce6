"""`/ask`: the questions that the graph is made to answer, and their answers as rows."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import FastAPI, Path, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.answers import respond
from api.document import accepts, plain_responses, problem_responses
from api.negotiation import CSV, JSON, ROWS, choose
from api.strict import add_route
from kg.read.ask import Answer, Question, ask, questions
from kg.read.spreadsheet import lines


class Questions(BaseModel):
    """The questions, each with its parameters and columns."""

    items: list[Question]
    total: int


async def list_questions(request: Request) -> Response:
    """The questions that can be asked by name. The same rows are given by `stratagem ask`."""
    chosen = choose(request, (JSON,))
    items = questions()
    listed = Questions(items=items, total=len(items))
    return await respond(request, chosen, lambda: (_json(listed), {}), quick=True)


async def answer_question(
    request: Request,
    question: Annotated[str, Path(description="a name of those at `/ask`", examples=["rivals"])],
    company: Annotated[str | None, Query(description="identifier of a company", examples=["openai"])] = None,
    product: Annotated[str | None, Query(description="identifier of a product", examples=["gpt-4o"])] = None,
    speaker: Annotated[
        str | None,
        Query(
            description="identifier of a speaker, or `company/…`", examples=["sam-altman", "company/softbank"]
        ),
    ] = None,
    source: Annotated[
        str | None, Query(description="identifier of a source", examples=["openai-crossroads"])
    ] = None,
    withdrawn: Annotated[
        str | None, Query(description="`claim/…` or `source/…`", examples=["source/openai-crossroads"])
    ] = None,
) -> Response:
    """Answers one question by rows. Which parameters a question takes, all of them required, `/ask` says.
    What is only asked, supposed or denied is shown as such in the column `stated`."""
    given = {
        "company": company,
        "product": product,
        "speaker": speaker,
        "source": source,
        "withdrawn": withdrawn,
    }
    asked = {name: value for name, value in given.items() if value is not None}
    chosen = choose(request, ROWS)
    write = _csv if chosen is CSV else _json
    return await respond(request, chosen, lambda: (write(ask(request.app.state.store, question, asked)), {}))


def _json(model: BaseModel) -> bytes:
    return orjson.dumps(model.model_dump(mode="json"))


def _csv(answer: Answer) -> bytes:
    """A header line and a line a row, for spreadsheets."""
    return "".join(lines(answer.columns, answer.rows)).encode()


def add(app: FastAPI) -> None:
    """Adds the routes of this module."""
    add_route(
        app,
        "/ask",
        list_questions,
        summary="The questions",
        operation_id="listQuestions",
        tags=["questions"],
        response_model=Questions,
        responses=plain_responses(304) | problem_responses(406),
    )
    add_route(
        app,
        "/ask/{question}",
        answer_question,
        summary="The answer to a question",
        operation_id="ask",
        tags=["questions"],
        response_model=Answer,
        responses=accepts(*ROWS) | plain_responses(304) | problem_responses(404, 406),
    )
