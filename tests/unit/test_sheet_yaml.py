"""The YAML loader guesses nothing, expands nothing and says where each field stands."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kg.sheet import yaml
from kg.sheet.problems import Document, Problems

FILE = Path("claims.yaml")


def parse(text: str) -> tuple[Document | None, list[str]]:
    problems = Problems()
    document = yaml.parse_yaml(text, FILE, problems)
    return document, [str(problem) for problem in problems.found]


def test_scalars_are_what_was_written() -> None:
    document, problems = parse(
        "a: no\nb: 1:30\nc: 0x1F\nd: 2026-11-23\ne: 1.50\nf: 'x: y'\ng: on\nh: 1_000\n"
    )
    assert problems == []
    assert document is not None
    assert document.data == {
        "a": "no",
        "b": "1:30",
        "c": "0x1F",
        "d": "2026-11-23",
        "e": "1.50",
        "f": "x: y",
        "g": "on",
        "h": "1_000",
    }


def test_places_of_fields() -> None:
    document, _ = parse("claims:\n- key: one\n  asserts:\n  - [a,\n     b]\n- key: two\n")
    assert document is not None
    assert document.places[("claims",)] == (1, 1)
    assert document.places[("claims", 0)] == (2, 3)
    assert document.places[("claims", 0, "asserts")] == (3, 3)
    assert document.places[("claims", 0, "asserts", 0, 1)] == (5, 6)
    assert document.line(("claims", 1, "quote")) == 6
    assert document.name(("claims", 1, "quote")) == "claims[two].quote"
    assert document.name(("claims", 0, "asserts", 0)) == "claims[one].asserts[1]"
    assert document.name(()) == "file"


def test_folded_words_become_one_line() -> None:
    document, _ = parse("quote: words that go\n  over two lines\nblock: >\n  more\n  words\n")
    assert document is not None
    assert document.data == {"quote": "words that go over two lines", "block": "more words"}


@pytest.mark.parametrize(
    ("text", "line", "message", "remedy"),
    [
        ("a: 1\nb: &x 2\nc: *x\n", 2, "&x is an anchor", "write values out"),
        ("a: 1\nb: *x\n", 2, "*x is an alias", "write the value out"),
        ("a: !!python/object:os.system x\n", 1, "is a tag", "as it is written"),
        ("a: !x {b: c}\n", 1, "!x is a tag", "as it is written"),
        ("a: 1\n<<: {b: 2}\n", 2, "<< merges", "write the keys out"),
        ("a: 1\n---\nb: 2\n", 2, "second document", "keep one"),
        ("a: 1\n\tb: 2\n", 2, "a tab at column 1", "use spaces"),
        ("a: 'x\ty'\n", 1, "a tab at column 6", "use spaces"),
        ("? [a]\n: b\n", 1, "a key is a list", "single words"),
        ("[" * 100 + "]" * 100, 1, "nested more than", "flat"),
        ("a: b: c\n", 1, "mapping values are not allowed", "between quotation marks"),
        ('a: "b" c\n', 1, "not YAML", "single quotation marks"),
        ("a: [b\n", 2, "not YAML", "mend the line"),
        ('a: "\\0"\n', 1, "U+0000 (NUL) in a value", "remove"),
        ("", 1, "the file is empty", "write its entries"),
        ("# only a remark\n", 1, "the file is empty", "write its entries"),
    ],
)
def test_refusals(text: str, line: int, message: str, remedy: str) -> None:
    document, problems = parse(text)
    assert document is None
    assert len(problems) == 1
    assert problems[0].startswith(f"claims.yaml:{line}: ")
    assert message in problems[0]
    assert remedy in problems[0].partition(" — ")[2]


def test_duplicate_keys_and_nulls_are_all_reported() -> None:
    document, problems = parse("a: 1\na: 2\nb: {c: ~, c: 3}\n")
    assert document is not None
    assert document.data == {"a": "1", "b": {"c": "~"}}
    assert [problem.split(": ", 1)[1].partition(" — ")[0] for problem in problems] == [
        "a: the key “a” stands here a second time",
        "c: “~” is no value",
        "c: the key “c” stands here a second time",
    ]


def test_a_bomb_of_anchors_is_refused_at_once() -> None:
    rows = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    started = time.perf_counter()
    document, problems = parse("\n".join(rows))
    assert document is None
    assert "&a0 is an anchor" in problems[0]
    assert time.perf_counter() - started < 1


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "MAX_NODES", 10)
    document, problems = parse("[" + "a, " * 20 + "]")
    assert document is None
    assert "more than 10 values" in problems[0]


def test_deep_nesting_of_a_megabyte_is_refused_quickly() -> None:
    started = time.perf_counter()
    document, _ = parse("[" * 1_000_000)
    assert document is None
    assert time.perf_counter() - started < 10
