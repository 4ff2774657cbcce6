"""Checks the form of entries (keys, types, lengths) and says of each fault what a person can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kg.model.entries import PARTIAL_DATE, SLUG, Entry, FigureEntry, field_names
from kg.sheet.problems import Reporter, nearest, shorten

Model = TypeVar("Model", bound=Entry)
_FORMS: Final = {
    SLUG: "lower-case letters and digits, words joined by hyphens",
    PARTIAL_DATE: "a year, a month or a day: 2026, 2026-11 or 2026-11-23",
    r"^[0-9a-f]{64}$": "64 hexadecimal digits in lower case",
}
_EXPECTED: Final = {
    "string_type": "words are expected here",
    "list_type": "a list is expected here",
    "dict_type": "keys with values are expected here",
    "model_type": "keys with values are expected here",
    "bool_type": "true or false is expected here",
}


def entry(model: type[Model], data: Any, reporter: Reporter) -> Model | None:
    """One entry in its form, or None when its faults were reported."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _report(model, data, detail, reporter)
        return None


def entries(model: type[Model], data: Any, reporter: Reporter) -> list[tuple[Reporter, Model]]:
    """The entries of a list that are in their form, each with a reporter for it; faults of the others are
    reported."""
    if data is None:
        return []
    if not isinstance(data, list):
        reporter.report("a list is expected here", "begin each entry with a hyphen")
        return []
    found = [(reporter.at(index), entry(model, item, reporter.at(index))) for index, item in enumerate(data)]
    return [(at, item) for at, item in found if item is not None]


def known_keys(data: Any, keys: Sequence[str], reporter: Reporter) -> dict[str, Any]:
    """A mapping with the known keys only; others, and data that is no mapping, are reported."""
    if not isinstance(data, dict):
        reporter.report("keys with values are expected here", f"the keys are {', '.join(keys)}")
        return {}
    for key in data:
        if key not in keys:
            _unknown_key(str(key), keys, reporter.at(key))
    return {key: value for key, value in data.items() if key in keys}


def _report(model: type[Entry], data: Any, detail: ErrorDetails, reporter: Reporter) -> None:
    """Reports one fault at the field that it is in."""
    kind, value, location = detail["type"], detail["input"], list(detail["loc"])
    at, missing = reporter, ""
    for index, step in enumerate(location):
        if step in ("figure", "triple") and location[max(0, index - 2) : index - 1] == ["asserts"]:
            continue  # the name of the form, which Pydantic puts between an entry of asserts and its fields
        inside = (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int)
        )
        if inside:
            at, data = at.at(step), data[step]
        elif kind == "missing":
            missing = str(step)
    context = detail.get("ctx", {})
    if kind == "missing":
        at.report(f"the key “{missing}” is missing", "write it")
    elif kind == "extra_forbidden":
        _unknown_key(str(location[-1]), _keys(model, location), at)
    elif kind in _EXPECTED:
        at.report(_EXPECTED[kind], _what(value))
    elif kind == "literal_error":
        at.report(f"“{shorten(str(value))}” is not allowed here", f"it must be {context.get('expected', '')}")
    elif kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern", ""))
        at.report(
            f"“{shorten(str(value))}” has not the right form", _FORMS.get(pattern, f"the form is {pattern}")
        )
    elif kind == "string_too_short":
        at.report("the value is empty", "write it or remove the key")
    elif kind in ("too_short", "too_long") and _is_triple(context):
        at.report(
            "this has not the right number of parts",
            "write [subject, property, object]; curated facts have two",
        )
    else:
        at.report(detail["msg"])


def _is_triple(context: dict[str, Any]) -> bool:
    return context.get("min_length", context.get("max_length")) in (2, 3)


def _keys(model: type[Entry], location: Sequence[str | int]) -> tuple[str, ...]:
    """The keys of the entry that a location is in: the figure's inside `asserts`, else the model's own."""
    if "figure" in location[:-1]:
        return field_names(FigureEntry)
    return field_names(model)


def _unknown_key(key: str, keys: Sequence[str], at: Reporter) -> None:
    hint = nearest(key, keys, most=1)
    remedy = f"the nearest key is {hint[0]}" if hint else f"the keys are {', '.join(keys)}"
    at.report(f"“{shorten(key)}” is no key of this entry", remedy)


def _what(value: Any) -> str:
    """What was found instead."""
    if isinstance(value, dict):
        return "here are keys with values: put words that hold a colon between quotation marks"
    if isinstance(value, list):
        return "here is a list"
    return f"here is “{shorten(str(value))}”"
