"""Folders of seeds: what is read, what is refused, and that all faults of all files come at once."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from kg.compile import compile_seeds, quads
from kg.errors import SheetError
from kg.ns import SG
from kg.sheet import files, load, problems
from kg.sheet.load import load_register, load_seeds, load_source
from tests.unit.airline_seeds import FOLDER, Airline, vocabulary


@pytest.fixture
def airline(tmp_path: Path) -> Airline:
    return Airline(tmp_path)


def said(airline: Airline) -> list[str]:
    return [f"{problem.message} — {problem.remedy}" for problem in airline.problems()]


def test_the_good_folder_loads() -> None:
    seeds = load_seeds(FOLDER, vocabulary())
    assert [sheet.source.slug for sheet in seeds.sheets] == ["northair"]
    sheet = seeds.sheets[0]
    assert len(sheet.claims) == 12
    for claim in sheet.claims:
        assert sheet.text.string[claim.quote.start : claim.quote.end] == claim.quote.exact
        sentence = sheet.text.sentences[claim.quote.sentence - 1]
        assert sentence.start <= claim.quote.start < claim.quote.end <= sentence.end
    for span in sheet.spans:
        assert sheet.text.string[span.start : span.end] == span.exact
    assert [span.kind for span in sheet.spans] == ["heading", "attributed", "attributed"]


def test_register_and_source_load_alone() -> None:
    register = load_register(FOLDER / "entities.yaml", vocabulary())
    sheet = load_source(FOLDER / "northair", register, vocabulary())
    assert sheet == load_seeds(FOLDER, vocabulary()).sheets[0]


def test_loading_alone_raises_too(airline: Airline) -> None:
    airline.claims("quote: grow again", "quote: shrink again")
    register = load_register(airline.folder / "entities.yaml", vocabulary())
    with pytest.raises(SheetError, match="shrink again"):
        load_source(airline.source, register, vocabulary())
    airline.edit("entities.yaml", "class: AgentGroup", "class: Grup")
    with pytest.raises(SheetError, match="Grup"):
        load_register(airline.folder / "entities.yaml", vocabulary())


def test_prefix_is_kept_as_the_text_has_it(airline: Airline) -> None:
    airline.claims(
        "quote: The airline expects to\n  suffix: lose $2.5 million",
        "quote: expects to\n  prefix: none of them. The airline",
    )
    sheet = airline.load().sheets[0]
    quote = next(claim.quote for claim in sheet.claims if claim.key == "loss-expected")
    assert quote.prefix == "none of them. The airline "
    assert sheet.text.string[quote.start - len(quote.prefix) : quote.start] == quote.prefix


def test_a_copy_of_an_article_is_no_second_source(airline: Airline) -> None:
    shutil.copytree(airline.source, airline.folder / "reprint")
    (problem,) = airline.problems()
    assert problem.file == airline.folder / "reprint" / "source.yaml"
    assert problem.line == airline.line("reprint/source.yaml", "sha256: ")
    assert problem.field == "sha256"
    assert "the text of the source “northair” again" in problem.message
    assert "keep one" in problem.remedy


def test_a_copy_is_told_of_even_where_its_sheet_cannot_be_read(airline: Airline) -> None:
    shutil.copytree(airline.source, airline.folder / "reprint")
    (airline.folder / "reprint" / "claims.yaml").unlink()
    assert {(p.file.name, p.field) for p in airline.problems()} >= {("source.yaml", "sha256")}


def test_all_faults_of_all_files_come_at_once(airline: Airline) -> None:
    airline.edit("entities.yaml", "class: AgentGroup", "class: Grup")
    airline.edit("northair/source.yaml", "rights: full", "rights: none")
    airline.claims("modality: question", "modality: asking").claims("quote: grow again", "quote: grow agian")
    with pytest.raises(SheetError) as raised:
        airline.load()
    # A source without a sound source.yaml is not read further: its faults wait for the next run.
    assert [p.file.name for p in raised.value.problems] == ["entities.yaml", "source.yaml"]
    airline.edit("northair/source.yaml", "rights: none", "rights: full")
    with pytest.raises(SheetError) as raised:
        airline.load()
    assert [p.file.name for p in raised.value.problems] == ["entities.yaml", "claims.yaml", "claims.yaml"]
    assert str(raised.value).count("\n") == 2
    for line in str(raised.value).splitlines():
        assert re.match(r".*/(entities|claims)\.yaml:\d+: .+: .+ — .+", line)


def test_a_faulty_entry_does_not_make_others_faulty(airline: Airline) -> None:
    airline.claims("- key: routes-counted\n  quote:", "- key: routes-counted\n  quotes:")
    airline.edit("entities.yaml", "  label: The strike\n", "")
    assert [problem.field for problem in airline.problems()] == [
        "[event/strike]",
        "claims[routes-counted]",
        "claims[routes-counted].quotes",
    ]


def test_changed_article_gives_its_new_hash(airline: Airline) -> None:
    airline.edit("northair/article.txt", "Happy landings!", "Happy landing!")
    found = said(airline)
    assert any("was changed after its sheet was written: its hash is now" in words for words in found)
    assert any("review every quote and its offsets" in words for words in found)
    assert any("no sentence begins with “Happy landings!”" in words for words in found)


def test_article_that_is_not_utf8_names_the_byte(airline: Airline) -> None:
    data = (airline.source / "article.txt").read_bytes()
    place = data.index(b"heaven")
    (airline.source / "article.txt").write_bytes(data.replace(b"heaven", b"h\xe9aven"))
    problem = next(p for p in airline.problems() if "UTF-8" in p.message)
    assert problem.message == f"byte {place + 1} (0xE9) is not UTF-8"
    assert problem.line == 3


def test_sheet_that_is_not_utf8_names_the_byte(airline: Airline) -> None:
    (airline.source / "claims.yaml").write_bytes(b"claims:\n- key: caf\xe9\n")
    assert [(p.line, p.message) for p in airline.problems()] == [(2, "byte 18 (0xE9) is not UTF-8")]


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x00", "U+0000 (NUL)"),
        ("\x1b", "U+001B (escape)"),
        ("\ufeff", "(byte order mark)"),
        ("\x85", "U+0085"),
    ],
)
def test_control_characters_are_named(airline: Airline, character: str, name: str) -> None:
    airline.article("Is the fleet", f"{character}Is the fleet")
    problem = next(p for p in airline.problems() if p.field == "file")
    assert name in problem.message
    assert problem.line == 3
    assert "at column 83" in problem.message


@pytest.mark.parametrize(
    "name", ["entities.yaml", "northair/claims.yaml", "northair/source.yaml", "northair/article.txt"]
)
def test_an_empty_file_is_refused(airline: Airline, name: str) -> None:
    (airline.folder / name).write_bytes(b"")
    found = [p for p in airline.problems() if p.file == airline.folder / name]
    assert [p.message for p in found if "empty" in p.message] in (
        ["the file is empty"],
        ["the text is empty"],
    )


@pytest.mark.parametrize(
    "name", ["entities.yaml", "northair/claims.yaml", "northair/source.yaml", "northair/article.txt"]
)
def test_a_missing_file_is_named(airline: Airline, name: str) -> None:
    (airline.folder / name).unlink()
    found = [p.message for p in airline.problems() if p.file == airline.folder / name]
    assert found == ["there is no such file"]


def test_a_sheet_without_claims_is_refused(airline: Airline) -> None:
    (airline.source / "claims.yaml").write_text("claims: []\n")
    assert "the sheet has no claims" in " ".join(said(airline))
    (airline.source / "claims.yaml").write_text("- a\n- b\n")
    assert "keys with values are expected here" in " ".join(said(airline))


def test_too_large_a_file_is_refused(airline: Airline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 400)
    assert "the file has more than 400 bytes" in " ".join(said(airline))


def test_too_many_claims_are_refused(airline: Airline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "MAX_CLAIMS", 11)
    assert "the sheet has more than 11 claims" in " ".join(said(airline))


def test_links_out_of_the_folder_are_refused(airline: Airline, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (airline.source / "article.txt").unlink()
    (airline.source / "article.txt").symlink_to(secret)
    (airline.folder / "elsewhere").symlink_to(FOLDER / "northair")
    found = " ".join(said(airline))
    assert "this is a link out of the seeds folder" in found
    assert "this folder is a link out of the seeds folder" in found
    assert "secret." not in found


def test_a_loop_of_links_and_a_pipe_are_refused(airline: Airline) -> None:
    (airline.source / "article.txt").unlink()
    (airline.source / "article.txt").symlink_to(airline.source / "article.txt")
    (airline.source / "claims.yaml").unlink()
    os.mkfifo(airline.source / "claims.yaml")
    found = " ".join(said(airline))
    assert "the file cannot be read" in found
    assert "this is no regular file" in found


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        ("register", "is the name of a graph"),
        ("text", "is the name of a graph"),
        ("Over Air", "cannot be the slug"),
        ("air--south", "cannot be the slug"),
        ("NORTHAIR", "are one slug"),
    ],
)
def test_slugs(airline: Airline, slug: str, message: str) -> None:
    shutil.copytree(airline.source, airline.folder / slug)
    assert message in " ".join(said(airline))


def test_files_and_hidden_folders_beside_sources_are_passed_over(airline: Airline) -> None:
    (airline.folder / "README.md").write_text("What stands here.")
    (airline.folder / ".git").mkdir()
    assert airline.problems() == ()


def test_no_folder_of_seeds(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="there is no such folder of seeds"):
        load_seeds(tmp_path / "none", vocabulary())


def test_individuals_of_two_sources_with_one_identifier_are_refused(airline: Airline) -> None:
    other = airline.add_source("northair-fare")
    sheet = (other / "claims.yaml").read_text().replace("figure: fare-cut", "figure: cut")
    (other / "claims.yaml").write_text(sheet)
    assert airline.problems()[0].message == (
        "“Southjet's cut of fares” would have the identifier of “Southjet's cut of fares” of northair"
    )


def test_positions_of_two_companies_with_one_identifier_are_refused(airline: Airline) -> None:
    airline.edit(
        "entities.yaml",
        "- id: risk/loss\n",
        "- id: company/northair-arctic\n  label: Northair Arctic\n- id: front/south\n  label: South\n"
        "- id: front/arctic-south\n  label: Arctic south\n- id: risk/loss\n",
    )
    airline.claims(
        "  - [position/northair/arctic, onFront, front/arctic]\n",
        "  - [company/northair, holdsPosition, position/northair/arctic-south]\n"
        "  - [company/northair-arctic, holdsPosition, position/northair-arctic/south]\n",
    )
    assert "would have one identifier" in " ".join(said(airline))


def test_cycles_are_reported_once(airline: Airline) -> None:
    airline.claims(
        "    forecastBy: company/northair\n", "    forecastBy: company/northair\n  supports: [loss-doubted]\n"
    )
    found = [words for words in said(airline) if "circle" in words]
    assert len(found) == 1
    assert "loss-sized → loss-doubted → loss-sized" in found[0]


def test_a_long_chain_of_links_is_no_circle(airline: Airline) -> None:
    entries = "".join(
        f"- key: chain-{n}\n  quote: Happy landings\n  speaker: author\n  modality: fact\n"
        f"  status: rejected\n  untyped: x\n  supports: [chain-{n + 1}]\n"
        for n in range(1500)
    )
    airline.claims("claims:\n", f"claims:\n{entries}").claims("supports: [chain-1500]", "supports: [no-moat]")
    assert not any("circle" in words for words in said(airline))


def test_replacements_that_go_in_a_circle_are_refused(airline: Airline) -> None:
    airline.claims("status: rejected", "status: superseded\n  superseded_by: fares-cut-first-reading")
    airline.claims("superseded_by: fares-cut\n", "superseded_by: growth-guessed\n")
    assert [p.field for p in airline.problems()] == [
        "claims[fares-cut-first-reading].superseded_by",
        "claims[growth-guessed].superseded_by",
    ]


def test_a_chain_of_replacements_leads_to_its_end(airline: Airline) -> None:
    airline.claims("status: rejected", "status: superseded\n  superseded_by: fares-cut-first-reading")
    claims = {claim.key: claim for claim in airline.load().sheets[0].claims}
    assert claims["growth-guessed"].replacement == "fares-cut"


def test_a_figure_known_only_from_a_rejected_claim_is_not_in_the_graph(airline: Airline) -> None:
    airline.claims(
        "  quote: grow again\n",
        "  quote: The airline expects to grow again\n",
    ).claims("  untyped: Too thin.\n", "  asserts:\n  - figure: growth\n    class: Forecast\n")
    airline.claims(
        "hasMoat, moat/loyalty]\n", "hasMoat, moat/loyalty]\n  - [figure/growth, indicates, risk/loss]\n"
    )
    assert "“figure/growth” is described only by claims that are not accepted" in " ".join(said(airline))


def test_the_register_may_name_the_author(airline: Airline) -> None:
    airline.edit("northair/source.yaml", "kind: Article\n", "kind: Article\nauthor: speaker/passengers\n")
    sheet = airline.load().sheets[0]
    assert str(sheet.source.author).endswith("/id/speaker/passengers")
    assert [speaker.cls for speaker in sheet.speakers] == ["UnidentifiedSpeaker"]


def test_an_own_speaker_may_be_the_subject_of_a_triple(airline: Airline) -> None:
    airline.claims(
        "hasMoat, moat/loyalty]\n",
        "hasMoat, moat/loyalty]\n  - [speaker/analyst, criticizes, company/northair]\n",
    )
    sheet = airline.load().sheets[0]
    claim = next(c for c in sheet.claims if c.key == "no-moat")
    assert str(claim.assertions[1].subject).endswith("/id/speaker/northair-analyst")


def test_words_that_only_look_alike_are_told_apart(airline: Airline) -> None:
    airline.article("grow again", "grow à la carte again").claims(
        "quote: grow again", "quote: grow a\u0300 la carte"
    )
    found = " ".join(said(airline))
    assert "they look alike: the sheet has U+0061 U+0300 where the text has U+00E0" in found


def test_more_problems_than_anyone_reads_are_counted(
    airline: Airline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problems, "MOST_PROBLEMS", 3)
    path = airline.source / "claims.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("speaker: author", "speaker: nobody"))
    found = airline.problems()
    assert len(found) == 4
    assert found[-1].message == "5 more problems are not shown"


def test_spans_of_a_long_list_that_differ_early_are_reported(airline: Airline) -> None:
    said_often = " ".join(f"“word {n}”" for n in range(600))
    airline.article("Happy landings!", f"Happy landings!\nThey said {said_often}.")
    spans = "".join(f"- span: ward {n}\n  kind: scare\n" for n in range(600))
    airline.claims("\nexceptions:\n", f"{spans}\nexceptions:\n")
    found = said(airline)
    assert sum("stands here in no quotation marks" in words for words in found) == 600
    assert sum("is missing" in words for words in found) == 400
    assert found[-1].startswith("200 more problems")


def test_an_exact_sentence_wins_over_longer_ones_that_begin_alike(airline: Airline) -> None:
    airline.article("Happy landings!", "Happy landings! Happy landings! Are rare.")
    airline.claims("sentence: Happy landings!", "sentence: Happy")
    assert "2 sentences begin with these words" in " ".join(said(airline))
    airline.claims("sentence: Happy\n", "sentence: Are rare.\n")
    assert airline.problems() == ()


def test_lists_are_expected_where_lists_are(airline: Airline) -> None:
    airline.edit("entities.yaml", "- id: front/arctic\n  label: Arctic routes\n", "")
    (airline.folder / "entities.yaml").write_text("a: b\n")
    first = next(p for p in airline.problems() if p.file.name == "entities.yaml")
    assert (first.field, first.message) == ("file", "a list is expected here")


def test_words_where_an_entry_is_expected(airline: Airline) -> None:
    airline.claims("exceptions:\n", "exceptions:\n- words\n")
    assert [(p.field, p.message) for p in airline.problems()] == [
        ("exceptions[1]", "keys with values are expected here")
    ]


def test_a_source_may_name_its_outlet(airline: Airline) -> None:
    airline.edit(
        "entities.yaml",
        "- id: risk/loss\n",
        "- id: speaker/gazette\n  label: The Gazette\n  class: MediaOutlet\n- id: risk/loss\n",
    )
    airline.edit("northair/source.yaml", "kind: Article\n", "kind: Article\noutlet: speaker/gazette\n")
    assert str(airline.load().sheets[0].source.outlet).endswith("/id/speaker/gazette")


def test_a_register_class_and_a_curated_class(airline: Airline) -> None:
    airline.edit("entities.yaml", "- [develops, product/lounges]", "- [a, Company]")
    fact = airline.load().register.facts[0]
    assert str(fact.object).endswith("#Company")


def test_a_quote_at_the_very_beginning_of_a_text(airline: Airline) -> None:
    airline.article('Northair\'s Gamble: Three Routes and a "Quiet War"\n', "")
    airline.edit(
        "northair/source.yaml",
        'title: "Northair\'s Gamble: Three Routes and a \\"Quiet War\\""',
        "title: Fares and Fleets",
    )
    airline.claims("- span: Quiet War\n  kind: heading\n", "")
    airline.claims("quote: fighting on three", "quote: Northair is fighting on three")
    assert airline.load().sheets[0].claims[0].quote.start == 0


def test_two_sources_may_speak_of_the_same_position(airline: Airline) -> None:
    airline.add_source("second")
    seeds = airline.load()
    assert [sheet.source.slug for sheet in seeds.sheets] == ["northair", "second"]
    assert seeds.sheets[0].positions[0].iri == seeds.sheets[1].positions[0].iri
    graphs = compile_seeds(seeds)
    counts = Counter(quad[:3] for quad in quads(graphs))
    assert max(counts.values()) == 1
    claims = [c for quad in quads(graphs) for c in quad[:1] if quad[2] == SG.Claim]
    assert len(set(claims)) == 20


def test_one_position_identifier_in_two_sources(airline: Airline) -> None:
    airline.edit(
        "entities.yaml",
        "- id: risk/loss\n",
        "- id: company/north\n  label: North\n- id: front/air-arctic\n  label: Air\n- id: company/north-air\n"
        "  label: Nair\n- id: risk/loss\n",
    )
    airline.add_source("second")
    for slug, position in (("northair", "north-air/arctic"), ("second", "north/air-arctic")):
        company = position.partition("/")[0]
        airline.edit(
            f"{slug}/claims.yaml",
            "  - [position/northair/arctic, onFront, front/arctic]\n",
            f"  - [company/{company}, holdsPosition, position/{position}]\n",
        )
    assert "would have the identifier of “Nair on arctic routes”" in " ".join(said(airline))


def test_no_own_speaker_is_called_author(airline: Airline) -> None:
    airline.claims("\nclaims:\n", "- key: author\n  label: another\n  mention: One analyst\n\nclaims:\n")
    assert "“author” is the author of the text — choose another key" in said(airline)
