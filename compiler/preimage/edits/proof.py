"""The proof of a fix: the file is compiled before and after, in every situation, and compared.

Nothing is taken on trust: a fix whose proof fails is dropped.

Source: docs/reference/fixes.md, "Proof".
"""

from __future__ import annotations

import sys
from collections import Counter
from hashlib import blake2b

from preimage.edits.fix import HISTORY, NO_RENAMES
from preimage.edits.source_text import LineMap
from preimage.model.errors import DockerfileError, LimitError, OptionError, PreimageError
from preimage.model.stage_results import StageResult, StageResults
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Final, Literal, Protocol

    from preimage.edits.fix import Fix
    from preimage.model.edits import Edit
    from preimage.model.findings import Finding
    from preimage.model.positions import PlacedInstruction
    from preimage.model.trace import Trace
    from preimage.results.compilation import Compilation
else:
    Protocol = object

MOST_STEPS = 30_000_000
"""Steps of all compilations for the fixes of one file, as ``preimage.model.limits`` counts them: about 4 s."""

_Findings = Counter[tuple[str, int]]

CHECK: Final = "check"
STAGES: Final = "stages"
ONE_TARGET: Final = "target"

TOO_LONG = "it would take too long"
_TOO_MANY = "there are too many targets to prove it for"
ANYWHERE = range(0)
_CHARACTERS_A_STEP = 8
"""How much JSON is compared in a step."""


class Situation(Value):
    """One way in which a file is compiled.

    - ``kind``: ``CHECK``: as the check was asked for; ``STAGES``: all stages at once, each as if it were the target;
      ``ONE_TARGET``: one target, where that does not do.
    - ``target``: a stage by name; empty: the last.
    - ``platform``: None: that of the request.
    - ``bases``: which images stand for the bases that are not known, by number.
    - ``build``: which of several builds of the file it is, by number.
    """

    __slots__ = ("kind", "target", "platform", "bases", "build")

    def __init__(
        self,
        kind: Literal["check", "stages", "target"],
        target: str = "",
        platform: str | None = None,
        bases: int = 0,
        build: int = 0,
    ) -> None:
        self.kind: Final = kind
        self.target: Final = target
        self.platform: Final = platform
        self.bases: Final = bases
        self.build: Final = build

    def renamed(self, renames: Mapping[str, str]) -> Situation:
        """Give the same for a target that may have another name."""
        target = renames.get(self.target, self.target)
        return Situation(self.kind, target, self.platform, self.bases, self.build)


class Compiler(Protocol):
    """What fixes are made and proven with."""

    @property
    def steps(self) -> int:
        """What its compilations have taken so far, in steps."""

    def locate(self, data: bytes) -> Sequence[PlacedInstruction]:
        """Give the words of a file; raises DockerfileError if it cannot be read."""

    def check(self, data: bytes) -> Compilation:
        """Check a file as it was asked for; errors are those of ``preimage.compile``."""

    def list_situations(self, compilation: Compilation) -> list[Situation]:
        """Give the situations to prove a fix in, the check first, for a file of which this is the check."""

    def list_targets(self, compilation: Compilation, situation: Situation) -> list[Situation]:
        """Give builds of each target by itself, for a situation of all stages."""

    def compile(self, data: bytes, situation: Situation) -> Compilation:
        """Compile a file for the check or a target; errors are those of ``preimage.compile``."""

    def compile_stages(self, data: bytes, situation: Situation) -> StageResults | None:
        """Compile all stages of a file; None: they depend on what the target is called.

        Raises:
            DockerfileError: the file cannot be read, or its plan or a base is at fault.
        """


class Outcome:
    """What a compilation came to: images with their JSON's digest, or an error, and the findings by rule and line.

    ``results`` has one entry for the check or a target, and one for each stage of a situation of all stages.
    """

    __slots__ = ("_holder", "digests", "error", "findings", "results", "steps")

    def __init__(self, holder: Compilation | StageResults | None, error: PreimageError | None = None) -> None:
        findings: Sequence[Finding] = ()
        results: Sequence[StageResult] = ()
        if isinstance(holder, StageResults):
            findings, results = holder.findings, holder.stages
        elif holder is not None:
            findings, results = [*holder.warnings, *holder.notes], [StageResult("", (), holder.image, "")]
        elif isinstance(error, DockerfileError):
            findings = [*error.warnings, *error.notes]
        self.findings: _Findings = Counter([(each.rule, each.lines[0] if each.lines else 0) for each in findings])
        self.results = results
        self.error = "" if error is None else f"{type(error).__name__}: {error}"
        self.digests: list[bytes] = []
        self.steps = 0
        """What it took to write the images."""
        for place in range(len(results)):
            text = self.json(place).encode()
            self.steps += len(text) // _CHARACTERS_A_STEP
            # The texts of a long file's stages would take much more room than what they are made from.
            self.digests.append(blake2b(text, digest_size=32).digest())
        self._holder = holder

    def json(self, place: int) -> str:
        """Give the JSON of a result's image, or why there is none."""
        image = self.results[place].image
        try:
            return image.to_json() if image is not None else ""
        except ValueError as error:
            # A time that JSON cannot hold, from a base.
            return str(error)

    def trace(self, place: int) -> Trace:
        """Give what led to the image of a result."""
        assert self._holder is not None, "there is an image"
        return self._holder.trace(place) if isinstance(self._holder, StageResults) else self._holder.trace

    def targets(self, renames: Mapping[str, str]) -> dict[str, int]:
        """Give the places of stages by the names that they can be asked for by, once these were changed."""
        return {renames.get(result.name, result.name): place for place, result in enumerate(self.results)}


