"""Times the build by step, each run from nothing, and prints medians in seconds.

./run bench build [--runs 5]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from kg.build import Options, build


def main() -> int:
    """Prints a line a step: median, least and greatest seconds, and the sum without shapes and reasoner.

    The reasoner runs beside the shapes; each step's time is what it took so, on this machine.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = [one_build() for _ in range(parser.parse_args().runs)]
    print(f"{'step':10} {'median':>8} {'least':>8} {'most':>8}")
    for step in runs[0]:
        line(step, [run[step] for run in runs])
    line("no gates", [sum(run[step] for step in run if step not in {"shapes", "reason"}) for run in runs])
    return 0


def one_build() -> dict[str, float]:
    """Seconds by step of a build into an empty directory."""
    with tempfile.TemporaryDirectory() as name:
        report, _ = build(Options(store=Path(name) / "store", out=Path(name) / "out"))
        return report.seconds


def line(name: str, values: list[float]) -> None:
    """One line of the table."""
    print(f"{name:10} {statistics.median(values):8.2f} {min(values):8.2f} {max(values):8.2f}")


if __name__ == "__main__":
    raise SystemExit(main())
