"""What unsafe fixes have changed in the images of a file."""

from __future__ import annotations

from preimage.edits.proof import MOST_STEPS, STAGES, Outcome
from preimage.model.errors import PreimageError
from preimage.results.diff import compare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from preimage.edits.fixing import FixResult
    from preimage.edits.proof import Compiler, Situation
    from preimage.results.diff import Diff


class Changes:
    """What differs: situations of one target each with the difference; ``hidden`` counts those not looked at."""

    __slots__ = ("diffs", "hidden")

    def __init__(self) -> None:
        self.diffs: list[tuple[Situation, Diff]] = []
        self.hidden = 0


def list_changes(result: FixResult, compiler: Compiler) -> Changes:
    """Give what differs in the config of each target on each platform, those without difference left out.

    Where bases are not known, an empty image stands for them. A target is called what it was called before. When that
    takes as long as the proof may, the rest is only counted.
    """
    changes = Changes()
    if all(fix.is_safe for fix in result.applied):
        return changes
    most = compiler.steps + MOST_STEPS
    renames = {old: new for fix in result.applied for old, new in fix.renames.items()}
    for situation in _list_changed(result, compiler):
        if compiler.steps > most:
            changes.hidden += 1
            continue
        try:
            before = compiler.compile(result.before, situation)
            diff = compare(before, compiler.compile(result.data, situation.renamed(renames)))
        except PreimageError:
            # A target that could not be built before cannot be built now, which is what the proof has found.
            continue
        if diff:
            changes.diffs.append((situation, diff))
    return changes


def _list_changed(result: FixResult, compiler: Compiler) -> Iterator[Situation]:
    """Give the builds of single targets, as far as it is known at once those whose stage has changed."""
    compilation = compiler.check(result.before)
    for situation in compiler.list_situations(compilation):
        if situation.kind != STAGES or situation.bases:
            continue
        places = _find_changed_stages(result, compiler, situation)
        for target in compiler.list_targets(compilation, situation):
            if places is None or target.target in places:
                yield target


def _find_changed_stages(result: FixResult, compiler: Compiler, situation: Situation) -> set[str] | None:
    """Give the names of the targets whose stage has changed; None: all stages cannot be had at once."""
    try:
        before = compiler.compile_stages(result.before, situation)
        after = compiler.compile_stages(result.data, situation)
    except PreimageError:
        return None
    if before is None or after is None:
        return None
    old, new = Outcome(before), Outcome(after)
    return {name for name, place in old.targets({}).items() if old.digests[place] != new.digests[place]}
