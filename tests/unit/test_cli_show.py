"""`stratagem show`: a thing with the words behind it, for a terminal, as Markdown, as JSON."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Demo
from tests.unit.conftest import Stratagem


@pytest.fixture(scope="session")
def place(demo: Demo) -> Path:
    """The store of the built article."""
    return demo.store


def lines_under(text: str, heading: str) -> list[str]:
    """The lines of a section of a brief as text, without the words behind them."""
    found = text.split(f"\n{heading}\n", 1)[1].split("\n\n", 1)[0]
    return [line.strip() for line in found.splitlines() if re.match(r"  \S", line)]


def test_a_company_is_shown_with_fronts_risks_and_strategies(stratagem: Stratagem, place: Path) -> None:
    shown = stratagem("show", "company", "openai", "--format", "text", "--store", place).out
    fronts = lines_under(shown, "Fronts")
    assert fronts[0].startswith("fights on 6 to 7 fronts, of which 4 are named")
    assert "Code generation: no decisive advantage  attributed" in fronts
    assert "Code generation: with Codex  reported" in fronts
    assert "Code generation: against GitHub Copilot  reported" in fronts
    assert any(
        line.startswith("OpenAI is exposed to Identity crisis") for line in lines_under(shown, "Risks")
    )
    assert any(line.startswith("pursues Commercialization") for line in lines_under(shown, "Strategies"))
    assert any(line.startswith("GitHub Copilot") for line in lines_under(shown, "Rivals"))
    assert "“none of them have formed a decisive advantage” — the author of “OpenAI's Crossroads”" in shown


def test_figures_have_their_measure_and_a_doubt_its_speaker(stratagem: Stratagem, place: Path) -> None:
    shown = stratagem("show", "company", "openai", "--format", "text", "--store", place).out
    figures = " ".join(lines_under(shown, "Figures"))
    assert re.search(r"OpenAI's valuation: 500,000,000,000 US dollars", figures)
    assert re.search(r"loss: 14,000,000,000 US dollars in two years / in 2026  qualified", figures)
    doubts = shown.split("\nDoubted or disputed\n", 1)[1]
    assert "The $14 billion loss prediction may ultimately prove to be exaggerated" in " ".join(
        doubts.split()
    )


def test_what_is_denied_asked_or_supposed_is_shown_as_what_it_puts_forward(
    stratagem: Stratagem, place: Path
) -> None:
    shown = stratagem("show", "company", "openai", "--format", "text", "--store", place).out
    apart = lines_under(shown, "Asked, supposed or denied")
    denied = "OpenAI has moat Original mission of openness and non-profit  denied"
    assert denied in apart
    assert (
        "“has lost its original mission” — the author of “OpenAI's Crossroads” (fact, certain, a denial)"
        in shown
    )


def test_moats_figures_and_rivals_say_what_wears_limits_and_opposes_them(
    stratagem: Stratagem, place: Path
) -> None:
    shown = stratagem("show", "company", "openai", "--format", "text", "--store", place).out
    assert "User loyalty: eroded by Retirement of GPT-4o  attributed" in lines_under(shown, "Moats")
    assert any(line.startswith("Gemini, against ChatGPT") for line in lines_under(shown, "Rivals"))
    assert "Identity crisis: existential  attributed" in lines_under(shown, "Risks")
    figures = lines_under(shown, "Figures")
    assert any("in two years / in 2026  qualified" in line for line in figures)
    assert any(line.startswith("OpenAI's time without an open release: 5 years  ") for line in figures)


def test_a_markdown_brief_has_each_claim_once_as_a_footnote(stratagem: Stratagem, place: Path) -> None:
    brief = stratagem("show", "company", "openai", "--format", "markdown", "--store", place).out
    assert brief.startswith("# OpenAI\n")
    used = set(re.findall(r"\[\^(\d+)\](?!:)", brief))
    notes = re.findall(r"^\[\^(\d+)\]: “(.+?)” — ", brief, re.MULTILINE)
    assert used == {number for number, _ in notes}
    assert len(notes) == len({number for number, _ in notes})
    assert "none of them have formed a decisive advantage" in {words for _, words in notes}


def test_words_cannot_break_a_markdown_brief() -> None:
    from kg.read.brief_lines import Brief, Line, Section
    from kg.read.brief_markdown import markdown

    hostile = "<script>alert(1)</script> [x](http://e) `c` # h\n- item"
    brief = markdown(Brief(hostile, hostile, (Section("Risks", (Line(hostile, "reported", ()),)),)))
    assert "<script>" not in brief
    assert "[x](" not in brief
    assert "`c`" not in brief
    assert brief.count("\n- ") == 1


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("event", "gpt-4o-retirement", "triggered User backlash over GPT-4o"),
        ("figure", "openai-crossroads-price-ratio", "value 20  qualified"),
        ("product", "chatgpt", "users of OpenAI's products, attached to it  reported"),
        ("trend", "price-competition", "pressures Google"),
    ],
)
def test_other_things_are_shown_too(
    stratagem: Stratagem, place: Path, kind: str, name: str, words: str
) -> None:
    assert words in stratagem("show", kind, name, "--format", "text", "--store", place).out


def test_json_has_a_companys_fronts(stratagem: Stratagem, place: Path) -> None:
    data = stratagem("show", "company", "openai", "--store", place).json
    assert data["label"] == "OpenAI"
    assert {front["id"] for front in data["fronts"]["fronts"]} >= {"code-generation", "multimodal-ai"}


def test_a_claim_is_shown_as_json_whatever_the_form(stratagem: Stratagem, place: Path) -> None:
    company = stratagem("show", "company", "openai", "--store", place).json
    claim = company["fronts"]["fronts"][0]["position"]["evidence"][0]["claim"]
    data = stratagem("show", "claim", claim, "--format", "text", "--store", place).json
    assert data["quote"]["exact"] == "none of them have formed a decisive advantage"


def test_a_wrong_name_is_told_with_the_nearest(stratagem: Stratagem, place: Path) -> None:
    told = stratagem("show", "company", "opnai", "--store", place)
    assert (told.code, "openai" in told.err) == (1, True)
