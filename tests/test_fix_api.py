from __future__ import annotations

import pytest

import preimage
from preimage.bases.empty import EmptyBases
from preimage.bases.static import StaticBases
from preimage.edits.fixing import fix_text
from preimage.edits.proof import CHECK, ONE_TARGET, STAGES, Situation
from preimage.fix_api import BuildsCompiler, RequestCompiler, fix_builds
from preimage.model.options import BuildRequest

TEXT = b"FROM a AS x\nFROM a AS X\nFROM a\n"


def list_shown(compiler: RequestCompiler, text: bytes) -> list[tuple[str, str, str | None, int]]:
    return list(map(show, compiler.list_situations(compiler.check(text))))


def show(situation: Situation) -> tuple[str, str, str | None, int]:
    return situation.kind, situation.target, situation.platform, situation.bases


def test_situations_of_unknown_bases() -> None:
    compiler = RequestCompiler(BuildRequest(all_stages=True), EmptyBases())
    assert list_shown(compiler, TEXT) == [(CHECK, "", None, 0), *((STAGES, "", None, number) for number in range(4))]


def test_situations_of_known_bases_and_platforms() -> None:
    platforms = ["linux/amd64", "linux/arm64"]
    compiler = RequestCompiler(BuildRequest(), StaticBases({"*": {"config": {}}}), platforms=platforms)
    assert list_shown(compiler, b"FROM a AS x\n") == [
        (CHECK, "", None, 0), (STAGES, "", "linux/amd64", 0), (STAGES, "", "linux/arm64", 0),
    ]  # fmt: skip


def test_targets_one_by_one() -> None:
    compiler = RequestCompiler(BuildRequest(all_stages=True), EmptyBases())
    found = compiler.list_targets(compiler.check(TEXT), Situation(STAGES, "", "linux/arm64", 2))
    assert list(map(show, found)) == [(ONE_TARGET, name, "linux/arm64", 2) for name in ("x", "")]


def test_compiled_as_the_request_says() -> None:
    request = BuildRequest(build_args={"A": "1"}, labels={"l": "1"}, build_platform="linux/arm64", all_stages=True)
    compiler = RequestCompiler(request, EmptyBases())
    text = b"FROM a AS x\nARG A\nENV A=$A B=$B\nFROM b\n"
    compiler.check(text)
    image = compiler.compile(text, Situation(ONE_TARGET, "x", "linux/amd64", 1)).image
    assert (image.architecture, image.config.labels["l"]) == ("amd64", "1")
    # B is a variable of the base that stands in.
    assert image.config.env == ["PATH=/stand-in/bin", "A=1", "B=8080"]
    stages = compiler.compile_stages(text, Situation(STAGES, "", "linux/amd64", 1))
    assert stages is not None
    assert [stage.image.config.env for stage in stages.stages if stage.image is not None] == [
        ["PATH=/stand-in/bin", "A=1", "B=8080"], ["PATH=/stand-in/bin", "A=8080", "B=8080"],
    ]  # fmt: skip
    assert [word.text for each in compiler.locate(text) for word in each.arguments][:3] == ["a", "AS", "x"]
    assert isinstance(compiler.locate(text)[0], preimage.PlacedInstruction)


def test_findings_that_are_to_stop_the_build_stop_no_fix() -> None:
    text = b"# check=error=true\nFROM a as x\nENV a b\n"
    result = fix_text(text, RequestCompiler(BuildRequest(all_stages=True), EmptyBases()))
    assert result.data == b"# check=error=true\nFROM a AS x\nENV a=b\n"


def test_check_arg_of_the_request_counts() -> None:
    request = BuildRequest(all_stages=True, build_args={"BUILDKIT_DOCKERFILE_CHECK": "skip=FromAsCasing"})
    result = fix_text(b"FROM a as x\nENV a b\n", RequestCompiler(request, EmptyBases()))
    assert result.data == b"FROM a as x\nENV a=b\n"


