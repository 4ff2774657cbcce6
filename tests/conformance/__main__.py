"""`./run conformance`: runs the suites and writes docs/conformance.md."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.conformance import page
from tests.conformance.run import known, run
from tests.conformance.suites import MISSING, folder


def main(arguments: list[str]) -> int:
    """Runs all suites; 1 when something newly fails or newly passes, 2 when there are no suites."""
    if arguments[:1] == ["--w3c"] and len(arguments) == 2:
        found = folder(Path(arguments[1]))
    elif arguments:
        print("run: conformance takes --w3c FOLDER and nothing else.", file=sys.stderr)
        return 2
    else:
        found = folder()
    if found is None:
        print(MISSING, file=sys.stderr)
        return 2
    ours, bare = run(found, print)
    page.write(ours, bare)
    wrong = 0
    for outcome in ours:
        expected = known().get(outcome.suite, {})
        for name in sorted(outcome.failed.keys() ^ expected.keys()):
            wrong += 1
            said = outcome.failed.get(name, "it passes now: take it out of known.toml")
            print(f"{outcome.suite} {name}: {said[:1000]}", file=sys.stderr)
    print(f"Written: {page.PAGE.name}.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
