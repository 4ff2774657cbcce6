"""Dates of events are read from words of the quote exactly, or refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from kg import ns
from kg.compile import compile_source
from kg.ns import SG
from kg.sheet.dates import read_date
from kg.sheet.figures import Unreadable
from kg.sheet.schema import json_schema
from tests.unit.airline_seeds import Airline, vocabulary

CLAIMS = "northair/claims.yaml"
FARE_CUT = "Its rival Southjet cut fares by 15% after the strike"
PRECEDES = "  - [event/strike, precedes, event/fare-cut]\n"


def dated(folder: Path, told: str, given: str, event: str = "event/fare-cut") -> Airline:
    """The airline's seeds with words of a date in article and quote, and an assertion of a date."""
    airline = Airline(folder).article(FARE_CUT, f"{FARE_CUT} {told}")
    airline.claims(f"quote: {FARE_CUT}", f"quote: {FARE_CUT} {told}")
    return airline.claims(PRECEDES, f"{PRECEDES}  - [{event}, occurredOn, {given}]\n")


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("2026", "2026"),
        ("March 2026", "2026-03"),
        ("march, 2026", "2026-03"),
        ("Sept. 2026", "2026-09"),
        ("Sep 2026", "2026-09"),
        ("May 2026", "2026-05"),
        ("5 March 2026", "2026-03-05"),
        ("5\u00a0March\u00a02026", "2026-03-05"),
        ("5th of March 2026", "2026-03-05"),
        ("March 5, 2026", "2026-03-05"),
        ("Mar. 5th 2026", "2026-03-05"),
        ("29 February 2024", "2024-02-29"),
        ("2026-03-05", "2026-03-05"),
        ("2026-03", "2026-03"),
    ],
)
def test_dates_that_are_read(words: str, date: str) -> None:
    assert read_date(words) == date


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("March 5", "it names no year of four digits"),
        ("last spring", "it names no year of four digits"),
        ("March ’26", "it names no year of four digits"),
        ("20266", "it names no year of four digits"),
        ("in 2026", "“in” is no month"),
        ("early March 2026", "it has other words than those of a year, a month or a day"),
        ("2026 or 2027", "it has other words than those of a year, a month or a day"),
        ("Q1 2026", "it has other words than those of a year, a month or a day"),
        ("Marsh 2026", "“Marsh” is no month"),
        ("June. 2026", "“June.” is no month"),
        ("2026-13", "“13” is no month"),
        ("3/5/2026", "which figure is the day and which the month is not told"),
        ("31 April 2026", "April 2026 has no day 31"),
        ("February 29, 2026", "February 2026 has no day 29"),
        ("0 March 2026", "March 2026 has no day 0"),
    ],
)
def test_dates_that_are_refused(words: str, reason: str) -> None:
    assert read_date(words) == Unreadable(reason)


@pytest.mark.parametrize(
    ("told", "given", "date"),
    [
        ("in March 2031", "March 2031", "2031-03"),
        ("in 2031", "2031", "2031"),
        ("on 2031-03-05", "2031-03-05", "2031-03-05"),
        ("on March 5, 2031", '"March 5, 2031"', "2031-03-05"),
    ],
)
def test_a_date_becomes_an_assertion(tmp_path: Path, told: str, given: str, date: str) -> None:
    seeds = dated(tmp_path, told, given).load()
    event = ns.entity("event", "fare-cut")
    (found,) = [a for c in seeds.sheets[0].claims for a in c.assertions if a.property == SG.occurredOn]
    assert (found.subject, found.object) == (event, Literal(date))
    triples = set(compile_source(seeds.sheets[0])[ns.source_graph("northair")])
    (assertion,) = [s for s, p, o in triples if p == SG.assertedProperty and o == SG.occurredOn]
    assert (assertion, SG.assertedSubject, event) in triples
    assert (assertion, SG.assertedValue, Literal(date)) in triples
    assert isinstance(assertion, URIRef)


@pytest.mark.parametrize(
    ("told", "given", "says", "remedy"),
    [
        ("in March 2031", "April 2031", "“April 2031” is not in the quote", "the quote is “"),
        ("in March 2031", "March 203", "cuts a word or number of the quote", "the quote is “"),
        ("on 2031-03-05", "2031-03", "cuts a word or number of the quote", "the quote is “"),
        ("in March 2031", "in March 2031", "cannot be read as a date: it has other words", "stays undated"),
        ("last spring", "last spring", "cannot be read as a date: it names no year", "such as “2026”"),
    ],
)
def test_words_that_give_no_date_are_refused(
    tmp_path: Path, told: str, given: str, says: str, remedy: str
) -> None:
    airline = dated(tmp_path, told, given)
    (problem,) = airline.problems()
    assert problem.file == airline.folder / CLAIMS
    assert problem.line == airline.line(CLAIMS, "occurredOn")
    assert problem.field == "claims[fares-cut].asserts[5]"
    assert says in problem.message
    assert remedy in problem.remedy


def test_only_an_event_has_a_date(tmp_path: Path) -> None:
    (problem,) = dated(tmp_path, "in March 2031", "March 2031", "company/northair").problems()
    assert problem.message == "“company/northair” is a Company, but the subject of occurredOn is a Event"


def test_an_unknown_event_and_a_misspelt_property_are_refused(tmp_path: Path) -> None:
    (problem,) = dated(tmp_path / "one", "in March 2031", "March 2031", "event/fare-cat").problems()
    assert "event/fare-cut" in problem.remedy
    airline = dated(tmp_path / "two", "in March 2031", "March 2031").claims("occurredOn", "occuredOn")
    (problem, *_) = airline.problems()
    assert "occurredOn" in problem.remedy


def test_the_date_of_a_document_is_no_claim(tmp_path: Path) -> None:
    (problem, *_) = (
        dated(tmp_path, "in March 2031", "March 2031").claims("occurredOn", "publishedOn").problems()
    )
    assert "“publishedOn” is no property of the domain" in problem.message


def test_editors_take_a_year_for_a_number() -> None:
    schema = json_schema(vocabulary())["claims.yaml"]
    triple = str(schema["$defs"]["ClaimEntry"]["properties"]["asserts"])
    assert "'number'" in triple
