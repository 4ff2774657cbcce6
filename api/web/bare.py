"""The plain page that says what this graph holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final
from urllib.parse import quote

from kg import __version__
from kg.kinds import KINDS
from kg.read.overview import Overview

_INNER: Final = frozenset({"claim", "quote", "span", "sentence", "assertion", "source"})
"""Kinds that are parts of the evidence and not things of the field."""
_SHOWN: Final = ("disputed", "qualified", "inferred", "curated")
"""Standings whose numbers stand beside the number of statements: of these it counts the first two."""
_FOLLOWED: Final = re.compile(r"(?:https?://|mailto:|/(?![/\\]))", re.IGNORECASE)
_DESCRIBE: Final = "describe <https://w3id.org/stratagem/id/company/{}>"


def page(title: str, body: str, head: str = "") -> str:
    """A whole page; `body` and `head` are HTML, `title` is text."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n<link rel="icon" href="data:,">\n{head}</head>\n'
        f"<body>\n{body}</body>\n</html>\n"
    )


def home_page(held: Overview) -> str:
    """What the graph holds, with links to it."""
    body = "".join(
        (
            "<header><h1>Stratagem</h1>\n",
            '<p class="lead">Who fights whom, on which front, and which words say so.</p></header>\n<main>\n',
            _numbers(held),
            _companies(held),
            _sources(held),
            _lists(),
            _ways(held),
            f'</main>\n<footer><p class="lead">Stratagem {escape(__version__)}</p></footer>\n',
        )
    )
    return page("Stratagem", body, '<link rel="stylesheet" href="/static/style.css">\n')


def _numbers(held: Overview) -> str:
    numbers = (
        ("sources", len(held.sources)),
        ("claims", held.claims),
        ("statements", held.statements),
        *((standing, held.of_standing(standing)) for standing in _SHOWN),
    )
    return f"<dl>{''.join(f'<div><dt>{name}</dt><dd>{number}</dd></div>' for name, number in numbers)}</dl>\n"


def _companies(held: Overview) -> str:
    rows = (
        (
            _link(f"/company/{company.id}", company.label),
            _link(f"/company/{company.id}/fronts", str(company.fronts)),
        )
        for company in held.companies
    )
    return "<h2>Companies</h2>\n" + _table(("Company", "Named fronts"), rows)


def _sources(held: Overview) -> str:
    rows = (
        (
            _link(f"/source/{source.id}", source.title),
            _link(f"/claims?source={source.id}", str(source.claims)),
        )
        for source in held.sources
    )
    return "<h2>Sources</h2>\n" + _table(("Source", "Claims"), rows)


def _lists() -> str:
    links = (_link(f"/{kind.plural}", kind.label) for kind in KINDS if kind.name not in _INNER)
    return f"<h2>All that is held</h2>\n{_row(links)}"


def _ways(held: Overview) -> str:
    example = held.companies[0].id if held.companies else "openai"
    sparql = f"/sparql?query={quote(_DESCRIBE.format(example))}"
    ways = (
        ("/docs", "The interface, to read and try"),
        ("/ask", "Questions"),
        (sparql, "SPARQL"),
        ("/ontology.ttl", "Ontology"),
        ("/shapes.ttl", "Shapes"),
        ("/export.trig", "The whole graph"),
        ("/.well-known/void", "What it is, in numbers"),
    )
    return f"<h2>Ways in</h2>\n{_row(_link(address, text) for address, text in ways)}"


def _link(address: str, text: str) -> str:
    """A link; the text alone where the address is neither of this server nor safe to follow: what a source
    names may be a script."""
    return f'<a href="{escape(address)}">{escape(text)}</a>' if _FOLLOWED.match(address) else escape(text)


def _row(items: Iterable[str]) -> str:
    return f'<ul class="row">{"".join(f"<li>{item}</li>" for item in items)}</ul>\n'


def _table(names: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    """A table of two columns, the second of numbers; the cells are HTML."""
    head = f'<tr><th>{names[0]}</th><th class="number">{names[1]}</th></tr>'
    body = "".join(f'<tr><td>{first}</td><td class="number">{second}</td></tr>\n' for first, second in rows)
    return f"<table>\n{head}\n{body}</table>\n"
