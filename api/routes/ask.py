"""`/ask`: the questions that the graph is made to answer, and their answers as rows."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

import orjson
from fastapi import FastAPI, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.answer.answers import Made, respond
from api.answer.negotiation import CSV, HTML, JSON, ROWS, choose
from api.document import accepts, plain_responses, problem_responses
from api.strict import LONGEST_SLUG, add_route
from api.web.asked import asked
from api.web.views import ask as pages
from kg.errors import NotFoundError
from kg.read.ask import Answer, Question, ask, questions
from kg.read.ask import question as find_question
from kg.read.spreadsheet import lines

_ROWS: Final = "What is only asked, supposed or denied is shown as such in the column `stated`."


class Questions(BaseModel):
    """The questions, each with its parameters and columns."""

    items: list[Question]
    total: int


async def list_questions(request: Request) -> Response:
    """The questions that can be asked by name. The same rows are given by `stratagem ask`."""
    chosen = choose(request, (JSON, HTML))
    items = questions()
    if chosen is HTML:
        return await respond(request, chosen, lambda: (pages.gallery(asked(request), items), {}))
    listed = Questions(items=items, total=len(items))
    return await respond(request, chosen, lambda: (_json(listed), {}), quick=True)


def _answering(question: Question) -> Callable[..., Coroutine[Any, Any, Response]]:
    """The endpoint of one question: what it takes is what the question takes, all of it required."""

    async def answer(request: Request, **given: str) -> Response:
        chosen = choose(request, (*ROWS, HTML))

        def make() -> Made:
            found = ask(request.app.state.store, question.name, given)
            if chosen is HTML:
                return pages.answer(asked(request), found, question), {}
            return (_csv if chosen is CSV else _json)(found), {}

        return await respond(request, chosen, make)

    by_name = inspect.Parameter.KEYWORD_ONLY
    taken = [inspect.Parameter("request", by_name, annotation=Request)]
    for parameter in question.parameters:
        query = Query(
            description=parameter.takes,
            examples=[parameter.example],
            max_length=LONGEST_SLUG,
            json_schema_extra={"pattern": parameter.pattern},
        )
        taken.append(inspect.Parameter(parameter.name, by_name, annotation=Annotated[str, query]))
    vars(answer)["__signature__"] = inspect.Signature(taken)  # where FastAPI reads what an endpoint takes
    return answer


async def no_question(question: str) -> Response:
    """Any other name: NotFoundError with the nearest."""
    find_question(question)
    raise NotFoundError("question", question)


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
        responses=accepts(JSON, HTML) | plain_responses(304) | problem_responses(406),
    )
    for question in questions():
        words = question.name.title().replace("-", "")
        add_route(
            app,
            f"/ask/{question.name}",
            _answering(question),
            summary=question.question,
            description=f"{question.answers}\n\n{_ROWS}",
            operation_id=f"ask{words}",
            tags=["questions"],
            response_model=Answer,
            responses=accepts(*ROWS, HTML) | plain_responses(304) | problem_responses(404, 406),
        )
    add_route(app, "/ask/{question}", no_question, include_in_schema=False)
