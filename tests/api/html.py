"""Pages as tests read them: their words, links, headings, and what they hold inline."""

from __future__ import annotations

from html.parser import HTMLParser

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
_EMPTY = frozenset({"meta", "link", "input", "br", "hr", "img", "option", "path", "line", "circle", "rect"})


class Html(HTMLParser):
    """A page; `words` is its text without markup, `within[tag]` the text of each element of a tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.ids: list[str] = []
        self.inline: list[str] = []
        self.attributes: list[tuple[str, dict[str, str]]] = []
        self.within: dict[str, list[str]] = {}
        self.words = ""
        self._open: list[str] = []
        self._link = ""
        self.feed(text)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes.append((tag, given))
        self.ids += [given["id"]] if "id" in given else []
        self.inline += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        if (tag == "script" and "src" not in given) or tag == "style":
            self.inline.append(tag)
        if tag == "a":
            self._link = given.get("href", "")
            self.links.setdefault(self._link, "")
        if tag not in _EMPTY:
            self._open.append(tag)
            self.within.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._link:
            self.links[self._link] += data
        for tag in set(self._open):
            self.within[tag][-1] += data
