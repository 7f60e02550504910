from __future__ import annotations

from preimage.bases.empty import EmptyBases
from preimage.edits.changes import list_changes
from preimage.edits.fix import Fix
from preimage.edits.fixing import FixResult
from preimage.fix_api import RequestCompiler
from preimage.model.findings import Finding
from preimage.model.options import BuildRequest

BEFORE = b"FROM a AS x\nMAINTAINER m\nFROM b AS y\n"


def make_result(*, is_safe: bool) -> FixResult:
    result = FixResult(BEFORE)
    result.data = BEFORE.replace(b"MAINTAINER m", b"LABEL m=m")
    finding = Finding("MaintainerDeprecated", "", (2,))
    result.applied = [Fix(finding, "", [], frozenset() if is_safe else frozenset(("author",)))]
    return result


def test_targets_that_change_are_told_with_what_changes() -> None:
    compiler = RequestCompiler(BuildRequest(all_stages=True), EmptyBases())
    ((situation, diff),) = list_changes(make_result(is_safe=False), compiler)
    assert situation.target == "x"
    assert [(change.leaf, change.action) for change in diff.changes] == [
        (("author", None), "remove"),
        (("config.Labels", "m"), "add"),
    ]


def test_safe_fixes_change_nothing() -> None:
    compiler = RequestCompiler(BuildRequest(all_stages=True), EmptyBases())
    assert list_changes(make_result(is_safe=True), compiler) == []
