"""Commands that ask the graph: ask, query, show."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import orjson
import typer

from kg.cli.brief_text import print_brief
from kg.cli.graph import FormOption, StoreOption
from kg.cli.opening import generation, opened
from kg.cli.output import Cell, Form, console, print_json, print_rows
from kg.errors import BadParameterError, QueryError, StoreError
from kg.read import ask
from kg.read.brief import brief
from kg.read.brief_markdown import markdown
from kg.read.fronts import fronts
from kg.read.resource import Resource, resource
from kg.settings import Settings
from kg.store.pool.process import Bounds
from kg.store.pool.workers import QueryPool
from kg.store.syntax.guard import check

MAX_TEXT: Final = 1024 * 1024
"""Bytes of a query file or of standard input that are read at all; the guard's own limit is far below."""


def ask_command(
    question: Annotated[str | None, typer.Argument(help="Name of a question. Without it: the list.")] = None,
    parameters: Annotated[
        list[str] | None, typer.Argument(help="Its parameters: company=openai, source=…, product=…")
    ] = None,
    store: StoreOption = None,
    form: FormOption = Form.AUTO,
) -> None:
    """Ask one of the questions that come with Stratagem; the same rows as `/ask/{question}`.

    Examples: stratagem ask · stratagem ask fronts company=openai · stratagem ask disputes --format csv
    """
    if question is None:
        print_rows([_listed(known) for known in ask.questions()], form)
        return
    answer = ask.ask(opened(store), question, _pairs(parameters or []))
    print_rows(answer.rows, form, answer.columns)


def _listed(known: ask.Question) -> dict[str, Cell]:
    parameters = " ".join(f"{each.name}={each.example}" for each in known.parameters)
    return {"question": known.name, "asks": known.question, "parameters": parameters}


def _pairs(parameters: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals or name in pairs:
            raise BadParameterError("parameter", parameter, "give each once, as name=value")
        pairs[name] = value
    return pairs


def query_command(
    query: Annotated[str, typer.Argument(help="A SPARQL query, a .rq file, or - for standard input.")],
    store: StoreOption = None,
    form: FormOption = Form.AUTO,
) -> None:
    """Run any SPARQL 1.1 query over the built graph, within the bounds of the settings.

    Examples: stratagem query kg/queries/company/fronts.rq · stratagem query 'SELECT * { ?s ?p ?o } LIMIT 3'
    """
    checked = check(_query_text(query))
    settings = Settings.read()
    bounds = Bounds(settings.query_deadline, settings.query_result, settings.query_memory)
    with QueryPool(generation(store).path, 1, bounds) as pool:
        if checked.form not in {"SELECT", "ASK"}:
            if form is not Form.AUTO:
                raise BadParameterError("format", form, f"{checked.form} gives a graph, written as Turtle")
            typer.echo(pool.run(checked, "text/turtle").decode(), nl=False)
            return
        data = pool.run(checked, "application/sparql-results+json")
    result = orjson.loads(data)
    if "boolean" in result:
        typer.echo("yes" if result["boolean"] else "no")
        raise typer.Exit(0 if result["boolean"] else 1)
    rows = [{name: term["value"] for name, term in row.items()} for row in result["results"]["bindings"]]
    print_rows(rows, form, result["head"]["vars"], iris=True)


def _is_file(query: str) -> bool:
    try:
        return Path(query).is_file()
    except OSError:  # longer than the name of a file can be
        return False


def _query_text(query: str) -> str:
    """A text as it is, the content of a file, or what comes by standard input."""
    if query == "-":
        data = sys.stdin.buffer.read(MAX_TEXT + 1)
    elif query.endswith(".rq") or _is_file(query):
        try:
            with Path(query).open("rb") as stream:
                data = stream.read(MAX_TEXT + 1)
        except OSError as error:
            raise StoreError(f"{query} cannot be read: {error.strerror}") from error
    else:
        return query
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise QueryError(f"the query is not UTF-8 at byte {error.start + 1}") from error


class ShowForm(StrEnum):
    """How a brief is printed; `auto` is text on a terminal and JSON in a pipe."""

    AUTO = "auto"
    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def show_command(
    kind: Annotated[str, typer.Argument(help="Kind of the thing: company, product, risk, event, claim, …")],
    name: Annotated[str, typer.Argument(help="Its identifier: openai, gpt-4o, identity-crisis, …")],
    store: StoreOption = None,
    form: Annotated[ShowForm, typer.Option("--format", help="auto: text on a terminal, JSON in a pipe.")] = (
        ShowForm.AUTO
    ),
) -> None:
    """Show what is said of a thing, with the words behind it: of a company its fronts, risks, strategies.

    Examples: stratagem show company openai · stratagem show company openai --format markdown > openai.md
    """
    graph = opened(store)
    thing = resource(graph, kind, name)
    if form is ShowForm.AUTO:
        form = ShowForm.TEXT if sys.stdout.isatty() else ShowForm.JSON
    if form is ShowForm.JSON or not isinstance(thing, Resource):
        data = thing.model_dump(mode="json")
        if isinstance(thing, Resource) and thing.kind == "company":
            data["fronts"] = fronts(graph, thing.id).model_dump(mode="json")
        print_json(data)
    elif form is ShowForm.MARKDOWN:
        typer.echo(markdown(brief(graph, thing)), nl=False)
    else:
        print_brief(brief(graph, thing), console())
