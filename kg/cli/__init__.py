"""The command line: `stratagem build`, `validate`, `reason`, `ask`, `query`, `show`, `serve`, `demo`, ….

Exit codes: 0 done; 1 not found, a gate not passed, violations, an answer that is no; 2 wrong input or usage.
"""

from kg.cli.app import main

__all__ = ["main"]
