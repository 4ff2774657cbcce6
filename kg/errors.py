"""Every error that Stratagem raises on purpose, in one tree. Each carries its facts and says the remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class StratagemError(Exception):
    """The root: whatever a user can cause or mend. Its text is one clear sentence."""


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """One fault of a seed file: where it stands, which words are wrong, what would be right."""

    file: Path
    line: int
    field: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}: {self.field}: {self.message}"
        return f"{text} — {self.remedy}" if self.remedy else text


class SheetError(StratagemError):
    """Seed files that do not say what can be compiled; holds all problems at once."""

    def __init__(self, problems: Sequence[SheetProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class RdfSyntaxError(StratagemError):
    """A file or text that is not the RDF or SPARQL that it claims to be; `line` where the parser tells it."""

    def __init__(self, origin: str, detail: str, line: int | None = None) -> None:
        self.origin, self.detail, self.line = origin, detail, line
        super().__init__(f"{origin}: {detail}")


class QueryError(StratagemError):
    """A SPARQL text that the engine does not accept."""


class QueryRefusedError(QueryError):
    """A query that is over a limit or does what is not allowed; nothing of it was run."""

    def __init__(self, reason: str, limit: int | None = None, measured: int | None = None) -> None:
        self.reason, self.limit, self.measured = reason, limit, measured
        super().__init__(reason)


class QueryTimeoutError(QueryError):
    """A query that was ended at its deadline."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"the query was ended after its deadline of {seconds:g} s")


class ResultTooLargeError(QueryError):
    """A result over the cap: it is refused, never cut."""

    def __init__(self, limit: int, measured: int) -> None:
        self.limit, self.measured = limit, measured
        super().__init__(
            f"the result has {measured} bytes, over the cap of {limit} bytes; narrow the query or add LIMIT"
        )


class QueryFailedError(QueryError):
    """A SPARQL text that is well-formed but cannot be run, such as one with a function that is not known, or
    one that drops a graph that is not there."""


class QueryTooHeavyError(QueryError):
    """A query that ended its process by its memory or its stack; `limit` is in bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        mib = limit // (1024 * 1024)
        super().__init__(
            f"the query ended its process: it needs more than {mib} MiB of memory, or a deeper stack"
        )


class ContentTooLargeError(StratagemError):
    """A body over its limit; `measured` is what came or was announced, in `unit`."""

    def __init__(self, limit: int, measured: int, unit: str = "bytes") -> None:
        self.limit, self.measured, self.unit = limit, measured, unit
        super().__init__(f"the body has {measured} {unit} or more; {limit} are allowed")


class ContentTooSlowError(StratagemError):
    """A body that did not come in time."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"the body did not come within {seconds:g} s; send it faster, or less of it")


class BindingError(StratagemError):
    """Parameters that do not fit a shipped query: missing, extra or not of a term's form."""


class NotFoundError(StratagemError):
    """No such individual; `nearest` has the identifiers that look most like it."""

    def __init__(self, kind: str, slug: str, nearest: Sequence[str] = ()) -> None:
        self.kind, self.slug, self.nearest = kind, slug, tuple(nearest)
        hint = f"; the nearest are {', '.join(self.nearest)}" if self.nearest else ""
        super().__init__(f"there is no {kind} “{slug}”{hint}")


class WithheldError(StratagemError):
    """A text that may not be passed on; `allowed` is how much of it may."""

    def __init__(self, source: str, allowed: str) -> None:
        self.source, self.allowed = source, allowed
        super().__init__(f"the rights of source “{source}” allow {allowed} only, not its text")


class ExportsBusyError(StratagemError):
    """As many large files as may be are being written or waited for."""

    def __init__(self, waiting: int) -> None:
        self.limit = waiting
        super().__init__(f"{waiting} large files are being written, the most at once; try again in a while")


class BadParameterError(StratagemError):
    """A parameter whose value cannot be used: which, what was given, what is allowed."""

    def __init__(self, name: str, value: str, allowed: str) -> None:
        self.name, self.value, self.allowed = name, value, allowed
        super().__init__(f"{name} “{value}” cannot be used: {allowed}")


class ParameterCountError(BadParameterError):
    """A parameter that is needed once, and was left out or given several times."""

    def __init__(self, name: str, count: int, allowed: str) -> None:
        super().__init__(name, f"given {count} times", allowed)
        fault = f"given {count} times" if count else "missing"
        self.args = (f"{name} is {fault}: {allowed}",)


class StoreError(StratagemError):
    """A store that cannot be opened, read or written."""


class PoolBusyError(StoreError):
    """All worker processes are running queries; the caller may try again in a moment."""

    def __init__(self, workers: int, waited: float) -> None:
        self.workers, self.waited = workers, waited
        super().__init__(f"all {workers} query workers are busy (waited {waited:g} s); try again in a moment")


class SearchUnreadyError(StratagemError):
    """An index of words that is still being made; `retry_after` seconds."""

    retry_after = 2

    def __init__(self) -> None:
        super().__init__("the index of words is being made; try again in a moment")


