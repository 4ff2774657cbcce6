"""A lexer of SPARQL 1.1 and 1.2: the tokens of a query text, as the engine reads it.

Grammar: https://www.w3.org/TR/sparql11-query/#sparqlGrammar. The engine's parser has no lexer of its own: it
takes a `<` for an operator wherever an expression allows one, and a keyword without a blank before the next
name (`SERVICEex:a` is `SERVICE ex:a`). So a text that can be read in two ways is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from kg.errors import QueryError, QueryRefusedError

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_U: Final = f"{_BASE}_"
_CHAR: Final = f"{_U}0-9\u00b7\u0300-\u036f\u203f-\u2040"
_LOCAL: Final = r"%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?\#@%-]"
_TOKEN: Final = re.compile(
    rf"""
    (?P<blank>[ \t\r\n]+|\#[^\r\n]*)
  | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:"{{0,2}}(?:[^"\\]|\\.))*\"\"\" | '''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
      | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<var>[?$][{_U}0-9][{_U}0-9\u00b7\u0300-\u036f\u203f-\u2040]*)
  | (?P<bnode>_:[{_U}0-9](?:[{_CHAR}.-]*[{_CHAR}-])?)
  | (?P<pname>(?:[{_BASE}](?:[{_CHAR}.-]{{0,254}}[{_CHAR}-])?)?:
      (?:(?:[{_U}:0-9]|{_LOCAL})(?:(?:[{_CHAR}.:-]|{_LOCAL})*(?:[{_CHAR}:-]|{_LOCAL}))?)?)
  | (?P<lang>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
  | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<overlong>[{_BASE}][{_CHAR}.-]{{255}})
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<op><<\(|\)>>|<<|>>|\{{\||\|\}}|\^\^|&&|\|\||!=|<=|>=|[][{{}}().,;*/|^?!=<>+~-])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)
_QUOTED: Final = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_OPERANDS: Final = frozenset({"iri", "string", "var", "bnode", "pname", "lang", "number", "word"})
OPENING: Final = {"(": ")", "{": "}", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"}
CLOSING: Final = frozenset(OPENING.values())
FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


class Token(NamedTuple):
    """A token: its kind (a group name of the lexer), its text, whether it stands in a block of VALUES, and
    the place of its first character in the text."""

    kind: str
    text: str
    in_values: bool
    at: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """What a query is before it is parsed: `form` is SELECT, ASK, CONSTRUCT, DESCRIBE or else the first
    keyword; `names_graphs` says whether it has FROM."""

    form: str
    names_graphs: bool


def decode(text: str) -> str:
    r"""The text with its codepoint escapes (`\u0041`) as characters; what would end a string stays escaped.

    QueryRefusedError for an escape that is no character.
    """

    def character(found: re.Match[str]) -> str:
        digits = found[1] or found[2]
        if digits is None:
            return found[0]
        number = int(digits, 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            raise QueryRefusedError(f"the escape {found[0]} is no character")
        return _QUOTED.get(chr(number), chr(number))

    return _ESCAPE.sub(character, text) if "\\" in text else text


class _Values:
    """Follows whether the reader is in the data block of a VALUES clause."""

    def __init__(self) -> None:
        self.header = self.block = False

    def take(self, kind: str, text: str) -> None:
        if self.block:
            if text in {"{", "{|"} and kind == "op":
                raise QueryRefusedError("a group in a block of VALUES")
            self.block = not (kind == "op" and text == "}")
        elif self.header:
            if kind == "op" and text == "{":
                self.header, self.block = False, True
            elif kind != "var" and text not in {"(", ")"}:
                raise QueryRefusedError(f"“{text[:40]}” between VALUES and its block")
        elif kind == "word" and text.upper() == "VALUES":
            self.header = True


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a decoded text, without blanks and comments, brackets in balance.

    QueryError where no token begins; QueryRefusedError where the text can be read in two ways.
    """
    at, previous = 0, Token("op", "", False)
    open_brackets: list[str] = []
    values = _Values()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None or found.lastgroup == "overlong":
            raise QueryError(f"character {at + 1}: no SPARQL token begins with “{text[at : at + 12]}”")
        kind, at, word = found.lastgroup, found.end(), found[0]
        if kind == "blank":
            continue
        in_expression = open_brackets[-1:] == ["("] and not values.block
        if in_expression and word.startswith("<") and (previous.kind in _OPERANDS or previous.text == ")"):
            _refuse_ambiguous(kind, word)
        values.take(kind, word)
        if kind == "op":
            _balance(open_brackets, word)
        previous = Token(kind, word, values.block, at - len(word))
        yield previous
    if open_brackets:
        raise QueryError(f"“{open_brackets[-1]}” is not closed")


def _refuse_ambiguous(kind: str, word: str) -> None:
    if word.startswith("<<") or (kind == "iri" and any(mark in word for mark in "()[]#'")):
        raise QueryRefusedError(f"“{word[:40]}” can be an IRI or a comparison: put a blank after a “<”")


def _balance(open_brackets: list[str], word: str) -> None:
    if word in OPENING:
        open_brackets.append(word)
    elif word in CLOSING and (not open_brackets or OPENING[open_brackets.pop()] != word):
        raise QueryError(f"“{word}” closes nothing")


def outline(text: str) -> Outline:
    """The outline of a decoded query text; QueryError when it holds none."""
    stream, form, depth = tokens(text), "", 0
    for token in stream:
        word = token.text.upper() if token.kind in {"word", "pname"} else ""
        if not form and word.startswith(("PREFIX", "BASE", "VERSION")):
            until = {"string"} if word.startswith("VERSION") else {"iri"}
            next((later for later in stream if later.kind in until), None)
        elif not form:
            form = next((name for name in FORMS if word.startswith(name)), word or token.text)
        elif token.kind == "op":
            depth += (token.text in OPENING) - (token.text in CLOSING)
        elif depth == 0 and word.startswith("FROM") and (token.kind == "word" or form != "DESCRIBE"):
            return Outline(form, True)
    if not form:
        raise QueryError("there is no query in this text")
    return Outline(form, False)
