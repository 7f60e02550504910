"""What is wrong with an open file, as ``preimage check`` says it, and where."""

from __future__ import annotations

from collections import Counter

from preimage.api import compile_request, front_end
from preimage.backends.excerpt import is_block
from preimage.editor_api import CompilationMemory, compile_tolerantly
from preimage.model.errors import BaseError, DockerfileError, PreimageError
from preimage.model.report import ERROR_RULE, by_line
from preimage.server.words import InstructionReader, find_span, span_to_places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    from preimage.model.findings import Finding
    from preimage.model.positions import Position
    from preimage.results.compilation import Compilation
    from preimage.server.situation import Situation
    from preimage.server.words import Span

    Severity = Literal["error", "warning", "note"]

_AS_ERROR = "error"


class Checked:
    """What a check came to: that of ``preimage check``, and what is known beyond it of a file with a fault.

    ``error`` and ``findings`` are those of the check; ``faults`` and ``more`` those that it did not get to.
    ``compilation`` is of the whole file, or of what is left without the instructions at fault; None: there is none.
    """

    __slots__ = ("compilation", "error", "faults", "findings", "more")

    def __init__(
        self, compilation: Compilation | None, findings: Sequence[Finding], error: PreimageError | None
    ) -> None:
        self.compilation = compilation
        self.findings = tuple(findings)
        self.error = error
        self.faults: tuple[DockerfileError, ...] = ()
        self.more: tuple[Finding, ...] = ()


class Diagnostic:
    """One entry of the list that an editor shows.

    ``start`` and ``end`` are places in the file; ``code`` is a rule, ``url`` its page, empty without one; ``is_beyond``
    tells that ``preimage check`` would stop before it; ``others`` are further places of an error.
    """

    __slots__ = ("code", "end", "finding", "is_beyond", "message", "others", "severity", "start", "url")

    def __init__(
        self,
        span: Span,
        severity: Severity,
        code: str,
        message: str,
        *,
        url: str = "",
        is_beyond: bool = False,
        others: Sequence[Span] = (),
        finding: Finding | None = None,
    ) -> None:
        self.start, self.end = span
        self.severity: Severity = severity
        self.code = code
        self.message = message
        self.url = url
        self.is_beyond = is_beyond
        self.others = tuple(others)
        self.finding = finding


def check_text(data: bytes, situation: Situation, memory: CompilationMemory | None = None) -> Checked:
    """Check a text; whatever is wrong with it is in the result. One for a front end with other rules is passed over.

    ``memory`` is what is known of the text before.
    """
    asked = front_end(data, situation.request.build_args)
    if asked is not None and not asked.is_own:
        return Checked(None, (), None)
    try:
        result = compile_request(data, situation.request, situation.bases, situation.ignore_file, memory=memory)
        findings = [*result.warnings, *result.notes]
        if situation.is_portable:
            from preimage.results.portability_notes import find_portability_notes

            findings += find_portability_notes(result)
        return Checked(result, _keep(findings, situation), None)
    except DockerfileError as error:
        checked = Checked(None, _keep([*error.warnings, *error.notes], situation), error)
        if data:
            _go_on(checked, data, situation, error, memory)
        _forget_frames(error)
        return checked
    except PreimageError as error:
        return Checked(None, (), error)


def _forget_frames(error: BaseException | None) -> None:
    """Let go of all that was alive where an error was raised: a whole compilation, in circles, for each change."""
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


def _keep(findings: Sequence[Finding], situation: Situation) -> Sequence[Finding]:
    return [each for each in findings if situation.is_on(each.rule)]


def _go_on(
    checked: Checked, data: bytes, situation: Situation, error: DockerfileError, memory: CompilationMemory | None
) -> None:
    """Add what can be said of the rest of a file with a fault."""
    try:
        rest = compile_tolerantly(data, situation.request, situation.bases, situation.ignore_file, memory)
    except PreimageError:
        return
    checked.compilation = rest.compilation
    reported = set(error.lines)
    faults = []
    for fault in rest.faults:
        _forget_frames(fault)
        # One without a place, or inside of another, only follows from it.
        if not reported.issuperset(fault.lines):
            faults.append(fault)
            reported.update(fault.lines)
    checked.faults = tuple(faults)
    known = set(checked.findings)
    checked.more = tuple(each for each in _keep(rest.findings, situation) if each not in known)


def list_diagnostics(
    checked: Checked, lines: Sequence[str], reader: InstructionReader, levels: Mapping[str, str]
) -> list[Diagnostic]:
    """Give what is shown, in the order of ``preimage check``: findings by line, then errors."""
    placer = _Placer(lines, reader)
    found = [_of_finding(each, placer, levels, is_beyond=False) for each in by_line(checked.findings)]
    found += [_of_finding(each, placer, levels, is_beyond=True) for each in by_line(checked.more)]
    if checked.error is not None:
        found.append(_of_error(checked.error, placer, is_beyond=False))
    found += [_of_error(each, placer, is_beyond=True) for each in checked.faults]
    return found


def _of_finding(finding: Finding, placer: _Placer, levels: Mapping[str, str], *, is_beyond: bool) -> Diagnostic:
    severity: Severity = "note" if finding.is_note else "warning"
    if levels.get(finding.rule) == _AS_ERROR:
        severity = "error"
    span = placer.place(finding.lines, finding.rule, finding.message)
    return Diagnostic(
        span, severity, finding.rule, finding.message, url=finding.url, is_beyond=is_beyond, finding=finding
    )


def _of_error(error: PreimageError, placer: _Placer, *, is_beyond: bool) -> Diagnostic:
    lines = error.lines if isinstance(error, DockerfileError | BaseError) else ()
    places = [lines]
    if isinstance(error, DockerfileError):
        places = [place for place in error.locations if place] or [()]
    spans = [placer.place(place, "", str(error)) for place in places]
    return Diagnostic(spans[0], "error", ERROR_RULE, str(error), is_beyond=is_beyond, others=spans[1:])


class _Placer:
    """Finds the words that findings are about."""

    def __init__(self, lines: Sequence[str], reader: InstructionReader) -> None:
        self._lines = lines
        self._reader = reader
        self._alike: Counter[tuple[int, str, str]] = Counter()

    def place(self, lines: Sequence[int], rule: str, message: str) -> Span:
        """Give the stretch of the text that a finding on these lines is about; without lines, the first line."""
        count = len(self._lines)
        first = min(max(1, lines[0]), count) if lines else 1
        last = min(max(first, lines[-1]), count) if lines else 1
        if lines and is_block(lines):
            instruction = self._reader.read(self._lines, first, last)
            if instruction is not None:
                number = self._alike[first, rule, message]
                self._alike[first, rule, message] += 1
                return span_to_places(instruction.line, find_span(instruction, rule, message, number), first - 1)
        return self._whole(first), self._end(last if lines else 1)

    def _whole(self, number: int) -> Position:
        text = self._lines[number - 1]
        return number, len(text) - len(text.lstrip()) + 1

    def _end(self, number: int) -> Position:
        return number, max(len(self._lines[number - 1].rstrip()) + 1, self._whole(number)[1])
