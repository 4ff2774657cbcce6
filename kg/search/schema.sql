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

CREATE TEMP TABLE hit (id INTEGER PRIMARY KEY, tier INTEGER NOT NULL, score REAL NOT NULL);