def test_error_of_the_text_comes_with_what_was_found() -> None:
    compiler = RequestCompiler(BuildRequest(all_stages=True, has_notes=True), EmptyBases())
    with pytest.raises(preimage.DockerfileError, match="unknown instruction: X") as caught:
        compiler.check(b"FROM a as x\nCMD [a]\nX\n")
    assert [each.rule for each in caught.value.notes] == ["preimage/AlmostJson"]
    with pytest.raises(preimage.DockerfileError, match="invalid containerPort: x") as caught:
        compiler.check(b"FROM a as x\nCMD [a]\nEXPOSE x\n")
    assert [each.rule for each in caught.value.warnings] == ["FromAsCasing", "JSONArgsRecommended"]
    with pytest.raises(preimage.DockerfileError, match="the Dockerfile cannot be empty"):
        compiler.check(b"")


SHARED = b"ARG T\nFROM a as one\nARG X\nENV b $X\nFROM $T as two\nENV d e\n"


def open_builds(*requests: BuildRequest) -> list[RequestCompiler]:
    return [RequestCompiler(request, EmptyBases(), is_build=True) for request in requests]


def test_file_of_several_builds_is_fixed_for_all() -> None:
    builds = open_builds(
        BuildRequest(target="one", all_stages=True, build_args={"X": "1", "T": "t"}),
        BuildRequest(target="two", all_stages=True, build_args={"T": "u"}),
    )
    result, compiler = fix_builds(SHARED, builds)
    assert result.data == b"ARG T\nFROM a AS one\nARG X\nENV b=$X\nFROM $T AS two\nENV d=e\n"
    assert len(result.applied) == 4
    assert list(map(show, compiler.list_targets(compiler.check(SHARED), Situation(STAGES, build=1)))) == [
        (ONE_TARGET, "two", None, 0)
    ]


def test_words_of_a_text_are_located_once_for_all_builds() -> None:
    compiler = BuildsCompiler(open_builds(BuildRequest(all_stages=True), BuildRequest(target="one")))
    found = compiler.locate(SHARED)
    assert compiler.locate(SHARED) is found
    assert [each.keyword.text for each in compiler.locate(b"FROM a\n")] == ["FROM"]


def test_fix_has_to_hold_for_each_build() -> None:
    # For the second build the relative path is none, since its variable is an absolute one.
    text = b"ARG B=a\nFROM a AS x\nFROM b AS x\nFROM $B\n"
    one, two = BuildRequest(all_stages=True), BuildRequest(all_stages=True, build_args={"B": "x"})
    assert fix_builds(text, open_builds(one))[0].is_changed
    result, _ = fix_builds(text, open_builds(one, two))
    assert result.data == b"ARG B=a\nFROM a AS x-0\nFROM b AS x\nFROM $B\n"


def test_error_of_one_build_leaves_the_file_alone() -> None:
    builds = open_builds(BuildRequest(all_stages=True), BuildRequest(target="none", all_stages=True))
    result, _ = fix_builds(b"FROM a as b\n", builds)
    assert str(result.error) == 'target stage "none" could not be found'
    assert not result.is_changed


def test_what_is_left_is_told_once() -> None:
    text = b"FROM a AS one\nENV a=$b\nFROM one AS two\nENV c=$d\nCMD e && f\n"
    builds = open_builds(BuildRequest(target="two", all_stages=True), BuildRequest(target="one", all_stages=True))
    result, _ = fix_builds(text, builds)
    assert [(each.finding.rule, each.finding.lines) for each in result.left] == [
        ("UndefinedVar", (2,)), ("UndefinedVar", (4,)), ("JSONArgsRecommended", (5,)),
    ]  # fmt: skip


def test_target_that_a_build_asks_for_keeps_its_name() -> None:
    text = b"FROM a AS context\n"
    builds = open_builds(BuildRequest(target="context", all_stages=True))
    result, _ = fix_builds(text, builds, with_unsafe=True)
    assert not result.is_changed
    assert "TargetNotFound" in result.dropped[0].reason
