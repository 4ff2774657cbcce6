"""How rows are printed."""

from __future__ import annotations

import sys

import pytest

from kg.cli.output import Cell, Form, as_csv, chosen, print_rows


def test_columns_that_nobody_reads_are_left_out_of_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"front": "https://example.org/a", "frontLabel": "Chips", "open_since": 2031, "note": None},
        {"front": "https://example.org/b", "frontLabel": "Search", "open_since": None, "note": None},
    ]
    print_rows(rows, Form.TABLE)
    printed = capsys.readouterr()
    lines = [line.split() for line in printed.out.splitlines()]
    assert lines == [["front", "label", "open", "since"], ["Chips", "2031"], ["Search"]]
    assert "without identifiers (front): --format json or csv has them" in printed.err


def test_the_order_of_columns_is_the_question_s(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([{"b": "2", "a": "1"}], Form.CSV, ["a", "b"])
    assert capsys.readouterr().out == "a,b\r\n1,2\r\n"


def test_csv_is_quoted_where_it_must_be() -> None:
    rows = [{"words": 'he said, "no"\nand left', "extra": "x"}, {"words": None}]
    assert as_csv(rows, ["words"]) == 'words\r\n"he said, ""no""\nand left"\r\n""\r\n'


def test_words_that_look_like_markup_are_printed_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([{"words": "[bold]so[/bold] :smile:"}], Form.TABLE)
    assert "[bold]so[/bold] :smile:" in capsys.readouterr().out


@pytest.mark.parametrize(("terminal", "form"), [(True, Form.TABLE), (False, Form.JSON)])
def test_a_terminal_gets_a_table_and_a_pipe_json(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, form: Form
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert chosen(Form.AUTO) is form
    assert chosen(Form.CSV) is Form.CSV


def test_rows_too_wide_for_the_terminal_become_blocks_and_lose_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    row: dict[str, Cell] = {f"column{name}": f"a value of {name} that is long" for name in "abcdef"}
    print_rows([row, row], Form.TABLE)
    printed = capsys.readouterr().out
    assert [line.split("  ")[0] for line in printed.splitlines() if line] == list(row) * 2
    assert all(printed.count(str(value)) == 2 for value in row.values())


def test_the_iris_that_a_query_asks_for_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([{"s": "https://example.org/a"}], Form.TABLE, ("s",), iris=True)
    assert "https://example.org/a" in capsys.readouterr().out


def test_csv_runs_nothing_in_a_spreadsheet_but_is_exact_for_results_of_sparql() -> None:
    assert as_csv([{"words": "=1+1"}], ["words"]) == "words\r\n'=1+1\r\n"
    assert as_csv([{"words": "=1+1"}], ["words"], exact=True) == "words\r\n=1+1\r\n"
