"""Cursors of lists: the key after which a part begins, and how many items stand before it."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from kg.errors import BadParameterError

_DIGITS: Final = 12


def cursor(key: str, before: int) -> str:
    """The cursor of the part after a key, before which there are `before` items."""
    return f"{base64.urlsafe_b64encode(key.encode()).decode().rstrip('=')}.{before}"


def key_of(given: str | None) -> str:
    """The key of a cursor, empty without one; BadParameterError (`after`) for what is no cursor."""
    text = (given or "").partition(".")[0]
    _number(given)
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (UnicodeError, binascii.Error) as error:
        raise _unusable(given) from error


def before(given: str | None) -> int:
    """How many items stood before the part of a cursor when the cursor was made."""
    return _number(given)


def _number(given: str | None) -> int:
    _, dot, number = (given or "").partition(".")
    if dot and not (number.isascii() and number.isdecimal() and len(number) <= _DIGITS):
        raise _unusable(given)
    return int(number) if dot else 0


def _unusable(given: str | None) -> BadParameterError:
    return BadParameterError("after", given or "", "it is a cursor that a page gave as its next")
