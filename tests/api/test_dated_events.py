"""Dated events: in their order along an axis and in a table with the words; without any the page says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from rdflib import URIRef
from starlette.testclient import TestClient

from api.app import create_app
from kg.build.run import graph_store
from kg.bundle import ontology_graph
from kg.ns import SG
from kg.read.events import dated, happenings
from kg.rules import derive
from kg.store.base import Store
from kg.store.embedded import EmbeddedStore
from kg.store.pool.workers import Bounds, QueryPool
from tests.api.conftest import Document
from tests.api.rdf import triples
from tests.api.test_events_page import HTML, text
from tests.unit.airline_seeds import Airline

LINKED = {"Accept": "application/ld+json"}
FARES = "Its rival Southjet cut fares by 15% after the strike"
TOLD = "Its rival Southjet cut fares by 15% on 5 March 2031 after the strike of 2030"
PRECEDES = "  - [event/strike, precedes, event/fare-cut]\n"
ALSO = """\
- key: strike-denied
  quote: after the strike of 2030
  speaker: analyst
  modality: fact
  polarity: denied
  status: accepted
  asserts:
  - [event/strike, occurredOn, 2030]
- key: strike-in-year
  quote: 15% on 5 March 2031
  speaker: analyst
  modality: fact
  status: accepted
  asserts:
  - [event/fare-cut, occurredOn, 2031]
- key: no-moat
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The airline, whose article dates its two events; a claim denies a date, another gives a second."""
    airline = Airline(tmp_path_factory.mktemp("dated")).article(FARES, TOLD)
    airline.claims(f"quote: {FARES}", f"quote: {TOLD}").claims("- key: no-moat\n", ALSO)
    airline.claims(
        PRECEDES,
        f"{PRECEDES}  - [event/fare-cut, occurredOn, 5 March 2031]\n  - [event/strike, occurredOn, 2030]\n",
    )
    made = graph_store(airline.load(), ontology_graph())
    derive(made)
    return made


@pytest.fixture(scope="module")
def airline(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of these seeds; each answer is held against the OpenAPI document."""
    path = tmp_path_factory.mktemp("served-dated") / "store"
    kept = EmbeddedStore.open(path)
    for name in store.graphs():
        lines = store.get_graph(name).splitlines(keepends=True)
        kept.load(b"".join(line.rstrip()[:-1] + f"<{name}> .\n".encode() for line in lines))
    del kept
    with QueryPool(path, 1, Bounds(deadline=5.0)) as workers:
        app = create_app(EmbeddedStore.read_only(path), workers, "dated-1")
        made = TestClient(app, follow_redirects=False)
        made.event_hooks = {"response": [Document(app).check]}
        yield made


def test_dates_come_in_order_with_their_words(store: Store) -> None:
    found = dated(store)
    assert [(one.event.id, one.date) for one in found.items] == [
        ("strike", "2030"),
        ("fare-cut", "2031"),
        ("fare-cut", "2031-03-05"),
    ]
    strike, _, cut = found.items
    assert [one.quote.exact for one in cut.evidence] == [TOLD]
    assert cut.standing in {"reported", "attributed"}
    assert [ref.id for ref in cut.event.performed_by] == ["southjet"]
    assert strike.event.occurred_on == ["2030"]
    assert cut.event.occurred_on == ["2031", "2031-03-05"]
    assert (found.total, found.next) == (3, None)


def test_parts_of_the_dated_events(store: Store, airline: TestClient) -> None:
    first = airline.get("/events/dated?limit=2")
    assert first.json()["next"] == 2
    rest = airline.get(first.links["next"]["url"])
    assert first.json()["items"] + rest.json()["items"] == [one.model_dump() for one in dated(store).items]
    assert "Nothing stands behind this place" in text(airline.get("/events/dated.html?after=9").text)
    assert airline.get("/events/dated?after=-1").status_code == 400


def test_only_events_asked_for_are_read(store: Store) -> None:
    (one,) = happenings(store, [dated(store).items[0].event.iri])
    assert (one.label, one.occurred_on) == ("The strike", ["2030"])


@pytest.mark.parametrize("address", ["/events", "/events/dated"])
def test_the_page_draws_them_and_tells_them(airline: TestClient, address: str) -> None:
    page = airline.get(address, headers=HTML).text
    drawing = next(one for one in re.findall(r"<svg.*?</svg>", page, re.DOTALL) if "axis" in one)
    assert "style=" not in page
    assert drawing.count('class="when"') == 3
    assert drawing.count('<a href="/event/fare-cut">') == 2
    assert "Southjet's fare cut, 5 March 2031" in text(drawing)
    table = re.search(r'<table class="dated">.*?</table>', page, re.DOTALL)
    assert table is not None
    assert '<time class="day" datetime="2031-03-05">5 March 2031</time>' in table[0]
    assert TOLD in text(table[0])
    assert text(table[0]).index("2030") < text(table[0]).index("5 March 2031")


def test_the_list_of_all_events_has_their_dates(airline: TestClient) -> None:
    page = airline.get("/events", headers=HTML).text
    assert "Southjet's fare cut by Southjet , 2031 , 5 March 2031" in text(page)


def test_the_page_of_an_event_has_its_date(airline: TestClient) -> None:
    page = airline.get("/event/strike", headers=HTML).text
    assert '<time datetime="2030">2030</time>' in page
    assert re.findall(r"<h2>(.*?)</h2>", page)[0] == "Date"
    assert airline.get("/event/fare-cut").json()["occurredOn"] == ["2031", "2031-03-05"]


def test_the_events_of_a_company_have_their_dates(airline: TestClient) -> None:
    (cut,) = airline.get("/company/southjet/events").json()["items"]
    assert cut["occurred_on"] == ["2031", "2031-03-05"]
    page = text(airline.get("/company/southjet/events.html").text)
    assert "Southjet (2031, 5 March 2031)" in page
    node = URIRef(cut["iri"])
    linked = airline.get("/company/southjet/events", headers=LINKED)
    found = triples(linked.content, "application/ld+json")
    assert {str(o) for s, p, o in found if s == node and p == SG.occurredOn} == {"2031", "2031-03-05"}


def test_where_no_event_is_dated_the_page_says_so(client: TestClient) -> None:
    assert client.get("/events/dated").json() == {"items": [], "total": 0, "next": None}
    for address in ("/events", "/events/dated.html"):
        told = text(client.get(address, headers=HTML).text)
        assert "No source gives the date of an event; what followed what is told by the chains" in told
