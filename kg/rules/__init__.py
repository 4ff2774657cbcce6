"""The rules: SPARQL CONSTRUCT files whose results are the statements and what is inferred from them.

`derive` runs them on all that a store holds; `rederive` brings their results up to date after a change.
"""

from kg.rules.changes import speaks_of_axiom
from kg.rules.derivation import Derived, derive
from kg.rules.rederivation import rederive
from kg.rules.rule import GRAPHS, Rule, load_rules

__all__ = ["GRAPHS", "Derived", "Rule", "derive", "load_rules", "rederive", "speaks_of_axiom"]
