from __future__ import annotations

from collections.abc import Mapping

import pytest

import preimage

LAYERS = {"rootfs": {"type": "layers", "diff_ids": ["sha256:1"]}}
AMD64 = {"architecture": "amd64", "os": "linux"}


def run(text: str, bases: Mapping[str, object], **options: object) -> preimage.Compilation:
    given = preimage.StaticBases({f"docker.io/library/{name}:latest": config for name, config in bases.items()})
    return preimage.compile(text, bases=given, build_platform="linux/amd64", **options)


def fail(text: str, bases: Mapping[str, object], **options: object) -> preimage.DockerfileError:
    with pytest.raises(preimage.DockerfileError) as raised:
        run(text, bases, **options)
    return raised.value


def on_build(*triggers: str) -> dict[str, object]:
    return {**AMD64, "config": {"OnBuild": list(triggers)}}


@pytest.mark.parametrize(
    ("text", "message", "locations"),
    [
        pytest.param(
            "FROM busybo",
            "busybo: docker.io/library/busybo:latest: not found (did you mean busybox?)",
            ((1,),),
            id="common image",
        ),
        pytest.param(
            "FROM docker.io/library/alpine",
            "docker.io/library/alpine: docker.io/library/alpine:latest: not found "
            "(did you mean docker.io/libraryalpine?)",
            ((1,),),
            id="the slash that BuildKit forgets",
        ),
        pytest.param("FROM alpine", "alpine: docker.io/library/alpine:latest: not found", ((1,),), id="no hint"),
        pytest.param(
            "FROM scratch AS name\nFROM names",
            "names: docker.io/library/names:latest: not found (did you mean name?)",
            ((2,),),
            id="stage name",
        ),
        pytest.param(
            "FROM scratch\nCOPY --from=x \\\n a b",
            "x: docker.io/library/x:latest: not found",
            ((2, 3),),
            id="copied from: lines of the COPY",
        ),
        pytest.param(
            "FROM scratch\nRUN --mount=from=x,target=/a b",
            "x: docker.io/library/x:latest: not found",
            ((),),
            id="mounted from: an empty list",
        ),
        pytest.param(
            "FROM a..b", 'failed to parse stage name "a..b": invalid reference format', ((1,),), id="no reference"
        ),
        pytest.param(
            "FROM a..b\nFROM scratch",
            'failed to parse stage name "a..b": invalid reference format',
            ((1,),),
            id="not even where nothing needs it",
        ),
        pytest.param("FROM broken", "failed to parse image config: unexpected end of JSON input", ((1,),), id="broken"),
    ],
)
def test_error_base(text: str, message: str, locations: tuple[tuple[int, ...], ...]) -> None:
    error = fail(text, {"broken": "["})
    assert str(error) == message
    assert error.locations == locations


def test_error_missing_base_says_what_was_asked_for() -> None:
    error = fail("FROM --platform=linux/arm x:1", {})
    assert isinstance(error, preimage.MissingBaseError)
    assert (error.reference, error.platform) == ("docker.io/library/x:1", "linux/arm/v7")


def test_error_of_several_bases_comes_after_the_warnings_of_all() -> None:
    text = "FROM other\nFROM missing\nFROM scratch\nCOPY --from=0 a b\nCOPY --from=1 a b"
    error = fail(text, {"other": {"architecture": "s390x", **LAYERS}})
    assert str(error) == "missing: docker.io/library/missing:latest: not found"
    assert [warning.rule for warning in error.warnings] == ["InvalidBaseImagePlatform"]


def test_unneeded_bases_are_not_looked_up() -> None:
    assert run("FROM missing\nFROM scratch", {}).bases == []
    assert str(fail("FROM missing\nFROM scratch", {}, all_stages=True)) == (
        "missing: docker.io/library/missing:latest: not found"
    )


def test_bases_are_asked_for_the_platform_of_the_flag() -> None:
    given = preimage.StaticBases(
        {
            "docker.io/library/x:latest|linux/arm": {"author": "as read, not normalised"},
            "docker.io/library/x:latest|linux/arm/v7": {"author": "normalised"},
        }
    )
    result = preimage.compile("FROM --platform=linux/arm x AS arm", bases=given)
    assert result.image.author == "as read, not normalised"
    assert [(base.reference, base.platform, base.origin) for base in result.bases] == [
        ("docker.io/library/x:latest", "linux/arm/v7", "given")
    ]
    assert preimage.compile("FROM x", bases=given, platform="linux/arm").image.author == "normalised"


