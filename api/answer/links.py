"""The `Link` header of an answer (RFC 8288): its name, formats and parts, its licence, what describes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote, urlencode

from starlette.types import Scope

from api.answer.negotiation import CSV, TURTLE, Format, split_suffix
from kg.kinds import BY_NAME
from kg.ns import BASE, LICENSE, entity
from kg.read.entities import AXIOM

DESCRIPTION: Final = "/.well-known/void"
_QUERY: Final = "%=&+,;:@/?!$'()*-._~"
"""What a query string may have beside letters and digits; anything else is percent-encoded."""
LONGEST_QUERY: Final = 1024
"""Bytes of a query string that the header repeats, once a link: clients read 64 KiB of a header."""


def link_header(scope: Scope, chosen: Format, available: tuple[Format, ...], first: str = "") -> str:
    """The `Link` header of an answer in the `chosen` of the `available` formats.

    - `canonical`: the permanent address of the document, whatever server and format it came from (RFC 6596);
    - `describes`: the thing that the document is about (RFC 6892), where it is about one;
    - `alternate`: the same in each other format;
    - `describedby`: what the whole graph is, as VoID; `license`: of what is ours in the answer.

    An address with a query over LONGEST_QUERY has none of them. Links lead to the server itself unless they
    name something for good. `first` stands before these.
    """
    return ", ".join([*([first] if first else []), *_links(scope, chosen, available)])


def part_links(scope: Scope, same: Mapping[str, str], following: Mapping[str, str]) -> str:
    """The links of a part of a list: to the first part, which has the parameters `same`, and to the next,
    where there is one, with those of `following`. They lead to the address that was asked, suffix and all."""
    suffix = scope.get("stratagem.suffix")
    path = f"{scope['path']}.{suffix}" if suffix else scope["path"]
    links = [f'<{path}{f"?{urlencode(same)}" if same else ""}>; rel="first"']
    if following:
        links.append(f'<{path}?{urlencode(following)}>; rel="next"')
    return ", ".join(links)


def _links(scope: Scope, chosen: Format, available: tuple[Format, ...]) -> Iterator[str]:
    path = scope["path"]
    if len(scope["query_string"]) > LONGEST_QUERY:
        return
    query = quote(scope["query_string"].decode("latin-1"), safe=_QUERY)
    shown, asked = quote(path), f"?{query}" if query else ""
    yield f'<{BASE}{shown}{asked}>; rel="canonical"'
    if thing := _thing(path):
        yield f'<{thing}>; rel="describes"'
    for other in available:
        if other is not chosen and split_suffix(f"{path}.{other.suffix}")[1]:
            again = asked or (f"?version={other.version}" if other.version else "")
            yield f'<{shown}.{other.suffix}{again}>; rel="alternate"; type="{other.media_type}"'
    if TURTLE in available or CSV in available:
        yield f'<{DESCRIPTION}>; rel="describedby"'
        yield f'<{LICENSE}>; rel="license"'


def _thing(path: str) -> str | None:
    """The IRI of the thing that a path is the document of: `/company/openai`, not what stands under it."""
    _, kind, *rest = path.split("/")
    return str(entity(kind, rest[0])) if len(rest) == 1 and (kind in BY_NAME or kind == AXIOM) else None
