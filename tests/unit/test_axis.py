"""The axis of dated events: in scale, spans as long as what is known, and no label upon another."""

from __future__ import annotations

from itertools import pairwise

import pytest

from api.web.axis import MOST, WIDTH, Axis, draw
from api.web.dates import days, in_words
from kg.read.events import Dating, Happening


def dating(date: str, label: str = "") -> Dating:
    """A date of an event by its label."""
    iri = f"https://w3id.org/stratagem/id/event/{label or date}"
    event = Happening(
        id=label or date,
        iri=iri,
        kind="event",
        label=label or date,
        performed_by=[],
        targets=[],
        concerns=[],
        occurred_on=[date],
    )
    return Dating(event=event, date=date, standing="reported", evidence=[])


def drawn(*dates: str, label: str = "") -> Axis:
    found = draw([dating(date, label and f"{label} {at}") for at, date in enumerate(dates)])
    assert found is not None
    return found


def test_a_year_is_a_span_and_a_day_a_point() -> None:
    year, month, day = drawn("2026", "2026-03", "2026-03-05").marks
    assert year.x < month.x < day.x
    assert year.width > 11 * month.width > 11 * day.width
    assert month.x + month.width < year.x + year.width
    assert day.width == 8


def test_places_are_in_scale() -> None:
    first, middle, last = drawn("2020-01-01", "2022-12-31", "2025-12-31").marks
    assert middle.x - first.x == pytest.approx(last.x - middle.x, abs=1)


@pytest.mark.parametrize(
    ("dates", "labels"),
    [
        (("2026-03-05",), ["Mar 2026"]),
        (("2026-03", "2026-06-30"), ["Mar 2026", "Apr 2026", "May 2026", "Jun 2026"]),
        (("2026",), ["Jan 2026", "Mar 2026", "May 2026", "Jul 2026", "Sep 2026", "Nov 2026"]),
        (("2023-05", "2026-02"), ["2023", "2024", "2025", "2026"]),
        (("1998", "2026"), ["1998", "2005", "2010", "2015", "2020", "2025"]),
        (("9999",), ["Jan 9999", "Mar 9999", "May 9999", "Jul 9999", "Sep 9999", "Nov 9999"]),
    ],
)
def test_ticks(dates: tuple[str, ...], labels: list[str]) -> None:
    assert [tick.label for tick in drawn(*dates).ticks] == labels


@pytest.mark.parametrize(
    "dates",
    [
        ("0001", "9999-12-31"),
        ("1000", "2999"),
        ("2026-01", "2028-06"),
        ("2026-01", "2028-07"),
        ("2026-11", "2027-01"),
    ],
)
def test_ticks_are_few_and_lie_apart(dates: tuple[str, ...]) -> None:
    ticks = drawn(*dates).ticks
    assert 1 < len(ticks) < 11
    assert all(one.x < other.x for one, other in pairwise(ticks))
    assert all(other.x - one.x > 60 for one, other in list(pairwise(ticks)))


@pytest.mark.parametrize("label", ["Release", "W" * 80, "发布" * 40, "A long name of an event that goes on"])
def test_nothing_lies_upon_another_and_all_lies_within(label: str) -> None:
    found = drawn(
        *(f"2026-{month:02d}-{day:02d}" for month in range(1, 13) for day in (1, 2, 20)), label=label
    )
    boxes = [(min(m.x, m.text_x), max(m.x + m.width, m.text_x + 8 * len(m.label)), m.y) for m in found.marks]
    for at, (left, right, y) in enumerate(boxes):
        assert 0 <= left < WIDTH
        assert y < found.height
        assert not [box for box in boxes[:at] if box[2] == y and box[0] < right and left < box[1]]
    assert len(found.marks) == 36


def test_what_is_not_drawn_is_counted() -> None:
    found = drawn(*["2026"] * (MOST + 3), "0000", "2026-02-30")
    assert (len(found.marks), found.left_out) == (MOST, 5)
    assert draw([dating("0000"), dating("2026-02-30"), dating("soon")]) is None
    assert draw([]) is None


def test_dates_in_words_and_days() -> None:
    assert [in_words(one) for one in ("2026", "2026-03", "2026-03-05")] == [
        "2026",
        "March 2026",
        "5 March 2026",
    ]
    assert [in_words(one) for one in ("soon", "2026-13", "0000")] == ["soon", "2026-13", "0000"]
    first, last = days("2024-02") or (0, 0)
    assert last - first == 28
    assert days("2026-02-29") is None
