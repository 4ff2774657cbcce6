"""Each fault of a seeds folder is refused with file, line, field, the offending words and a remedy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.unit.airline_seeds import Airline

CLAIMS = "northair/claims.yaml"
REGISTER = "entities.yaml"
ABOUT = "northair/source.yaml"


@dataclass(frozen=True)
class Fault:
    """One edit of a good folder, and words of the one problem that it must give.

    `at` are words of the line where the problem must be reported; empty where that is the first speaker of
    the sheet. `says` and `remedy` are words of the problem.
    """

    name: str
    file: str
    old: str
    new: str
    at: str
    field: str
    says: str
    remedy: str


# fmt: off
FAULTS = (
    # ---- quotes
    Fault("one letter", CLAIMS, "it leads on none of them", "it leads on nine of them", "leads on nine",
          "claims[leads-nowhere].quote", "“it leads on nine of them” is not in the text",
          "nearest words are “it leads on none of them”; the sheet has “nine” where the text has "
          "“none”"),
    Fault("figure of the quote", CLAIMS, "quote: expects to lose $2.5 million",
          "quote: expects to lose $5.2 million", "lose $5.2 million", "claims[loss-sized].quote",
          "is not in the text", "has “$5.2” where the text has “$2.5”"),
    Fault("nothing near", CLAIMS, "quote: grow again", "quote: xylophones gleam", "xylophones",
          "claims[growth-guessed].quote", "is not in the text", "nothing near it stands in the text"),
    Fault("twice without suffix", CLAIMS, "  suffix: lose $2.5 million\n", "",
          "quote: The airline expects to", "claims[loss-expected].quote", "the quote occurs 2 times",
          "give a prefix or suffix"),
    Fault("suffix of no occurrence", CLAIMS, "suffix: lose $2.5 million", "suffix: win",
          "The airline expects to", "claims[loss-expected].quote", "does not occur with suffix “win”",
          "the text has “"),
    Fault("prefix that does not decide", CLAIMS,
          "quote: The airline expects to\n  suffix: lose $2.5 million\n",
          "quote: expects to\n  prefix: The airline\n", "quote: expects to\n", "claims[loss-expected].quote",
          "with this prefix and suffix the quote still occurs 2 times", "longer prefix or suffix"),
    Fault("needless prefix", CLAIMS, "quote: grow again", "quote: grow again\n  prefix: expects to",
          "grow again", "claims[growth-guessed].quote", "the quote occurs once", "remove"),
    Fault("crosses a sentence", CLAIMS, "quote: it leads on none of them", "quote: none of them. The airline",
          "none of them. The", "claims[leads-nowhere].quote", "over the end of a sentence",
          "keep it within one"),
    Fault("crosses a block", CLAIMS, "quote: That loss may be exaggerated", "quote: be exaggerated.A ticket",
          "exaggerated.A ticket", "claims[loss-doubted].quote", "over the end of a block",
          "within one paragraph"),
    Fault("in a heading", CLAIMS, "quote: grow again", "quote: Fares and Fleets", "Fares and Fleets",
          "claims[growth-guessed].quote", "stands in a heading", "headings are no claims"),
    Fault("cuts a word", CLAIMS, "quote: grow again", "quote: row again", "row again",
          "claims[growth-guessed].quote", "cuts a word", "“grow again”"),
    Fault("cuts a number", CLAIMS, "quote: expects to lose $2.5 million in 2031", "quote: 5 million in 2031",
          "quote: 5 million", "claims[loss-sized].quote", "cuts a word", "“$2.5 million in 2031”"),
    # ---- names
    Fault("unknown entity", CLAIMS, "competesWith, company/southjet]", "competesWith, company/southjets]",
          "company/southjets", "claims[fares-cut].asserts[1]", "“company/southjets” is no known entity",
          "company/southjet"),
    Fault("label for a name", CLAIMS, "competesWith, company/southjet]", "competesWith, Southjet]",
          "competesWith, Southjet", "claims[fares-cut].asserts[1]", "“Southjet” is a label",
          "write company/southjet"),
    Fault("unknown class", CLAIMS, "a, StrategicMove]", "a, StrategicMoves]", "StrategicMoves",
          "claims[fares-cut].asserts[3]", "“StrategicMoves” is no known class", "StrategicMove"),
    Fault("class of another kind", CLAIMS, "a, StrategicMove]", "a, Person]", "a, Person",
          "claims[fares-cut].asserts[3]", "“event/fare-cut” cannot be a Person",
          "is a Event or a class below"),
    Fault("class that code makes", CLAIMS, "a, StrategicMove]", "a, Claim]", "a, Claim",
          "claims[fares-cut].asserts[3]", "no claim says what is a Claim", "compiler"),
    Fault("unknown property", CLAIMS, "hasMoat, moat/loyalty", "hasMoats, moat/loyalty", "hasMoats",
          "claims[no-moat].asserts[1]", "“hasMoats” is no known property", "hasMoat"),
    Fault("property of evidence", CLAIMS, "hasMoat, moat/loyalty", "speaker, moat/loyalty", "speaker, moat",
          "claims[no-moat].asserts[1]", "“speaker” is no property of the domain", "need evidence"),
    Fault("property for figures", CLAIMS, "hasMoat, moat/loyalty", "value, moat/loyalty", "value, moat",
          "claims[no-moat].asserts[1]", "“value” is read from words", "figure's entry"),
    Fault("property of a rule", CLAIMS, "hasMoat, moat/loyalty", "namedFrontCount, moat/loyalty",
          "namedFrontCount", "claims[no-moat].asserts[1]", "takes a number", "made by a rule"),
    Fault("domain", CLAIMS, "[event/strike, precedes, event/fare-cut]",
          "[risk/loss, precedes, event/fare-cut]", "risk/loss, precedes", "claims[fares-cut].asserts[4]",
          "“risk/loss” is a Risk, but the subject of precedes is a Event", "turn the triple round"),
    Fault("range", CLAIMS, "[event/strike, precedes, event/fare-cut]", "[event/strike, precedes, risk/loss]",
          "precedes, risk/loss", "claims[fares-cut].asserts[4]", "object of precedes is a Event",
          "another property"),
    Fault("unknown vocabulary term", CLAIMS, "noDecisiveAdvantage", "noDecisiveAdvantages",
          "noDecisiveAdvantages", "claims[leads-nowhere].asserts[1]", "no known term", "noDecisiveAdvantage"),
    Fault("unknown front", CLAIMS, "holdsPosition, position/northair/arctic",
          "holdsPosition, position/northair/artic", "northair/artic]", "claims[leads-nowhere].asserts[2]",
          "“front/artic” is no known front", "front/arctic"),
    Fault("position without front", CLAIMS, "holdsPosition, position/northair/arctic",
          "holdsPosition, position/northair", "position/northair]", "claims[leads-nowhere].asserts[2]",
          "names no front", "position/<company>/<front>"),
    Fault("unknown figure", CLAIMS, "figure/route-count, hasAdvantage", "figure/routes-count, hasAdvantage",
          "figure/routes-count", "claims[leads-nowhere].asserts[1]", "no known figure of this sheet",
          "figure/route-count"),
    Fault("unknown modality", CLAIMS, "modality: question", "modality: questions", "questions",
          "claims[fleet-questioned].modality", "“questions” is no known modality", "question"),
    Fault("unknown certainty", CLAIMS, "certainty: doubtful", "certainty: maybe", "maybe",
          "claims[loss-doubted].certainty", "“maybe” is no known certainty",
          "certain, doubtful, possible, probable"),
    Fault("unknown polarity", CLAIMS, "polarity: denied", "polarity: denies", "denies",
          "claims[no-moat].polarity", "“denies” is no known polarity", "denied"),
    # ---- speakers
    Fault("speaker missing", CLAIMS, "  quote: grow again\n  speaker: author\n", "  quote: grow again\n",
          "key: growth-guessed", "claims[growth-guessed]", "the key “speaker” is missing", "write it"),
    Fault("speaker unknown", CLAIMS, "  speaker: analyst\n  modality", "  speaker: analist\n  modality",
          "analist", "claims[no-moat].speaker", "“analist” is no known speaker", "analyst"),
    Fault("speaker that cannot speak", CLAIMS, "  speaker: analyst\n  modality",
          "  speaker: event/strike\n  modality", "speaker: event/strike", "claims[no-moat].speaker",
          "is a Event, which does not speak", "person"),
    Fault("reports themselves", CLAIMS, "  reported_by: author\n  modality",
          "  reported_by: company/northair\n  modality", "reported_by: company/northair",
          "claims[loss-expected].reported_by", "their own words", "remove"),
    Fault("mention", CLAIMS, "mention: One analyst said", "mention: Two analysts said", "Two analysts",
          "speakers[analyst].mention", "“Two analysts said” is not in the text", "“One analyst said"),
    Fault("unused speaker", CLAIMS, "- key: analyst\n",
          "- key: pilot\n  label: a pilot\n  mention: Northair\n- key: analyst\n", "key: pilot",
          "speakers[pilot]", "“pilot” speaks nowhere", "remove"),
    Fault("speaker twice", CLAIMS, "\nclaims:\n",
          "- key: analyst\n  label: another\n  mention: One analyst\n\nclaims:\n",
          "analyst\n  label: another", "speakers[analyst].key", "stands here a second time", "keep one"),
    Fault("speaker of the register", REGISTER, "- id: risk/loss\n",
          "- id: speaker/analyst\n  label: Ann A. Lyst\n  class: Person\n- id: risk/loss\n", "",
          "speakers[analyst].key", "the register has “speaker/analyst”", "choose another key"),
    Fault("span reported by somebody", CLAIMS, "  kind: heading\n",
          "  kind: heading\n  reported_by: author\n", "reported_by: author\n- span",
          "quotations[1].reported_by", "is reported by nobody", "remove"),
    # ---- figures
    Fault("not in its quote", CLAIMS, "value: three or four", "value: three or five", "three or five",
          "claims[routes-counted].asserts[1].value", "“three or five” is not in the quote",
          "on three or four routes"),
    Fault("unreadable", CLAIMS, "value: three or four", "value: four routes", "value: four routes",
          "claims[routes-counted].asserts[1].value", "cannot be read as a figure: “four routes” is no number",
          "“six or seven”"),
    Fault("part of a range", CLAIMS, "value: three or four", "value: four", "value: four",
          "claims[routes-counted].asserts[1].value", "“four” is only a part of the number",
          "“three or four”"),
    Fault("part of a sum", CLAIMS, "value: $2.5 million", "value: $2.5", "value: $2.5",
          "claims[loss-sized].asserts[1].value", "“$2.5” is only a part of the number", "“$2.5 million”"),
    Fault("unit contradicts", CLAIMS, "value: 15%", "value: 15%\n    unit: count",
          "unit: count\n- key: no-moat", "claims[fares-cut].asserts[5].unit",
          "“count” contradicts the words, which say percent", "remove"),
    Fault("unit untold", CLAIMS, "    unit: count\n", "", "figure: route-count",
          "claims[routes-counted].asserts[1]", "nothing tells the unit", "unit: count"),
    Fault("unknown unit", CLAIMS, "unit: count", "unit: counts", "unit: counts",
          "claims[routes-counted].asserts[1].unit", "“counts” is no known member of Unit", "count"),
    Fault("period not in its quote", CLAIMS, "period: in 2031", "period: in 2032", "in 2032",
          "claims[loss-sized].asserts[1].period", "“in 2032” is not in the quote", "in 2031"),
    Fault("no class", CLAIMS, "    class: Observation\n", "", "figure: fare-cut",
          "claims[fares-cut].asserts[5]", "no claim gives the class of the figure “fare-cut”", "add class"),
    Fault("no subject", CLAIMS, "    about: event/fare-cut\n", "", "figure: fare-cut",
          "claims[fares-cut].asserts[5]", "no claim gives the about", "add about"),
    Fault("no metric", CLAIMS, "    metric: price\n", "", "figure: fare-cut", "claims[fares-cut].asserts[5]",
          "no claim gives the metric", "add metric"),
    Fault("no label", CLAIMS, "    label: Southjet's cut of fares\n", "", "figure: fare-cut",
          "claims[fares-cut].asserts[5]", "has no label", "give label"),
    Fault("two labels", CLAIMS, "  - figure: loss\n    metric",
          "  - figure: loss\n    label: Loss\n    metric", "label: Loss",
          "claims[loss-doubted].asserts[1].label", "has a label already", "remove"),
    Fault("no value", CLAIMS, "    value: 15%\n", "", "figure: fare-cut", "claims[fares-cut].asserts[5]",
          "neither a value nor what it is compared to", "add value"),
    Fault("says nothing", CLAIMS, "  - figure: loss\n    metric: netLoss\n", "  - figure: loss\n",
          "figure: loss\n  qualifies", "claims[loss-doubted].asserts[1]", "nothing is said of the figure",
          "give a value"),
    Fault("two classes", CLAIMS, "  - figure: loss\n    metric",
          "  - figure: loss\n    class: Observation\n    metric", "class: Observation\n    metric: netLoss",
          "claims[loss-doubted].asserts[1].class", "is a Observation here and a Forecast elsewhere",
          "two keys"),
    Fault("two units", CLAIMS, "    metric: netLoss\n  qualifies", "    unit: percent\n  qualifies",
          "figure: loss\n    unit: percent", "claims[loss-doubted].asserts[1]",
          "is given in percent here, in usDollar in line", "two keys"),
    Fault("cut figure of the quote", CLAIMS, "value: 15%", "value: 15\n    unit: percent", "value: 15\n",
          "claims[fares-cut].asserts[5].value", "“15” cuts a word or number of the quote",
          "cut fares by 15%"),
    Fault("unknown class of a figure", CLAIMS, "    class: Observation\n", "    class: Observatory\n",
          "Observatory", "claims[fares-cut].asserts[5].class", "“Observatory” is no known class",
          "Observation"),
    # ---- claims
    Fault("untyped without reason", CLAIMS, "  untyped: Too thin.\n", "", "key: growth-guessed",
          "claims[growth-guessed]", "the claim asserts nothing", "untyped with the reason"),
    Fault("typed and untyped", CLAIMS, "  asserts:\n  - [company/northair, hasMoat",
          "  untyped: Hm.\n  asserts:\n  - [company/northair, hasMoat", "untyped: Hm",
          "claims[no-moat].untyped", "assertions and a reason for having none", "remove one"),
    Fault("asserts twice", CLAIMS, "  - [company/northair, hasMoat, moat/loyalty]\n",
          "  - [company/northair, hasMoat, moat/loyalty]\n  - [company/northair, hasMoat,  "
          "moat/loyalty]\n", "hasMoat,  moat", "claims[no-moat].asserts[2]", "asserts this twice",
          "remove one"),
    Fault("duplicate key", CLAIMS, "key: growth-guessed", "key: no-moat", "key: no-moat\n  quote: grow",
          "claims[no-moat].key", "the key “no-moat” stands in line", "choose another"),
    Fault("duplicate claim", CLAIMS, "- key: growth-guessed\n  quote: grow again",
          "- key: growth-guessed\n  quote: calls its lounges “heaven\n  speaker: company/northair\n  "
          "modality: fact\n  status: accepted\n  untyped: x\n- key: other\n  quote: grow again",
          "key: growth-guessed", "claims[growth-guessed]", "this is the claim of line",
          "remove one of the two"),
    Fault("unknown status", CLAIMS, "status: rejected", "status: refused", "refused",
          "claims[growth-guessed].status", "“refused” is not allowed here", "'rejected'"),
    # ---- links
    Fault("link to nothing", CLAIMS, "qualifies: [loss-sized]", "qualifies: [loss-size]", "[loss-size]",
          "claims[loss-doubted].qualifies[1]", "“loss-size” is no known claim of this sheet", "loss-sized"),
    Fault("unknown kind of link", CLAIMS, "qualifies: [loss-sized]", "qualifes: [loss-sized]", "qualifes",
          "claims[loss-doubted].qualifes", "“qualifes” is no key", "qualifies"),
    Fault("link to itself", CLAIMS, "qualifies: [loss-sized]", "qualifies: [loss-doubted]", "[loss-doubted]",
          "claims[loss-doubted].qualifies[1]", "linked to itself", "remove"),
    Fault("link to a rejected claim", CLAIMS, "qualifies: [loss-sized]", "qualifies: [growth-guessed]",
          "[growth-guessed]", "claims[loss-doubted].qualifies[1]", "“growth-guessed” is rejected",
          "accepted or edited"),
    Fault("linked twice", CLAIMS, "qualifies: [loss-sized]", "qualifies: [loss-sized, loss-sized]",
          "qualifies:", "claims[loss-doubted].qualifies[2]", "linked twice", "keep one"),
    Fault("no replacement", CLAIMS, "  superseded_by: fares-cut\n", "", "key: fares-cut-first-reading",
          "claims[fares-cut-first-reading]", "must say by which claim", "add superseded_by"),
    Fault("unknown replacement", CLAIMS, "superseded_by: fares-cut\n", "superseded_by: fares-cuts\n",
          "fares-cuts", "claims[fares-cut-first-reading].superseded_by", "no known claim", "fares-cut"),
    Fault("rejected replacement", CLAIMS, "superseded_by: fares-cut\n", "superseded_by: growth-guessed\n",
          "superseded_by", "claims[fares-cut-first-reading].superseded_by", "no claim that is accepted",
          "in its place"),
    Fault("needless replacement", CLAIMS, "status: rejected", "status: rejected\n  superseded_by: fares-cut",
          "superseded_by: fares-cut\n  untyped: Too", "claims[growth-guessed].superseded_by",
          "has no replacement", "remove"),
    # ---- spans and exceptions
    Fault("span missing", CLAIMS, "- span: Quiet War\n  kind: heading\n", "", "quotations:", "quotations",
          "the span “Quiet War” is missing", "order of the text"),
    Fault("span extra", CLAIMS, "- span: Quiet War\n", "- span: no moat\n  kind: scare\n- span: Quiet War\n",
          "span: no moat", "quotations[1].span", "stands here in no quotation marks",
          "nearest words are “no moat”"),
    Fault("attributed to nobody", CLAIMS, "  kind: attributed\n  speaker: analyst\n", "  kind: attributed\n",
          "span: Northair has no moat.", "quotations[2]", "need a speaker", "kind: scare"),
    Fault("scare quote with a speaker", CLAIMS, "  kind: attributed\n  speaker: analyst\n",
          "  kind: scare\n  speaker: analyst\n", "speaker: analyst\n- span", "quotations[2].speaker",
          "has no speaker", "remove"),
    Fault("heading elsewhere", CLAIMS, "  kind: heading\n", "  kind: scare\n", "kind: scare",
          "quotations[1].kind", "stands in a heading", "kind: heading"),
    Fault("exception for a covered sentence", CLAIMS, "sentence: Happy landings!",
          "sentence: Is the fleet too old?", "sentence: Is the fleet", "exceptions[1]",
          "has the claim “fleet-questioned”", "remove the exception"),
    Fault("exception of no sentence", CLAIMS, "sentence: Happy landings!", "sentence: Happy landing!",
          "Happy landing!", "exceptions[1].sentence", "no sentence begins with", "Happy landings"),
    Fault("exception twice", CLAIMS, "sentence: Happy landings!", "sentence: The airline expects to grow",
          "sentence: The airline expects to grow again.", "exceptions[2]", "has an exception already",
          "remove one"),
    Fault("exception of several", CLAIMS, "sentence: The airline expects to grow again.",
          "sentence: The airline", "sentence: The airline\n", "exceptions[2].sentence",
          "3 sentences begin with these words", "write more"),
    Fault("exception without truth value", CLAIMS, "states: false", "states: no", "states: no",
          "exceptions[1].states", "true or false is expected", "here is “no”"),
    # ---- form
    Fault("wrong key", CLAIMS, "  quote: grow again\n", "  quote: grow again\n  quot: x\n", "quot: x",
          "claims[growth-guessed].quot", "“quot” is no key of this entry", "quote"),
    Fault("wrong key of a figure", CLAIMS, "    metric: price\n", "    metric: price\n    metrik: price\n",
          "metrik", "claims[fares-cut].asserts[5].metrik", "“metrik” is no key", "metric"),
    Fault("wrong key at the top", CLAIMS, "quotations:\n", "quotation: []\nquotations:\n", "quotation: []",
          "quotation", "“quotation” is no key", "quotations"),
    Fault("key twice", CLAIMS, "  quote: grow again\n", "  quote: grow again\n  quote: grow\n",
          "quote: grow\n", "quote", "“quote” stands here a second time", "keep one"),
    Fault("triple of two", CLAIMS, "hasMoat, moat/loyalty]", "hasMoat]", "hasMoat]",
          "claims[no-moat].asserts[1]", "not the right number of parts", "[subject, property, object]"),
    Fault("words where a list is", CLAIMS, "qualifies: [loss-sized]", "qualifies: loss-sized",
          "qualifies: loss", "claims[loss-doubted].qualifies", "a list is expected here", "“loss-sized”"),
    Fault("colon in words", CLAIMS, "untyped: Too thin.", "untyped: {Too: thin}", "{Too",
          "claims[growth-guessed].untyped", "words are expected here", "quotation marks"),
    Fault("bad key", CLAIMS, "key: growth-guessed", "key: Growth Guessed", "Growth Guessed",
          "claims[Growth Guessed].key", "has not the right form", "joined by hyphens"),
    Fault("missing value", CLAIMS, "  untyped: Too thin.\n", "  untyped:\n", "untyped:\n",
          "claims[growth-guessed].untyped", "the value is empty", "remove the key"),
    Fault("null", CLAIMS, "untyped: Too thin.", "untyped: ~", "untyped: ~", "untyped", "“~” is no value",
          "remove the key"),
    # ---- register
    Fault("entity twice", REGISTER, "- id: front/arctic\n",
          "- id: company/southjet\n  label: Jet of the south\n- id: front/arctic\n",
          "company/southjet\n  label: Jet", "[company/southjet].id", "is in the register already (line 7)",
          "keep one"),
    Fault("alias of two", REGISTER, "  label: Southjet\n", "  label: Southjet\n  aliases: [NORTH AIR]\n",
          "NORTH AIR", "[company/southjet].aliases[1]", "is a name of “company/northair” too",
          "another name"),
    Fault("unknown kind", REGISTER, "- id: risk/loss\n", "- id: risks/x\n  label: X\n- id: risk/loss\n",
          "risks/x", "[risks/x].id", "“risks” is no kind of the register", "risk"),
    Fault("kind of a source", REGISTER, "- id: company/southjet\n",
          "- id: figure/x\n  label: X\n- id: company/southjet\n", "figure/x", "[figure/x].id",
          "“figure” is no kind of the register", "kind"),
    Fault("class missing", REGISTER, "  class: AgentGroup\n", "", "speaker/passengers",
          "[speaker/passengers]", "a speaker needs a class", "Person or MediaOutlet or AgentGroup"),
    Fault("class unknown", REGISTER, "class: AgentGroup", "class: AgentGroups", "AgentGroups",
          "[speaker/passengers].class", "no known class", "AgentGroup"),
    Fault("class of a source", REGISTER, "class: AgentGroup", "class: ArticleAuthor", "ArticleAuthor",
          "[speaker/passengers].class", "is no class of the kind speaker", "AgentGroup"),
    Fault("curated fact unknown", REGISTER, "[develops, product/lounges]", "[develops, product/lounge]",
          "product/lounge]", "[company/northair].curated[1]", "no known entity", "product/lounges"),
    Fault("curated fact of wrong range", REGISTER, "[develops, product/lounges]", "[develops, risk/loss]",
          "risk/loss]", "[company/northair].curated[1]", "the object of develops is a Product",
          "another property"),
    Fault("curated fact twice", REGISTER, "  - [develops, product/lounges]\n",
          "  - [develops, product/lounges]\n  - [develops,  product/lounges]\n", "develops,  product",
          "[company/northair].curated[2]", "stands in line", "remove one"),
    Fault("alias is the label", REGISTER, "aliases: [North Air]", "aliases: [northair]", "[northair]",
          "[company/northair].aliases[1]", "the alias “northair” is the label again", "remove"),
    Fault("curated figure", REGISTER, "[develops, product/lounges]", "[develops, figure/northair-loss]",
          "figure/", "[company/northair].curated[1]", "is an individual of a source",
          "entities of the register"),
    Fault("curated class of another kind", REGISTER, "[develops, product/lounges]", "[a, Person]",
          "[a, Person]", "[company/northair].curated[1]", "cannot be a Person", "a company is a Company"),
    Fault("curated fact of three", REGISTER, "[develops, product/lounges]", "[develops, product/lounges, x]",
          "lounges, x", "[company/northair].curated[1]", "not the right number of parts",
          "curated facts have two"),
    # ---- source.yaml
    Fault("title", ABOUT, "Three Routes", "Four Routes", "title", "title", "is not in the text",
          "Three Routes"),
    Fault("kind of source", ABOUT, "kind: Article", "kind: Articles", "Articles", "kind",
          "no known kind of source", "Article"),
    Fault("impossible month", ABOUT, "2031-02", "2031-13", "2031-13", "published", "has not the right form",
          "2026-11"),
    Fault("impossible day", ABOUT, "2031-02", "2031-02-30", "2031-02-30", "published", "is no date",
          "that there is"),
    Fault("rights", ABOUT, "rights: full", "rights: all", "rights: all", "rights", "“all” is not allowed",
          "'full'"),
    Fault("outlet unknown", ABOUT, "kind: Article", "kind: Article\noutlet: speaker/gazette", "gazette",
          "outlet", "no known entity", ""),
    Fault("outlet of wrong kind", ABOUT, "kind: Article", "kind: Article\noutlet: event/strike",
          "event/strike", "outlet", "is no organization", "name the outlet"),
    Fault("author unknown", ABOUT, "kind: Article", "kind: Article\nauthor: speaker/passenger", "passenger",
          "author", "no known speaker", "speaker/passengers"),
)
# fmt: on


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_reported_where_it_stands(fault: Fault, tmp_path: Path) -> None:
    airline = Airline(tmp_path).edit(fault.file, fault.old, fault.new)
    problems = airline.problems()
    assert len(problems) == 1, [str(problem) for problem in problems]
    problem = problems[0]
    text = (airline.folder / fault.file).read_text(encoding="utf-8")
    first_line = text.count("\n", 0, text.index(fault.at)) + 1
    assert problem.file == airline.folder / (fault.file if fault.at else CLAIMS)
    assert problem.field == fault.field
    assert fault.says in problem.message
    assert fault.remedy in problem.remedy
    assert problem.line == (first_line if fault.at else 2)


@pytest.mark.parametrize("words", ["3.5", "3.5 to 4", "three to 4.5"])
@pytest.mark.parametrize("classed_elsewhere", [False, True])
def test_a_number_of_fronts_is_whole(tmp_path: Path, words: str, *, classed_elsewhere: bool) -> None:
    airline = Airline(tmp_path).article("three or four", words)
    airline.claims("on three or four routes", f"on {words} routes")
    airline.claims("value: three or four", f"value: {words}")
    if classed_elsewhere:
        airline.claims("    class: FrontCount\n", "")
        given = "  - figure: route-count\n    class: FrontCount\n"
        airline.claims(
            "  - [figure/route-count, hasAdvantage", f"{given}  - [figure/route-count, hasAdvantage"
        )
    (problem,) = airline.problems()
    assert problem.file == airline.folder / CLAIMS
    assert problem.line == airline.line(CLAIMS, f"value: {words}")
    assert problem.field == "claims[routes-counted].asserts[1].value"
    assert problem.message == f"“{words}” is no whole number, but “route-count” is a FrontCount"
    assert "another class such as Observation" in problem.remedy


def test_other_figures_may_be_fractions(tmp_path: Path) -> None:
    airline = Airline(tmp_path).article("three or four", "3.5")
    airline.claims("on three or four routes", "on 3.5 routes").claims("value: three or four", "value: 3.5")
    airline.claims("class: FrontCount", "class: Observation")
    assert airline.problems() == ()
