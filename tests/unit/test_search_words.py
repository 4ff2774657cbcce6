"""Words in one form: what is the same to a search, where words stand, and that nothing is syntax."""

from __future__ import annotations

import sqlite3

import pytest

from kg.errors import BadParameterError
from kg.search.words import LONGEST, Phrase, folded, forms, marks, phrases, telling, words

HOSTILE = [
    '"', '""', '"""', "*", "a*", "NEAR(a b, 2)", "NEAR", "AND", "a AND", "OR OR", "NOT", "(", ")", "a)(b",
    "^a", "-a", "a:b", "label : a", "{label alias} : a", "'; DROP TABLE word; --", "\x00", "a\x00b", "\ud800",
    "a\ud800b", "\u202eabc", "%00", "+", "a + b", "[]", "{}", "\\", '\\"', "e\u0301\u0301\u0301", "\u0301",
    "\U0001f600", "½", "ﬁ", "İ", "ß", "٣", "क्षि", "“", "«a", "「", "a" * LONGEST, "a " * (LONGEST // 2),
    '"a" ' * (LONGEST // 4), "優" * LONGEST,
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("OpenAI's GPT-4o", "openai s gpt 4o"),
        ("Café CAFE\u0301", "cafe cafe"),
        ("Straße, İstanbul; Ærø", "strasse istanbul ærø"),
        ("优势在市场", "优 势 在 市 场"),
        ("ChatGPTの優位", "chatgpt の 優 位"),
        ("हिन्दी में", "हिनदी में"),
        ("snake_case", "snake case"),
        ("…", ""),
    ],
)
def test_the_form_of_a_text(text: str, form: str) -> None:
    assert forms(text) == form


def test_places_are_code_points() -> None:
    text = "😀 Café\u0301s: 优势"
    assert [text[word.start : word.end] for word in words(text)] == ["Café\u0301s", "优", "势"]


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("decisive adv", ['"decisive" *', '"adv" *']),
        ("an a", ['"an"', '"a" *']),
        ('"decisive advantage"', ['"decisive advantage"']),
        ('"decisive adv', ['"decisive adv" *']),
        ("“decisive advantage” of", ['"decisive advantage"', '"of" *']),
        ("gpt-4o", ['"gpt 4o" *']),
        ("市场", ['"市 场" *']),
        ("users users", ['"users" *']),
        ("* ( NEAR", ['"near" *']),
        ("", []),
    ],
)
def test_what_is_typed_as_phrases(typed: str, match: list[str]) -> None:
    assert [phrase.match() for phrase in phrases(typed)] == match


@pytest.mark.parametrize("typed", HOSTILE, ids=ascii)
def test_no_text_is_an_error_of_syntax(typed: str) -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE word USING fts5 (label, quote)")
    match = " AND ".join(f"({phrase.match()})" for phrase in phrases(typed))
    found = (
        base.execute("SELECT count(*) FROM word WHERE word MATCH ?", (match,)).fetchone() if match else (0,)
    )
    base.close()
    assert found == (0,)


def test_more_than_anybody_types_is_refused() -> None:
    with pytest.raises(BadParameterError, match="at most 200"):
        phrases("a" * (LONGEST + 1))


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("None of them has a decisive advantage", "dec adv", ["decisive", "advantage"]),
        ("None of them has a decisive advantage", '"decisive advantage"', ["decisive advantage"]),
        ("advantage, then decisive", '"decisive advantage"', []),
        ("Das Café; le cafe\u0301", "cafe", ["Café", "cafe\u0301"]),
        ("它的优势在市场", "优势", ["优势"]),
        ("a a a", '"a a"', ["a a a"]),
        ("GPT-4o and GPT 4", "gpt-4", ["GPT-4o", "GPT 4"]),
    ],
)
def test_marks_are_where_the_words_are(text: str, typed: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in marks(text, phrases(typed))] == found


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("who fights openai", ["fights", "openai"]),
        ("What's the moat of OpenAI", ["moat", "openai"]),
        ("“the moat” of openai", ["the moat", "openai"]),
        ("what is this", ["what", "is", "this"]),
        ("a", ["a"]),
        ("优势 the", ["优 势"]),
        ("", []),
    ],
)
def test_common_words_tell_nothing_beside_others(typed: str, left: list[str]) -> None:
    assert [" ".join(phrase.forms) for phrase in telling(phrases(typed))] == left


def test_only_a_bare_word_of_latin_letters_has_a_stem() -> None:
    typed = 'attached "attached" gpt-4 gpt4 ai 优势 café Ёлка'
    assert [phrase.forms for phrase in phrases(typed) if phrase.stemmed] == [("attached",), ("cafe",)]


def test_other_words_of_the_stem_are_marked_where_they_stand() -> None:
    text = "😀 Ihre Attachment, attached to attachés"
    attached = Phrase(("attached",), beginning=True, bare=True, also=("attach", "attachment"))
    assert attached.match() == '"attached" * OR "attach" OR "attachment"'
    assert [text[start:end] for start, end in marks(text, [attached])] == ["Attachment", "attached"]


def test_letters_beyond_latin_keep_what_tells_them_apart() -> None:
    assert folded("में") == "में"
    assert folded("Ёлка") == "елка"
