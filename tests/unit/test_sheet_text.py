"""Texts are cut into blocks, sentences and quoted spans at exact offsets."""

from __future__ import annotations

import time

import pytest

from kg import paths
from kg.sheet.text import read_text

ARTICLE = paths.SEEDS / "openai-crossroads" / "article.txt"


@pytest.fixture
def article() -> str:
    return ARTICLE.read_bytes().decode()


def sentences(string: str) -> list[str]:
    text = read_text(string)
    return [text.words(sentence) for sentence in text.sentences]


def test_article_has_its_headings_sentences_and_spans(article: str) -> None:
    text = read_text(article)
    headings = [text.words(block) for block in text.blocks if block.heading]
    assert len(article) == 8527
    assert len(headings) == 7 + 2  # the title stands twice
    assert headings[0] == headings[1]
    assert "Technical Optimism and Real Constraints" in headings
    assert len(text.sentences) == 56
    assert len(text.marked) == 19


def test_article_is_cut_where_blocks_are_glued(article: str) -> None:
    text = read_text(article)
    words = [text.words(sentence) for sentence in text.sentences]
    assert any(sentence.endswith("are just beginning to appear.") for sentence in words)
    assert any(sentence.endswith("long-term sustainability.") for sentence in words)
    assert any(sentence.startswith("This balance is not only") for sentence in words)


def test_every_code_point_of_the_article_is_in_a_block_or_blank(article: str) -> None:
    text = read_text(article)
    rest = list(article)
    for block in text.blocks:
        rest[block.start : block.end] = [" "] * (block.end - block.start)
    assert "".join(rest).strip() == "##"


def test_sentences_cover_their_paragraph(article: str) -> None:
    text = read_text(article)
    for block in text.blocks:
        if block.heading:
            assert block.sentences == ()
            continue
        assert block.sentences[0].start == block.start
        assert block.sentences[-1].end == block.end
        for left, right in zip(block.sentences, block.sentences[1:], strict=False):
            assert article[left.end : right.start].isspace()
    assert [sentence.ordinal for sentence in text.sentences] == list(range(1, 57))


def test_lookup_by_offset_agrees_with_a_scan(article: str) -> None:
    text = read_text(article)
    for offset in range(len(article)):
        expected = next((s for s in text.sentences if s.start <= offset < s.end), None)
        assert text.sentence_at(offset) == expected
        assert text.block_at(offset) == next((b for b in text.blocks if b.start <= offset < b.end), None)


@pytest.mark.parametrize(
    ("string", "expected"),
    [
        ("It grew by 2.5 percent. It shrank.", ["It grew by 2.5 percent.", "It shrank."]),
        ("Mr. Smith met Dr. Jones of Acme Inc. in the U.S. Senate.", None),
        ('He asked: "Is it over?" Nobody knew.', ['He asked: "Is it over?"', "Nobody knew."]),
        ("“It is over.” Nobody knew.", ["“It is over.”", "Nobody knew."]),
        ('"Is it over?" asked Tom.', None),
        ("Wait… Then go!", ["Wait…", "Then go!"]),
        ("J. R. Ewing left (in 1985.) He came back.", ["J. R. Ewing left (in 1985.)", "He came back."]),
        ("It ended. 2024 began.", ["It ended.", "2024 began."]),
        ("Élan is good. Über is a firm.", ["Élan is good.", "Über is a firm."]),
        ("The options are: e.g. Go or stay.", None),
    ],
)
def test_sentences(string: str, expected: list[str] | None) -> None:
    assert sentences(string) == (expected or [string])


@pytest.mark.parametrize(
    ("string", "headings", "paragraphs"),
    [
        ("A Title\nA sentence.", ["A Title"], ["A sentence."]),
        ("# Is it over?\nIt is.", ["Is it over?"], ["It is."]),
        ("A sentence.## A Heading\nAnother.", ["A Heading"], ["A sentence.", "Another."]),
        ('He said "so."## A Heading\nAnother.', ["A Heading"], ['He said "so."', "Another."]),
        ("One ends here.Another begins.", [], ["One ends here.", "Another begins."]),
        ('One ends "here."Another begins.', [], ['One ends "here."', "Another begins."]),
        ("Version 2.Next is 3.", [], ["Version 2.Next is 3."]),
        ("See example.Com and U.S.A today.", [], ["See example.", "Com and U.S.A today."]),
        ("- an item without a stop\nA sentence.", [], ["- an item without a stop", "A sentence."]),
        ("Two things count:\nA sentence.", [], ["Two things count:", "A sentence."]),
        ("A sentence.\r\n\r\n  Another.  \r\n", [], ["A sentence.", "Another."]),
        ("", [], []),
        ("   \n\n", [], []),
    ],
)
def test_blocks(string: str, headings: list[str], paragraphs: list[str]) -> None:
    text = read_text(string)
    assert [text.words(block) for block in text.blocks if block.heading] == headings
    assert [text.words(block) for block in text.blocks if not block.heading] == paragraphs


def test_known_title_is_a_heading_even_when_it_asks() -> None:
    assert not read_text("Is it over?\nIt is.").blocks[0].heading
    assert read_text("Is it over?\nIt is.", "Is it over?").blocks[0].heading


def test_a_long_line_without_a_stop_is_no_heading() -> None:
    assert not read_text("word " * 60).blocks[0].heading


@pytest.mark.parametrize(
    ("string", "spans"),
    [
        ('He said "so" and "no."', ["so", "no."]),
        ("He said “so” and “no.”", ["so", "no."]),
        ('A 6" screen and a "big" one.', ["big"]),
        ('One mark " only.', []),
        ('It ends "here\nand not "there".', ["there"]),
        ("It opens “one “two” three.", ["two"]),
    ],
)
def test_spans(string: str, spans: list[str]) -> None:
    text = read_text(string)
    assert [text.words(marked) for marked in text.marked] == spans


def test_spans_know_their_block() -> None:
    text = read_text('The "Quiet" War\nIt is "loud."')
    assert [text.blocks[marked.block].heading for marked in text.marked] == [True, False]


@pytest.mark.parametrize("piece", ["“", '"', "a.", ". ", "….", '."', "# ", "a b ", "\n", ".(A"])
def test_hostile_repetition_stays_linear(piece: str) -> None:
    started = time.perf_counter()
    read_text(piece * (400_000 // len(piece)))
    assert time.perf_counter() - started < 10
