"""The proof of a fix: the file is compiled before and after, in every situation, and compared.

Nothing is taken on trust: a fix whose proof fails is dropped.

Source: docs/reference/fixes.md, "Proof".
"""

from __future__ import annotations

from collections import Counter

from preimage.edits.fix import HISTORY
from preimage.edits.source_text import LineMap
from preimage.model.errors import DockerfileError, LimitError, OptionError, PreimageError
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final, Protocol

    from preimage.edits.fix import Fix
    from preimage.model.edits import Edit
    from preimage.model.findings import Finding
    from preimage.model.positions import PlacedInstruction
    from preimage.results.compilation import Compilation
else:
    Protocol = object

MOST_STEPS = 5_000_000
"""Steps of all compilations for the fixes of one file, as ``preimage.model.limits`` counts them: 1 to 2 s."""

_Findings = Counter[tuple[str, int]]

TOO_LONG = "it would take too long"
_TOO_MANY = "there are too many targets to prove it for"


class Situation(Value):
    """One way in which a file is compiled.

    ``target`` is a stage by name, None: the last; ``platform`` None: that of the request; ``bases`` says which images
    stand for the bases that are not known, by number; ``is_check``: every stage is evaluated, as a check does.
    """

    __slots__ = ("target", "platform", "bases", "is_check")

    def __init__(self, target: str | None, platform: str | None, bases: int, is_check: bool) -> None:
        self.target: Final = target
        self.platform: Final = platform
        self.bases: Final = bases
        self.is_check: Final = is_check


class Compiler(Protocol):
    """What fixes are made and proven with; ``steps`` is what its compilations have taken so far."""

    steps: int

    def locate(self, data: bytes) -> Sequence[PlacedInstruction]:
        """Give the words of a file; raises DockerfileError if it cannot be read."""

    def check(self, data: bytes) -> Compilation:
        """Check a file as it was asked for; errors are those of ``preimage.compile``."""

    def list_situations(self, compilation: Compilation) -> list[Situation]:
        """Give the situations in which a fix is to be proven for a file, of which this is the check."""

    def compile(self, data: bytes, situation: Situation) -> Compilation:
        """Compile a file; errors are those of ``preimage.compile``."""


class Outcome:
    """What a compilation came to: the JSON of the image, or an error, and the findings by rule and first line."""

    __slots__ = ("compilation", "error", "findings", "json")

    def __init__(self, compilation: Compilation | None, error: PreimageError | None) -> None:
        findings: list[Finding] = []
        if compilation is not None:
            findings = [*compilation.warnings, *compilation.notes]
        elif isinstance(error, DockerfileError):
            findings = [*error.warnings, *error.notes]
        self.findings: _Findings = Counter([(each.rule, each.lines[0] if each.lines else 0) for each in findings])
        self.json = compilation.image.to_json() if compilation is not None else ""
        self.error = "" if error is None else f"{type(error).__name__}: {error}"