class ValidationBusyError(StratagemError):
    """As many files as may be are being validated; the caller may try again in a moment."""

    def __init__(self, processes: int) -> None:
        self.limit = processes
        super().__init__(f"{processes} files are being validated, the most at once; try again in a moment")


class ValidationTimeoutError(StratagemError):
    """A validation that was ended at its deadline."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"the validation was ended after its deadline of {seconds:g} s; send a smaller file")


class ValidationTooHeavyError(StratagemError):
    """A validation that took too much memory or too deep a stack; `limit` is in bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        mib = limit // (1024 * 1024)
        super().__init__(f"to validate this file takes more than {mib} MiB of memory, or a deeper stack")


class ReasonerError(StratagemError):
    """HermiT could not be run; an inconsistency is a result, not this error."""


class BuildError(StratagemError):
    """A build that was refused at a gate; the old store and bundle still stand."""


class AccessError(StratagemError):
    """A request that its sender may not make."""


class TokenMissingError(AccessError):
    """No token, or none that is known here; `given` says whether there was one."""

    def __init__(self, given: bool) -> None:
        self.given = given
        fault = "the token is not known here, or was revoked" if given else "this needs a token"
        super().__init__(
            f"{fault}; send “Authorization: Bearer …” with one made by `stratagem token make` on the server"
        )


class TokenScopeError(AccessError):
    """A token that does not allow what was asked; `allowed` is what it does allow."""

    def __init__(self, name: str, allowed: str, needed: str) -> None:
        self.name, self.allowed = name, allowed
        super().__init__(
            f"the token “{name}” has the scope {allowed}, and this needs {needed}; make another by "
            f"`stratagem token make NAME --scope {needed}`"
        )


class AccessOffError(AccessError):
    """What needs a token while none was made: it is switched off."""

    def __init__(self, needed: str) -> None:
        what = {"read": "reading is closed here", "write": "writing is off"}[needed]
        super().__init__(
            f"{what}, as no token was made; make one on the server by `stratagem token make NAME --scope "
            f"{needed}`"
        )


class TokenExistsError(StratagemError):
    """A token of this name is there already."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"there is a token “{name}” already; revoke it by `stratagem token revoke {name}` or choose "
            "another name"
        )


class StoreLockedError(StoreError):
    """A directory that another process writes to, a build or a server; `directory` says which. One of plain
    mode has a server as its only writer."""

    def __init__(self, directory: Path, *, plain: bool = False) -> None:
        self.directory = directory
        writer = (
            "a server in plain mode; end that server"
            if plain
            else "a build, or a server that took a change; wait until the build ends, or end that server,"
        )
        super().__init__(f"another process writes to {directory}: {writer} and try again")


class StoreStaleError(StoreError):
    """A graph that was built anew while a server goes on with the earlier one, which nobody may change."""

    def __init__(self, served: str, built: str) -> None:
        self.served, self.built = served, built
        super().__init__(
            f"the graph was built anew ({built}) since this server opened it ({served}); start it again"
        )


class StoreFullError(StoreError):
    """A disk without space: nothing of the change was kept, and reading goes on."""

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__("the disk of the store is full: nothing was changed; make space and send it again")


class ChangeError(StratagemError):
    """A change of the served graph that was refused; the graph is what it was."""


class GraphRefusedError(ChangeError):
    """A graph that cannot be written, or cannot hold what was sent: which, why, and the remedy."""

    def __init__(self, graph: str, reason: str) -> None:
        self.graph, self.reason = graph, reason
        super().__init__(f"the graph <{graph}> cannot be written so: {reason}")


class SheetOwnedError(ChangeError):
    """A source that came from a claim sheet: its sheet is changed, not its graph."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(
            f"the source “{slug}” came from a sheet: change or remove seeds/{slug} and run `stratagem build`"
        )


class ViolationError(ChangeError):
    """A change whose outcome would violate the shapes: how many violations there are, and the first of them
    in `findings`, each by the names of its parts; `report` (kg.validate.Report) has all."""

    def __init__(self, report: object, violations: int, findings: Sequence[Mapping[str, str]] = ()) -> None:
        self.report, self.violations, self.findings = report, violations, tuple(findings)
        found = "one violation" if violations == 1 else f"{violations} violations"
        super().__init__(f"the graph would have {found} of the shapes; nothing was changed")


class ChangeBusyError(ChangeError):
    """Another change is under way, and took longer than a caller waits."""

    def __init__(self, waited: float) -> None:
        self.waited = waited
        super().__init__(f"another change is under way (waited {waited:g} s); try again in a moment")


class RateLimitedError(StratagemError):
    """A client that has used up its seconds of work for now; `retry_after` is when it has some again."""

    def __init__(self, limit: float, retry_after: int) -> None:
        self.limit, self.retry_after = limit, retry_after
        super().__init__(
            f"your queries have used up the {limit:g} seconds of work that a client has in a minute; wait "
            f"{retry_after} s, and narrow them"
        )


class ShareUsedError(StratagemError):
    """As many queries of a client run as may at once, and its others have waited; `retry_after` seconds."""

    retry_after = 1

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(
            f"{limit} of your queries run already, the most at once for one client; wait for them"
        )
