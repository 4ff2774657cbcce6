"""The commands of `./run`."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from dev.environment import RUNTIME, TEST, Environment, SetupError

ROOT: Final = Path(__file__).resolve().parents[1]

HELP: Final = """\
Stratagem: the open knowledge graph of competitive strategy.

  ./run demo [options]     set up, build the graph from seeds/, check it, serve it on 127.0.0.1:8000
      --port N             serve on another port
      --no-serve           build and check only
      --store DIR          keep the graph in DIR
  ./run test               set up, then lint, types, layers and the whole suite with its branch coverage, in a
                           network with nothing but a loopback where the system permits that
  ./run test ARGUMENTS     only pytest, with these arguments (paths from the root of the checkout); the
                           groups below are left out unless there is an -m
  ./run lint               only ruff, mypy and import-linter
  ./run groups             the groups of tests that need more than this machine, and what each needs
  ./run conformance        run the W3C suites and write docs/conformance.md; --w3c FOLDER says where they are
  ./run bench build        time the build by step; also: fronts, landscape (graphs of any size), serve,
                           pages (milliseconds and bytes of each; --page docs/pages.md writes the page)
  ./run hostile            send the hostile corpus to a server of ours; --page docs/limits.md writes the page
  ./run fuzz               hold a server of ours against its OpenAPI document, by 10,000 made-up requests
  ./run faults             kill a server at work 500 times; --rounds N, --triples N; --page docs/faults.md
  ./run soak               let 32 clients read while sources change; --minutes 30; --page docs/faults.md
  ./run screenshots        take the pictures of the README from the first article (needs Chromium)
  ./run lock               renew requirements/*.txt from pyproject.toml (needs uv)

Examples:
  ./run demo --port 8080
  ./run test tests/unit -x
  ./run test -m protege

It needs Python 3.11 or later with its venv module, and a network for the first set-up. All that it installs
is in .venv; the commands of the package are then in .venv/bin, such as .venv/bin/stratagem ask.
"""

LINT: Final = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)
PARALLEL: Final = ("--numprocesses=2", "--dist=loadfile")
"""Files of tests go to either of two processes, each whole, so that its fixtures are made once."""

COVERAGE: Final = ("--cov=kg", "--cov=api", "--cov-branch", "--cov-report=term-missing:skip-covered")


def main(arguments: Sequence[str]) -> int:
    """Runs one command of `./run` and returns its exit code: 2 for an unknown one, 130 for Ctrl-C."""
    if not arguments or arguments[0] in ("help", "-h", "--help"):
        print(HELP, end="")
        return 0
    if arguments[0] not in COMMANDS:
        print(f"run: there is no command “{arguments[0]}”; it has {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("run: stopped; what was unfinished is begun again at the next start.", file=sys.stderr)
        return 130


def demo(arguments: Sequence[str]) -> int:
    """Sets up and becomes `stratagem demo`, so that signals and the exit code are the command's own."""
    environment = Environment(ROOT)
    environment.prepare(RUNTIME)
    program = environment.program("stratagem")
    os.execv(program, [str(program), "demo", *arguments])


def test(arguments: Sequence[str]) -> int:
    """Runs the whole gate, or with arguments only pytest; every step is run, also after one has failed."""
    environment = Environment(ROOT)
    environment.prepare(TEST)
    failed = [] if arguments else _lint(environment)
    left_out = {} if _names_groups(arguments) else groups()
    choice = ["-m", " and ".join(f"not {name}" for name in left_out)] if left_out else []
    run = ["python", "-m", "dev.offline", "pytest"] if left_out else ["pytest"]
    rest = [*arguments, *_files_of(arguments)] if arguments else [*PARALLEL, *COVERAGE]
    pytest = _step(environment, [*run, *choice, *rest])
    if pytest:
        failed.append("pytest")
    for name, needs in left_out.items():
        print(f"Left out: {name}, which {needs}; run it by ./run test -m {name}.")
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return pytest or bool(failed)


def lint(arguments: Sequence[str]) -> int:
    """Runs the checks that read the code and do not run it."""
    if arguments:
        print("run: lint takes no arguments; .venv/bin/ruff and .venv/bin/mypy do.", file=sys.stderr)
        return 2
    environment = Environment(ROOT)
    environment.prepare(TEST)
    failed = _lint(environment)
    print(f"Failed: {', '.join(failed)}." if failed else "All passed.")
    return bool(failed)


def list_groups(arguments: Sequence[str]) -> int:
    """Prints each group of tests and what it needs; with --names only the names, for scripts."""
    for name, needs in groups().items():
        print(name if "--names" in arguments else f"{name}: {needs}; ./run test -m {name}")
    return 0


def groups() -> dict[str, str]:
    """The groups of tests: pytest's markers in pyproject.toml, each with what it needs."""
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    markers = [marker.partition(":") for marker in tables["tool"]["pytest"]["ini_options"]["markers"]]
    return {name: needs.strip() for name, _, needs in markers}


def bench(arguments: Sequence[str]) -> int:
    """Runs one benchmark of `bench/`; without a name, lists them."""
    names = sorted(
        file.stem for file in (ROOT / "bench").glob("*.py") if "def main(" in file.read_text("utf-8")
    )
    if not arguments or arguments[0] not in names:
        print(f"run: name a benchmark: {', '.join(names)}.", file=sys.stderr)
        return 2
    return _module(f"bench.{arguments[0]}", arguments[1:])


def hostile(arguments: Sequence[str]) -> int:
    """Sends the hostile corpus to a server: with a deadline of 10 s, some minutes."""
    return _module("tests.hostile.run", arguments)


def conformance(arguments: Sequence[str]) -> int:
    """Runs the W3C suites against our own server and writes docs/conformance.md."""
    environment = Environment(ROOT)
    environment.prepare(TEST)
    python = str(environment.program("python"))
    return subprocess.run([python, "-m", "tests.conformance", *arguments], cwd=ROOT, check=False).returncode


def lock(arguments: Sequence[str]) -> int:
    """Renews the requirement files: one pin and its hashes a package, for every Python from 3.11 on."""
    if arguments or not (uv := shutil.which("uv")):
        print("run: lock takes no arguments and needs uv on the path (pip install uv).", file=sys.stderr)
        return 2
    command = [uv, "pip", "compile", "--quiet", "--generate-hashes", "--universal", "--python-version=3.11"]
    command += ["--no-emit-index-url", "--no-annotate", "--custom-compile-command=./run lock"]
    same_as = {name: f"--constraint=requirements/{name}.txt" for name in ("build", "runtime")}
    for name, inputs in (
        ("build", ["requirements/build.in"]),
        ("runtime", ["pyproject.toml", same_as["build"]]),
        ("test", ["pyproject.toml", "--all-extras", *same_as.values()]),
    ):
        output = f"--output-file=requirements/{name}.txt"
        code = subprocess.run([*command, *inputs, output], cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0


def _module(name: str, arguments: Sequence[str]) -> int:
    """Runs a module of the checkout with all that tests need; returns its exit code."""
    environment = Environment(ROOT)
    environment.prepare(TEST)
    python = str(environment.program("python"))
    return subprocess.run([python, "-m", name, *arguments], cwd=ROOT, check=False).returncode


def fuzz(arguments: Sequence[str]) -> int:
    """Holds a server against its own OpenAPI document: some minutes."""
    return _module("tests.contract.run", arguments)


def faults(arguments: Sequence[str]) -> int:
    """Kills a server at work, again and again: an hour for 500 rounds."""
    return _module("tests.faults.run", arguments)


def soak(arguments: Sequence[str]) -> int:
    """Lets many clients read while others write and attack: 36 minutes."""
    return _module("tests.faults.soak", arguments)


def screenshots(arguments: Sequence[str]) -> int:
    """Takes the pictures of the README, by the Chromium of the system."""
    return _module("tests.e2e.screenshots", arguments)


def _names_groups(arguments: Sequence[str]) -> bool:
    """Whether pytest's own -m is among the arguments."""
    return any(argument.startswith("-m") for argument in arguments)


def _files_of(arguments: Sequence[str]) -> list[str]:
    """The files with tests of the one group that is asked for, so that no other need be read; none where more
    than a group is asked for."""
    if len(arguments) != 2 or arguments[0] != "-m" or arguments[1] not in groups():
        return []
    found = (ROOT / "tests").rglob("test_*.py")
    marked = [file for file in found if f"pytest.mark.{arguments[1]}" in file.read_text("utf-8")]
    return sorted(str(file.relative_to(ROOT)) for file in marked)


def _lint(environment: Environment) -> list[str]:
    """Runs each check from the root of the checkout; returns those that failed."""
    return [" ".join(step) for step in LINT if _step(environment, step)]


def _step(environment: Environment, step: Sequence[str]) -> int:
    """Runs one program of the environment in the checkout; returns its exit code."""
    print(f"» {shlex.join(step)}", flush=True)
    program = environment.program(step[0])
    return subprocess.run([program, *step[1:]], cwd=ROOT, check=False).returncode


COMMANDS: Final[Mapping[str, Callable[[Sequence[str]], int]]] = {
    "demo": demo,
    "test": test,
    "lint": lint,
    "groups": list_groups,
    "conformance": conformance,
    "bench": bench,
    "hostile": hostile,
    "fuzz": fuzz,
    "faults": faults,
    "soak": soak,
    "screenshots": screenshots,
    "lock": lock,
}
