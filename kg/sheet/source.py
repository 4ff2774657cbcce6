"""`source.yaml` and `article.txt`: what is known of a document, and its text as it is stored."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

from kg import ns
from kg.errors import SheetProblem
from kg.model import Source, SourceEntry, Speaker, SpeakerEntry, Text
from kg.model.entries import SLUG
from kg.sheet.files import decode, read_bytes
from kg.sheet.locate import near_miss, occurs
from kg.sheet.names import Names
from kg.sheet.problems import Problems, Reporter, shorten
from kg.sheet.text import read_text


def check_slug(folder: Path, problems: Problems) -> bool:
    """Whether a folder's name can stand in IRIs; a name that cannot be the slug of a source is noted."""
    slug = folder.name
    if not re.fullmatch(SLUG, slug):
        message = f"“{slug}” cannot be the slug of a source"
        problems.add(
            SheetProblem(folder, 1, "folder", message, "use lower-case letters and digits joined by hyphens")
        )
        return False
    if slug in ns.RESERVED_SLUGS:
        message = f"“{slug}” is the name of a graph that Stratagem makes"
        problems.add(SheetProblem(folder, 1, "folder", message, "rename the folder"))
    return True


def read_article(
    file: Path, entry: SourceEntry | None, at: Reporter | None, problems: Problems
) -> Text | None:
    """The text of a document, cut into blocks and sentences; a hash that differs is reported at `at`."""
    data = read_bytes(file, file.parent, problems)
    if data is None:
        return None
    digest = hashlib.sha256(data).hexdigest()
    if entry is not None and at is not None and entry.sha256 != digest:
        at.at("sha256").report(
            f"{file.name} was changed after its sheet was written: its hash is now {digest}",
            "review every quote and its offsets against the new text, then write the new hash",
        )
    string = decode(data, file, problems)
    if string is None:
        return None
    text = read_text(string, entry.title if entry else "")
    if not text.blocks:
        problems.add(SheetProblem(file, 1, "file", "the text is empty", "store the article there"))
        return None
    return text


def read_source(slug: str, entry: SourceEntry, text: Text, names: Names, at: Reporter) -> Source:
    """The document's individual; unknown names, a title that the text has not and impossible dates are
    reported."""
    if entry.kind not in names.vocabulary.superclasses or not names.vocabulary.is_a(entry.kind, "Source"):
        kinds = [c for c, above in names.vocabulary.superclasses.items() if "Source" in above]
        at.at("kind").unknown("kind of source", entry.kind, sorted(kinds))
    if not occurs(text, entry.title):
        remedy = near_title(entry.title, text, at.problems)
        at.at("title").report(f"the title “{shorten(entry.title)}” is not in the text", remedy)
    if entry.published is not None:
        _check_date(entry.published, at.at("published"))
    outlet = None
    if entry.outlet is not None:
        outlet = names.thing(entry.outlet, at.at("outlet"))
        if outlet is not None and not any(
            names.vocabulary.fits(c, ("Organization",)) for c in names.classes(outlet)
        ):
            at.at("outlet").report(
                f"“{entry.outlet}” is no organization", "name the outlet, such as speaker/…"
            )
    return Source(
        slug=slug,
        iri=ns.entity("source", slug),
        cls=entry.kind,
        title=entry.title,
        author=names.author,
        outlet=outlet,
        published=entry.published,
        sha256=entry.sha256,
        rights=entry.rights,
        place=at.place,
    )


def near_title(title: str, text: Text, problems: Problems) -> str:
    """The heading that the title may be, or the nearest words of the sentences."""
    first = text.words(text.blocks[0])
    return (
        f"the text begins “{shorten(first, 200)}”"
        if text.blocks[0].heading
        else near_miss(text, title, problems)
    )


def own_author(slug: str, entry: SourceEntry, at: Reporter) -> Speaker:
    """The unnamed author of a document, an individual of it."""
    # Without a subtitle: the label stands beside every word of the author.
    label = f"the author of “{entry.title.partition(': ')[0]}”"
    return Speaker(ns.entity("speaker", f"{slug}-author"), "ArticleAuthor", label, at.place)


def own_speaker(slug: str, entry: SpeakerEntry, text: Text, at: Reporter) -> Speaker:
    """A speaker whom the document does not name; a mention that the text has not is reported."""
    if not occurs(text, entry.mention):
        remedy = near_miss(text, entry.mention, at.problems)
        at.at("mention").report(f"“{shorten(entry.mention)}” is not in the text", remedy)
    if entry.key == "author":
        at.at("key").report("“author” is the author of the text", "choose another key")
    return Speaker(ns.entity("speaker", f"{slug}-{entry.key}"), "UnidentifiedSpeaker", entry.label, at.place)


def _check_date(published: str, at: Reporter) -> None:
    """Reports a day that no calendar has."""
    parts = [int(part) for part in published.split("-")]
    try:
        date(parts[0], *(parts[1:] + [1] * (3 - len(parts))))
    except ValueError:
        at.report(f"{published} is no date", "write a year, a month or a day that there is")
