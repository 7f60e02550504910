"""Fixing a file: fixes are made from findings, proven, and applied, until there is nothing more to fix."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence

from preimage.edits.fix import Fix, NoFix, Scene
from preimage.edits.proof import TOO_LONG, Fault, Prover
from preimage.edits.rule_fixes import FIXES, explain_missing
from preimage.edits.source_text import SourceText
from preimage.model.edits import apply_edits
from preimage.model.errors import LimitError, PreimageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from preimage.edits.proof import Compiler
    from preimage.model.edits import Edit
    from preimage.model.findings import Finding
    from preimage.model.positions import Position
    from preimage.results.compilation import Compilation

MOST_ROUNDS = 20
"""Rounds of fixing one file; each takes findings away, or is the last."""
MOST_BYTES = 1 << 20
"""The size of a file that is fixed: each proof compiles it several times, and each round anew."""
TOO_LARGE = f"a file of more than {MOST_BYTES} bytes is not fixed"
UNSAFE = "its fix changes the image config (--unsafe-fixes)"

SWITCHED_OFF = "switched off"

Ways = list[Fix]
"""Fixes of one finding, the best first."""


class FixResult:
    """What came of fixing a file.

    - ``data``: the text, ``before``: what it was.
    - ``applied``: the fixes that were made, with lines as they were in their round.
    - ``left``: for each finding of the new text that remains why it was not fixed. ``dropped`` are those of them that
      have a fix whose proof failed, ``unsafe`` those whose fix was not asked for.
    - ``error``: why nothing was tried: the file has an error.
    """

    __slots__ = ("applied", "before", "data", "dropped", "error", "left", "unsafe")

    def __init__(self, data: bytes) -> None:
        self.before = data
        self.data = data
        self.applied: list[Fix] = []
        self.left: list[NoFix] = []
        self.dropped: list[NoFix] = []
        self.unsafe: list[NoFix] = []
        self.error: PreimageError | None = None

    @property
    def is_changed(self) -> bool:
        return self.data != self.before

    def add(self, other: FixResult) -> None:
        """Add what came of the text afterwards; what is left is told once, and anew if the text was changed."""
        if other.is_changed:
            self.left, self.dropped, self.unsafe = [], [], []
        self.data = other.data
        self.applied += other.applied
        self.error = self.error or other.error
        for own, others in ((self.left, other.left), (self.dropped, other.dropped), (self.unsafe, other.unsafe)):
            known = {each.key for each in own}
            own += [each for each in others if each.key not in known]


def fix_text(
    data: bytes, compiler: Compiler, *, with_unsafe: bool = False, is_wanted: Callable[[str], bool] = lambda rule: True
) -> FixResult:
    """Fix what can be fixed of a file, round by round, since fixes can stand in each other's way.

    ``is_wanted`` tells whether a rule, by name, is to be fixed. A file with an error is left alone.

    Raises:
        LimitError: the file is too large.
    """
    if len(data) > MOST_BYTES:
        raise LimitError(TOO_LARGE)
    result = FixResult(data)
    prover = Prover(compiler)
    for _ in range(MOST_ROUNDS):
        try:
            compilation = compiler.check(result.data)
            text = SourceText(result.data, compiler.locate(result.data))
        except PreimageError as error:
            result.error = error
            return result
        prover.start(result.data, compilation)
        round_ = _Round(text, compilation, prover, is_wanted)
        accepted = round_.run(is_safe=True) or (with_unsafe and round_.run(is_safe=False)) or []
        result.left, result.dropped, result.unsafe = round_.conclude(with_unsafe)
        if not accepted:
            break
        result.applied += accepted
        result.data = apply_edits(result.data, [edit for fix in accepted for edit in fix.edits])
    return result


def find_fixes(
    data: bytes, compilation: Compilation, compiler: Compiler, findings: Sequence[Finding] | None = None
) -> list[Fix | NoFix]:
    """Give for each finding the fix that is proven on its own, safe or not, or why there is none.

    ``compilation`` is the check of the text; ``findings`` are those of it that are asked for, default: all warnings,
    then all notes.

    Raises:
        DockerfileError: the file cannot be read.
        OptionError: an option of the request cannot be used.
    """
    asked = (*compilation.warnings, *compilation.notes) if findings is None else findings
    if len(data) > MOST_BYTES:
        return [NoFix(finding, TOO_LARGE) for finding in asked]
    text = SourceText(data, compiler.locate(data))
    prover = Prover(compiler)
    prover.start(data, compilation)
    return [_find_fix(text, compilation, finding, prover) for finding in asked]


def _find_fix(text: SourceText, compilation: Compilation, finding: Finding, prover: Prover) -> Fix | NoFix:
    ways = make_ways(text, compilation, finding)
    if isinstance(ways, NoFix):
        return ways
    faults = []
    for fix in ways:
        fault = _try_edits(text.data, [fix], prover)
        if fault is None:
            return fix
        faults.append(fault.text)
    return NoFix(finding, f"its proof failed: {faults[0]}")


def make_ways(text: SourceText, compilation: Compilation, finding: Finding) -> Ways | NoFix:
    """Give the fixes of a finding, which are not proven yet, or why there is none."""
    make = FIXES.get(finding.rule)
    if make is None:
        return NoFix(finding, explain_missing(finding.rule))
    try:
        ways = make(Scene(text, compilation, finding))
    except LimitError as error:
        return NoFix(finding, str(error))
    except ValueError as error:
        # A place that is not in the file: the words of the instruction stand otherwise than they were read.
        return NoFix(finding, f"its words cannot be placed: {error}")
    return NoFix(finding, ways) if isinstance(ways, str) else ways


def _try_edits(data: bytes, fixes: Sequence[Fix], prover: Prover) -> Fault | None:
    """Give why fixes cannot be made together; None if they can."""
    if prover.is_exhausted:
        return Fault(TOO_LONG)
    try:
        after = apply_edits(data, [edit for fix in fixes for edit in fix.edits])
    except ValueError as error:
        return Fault(str(error))
    return prover.find_fault(after, fixes)


class _Round:
    """One round: as many fixes as can be made at once."""

    def __init__(
        self, text: SourceText, compilation: Compilation, prover: Prover, is_wanted: Callable[[str], bool]
    ) -> None:
        self._text = text
        self._prover = prover
        self._accepted: list[Fix] = []
        self._faults: dict[int, str] = {}
        self._none: list[NoFix] = []
        self._ways: list[Ways] = []
        for finding in (*compilation.warnings, *compilation.notes):
            ways = make_ways(text, compilation, finding) if is_wanted(finding.rule) else NoFix(finding, SWITCHED_OFF)
            if isinstance(ways, NoFix):
                self._none.append(ways)
            else:
                self._ways.append(ways)

    def run(self, *, is_safe: bool) -> list[Fix]:
        """Give the fixes that are proven together, of those that are safe or of the others."""
        ways = [own for each in self._ways if (own := [fix for fix in each if fix.is_safe == is_safe])]
        self._accept(self._choose(ways))
        return self._accepted

    def conclude(self, with_unsafe: bool) -> tuple[list[NoFix], list[NoFix], list[NoFix]]:
        """Give why findings were not fixed: all, those whose proof failed, those whose fix was not asked for."""
        dropped = []
        unsafe = []
        for ways in self._ways:
            finding = ways[0].finding
            if id(finding) in self._faults:
                dropped.append(NoFix(finding, f"its proof failed: {self._faults[id(finding)]}"))
            elif not with_unsafe and not any(fix.is_safe for fix in ways):
                unsafe.append(NoFix(finding, UNSAFE))
        return [*self._none, *dropped, *unsafe], dropped, unsafe

    def _choose(self, ways: list[Ways]) -> list[Ways]:
        """Give those whose edits are not in the way of others; the rest has its turn in the next round."""
        taken = _Taken()
        return [each for each in ways if taken.take(each[0].edits)]

    def _accept(self, group: list[Ways]) -> None:
        """Accept what is proven of a group, together with what was accepted before.

        All are tried at once. If that fails, those that the fault points at are tried last, and without a pointer one
        half before the other.
        """
        todo = [group] if group else []
        while todo:
            group = todo.pop()
            together = [*self._accepted, *(ways[0] for ways in group)]
            fault = _try_edits(self._text.data, together, self._prover)
            if fault is None:
                self._accepted = together
            elif len(group) == 1:
                self._accept_other_way(group[0], fault)
            else:
                todo += _split(group, fault)

    def _accept_other_way(self, ways: Ways, fault: Fault) -> None:
        for fix in ways[1:]:
            if _try_edits(self._text.data, [*self._accepted, fix], self._prover) is None:
                self._accepted = [*self._accepted, fix]
                return
        self._faults[id(ways[0].finding)] = fault.text


def _split(group: list[Ways], fault: Fault) -> tuple[list[Ways], list[Ways]]:
    """Split a group to what is to be tried later, and before."""
    suspects = [ways for ways in group if any(each.start[0] in fault.lines for each in ways[0].edits)]
    if suspects and len(suspects) < len(group):
        known = set(map(id, suspects))
        return suspects, [ways for ways in group if id(ways) not in known]
    middle = len(group) // 2
    return group[middle:], group[:middle]


class _Taken:
    """The places of edits that were chosen."""

    def __init__(self) -> None:
        self._places: list[tuple[Position, Position]] = []

    def take(self, edits: Sequence[Edit]) -> bool:
        """Take the places of edits unless one touches what is taken; tell whether they were free."""
        places = [(edit.start, edit.end) for edit in edits]
        if not all(map(self._is_free, places)):
            return False
        for place in places:
            insort(self._places, place)
        return True

    def _is_free(self, place: tuple[Position, Position]) -> bool:
        number = bisect_right(self._places, place)
        before = [] if not number else [(self._places[number - 1], place)]
        after = [] if number == len(self._places) else [(place, self._places[number])]
        return all(_is_apart(*pair) for pair in (*before, *after))


_Place = tuple["Position", "Position"]


def _is_apart(first: _Place, second: _Place) -> bool:
    """Tell whether a place ends before another begins; what is inserted may not even touch another."""
    is_insertion = first[0] == first[1] or second[0] == second[1]
    return first[1] < second[0] or (first[1] == second[0] and not is_insertion)
