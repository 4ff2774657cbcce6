"""The way from seeds to a store and its bundles: read, compile, derive, check, reason, write, swap.

Nothing is put in use before every gate has passed: until then the old store and bundles stand.
"""

from kg.build.gates import Progress, Steps
from kg.build.report import Options, Report
from kg.build.run import ALL, build, built, graph_store, merged, revision_of

__all__ = [
    "ALL",
    "Options",
    "Progress",
    "Report",
    "Steps",
    "build",
    "built",
    "graph_store",
    "merged",
    "revision_of",
]
