"""A text cut into blocks, sentences and quoted spans. All offsets are code points of the whole text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a paragraph: `text[start:end]`, without white space around it; `ordinal` counts from
    1."""

    ordinal: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph: `text[start:end]`. A heading has no sentences."""

    start: int
    end: int
    heading: bool
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """Words in quotation marks: `text[start:end]`, without the marks; `block` is an index, from 0."""

    start: int
    end: int
    block: int


@dataclass(frozen=True)
class Text:
    """A stored text with its blocks, in order, and its spans in quotation marks, in order."""

    string: str
    blocks: tuple[Block, ...]
    marked: tuple[Marked, ...]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences, in order: `sentences[n - 1]` has the ordinal n."""
        return tuple(sentence for block in self.blocks for sentence in block.sentences)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    def words(self, passage: Sentence | Block | Marked) -> str:
        """The exact words of a passage."""
        return self.string[passage.start : passage.end]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds the code point at `offset`, or None between sentences and in headings."""
        index = bisect_right(self._sentence_starts, offset) - 1
        if index < 0 or offset >= self.sentences[index].end:
            return None
        return self.sentences[index]

    def block_at(self, offset: int) -> Block | None:
        """The block that holds the code point at `offset`, or None between blocks."""
        index = bisect_right(self._block_starts, offset) - 1
        if index < 0 or offset >= self.blocks[index].end:
            return None
        return self.blocks[index]
