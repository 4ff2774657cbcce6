"""`python -m kg.cli` is `stratagem`."""

from kg.cli import main

main()
