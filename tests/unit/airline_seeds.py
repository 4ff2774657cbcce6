"""A small made-up seeds folder (an airline, its rival, one article) that tests copy and spoil."""

from __future__ import annotations

import hashlib
import re
import shutil
from functools import cache
from pathlib import Path

from kg.errors import SheetError, SheetProblem
from kg.model import Seeds
from kg.sheet.load import load_seeds
from kg.sheet.vocabulary import Vocabulary, read_vocabulary

FOLDER = Path(__file__).with_name("airline")


@cache
def vocabulary() -> Vocabulary:
    """The terms of the real ontology, read once for all tests."""
    return read_vocabulary()


class Airline:
    """A copy of the folder below `folder`, to edit and load."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "seeds"
        shutil.copytree(FOLDER, self.folder)

    @property
    def source(self) -> Path:
        """The folder of the one source."""
        return self.folder / "northair"

    def edit(self, name: str, old: str, new: str) -> Airline:
        """Replaces words of a file; they must stand there exactly once."""
        file = self.folder / name
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        file.write_text(text.replace(old, new), encoding="utf-8")
        return self

    def claims(self, old: str, new: str) -> Airline:
        """Replaces words of the claim sheet."""
        return self.edit("northair/claims.yaml", old, new)

    def article(self, old: str, new: str) -> Airline:
        """Replaces words of the article and writes its new hash."""
        self.edit("northair/article.txt", old, new)
        digest = hashlib.sha256((self.source / "article.txt").read_bytes()).hexdigest()
        about = self.source / "source.yaml"
        text = about.read_text(encoding="utf-8")
        about.write_text(re.sub(r"sha256: \w+", f"sha256: {digest}", text), encoding="utf-8")
        return self

    def add_source(self, slug: str) -> Path:
        """The folder of another source, whose claims are those of the first in a text that is not quite
        its."""
        folder = self.folder / slug
        shutil.copytree(self.source, folder)
        old = hashlib.sha256((folder / "article.txt").read_bytes()).hexdigest()
        self.edit(f"{slug}/article.txt", "Happy landings!", "Good night!")
        self.edit(f"{slug}/claims.yaml", "Happy landings!", "Good night!")
        new = hashlib.sha256((folder / "article.txt").read_bytes()).hexdigest()
        self.edit(f"{slug}/source.yaml", old, new)
        return folder

    def load(self) -> Seeds:
        """The seeds; SheetError when they are wrong."""
        return load_seeds(self.folder, vocabulary())

    def problems(self) -> tuple[SheetProblem, ...]:
        """The problems of the seeds; empty when they load."""
        try:
            self.load()
        except SheetError as error:
            return error.problems
        return ()

    def line(self, name: str, words: str) -> int:
        """The line of a file that has the words, which stand on one line only."""
        lines = (self.folder / name).read_text(encoding="utf-8").splitlines()
        found = [number for number, line in enumerate(lines, start=1) if words in line]
        assert len(found) == 1, f"{words!r} stands on the lines {found} of {name}"
        return found[0]