@pytest.mark.parametrize(
    ("config", "actual"),
    [
        pytest.param({"architecture": "arm64", "os": "linux", **LAYERS}, "linux/arm64", id="architecture"),
        pytest.param(
            {"architecture": "amd64", "os": "windows", "os.version": "10", **LAYERS}, "windows(10)/amd64", id="os"
        ),
        pytest.param({"architecture": "x86_64", "os": "linux", **LAYERS}, "linux/amd64", id="only written otherwise"),
        pytest.param({**LAYERS}, "linux", id="neither"),
        pytest.param({"os": "linux", "history": [{}]}, "linux", id="a layer in the history"),
    ],
)
def test_platform_of_a_base_with_layers_is_compared(config: dict[str, object], actual: str) -> None:
    warnings = run("FROM x", {"x": config}).warnings
    assert [(each.rule, each.message, each.lines) for each in warnings] == [
        (
            "InvalidBaseImagePlatform",
            f'Base image x was pulled with platform "{actual}", expected "linux/amd64" for current build',
            (1,),
        )
    ]


@pytest.mark.parametrize(
    "config",
    [
        pytest.param({"architecture": "arm64"}, id="no layers"),
        pytest.param({"history": [{"empty_layer": True}]}, id="empty layers"),
        pytest.param({**AMD64, "variant": "v3", "os.version": "1", **LAYERS}, id="variant and version"),
    ],
)
def test_platform_of_a_base_is_left_alone(config: dict[str, object]) -> None:
    assert run("FROM x", {"x": config}).warnings == []


def test_triggers_of_an_image_run_before_the_instructions() -> None:
    result = run("FROM x\nENV B=$A", {"x": on_build("ENV A=1", "ONBUILD USER u", "MAINTAINER m")})
    assert result.image.config.env[1:] == ["A=1", "B=1"]
    assert result.image.config.on_build == ["USER u"]
    assert result.image.author == "m"
    assert result.warnings == []


def test_comments_in_a_trigger_switch_its_warnings() -> None:
    trigger = "# why\n# check=skip=UndefinedVar\nENV A=$B C=$D"
    assert run("FROM x", {"x": on_build(trigger)}).warnings == []
    assert len(run("FROM x", {"x": on_build(trigger.replace("skip", "ship"))}).warnings) == 2


def test_triggers_of_a_mounted_image_are_on_line_zero_when_they_run() -> None:
    bases = {"x": on_build("USER $A", "STOPSIGNAL nope")}
    error = fail("FROM scratch\nRUN --mount=from=x,target=/m a", bases, all_stages=True)
    assert error.locations == ((0,),)
    assert [warning.lines for warning in error.warnings] == [(0,)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("FROM x AS a\nFROM a", id="the target has taken over the triggers of its parent before"),
        pytest.param("FROM x AS a\nFROM a AS b\nFROM b", id="so has a stage on the way"),
        pytest.param("FROM x AS a\nFROM a AS b\nFROM b\nCOPY --from=a y z", id="whose parent is also copied from"),
    ],
)
def test_trigger_of_an_image_that_leaves_a_trigger_does_not_reach_the_child(text: str) -> None:
    assert run(text, {"x": on_build("ONBUILD USER u")}).image.config.user == ""


def test_trigger_of_an_image_that_leaves_a_trigger_reaches_a_stage_that_is_met_later() -> None:
    # The target is met first, then its parent, and only then the source, whose parent has the trigger by then.
    text = "FROM x AS a\nFROM a AS b\nFROM a AS c\nCOPY --from=b y z"
    error = fail(text, {"x": on_build("ONBUILD ENV A=${A?told}")}, target="c")
    assert (str(error), error.locations) == ('failed to process "${A?told}": A: told', ((2,),))


