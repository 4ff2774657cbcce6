"""From what was read to the bytes of an answer: formats, contexts, links, tags, the cache."""
