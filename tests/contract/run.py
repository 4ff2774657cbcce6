"""Holds a running server against its own OpenAPI document by thousands of made-up requests: `./run fuzz`.

    python -m tests.contract.run --cases 10000

schemathesis (https://schemathesis.readthedocs.io) makes the requests, with all its checks. What it is told
beside the document stands in schemathesis.toml.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.hostile.run import built, token_of
from tests.hostile.server import HOST, Server
from tests.repo.checkout import ROOT

HERE: Final = Path(__file__).parent
SETTINGS: Final = {
    "QUERY_DEADLINE": "1",
    "QUERY_WORKERS": "4",
    "QUERY_BUDGET": "1000000",
    "VALIDATION_DEADLINE": "20",
}


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What one seed gave: the requests that were made, whether all checks held, what was printed."""

    seed: int
    cases: int
    passed: bool
    printed: str


def fuzz(server: Server, token: str, seed: int, examples: int, folder: Path) -> Fuzzed:
    """Runs schemathesis once.

    Args:
        token: a token for writing; without it all that writes would only be refused.
        examples: made-up requests for each operation beside the systematic ones.
        folder: where its report and what it remembers may stand.
    """
    report = folder / f"report-{seed}.ndjson"
    address = f"http://{HOST}:{server.port}/openapi.json"
    command = [
        sys.executable,
        "-m",
        "schemathesis.cli",
        "--config-file",
        str(HERE / "schemathesis.toml"),
        "run",
    ]
    command += [address, "--seed", str(seed), "--max-examples", str(examples)]
    command += ["--phases", "examples,coverage,fuzzing", "--no-shrink", "--report-ndjson-path", str(report)]
    command += ["--header", f"Authorization: Bearer {token}", "--warnings", "off"]
    own = {"SCHEMATHESIS_HOOKS": "tests.contract.hooks", "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    done = subprocess.run(
        command, cwd=folder, env=os.environ | own, capture_output=True, text=True, check=False
    )
    cases = _cases(report) if report.exists() else 0
    return Fuzzed(seed, cases, done.returncode == 0, done.stdout + done.stderr)


def _cases(report: Path) -> int:
    """The requests of a report: each finished scenario lists those that it recorded."""
    count = 0
    with report.open(encoding="utf-8") as lines:
        for line in lines:
            event: dict[str, Any] = json.loads(line)
            if finished := event.get("ScenarioFinished"):
                count += len(finished["recorder"].get("cases", ()))
    return count


def main() -> int:
    """The command: builds the graph of the seeds, serves it, fuzzes it by seeds until there are enough."""
    parser = argparse.ArgumentParser(prog="./run fuzz", description="Hold the server against its document.")
    parser.add_argument("--cases", type=int, default=10_000, help="requests to make at least (10,000)")
    parser.add_argument("--examples", type=int, default=40, help="made-up requests for an operation (40)")
    parser.add_argument("--store", type=Path, help="a built store; without it one is built")
    options = parser.parse_args()
    total, failed, seed = 0, False, 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = options.store or built(folder)
        token = token_of(store)
        with Server(store, SETTINGS) as server:
            while total < options.cases and not failed:
                seed += 1
                found = fuzz(server, token, seed, options.examples, folder)
                total += found.cases
                failed = not found.passed or not found.cases or not server.alive
                print(found.printed if failed else f"seed {seed}: {found.cases} requests, all checks held")
    print(f"{total} requests, {'failed' if failed else 'no failures'}.")
    return failed


if __name__ == "__main__":
    sys.exit(main())