def test_error_triggers_of_a_parent_are_read_before_those_of_a_source() -> None:
    text = "FROM x AS a\nFROM y AS b\nFROM b\nCOPY --from=a c d"
    error = fail(text, {"x": on_build("nonsense"), "y": on_build("rubbish")})
    assert (str(error), error.locations) == ("unknown instruction: rubbish", ((2,),))


def test_error_triggers_of_the_target_are_read_first() -> None:
    error = fail("FROM x\nFROM x\nCOPY --from=0 a b", {"x": on_build("nonsense")})
    assert error.locations == ((2,),)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("FROM gone\nFROM gone2", 2, id="the last one"),
        pytest.param("FROM x\nFROM gone\nFROM gone2\nFROM x", 2, id="the first one when the last can be had"),
        pytest.param("FROM gone\nFROM gone2\nFROM scratch", 2, id="an empty stage is not looked up"),
    ],
)
def test_error_one_of_several_missing_bases(text: str, line: int) -> None:
    error = fail(text, {"x": AMD64}, all_stages=True)
    assert error.locations == ((line,),)


def test_triggers_bring_in_stages_and_images_with_their_own() -> None:
    bases = {"x": on_build("COPY --from=y a b"), "y": on_build("COPY --from=tool a b"), "z": AMD64}
    text = "FROM z AS tool\nFROM x"
    result = run(text, bases)
    # y is only copied from: its triggers are read, but do not run.
    assert [entry.created_by for entry in result.image.history] == ["COPY a b # buildkit"]
    assert [base.reference.split("/")[-1] for base in result.bases] == ["x:latest", "y:latest", "z:latest"]


def test_error_stage_that_only_a_trigger_needs_is_named_in_full() -> None:
    error = fail("FROM gone AS tool\nFROM x", {"x": on_build("COPY --from=tool a b")})
    assert str(error) == ("docker.io/library/gone:latest: docker.io/library/gone:latest: not found")
    assert error.locations == ((1,),)


def test_image_that_only_a_late_stage_copies_from_is_never_looked_up() -> None:
    text = "FROM scratch AS tool\nCOPY --from=gone a b\nFROM x"
    result = run(text, {"x": on_build("COPY --from=tool a b")})
    assert [base.reference for base in result.bases] == ["docker.io/library/x:latest"]


def test_error_single_stage_without_a_name_is_not_suggested() -> None:
    error = fail("FROM x", {"x": on_build("COPY --from=ab a b")})
    assert str(error) == "ab: docker.io/library/ab:latest: not found"
    assert error.locations == ((1,),)


@pytest.mark.parametrize(
    ("trigger", "message"),
    [
        pytest.param("", "file with no instructions", id="empty"),
        pytest.param("USER a\nUSER b", "onbuild trigger should be a single expression", id="two instructions"),
        pytest.param("UESR a", "unknown instruction: UESR (did you mean USER?)", id="unknown"),
        pytest.param("FROM a", "*instructions.Stage is not a command type", id="FROM"),
        pytest.param("COPY --from=9 a b", "invalid stage index 9", id="source"),
        pytest.param("STOPSIGNAL x", "invalid signal: x", id="value"),
    ],
)
def test_error_trigger(trigger: str, message: str) -> None:
    error = fail("\nFROM x", {"x": on_build(trigger)})
    assert str(error) == message
    assert error.locations == ((2,),)


def test_error_trigger_of_an_image_that_is_only_copied_from() -> None:
    error = fail("FROM scratch\n\nCOPY --from=x a b", {"x": on_build("USER")})
    assert str(error) == "USER requires exactly one argument"
    assert error.locations == ((3,),)


def test_triggers_of_unneeded_stages_are_not_even_read_when_all_stages_run() -> None:
    assert run("FROM x\nFROM scratch", {"x": on_build("nonsense")}, all_stages=True).warnings == []


def test_error_from_a_source_that_cannot_be_read_passes_through() -> None:
    class Broken:
        def resolve(self, reference: preimage.Reference, platform: preimage.Platform) -> preimage.Base:
            raise preimage.BaseUnreadable(f"no luck with {reference}")

    with pytest.raises(preimage.BaseUnreadable) as raised:
        preimage.compile("FROM x", bases=Broken())
    assert str(raised.value) == "no luck with docker.io/library/x:latest"
