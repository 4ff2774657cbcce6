"""Reads the files of a seed folder: bounded, only from inside the folder, UTF-8, without control
characters."""

from __future__ import annotations

import stat
import unicodedata
from pathlib import Path
from typing import Final

from kg.errors import SheetProblem
from kg.sheet.problems import Problems

MAX_BYTES: Final = 5_000_000
_ALLOWED_IN_TEXT: Final = "\n\r\t"


def read_bytes(file: Path, root: Path, problems: Problems) -> bytes | None:
    """The bytes of a regular file below `root`, or None with a problem noted.

    Refused are links that lead out of `root`, anything but a regular file, and more than `MAX_BYTES`.
    """
    found = _read(file, root)
    if isinstance(found, bytes):
        return found
    message, remedy = found
    problems.add(SheetProblem(file, 1, "file", message, remedy))
    return None


def _read(file: Path, root: Path) -> bytes | tuple[str, str]:
    """The bytes of a file, or why they are refused and what would mend it."""
    try:
        if not file.resolve().is_relative_to(root.resolve()):
            return "this is a link out of the seeds folder", "put the file itself into the folder"
        if not stat.S_ISREG(file.stat().st_mode):
            return "this is no regular file", "put a file of text there"
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return "there is no such file", "write it, or remove the folder"
    except (OSError, RuntimeError) as error:  # resolve() raises RuntimeError for a loop of links
        return f"the file cannot be read: {error}", "mend its permissions or its place"
    if len(data) > MAX_BYTES:
        return f"the file has more than {MAX_BYTES} bytes", "split it into several sources"
    return data


def decode(data: bytes, file: Path, problems: Problems) -> str | None:
    """The text of a file, or None with a problem noted: not UTF-8 (the byte is named), a byte order mark, a
    control character (named, with line and column)."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} (0x{data[error.start]:02X}) is not UTF-8"
        problems.add(SheetProblem(file, line, "file", message, "save the file as UTF-8"))
        return None
    bad = next((i for i, c in enumerate(text) if _is_control(c)), None)
    if bad is None:
        return text
    line = text.count("\n", 0, bad) + 1
    column = bad - (text.rfind("\n", 0, bad) + 1) + 1
    message = f"{control_name(text[bad])} at column {column}"
    problems.add(SheetProblem(file, line, "file", message, "remove this character"))
    return None


def _is_control(character: str) -> bool:
    """Control characters but line ends and tabs, and the byte order mark."""
    if character in _ALLOWED_IN_TEXT:
        return False
    return character < " " or "\x7f" <= character <= "\x9f" or character == "\ufeff"


def control_name(character: str) -> str:
    """What a control character is called: `the control character U+0000 (NUL)`."""
    names = {"\x00": "NUL", "\t": "tab", "\x1b": "escape", "\x7f": "delete", "\ufeff": "byte order mark"}
    name = names.get(character) or unicodedata.name(character, "")
    return f"the control character U+{ord(character):04X}" + (f" ({name})" if name else "")