class Prover:
    """Proves changes of one text; a text that was accepted is the next one to start from."""

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self._data = b""
        self._situations: list[Situation] = []
        self._outcomes: dict[Situation, Outcome] = {}
        self._is_hopeless = False

    def start(self, data: bytes, compilation: Compilation) -> None:
        """Start from a text, whose check has given ``compilation``."""
        self._data = data
        self._situations = self._compiler.list_situations(compilation)
        self._outcomes = {}

    @property
    def is_exhausted(self) -> bool:
        """Tell whether nothing more can be proven."""
        return self._is_hopeless or self._compiler.steps > MOST_STEPS

    def find_fault(self, after: bytes, fixes: Sequence[Fix]) -> str:
        """Give why a text may not take the place of the present one, as the end of a sentence; empty if it may.

        Raises:
            OptionError: an option of the request, such as a platform, cannot be used.
        """
        edits = [edit for fix in fixes for edit in fix.edits]
        try:
            for situation in self._situations:
                before = self._compiler.steps
                fault = self._compare(after, situation, fixes, edits)
                if fault:
                    return fault
                if situation is self._situations[0]:
                    self._require_hope(self._compiler.steps - before)
        except LimitError as error:
            return str(error)
        return ""

    def _require_hope(self, steps: int) -> None:
        """Refuse what cannot be proven within the limit if each situation takes so many steps."""
        if steps * len(self._situations) > MOST_STEPS - self._compiler.steps:
            self._is_hopeless = True
            raise LimitError(_TOO_MANY)

    def _compare(self, after: bytes, situation: Situation, fixes: Sequence[Fix], edits: list[Edit]) -> str:
        old = self._outcomes.get(situation)
        if old is None:
            old = self._outcomes[situation] = self._compile(self._data, situation)
        new = self._compile(after, _rename(situation, fixes))
        if old.error != new.error:
            return f"it would end in {new.error or 'no error'} where it ended in {old.error or 'none'}"
        return (
            _find_new_finding(old.findings, new.findings, edits)
            or (
                _find_remaining(old.findings, new.findings, fixes, edits)
                if situation.is_check and not situation.bases
                else ""
            )
            or (self._compare_json(old, new, situation, after, fixes, edits) if old.json != new.json else "")
        )

    def _compile(self, data: bytes, situation: Situation) -> Outcome:
        if self.is_exhausted:
            raise LimitError(TOO_LONG)
        try:
            return Outcome(self._compiler.compile(data, situation), None)
        except (LimitError, OptionError):
            raise
        except PreimageError as error:
            return Outcome(None, error)

    def _compare_json(
        self,
        old: Outcome,
        new: Outcome,
        situation: Situation,
        after: bytes,
        fixes: Sequence[Fix],
        edits: list[Edit],
    ) -> str:
        """Give what differs that may not; in the history, words of a changed instruction may be in another order."""
        from preimage.golang.jsonvalues import parse_json

        before, now = parse_json(old.json), parse_json(new.json)
        assert isinstance(before, dict), "the JSON of an image is an object"
        assert isinstance(now, dict), "the JSON of an image is an object"
        allowed = frozenset().union(*(fix.may_change for fix in fixes))
        changed = _find_changed(before, now) - allowed
        if changed:
            return f"{', '.join(sorted(changed))} of the image would change"
        # What a base image that is made up has besides is no reason against what is asked for.
        for fix in fixes if not situation.bases else ():
            fault = fix.judge(before, now) if fix.judge is not None else ""
            if fault:
                return fault
        if HISTORY in allowed:
            return ""
        compilation = self._compiler.compile(self._data, situation)
        return _compare_history(before, now, compilation, edits, is_safe=not allowed)


def _rename(situation: Situation, fixes: Sequence[Fix]) -> Situation:
    """Give the situation after fixes: a target may have another name."""
    target = situation.target
    for fix in fixes:
        target = fix.renames.get(target, target) if target is not None else None
    return Situation(target, situation.platform, situation.bases, situation.is_check)


def _find_new_finding(old: _Findings, new: _Findings, edits: list[Edit]) -> str:
    lines = LineMap(edits)
    known = Counter({(rule, lines.after(line)): count for (rule, line), count in old.items()})
    for (rule, line), count in new.items():
        if count > known[rule, line]:
            return f"{rule} would be found at line {line}"
    return ""


def _find_remaining(old: _Findings, new: _Findings, fixes: Sequence[Fix], edits: list[Edit]) -> str:
    lines = LineMap(edits)
    fixed = Counter([(fix.finding.rule, fix.finding.lines[0] if fix.finding.lines else 0) for fix in fixes])
    for (rule, line), count in fixed.items():
        if new[rule, lines.after(line)] > old[rule, line] - count:
            return "the finding would remain"
    return ""


def _find_changed(before: dict[str, Any], now: dict[str, Any]) -> set[str]:
    """Give the paths of the fields that differ, history left out."""
    changed = {name for name in before.keys() | now.keys() if name not in ("config", "history")}
    changed = {name for name in changed if before.get(name) != now.get(name)}
    old, new = before.get("config") or {}, now.get("config") or {}
    return changed | {f"config.{name}" for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def _compare_history(
    before: dict[str, Any], now: dict[str, Any], compilation: Compilation, edits: list[Edit], *, is_safe: bool
) -> str:
    """Compare what a safe fix leaves as it is, and an unsafe one outside of the instructions that it edits."""
    old, new = before.get("history") or [], now.get("history") or []
    if len(old) != len(new):
        return "the history of the image would have another length"
    touched = {line for edit in edits for line in range(edit.start[0], edit.end[0] + 1)}
    origins = {change.key: change.lines for change in compilation.trace if change.path == "history"}
    for index, (entry, other) in enumerate(zip(old, new, strict=True)):
        if entry == other:
            continue
        if touched.isdisjoint(origins.get(index, ())) or (is_safe and _sorted(entry) != _sorted(other)):
            return f"entry {index} of the image's history would change"
    return ""


def _sorted(entry: dict[str, Any]) -> dict[str, Any]:
    """Give an entry of the history with its words sorted: EXPOSE lists ports in the order of their written forms."""
    text = str(entry.get("created_by", ""))
    return {**entry, "created_by": sorted(text.replace("[", " ").replace("]", " ").split())}