class Fault(Value):
    """Why a change is none that may be made, as the end of a sentence, and the lines it is about, if that is known.

    ``lines`` are those of the text before; an empty range: all of it.
    """

    __slots__ = ("text", "lines")

    def __init__(self, text: str, lines: range = ANYWHERE) -> None:
        self.text: Final = text
        self.lines: Final = lines


class Prover:
    """Proves changes of one text; a text that was accepted is the next one to start from."""

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self._data = b""
        self._compilation: Compilation | None = None
        self._situations: list[Situation] = []
        self._outcomes: dict[Situation, Outcome] = {}
        self._accepted: tuple[bytes, dict[Situation, Outcome]] = b"", {}
        self._is_hopeless = False
        self._steps = 0

    def start(self, data: bytes, compilation: Compilation) -> None:
        """Start from a text, whose check has given ``compilation``."""
        self._data = data
        self._compilation = compilation
        self._situations = self._compiler.list_situations(compilation)
        self._outcomes = self._accepted[1] if self._accepted[0] == data else {}
        self._outcomes.setdefault(self._situations[0], Outcome(compilation))

    @property
    def is_exhausted(self) -> bool:
        """Tell whether nothing more can be proven."""
        return self._is_hopeless or self._compiler.steps + self._steps > MOST_STEPS

    def find_fault(self, after: bytes, fixes: Sequence[Fix]) -> Fault | None:
        """Give why a text may not take the place of the present one; None if it may.

        Raises:
            OptionError: an option of the request, such as a platform, cannot be used.
        """
        assert self._compilation is not None, "there is a text"
        change = _Change(fixes, self._compilation)
        reached: dict[Situation, Outcome] = {}
        place = 0
        try:
            while place < len(self._situations):
                situation = self._situations[place]
                before = self._compiler.steps
                old = self._outcomes.get(situation) or self._compile(self._data, situation)
                if old is None:
                    self._situations[place : place + 1] = self._list_targets(situation, self._compiler.steps - before)
                    continue
                self._outcomes[situation] = old
                new = self._compile(after, situation.renamed(change.renames))
                fault = change.find_fault(situation, old, new, is_first=not place)
                if fault is not None or new is None:
                    return fault
                reached[situation] = new
                place += 1
        except LimitError as error:
            return Fault(str(error))
        self._accepted = after, reached
        return None

    def _list_targets(self, situation: Situation, steps: int) -> list[Situation]:
        """Give the targets of a situation each by itself, if they can be proven within the limit."""
        assert self._compilation is not None, "there is a text"
        targets = self._compiler.list_targets(self._compilation, situation)
        if 2 * steps * len(targets) > MOST_STEPS - self._compiler.steps:
            self._is_hopeless = True
            raise LimitError(_TOO_MANY)
        return targets

    def _compile(self, data: bytes, situation: Situation) -> Outcome | None:
        """Compile a text; None: its stages cannot be had at once."""
        if self.is_exhausted:
            raise LimitError(TOO_LONG)
        holder: Compilation | StageResults | None = None
        try:
            if situation.kind == STAGES:
                holder = self._compiler.compile_stages(data, situation)
            else:
                holder = self._compiler.compile(data, situation)
        except (LimitError, OptionError):
            raise
        except PreimageError as error:
            return None if situation.kind == STAGES else Outcome(None, error)
        if holder is None:
            return None
        outcome = Outcome(holder)
        self._steps += outcome.steps
        return outcome


