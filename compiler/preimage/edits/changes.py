"""What unsafe fixes have changed in the images of a file."""

from __future__ import annotations

from preimage.results.diff import compare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.edits.fixing import FixResult
    from preimage.edits.proof import Compiler, Situation
    from preimage.results.diff import Diff


def list_changes(result: FixResult, compiler: Compiler) -> list[tuple[Situation, Diff]]:
    """Give what differs in the config of each target on each platform, those without difference left out.

    Where bases are not known, an empty image stands for them.
    """
    if all(fix.is_safe for fix in result.applied):
        return []
    found = []
    for situation in compiler.list_situations(compiler.check(result.before)):
        if situation.is_check or situation.bases:
            continue
        diff = compare(compiler.compile(result.before, situation), compiler.compile(result.data, situation))
        if diff:
            found.append((situation, diff))
    return found
