from __future__ import annotations

import pytest

from preimage.bases.empty import EmptyBases
from preimage.edits import changes
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
    found = list_changes(make_result(is_safe=False), compiler)
    ((situation, diff),) = found.diffs
    assert not found.hidden
    assert situation.target == "x"
    assert [(change.leaf, change.action) for change in diff.changes] == [
        (("author", None), "remove"),
        (("config.Labels", "m"), "add"),
    ]


def test_safe_fixes_change_nothing() -> None:
    compiler = RequestCompiler(BuildRequest(all_stages=True), EmptyBases())
    assert not list_changes(make_result(is_safe=True), compiler).diffs


def test_target_with_another_name_is_compared_with_what_it_was() -> None:
    compiler = RequestCompiler(BuildRequest(all_stages=True), EmptyBases())
    result = FixResult(b"FROM a AS context\nMAINTAINER m\n")
    result.data = b"FROM a AS other\nLABEL m=m\n"
    finding = Finding("ReservedStageName", "", (1,))
    result.applied = [Fix(finding, "", [], frozenset(("author",)), renames={"context": "other"})]
    ((situation, diff),) = list_changes(result, compiler).diffs
    assert situation.target == "context"
    assert {change.leaf[0] for change in diff.changes} == {"author", "config.Labels"}


def test_targets_that_know_their_name_are_compared_one_by_one() -> None:
    compiler = RequestCompiler(BuildRequest(all_stages=True), EmptyBases())
    result = make_result(is_safe=False)
    result.before = BEFORE + b"ARG TARGETSTAGE\n"
    result.data += b"ARG TARGETSTAGE\n"
    assert [situation.target for situation, _ in list_changes(result, compiler).diffs] == ["x"]


def test_what_takes_too_long_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST_STEPS", 0)
    compiler = RequestCompiler(BuildRequest(all_stages=True), EmptyBases())
    found = list_changes(make_result(is_safe=False), compiler)
    assert (found.diffs, found.hidden) == ([], 1)
