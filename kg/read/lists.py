"""Lists of a kind, page by page: individuals by label, claims in the order of sources and texts."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Final

from rdflib import Literal, URIRef

from kg import ns
from kg.binding import Bindable
from kg.errors import BadParameterError
from kg.kinds import BY_NAME
from kg.read.changes import Change, changes
from kg.read.claims import Claim, claims
from kg.read.cursors import before, cursor, key_of
from kg.read.entities import checked_iri
from kg.read.models import Model, Ref
from kg.read.refs import local_name, ref
from kg.read.shipped import each, rows
from kg.read.source_items import SourceItem, source_items
from kg.store.base import Row, Store

LARGEST_PAGE: Final = 200
CLAIM_FILTERS: Final = ("speaker", "reported_by", "source", "modality", "standing", "about", "q")
MODALITIES: Final = ("fact", "report", "forecast", "opinion", "interpretation", "conditional", "question")
STANDINGS: Final = (
    "disputed", "qualified", "corroborated", "reported", "attributed", "curated", "inferred"
)  # fmt: skip
_LONGEST_WORDS: Final = 200
_KIND_OF: Final = {"reported_by": "speaker"}
"""The kind that a filter means by a slug alone, where that is not its own name."""
_ALL: Final = 2**31
"""More than any list has."""
_PARTS: Final = frozenset({"claim", "quote", "sentence", "assertion"})
"""Kinds whose classes hold nothing else: most of the graph, counted without a look at their IRIs."""
_SOURCES_AT_FIRST: Final = 2
"""Of so many sources claims are read for a page, then of twice as many, until it is full."""


class ListItem(Ref):
    """An individual in a list: its classes, and how many claims assert something of it."""

    types: list[str]
    claims: int


Item = ListItem | Claim | Change | SourceItem
"""An item of a list of any kind."""


class Page(Model):
    """A part of a list: `total` counts all of it, `next` is the cursor of the next part, null at the end."""

    items: Sequence[Item]
    total: int
    next: str | None


def list_kind(
    store: Store,
    kind: str,
    after: str | None = None,
    limit: int = 50,
    filters: Mapping[str, str] | None = None,
) -> Page:
    """A page of the individuals of a kind (the name in kg/kinds.py), `limit` at most, after a cursor.

    Only claims take filters: `speaker`, `reported_by` and `about` (`kind/slug`, who speaks also by a slug),
    `source` (slug), `modality` and `standing` (local names), `q` (words in the quote, in any case).
    BadParameterError for a kind, cursor, limit or filter that cannot be used. Pages follow keys, so that
    what is added or removed in between neither repeats nor hides the rest.
    """
    if kind not in BY_NAME:
        raise BadParameterError("kind", kind, f"it is one of {', '.join(BY_NAME)}")
    if not 1 <= limit <= LARGEST_PAGE:
        raise BadParameterError("limit", str(limit), f"it is a number from 1 to {LARGEST_PAGE}")
    chosen = {name: value for name, value in (filters or {}).items() if value}
    if kind == "claim":
        return _claims(store, after, limit, chosen)
    for name, value in chosen.items():
        raise BadParameterError(name, value, f"a list of {BY_NAME[kind].plural} takes no filter")
    return _individuals(store, kind, after, limit)


def keys(store: Store, kind: str, filters: Mapping[str, str]) -> Generator[Row, None, None]:
    """A row for each individual of a kind (as `node`, with its label) or claim, all of them, in the order of
    the list; filters and errors as for `list_kind`."""
    if kind not in BY_NAME:
        raise BadParameterError("kind", kind, f"it is one of {', '.join(BY_NAME)}")
    if kind != "claim":
        return each(store, _listing(kind), after=Literal(""), size=_ALL, **_of_kind(kind))
    terms = _terms(filters)
    if not _narrowed(store, terms):
        return (row for row in list[Row]())
    return each(store, _question(terms), after=Literal(""), size=_ALL, **terms)


def model_of(kind: str) -> type[Item]:
    """What an item of a list of a kind is."""
    special: Mapping[str, type[Item]] = {"claim": Claim, "change": Change, "source": SourceItem}
    return special.get(kind, ListItem)


def described(store: Store, kind: str, found: Sequence[Row]) -> Sequence[Item]:
    """The items of rows as `keys` gives them for a kind."""
    if kind == "claim":
        return claims(store, [row["claim"] for row in found])
    if kind == "source":
        return source_items(store, found)
    return changes(store, found) if kind == "change" else items(store, found)


def items(store: Store, found: Sequence[Row]) -> list[ListItem]:
    """The items of rows that have `node` and may have `label`. Two queries, whatever their number."""
    nodes = [URIRef(row["node"]) for row in found]
    if not nodes:
        return []
    types: dict[str, list[str]] = {}
    for row in rows(store, "list/types", node=nodes):
        types.setdefault(row["node"], []).append(local_name(row["type"]))
    counts = {row["node"]: int(row["claims"]) for row in rows(store, "list/claim-counts", node=nodes)}
    return [
        ListItem(
            **dict(ref(row["node"], row.get("label"))),
            types=types.get(row["node"], []),
            claims=counts.get(row["node"], 0),
        )
        for row in found
    ]


def _individuals(store: Store, kind: str, after: str | None, limit: int) -> Page:
    wanted = _of_kind(kind)
    found = rows(store, _listing(kind), after=Literal(key_of(after)), size=limit + 1, **wanted)
    shown = described(store, kind, found[:limit])
    return Page(items=shown, total=_count(store, kind), next=_next(found, limit, after))


def _count(store: Store, kind: str) -> int:
    """How many individuals of a kind there are."""
    wanted = _of_kind(kind)
    if kind in _PARTS:
        return int(rows(store, "list/parts-count", **{"class": wanted["class"]})[0]["total"])
    return int(rows(store, "list/individuals-count", **wanted)[0]["total"])


def _listing(kind: str) -> str:
    return "list/parts" if kind in _PARTS else "list/individuals"


def _of_kind(kind: str) -> dict[str, Bindable]:
    classes: dict[str, Bindable] = {"class": [ns.SG[name] for name in BY_NAME[kind].classes]}
    return classes if kind in _PARTS else {**classes, "prefix": Literal(f"{ns.ID}{kind}/")}


def _claims(store: Store, after: str | None, limit: int, filters: Mapping[str, str]) -> Page:
    terms = _terms(filters)
    if not _narrowed(store, terms):
        return Page(items=[], total=0, next=None)
    found = _claim_rows(store, key_of(after), limit + 1, terms)
    total = (
        int(rows(store, f"{_question(terms)}-count", **terms)[0]["total"])
        if terms
        else _count(store, "claim")
    )
    return Page(
        items=claims(store, [row["claim"] for row in found[:limit]]),
        total=total,
        next=_next(found, limit, after),
    )


def _claim_rows(store: Store, after: str, size: int, terms: dict[str, Bindable]) -> list[Row]:
    """The first rows after a key. Keys begin with the source: where no thing narrows the list, claims are
    read source by source, so that a page does not read all there are."""
    name = _question(terms)
    if not terms.keys() <= {"modality", "q"}:
        return rows(store, name, after=Literal(after), size=size, **terms)
    first = Literal(after.partition(" ")[0])
    sources = [URIRef(row["source"]) for row in rows(store, "list/sources", first=first)]
    found: list[Row] = []
    taken, more = 0, _SOURCES_AT_FIRST
    while taken < len(sources) and len(found) < size:
        some = {**terms, "source": sources[taken : taken + more]}
        found += rows(store, name, after=Literal(after), size=size - len(found), **some)
        taken, more = taken + more, more * 2
    return found


def _question(terms: Mapping[str, Bindable]) -> str:
    return "list/claims-by-standing" if "standing" in terms else "list/claims"


def _narrowed(store: Store, terms: dict[str, Bindable]) -> bool:
    """Puts the claims about a thing, or passed on by somebody, in their place; whether any can be left."""
    about, reporter = terms.pop("about", None), terms.pop("reported_by", None)
    found: list[list[Row]] = []
    if about is not None:
        found.append(rows(store, "list/claims-about", node=about))
    if reporter is not None:
        found.append(rows(store, "list/claims-passed-on", agent=reporter))
    if not found:
        return True
    left = set.intersection(*({row["claim"] for row in part} for part in found))
    terms["claim"] = [URIRef(claim) for claim in sorted(left)]
    return bool(left)


def _terms(filters: Mapping[str, str]) -> dict[str, Bindable]:
    """Filters as a person writes them, as terms."""
    terms: dict[str, Bindable] = {}
    for name, value in filters.items():
        if name == "q":
            if len(value) > _LONGEST_WORDS:
                raise BadParameterError(name, value, f"at most {_LONGEST_WORDS} characters")
            terms[name] = Literal(value)
        elif name in {"modality", "standing"}:
            terms[name] = _member(name, value, MODALITIES if name == "modality" else STANDINGS)
        elif name in {"speaker", "reported_by", "source", "about"}:
            kind, _, slug = value.rpartition("/")
            if name == "about" and not kind:
                raise BadParameterError(name, value, "it is kind/identifier, such as company/openai")
            terms[name] = checked_iri(kind or _KIND_OF.get(name, name), slug, name)
        else:
            raise BadParameterError(name, value, f"claims are filtered by {', '.join(CLAIM_FILTERS)}")
    return terms


def _member(name: str, value: str, allowed: Sequence[str]) -> URIRef:
    if value not in allowed:
        raise BadParameterError(name, value, f"it is one of {', '.join(allowed)}")
    return ns.SG[value]


def _next(found: Sequence[Row], limit: int, after: str | None) -> str | None:
    """The cursor after the last row of a page, when one more was found."""
    return cursor(found[limit - 1]["key"], before(after) + limit) if len(found) > limit else None
