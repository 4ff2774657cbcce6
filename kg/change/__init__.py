"""The one way by which a served graph changes: checked, tried on a working copy, validated, then committed.

`Changes` is made over a `LiveStore` and called by whatever lets a graph be written.
"""

from kg.change.change import Change
from kg.change.changes import Changes

__all__ = ["Change", "Changes"]
