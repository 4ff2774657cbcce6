"""The vocabulary is read from the ontology's own modules."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kg.errors import RdfSyntaxError
from kg.sheet.vocabulary import read_vocabulary
from tests.unit.airline_seeds import vocabulary


def test_classes_with_all_that_is_above_them() -> None:
    known = vocabulary()
    assert known.superclasses["FrontCount"] == {"FrontCount", "Observation", "MetricStatement"}
    assert known.is_a("LossForecast", "Forecast")  # by its definition
    assert not known.is_a("Forecast", "LossForecast")
    assert known.fits("Event", ("ProductRelease",))
    assert not known.fits("Risk", ("Event", "Agent"))


def test_properties_with_domain_and_range() -> None:
    known = vocabulary().properties
    assert known["hasAdvantage"].domain == {"FrontPosition", "FrontCount", "Organization"}
    assert known["hasAdvantage"].range == {"AdvantageDegree"}
    assert known["threatens"].domain == frozenset()
    assert known["value"].needs_evidence
    assert not known["value"].is_object
    assert not known["speaker"].needs_evidence


def test_members_of_short_lists() -> None:
    known = vocabulary()
    assert "usDollar" in known.members("Unit")
    assert "costLeadership" in known.members("Strategy")
    assert known.members("Polarity") == ("affirmed", "denied")
    assert "speaker" not in known.assertable_properties()
    assert "Claim" not in known.assertable_classes()


def test_a_folder_without_modules_or_with_a_broken_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RdfSyntaxError, match="no module"):
        read_vocabulary(tmp_path)
    (tmp_path / "broken.ttl").write_text("sg:Company a owl:Class .")
    with pytest.raises(RdfSyntaxError, match=r"broken\.ttl"):
        read_vocabulary(tmp_path)


def test_reading_is_fast() -> None:
    started = time.perf_counter()
    read_vocabulary()
    assert time.perf_counter() - started < 2  # 0.04 s where nothing else runs