class _Change:
    """What fixes do to a text, and what they may do to its images."""

    def __init__(self, fixes: Sequence[Fix], compilation: Compilation) -> None:
        self._fixes = fixes
        self._edits = [edit for fix in fixes for edit in fix.edits]
        self._lines = LineMap(self._edits)
        self._allowed = frozenset().union(*(fix.may_change for fix in fixes))
        self.renames = {old: new for fix in fixes for old, new in fix.renames.items()}
        self._compilation = compilation

    def find_fault(self, situation: Situation, old: Outcome, new: Outcome | None, *, is_first: bool) -> Fault | None:
        """Give why what a text comes to in a situation may not take the place of what it came to before.

        The findings that are fixed are those of the first situation.
        """
        if new is None:
            return Fault("its stages could not be built any more")
        if old.error != new.error:
            return Fault(_describe_error(old.error, new.error))
        fault = self._find_new_finding(old.findings, new.findings)
        if fault is None and is_first:
            fault = self._find_remaining(old.findings, new.findings)
        return fault or self._compare_results(situation, old, new)

    def _find_new_finding(self, old: _Findings, new: _Findings) -> Fault | None:
        known: _Findings = Counter()
        for (rule, line), count in old.items():
            known[rule, self._lines.after(line)] += count
        for (rule, line), count in new.items():
            if count > known[rule, line]:
                return Fault(f"{rule} would be found at line {line}", self._lines_before(line))
        return None

    def _lines_before(self, line: int) -> range:
        """Give the lines of an edit that a line of the text after is from."""
        for edit in self._edits:
            first, last = edit.start[0], edit.end[0]
            if self._lines.after(first) <= line <= self._lines.after(last):
                return range(first, last + 1)
        return ANYWHERE

    def _find_remaining(self, old: _Findings, new: _Findings) -> Fault | None:
        found = [fix.finding for fix in self._fixes]
        fixed = Counter([(finding.rule, finding.lines[0] if finding.lines else 0) for finding in found])
        for (rule, line), count in fixed.items():
            if new[rule, self._lines.after(line)] > old[rule, line] - count:
                return Fault("the finding would remain", range(line, line + 1))
        return None

    def _compare_results(self, situation: Situation, old: Outcome, new: Outcome) -> Fault | None:
        targets = new.targets(NO_RENAMES)
        if len(old.results) != len(new.results) or not old.targets(self.renames).items() <= targets.items():
            return Fault("there would be other targets")
        for place, (before, now) in enumerate(zip(old.results, new.results, strict=True)):
            fault = None
            if before.error != now.error:
                fault = Fault(_describe_error(before.error, now.error), self._lines_of(old, place))
            elif before.links != now.links:
                fault = Fault(f"stage {place} would be made from something else", self._lines_of(old, place))
            elif old.digests[place] != new.digests[place]:
                fault = self._compare_json(situation, old, new, place)
            if fault is not None:
                return fault
        return None

    def _lines_of(self, old: Outcome, place: int) -> range:
        """Give the lines of a result's stage."""
        number = old.trace(place).target
        starts = [stage.source.lines[0] for stage in self._compilation.trace.dockerfile.stages[number : number + 2]]
        return range(starts[0], starts[1] if len(starts) > 1 else sys.maxsize)

    def _compare_json(self, situation: Situation, old: Outcome, new: Outcome, place: int) -> Fault | None:
        """Give what differs that may not; in the history, words of a changed instruction may be in another order."""
        from preimage.golang.jsonvalues import parse_json

        before, now = parse_json(old.json(place)), parse_json(new.json(place))
        assert isinstance(before, dict), "the JSON of an image is an object"
        assert isinstance(now, dict), "the JSON of an image is an object"
        changed = _find_changed(before, now) - self._allowed
        if changed:
            return Fault(f"{', '.join(sorted(changed))} of the image would change", self._lines_of(old, place))
        # What a base image that is made up has besides is no reason against what is asked for.
        for fix in self._fixes if not situation.bases else ():
            text = fix.judge(before, now) if fix.judge is not None else ""
            if text:
                return Fault(text, self._lines_of(old, place))
        if HISTORY in self._allowed:
            return None
        return _compare_history(before, now, old.trace(place), self._edits, is_safe=not self._allowed)


def _describe_error(old: str, new: str) -> str:
    return f"it would end in {new or 'no error'} where it ended in {old or 'none'}"


def _find_changed(before: dict[str, Any], now: dict[str, Any]) -> set[str]:
    """Give the paths of the fields that differ, history left out."""
    changed = {name for name in before.keys() | now.keys() if name not in ("config", "history")}
    changed = {name for name in changed if before.get(name) != now.get(name)}
    old, new = before.get("config") or {}, now.get("config") or {}
    return changed | {f"config.{name}" for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def _compare_history(
    before: dict[str, Any], now: dict[str, Any], trace: Trace, edits: list[Edit], *, is_safe: bool
) -> Fault | None:
    """Compare what a safe fix leaves as it is, and an unsafe one outside of the instructions that it edits."""
    old, new = before.get("history") or [], now.get("history") or []
    if len(old) != len(new):
        return Fault("the history of the image would have another length")
    touched = {line for edit in edits for line in range(edit.start[0], edit.end[0] + 1)}
    origins = {change.key: change.lines for change in trace if change.path == "history"}
    for index, (entry, other) in enumerate(zip(old, new, strict=True)):
        if entry == other:
            continue
        lines = origins.get(index, ())
        if touched.isdisjoint(lines) or (is_safe and _sorted(entry) != _sorted(other)):
            place = range(lines[0], lines[-1] + 1) if lines else ANYWHERE
            return Fault(f"entry {index} of the image's history would change", place)
    return None


def _sorted(entry: dict[str, Any]) -> dict[str, Any]:
    """Give an entry of the history with its words sorted: EXPOSE lists ports in the order of their written forms."""
    text = str(entry.get("created_by", ""))
    return {**entry, "created_by": sorted(text.replace("[", " ").replace("]", " ").split())}
