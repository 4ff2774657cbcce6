-- The index of words: documents as the graph has them, their words in one form, and the values of their fields.
PRAGMA temp_store = MEMORY;

CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  iri TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  names TEXT NOT NULL,       -- label and other names in the form of the index, between line ends
  label TEXT NOT NULL,
  aliases TEXT NOT NULL,     -- a list in JSON
  definition TEXT NOT NULL,
  quote TEXT NOT NULL
);

CREATE TABLE value (
  document INTEGER NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (document, field, value)
) WITHOUT ROWID;

-- Case and diacritics are gone already, and only blanks part words (kg/search/words.py).
CREATE VIRTUAL TABLE word USING fts5 (
  label, alias, definition, quote,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);
CREATE VIRTUAL TABLE term USING fts5vocab (word, 'col');

-- The words of all texts that may have a stem, each once, found by it: `attached` finds `attachment`. One that
-- no text has any more stays, and finds nothing.
CREATE TABLE form (id INTEGER PRIMARY KEY, form TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE stem USING fts5 (
  form, content = 'form', content_rowid = 'id', detail = 'none', columnsize = 0,
  tokenize = 'porter ascii'
);

-- What matches: how many of the words it has, where no text has all, its tier and its score.
CREATE TEMP TABLE hit (
  id INTEGER PRIMARY KEY,
  words INTEGER NOT NULL DEFAULT 0,
  tier INTEGER NOT NULL,
  score REAL NOT NULL
);
