from __future__ import annotations

import gc
import pathlib
import sys
from collections.abc import Callable, Iterator

import pytest

import preimage
from preimage.api import compile_request, outline_request
from preimage.golang.text import encode_utf8
from preimage.model.options import BuildRequest
from preimage.model.values import Value


@pytest.mark.parametrize(
    "dockerfile",
    [
        pytest.param("FROM scratch\nUSER ü", id="str"),
        pytest.param("FROM scratch\nUSER ü".encode(), id="bytes"),
        pytest.param(bytearray("FROM scratch\nUSER ü".encode()), id="bytearray"),
        pytest.param(memoryview("FROM scratch\nUSER ü".encode()), id="memoryview"),
    ],
)
def test_dockerfile_as_text(dockerfile: bytes | str) -> None:
    assert preimage.compile(dockerfile).image.config.user == "ü"


def test_dockerfile_as_a_path(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"FROM scratch\nUSER x")
    assert preimage.compile(path).image.config.user == "x"


def test_dockerfile_as_a_parser_of_dockerfile_parse(tmp_path: pathlib.Path) -> None:
    from dockerfile_parse import DockerfileParser

    parser = DockerfileParser(str(tmp_path / "Dockerfile"))
    parser.content = "FROM scratch\nUSER ü\n"
    assert preimage.compile(parser).image.config.user == "ü"


def test_bytes_that_are_no_utf8_survive_in_text() -> None:
    text = "FROM scratch\nMAINTAINER \udcff"
    assert preimage.compile(text).image.author == preimage.compile(encode_utf8(text)).image.author == "\udcff"


def test_error_no_dockerfile() -> None:
    with pytest.raises(TypeError) as raised:
        preimage.compile(7)
    assert str(raised.value) == "a Dockerfile is bytes, str, a path or a DockerfileParser, not int"


def test_error_file_is_not_there(tmp_path: pathlib.Path) -> None:
    with pytest.raises(FileNotFoundError):
        preimage.compile(tmp_path / "Dockerfile")


def test_error_file_is_too_large_is_found_without_reading_it_all(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"FROM scratch\n" * 100)
    with pytest.raises(preimage.LimitError) as raised:
        preimage.compile(path, limits=preimage.Limits(dockerfile_bytes=20))
    assert str(raised.value) == "the Dockerfile is larger than 20 bytes (limit dockerfile_bytes)"


@pytest.mark.parametrize(
    ("platform", "build_platform", "expected"),
    [
        pytest.param("linux/arm64/v8", None, ("linux", "arm64", ""), id="asked for, normalised"),
        pytest.param("windows", None, ("windows", "amd64", ""), id="an os alone"),
        pytest.param("armhf", "windows/amd64", ("linux", "arm", "v7"), id="an architecture alone"),
        pytest.param(None, "linux/arm", ("linux", "arm", "v7"), id="that of the builder"),
        pytest.param("", "linux/s390x", ("linux", "s390x", ""), id="empty is not asked for"),
    ],
)
def test_platforms(platform: str | None, build_platform: str | None, expected: tuple[str, str, str]) -> None:
    image = preimage.compile("FROM scratch", platform=platform, build_platform=build_platform).image
    assert (image.os, image.architecture, image.variant) == expected


def test_platform_of_the_machine_is_the_default() -> None:
    image = preimage.compile("FROM scratch").image
    assert image.os == "linux"
    assert image.architecture


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(
            {"platform": "foo"},
            'failed to parse target platform foo: "foo": unknown operating system or architecture: invalid argument',
            id="platform",
        ),
        pytest.param(
            {"build_platform": "linux/*", "platform": "foo"},
            'failed to parse build platform linux/*: "linux/*": wildcards not yet supported: invalid argument',
            id="platform of the builder",
        ),
        pytest.param(
            {"check": "x"},
            'failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK: invalid check option "x"',
            id="check options",
        ),
        pytest.param(
            {"contexts": {"a..b": "local:x"}}, "invalid context name a..b: invalid reference format", id="context"
        ),
    ],
)
def test_error_option(options: dict[str, object], message: str) -> None:
    with pytest.raises(preimage.OptionError) as raised:
        preimage.compile("", **options)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("text", "message", "locations"),
    [
        pytest.param("", "the Dockerfile cannot be empty", (), id="empty"),
        pytest.param("\n\n", "file with no instructions", ((2,),), id="blank"),
        pytest.param("ARG A", "dockerfile contains no stages to build", (), id="no stage"),
        pytest.param("USER x\nFROM y", "no build stage in current context", ((1,),), id="before the first stage"),
        pytest.param(
            "# check=x\nFROM",
            'failed to parse check options: invalid check option "x"',
            (),
            id="check options come before syntax",
        ),
        pytest.param(
            "FROM", "dockerfile parse error on line 1: FROM requires either one or three arguments", ((1,),), id="form"
        ),
        pytest.param("FROM x", "x: docker.io/library/x:latest: not found", ((1,),), id="no base is known"),
    ],
)
def test_error_dockerfile(text: str, message: str, locations: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        preimage.compile(text)
    assert str(raised.value) == message
    assert raised.value.locations == locations


def test_error_carries_the_warnings_before_it() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        preimage.compile("FROM scratch as B\nUSER $X\nSTOPSIGNAL x")
    assert [(warning.rule, warning.lines) for warning in raised.value.warnings] == [
        ("StageNameCasing", (1,)),
        ("FromAsCasing", (1,)),
        ("UndefinedVar", (2,)),
    ]


@pytest.mark.parametrize(
    ("directive", "check", "rules"),
    [
        pytest.param("", None, ["StageNameCasing", "UndefinedVar"], id="all"),
        pytest.param("# check=skip=StageNameCasing\n", None, ["UndefinedVar"], id="directive"),
        pytest.param("# check=skip=StageNameCasing\n", "skip=UndefinedVar", ["StageNameCasing"], id="option instead"),
        pytest.param("# check=nonsense\n", "", ["StageNameCasing", "UndefinedVar"], id="empty option instead"),
    ],
)
def test_checks(directive: str, check: str | None, rules: list[str]) -> None:
    result = preimage.compile(f"{directive}FROM scratch AS B\nUSER $X", check=check)
    assert [warning.rule for warning in result.warnings] == rules


@pytest.mark.parametrize(
    ("build_args", "rules"),
    [
        pytest.param({}, ["UndefinedVar"], id="directive"),
        pytest.param({"BUILDKIT_DOCKERFILE_CHECK": "skip=UndefinedVar"}, ["StageNameCasing"], id="build arg instead"),
        pytest.param({"BUILDKIT_DOCKERFILE_CHECK": ""}, ["StageNameCasing", "UndefinedVar"], id="empty build arg"),
    ],
)
def test_checks_of_a_request(build_args: dict[str, str], rules: list[str]) -> None:
    text = b"# check=skip=StageNameCasing\nFROM scratch AS B\nUSER $X"
    result = compile_request(text, BuildRequest(build_args=build_args), preimage.StaticBases({}))
    assert [warning.rule for warning in result.warnings] == rules
    # To the bare compilation it is a build arg like others.
    assert [warning.rule for warning in preimage.compile(text, build_args=build_args).warnings] == ["UndefinedVar"]


def test_a_request_without_checks_is_stopped_by_none() -> None:
    text = b"# check=error=true\nFROM scratch AS B\nUSER $X"
    request = BuildRequest(has_checks=False, build_args={"BUILDKIT_DOCKERFILE_CHECK": "error=true;experimental=all"})
    assert compile_request(text, request, preimage.StaticBases({})).warnings == []


@pytest.mark.parametrize("has_checks", [True, False])
@pytest.mark.parametrize("call", [compile_request, outline_request])
def test_error_checks_of_a_request(call: Callable[..., object], has_checks: bool) -> None:
    request = BuildRequest(build_args={"BUILDKIT_DOCKERFILE_CHECK": "x"}, has_checks=has_checks)
    with pytest.raises(preimage.OptionError) as raised:
        call(b"FROM scratch", request, preimage.StaticBases({}))
    assert str(raised.value) == 'failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK: invalid check option "x"'


def test_error_findings_fail_when_the_directive_says_so() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        preimage.compile("# check=error=true\nFROM scratch AS B")
    assert str(raised.value) == "lint violation found for rules: StageNameCasing"


def test_bases_that_were_used() -> None:
    bases = preimage.StaticBases({"*": {"author": "a"}}, origin="here")
    result = preimage.compile("FROM x:1 AS a\nFROM a\nCOPY --from=y a b", bases=bases, platform="linux/arm")
    assert [(each.reference, each.platform, each.origin, each.digest) for each in result.bases] == [
        ("docker.io/library/x:1", "linux/arm/v7", "here", ""),
        ("docker.io/library/y:latest", "linux/arm/v7", "here", ""),
    ]


def spoil(value: object, seen: set[int]) -> None:
    """Change everything that can be reached from a value by the names it has for its holder."""
    if id(value) in seen or value is None or isinstance(value, str | bytes | int | tuple | frozenset):
        return
    seen.add(id(value))
    if isinstance(value, list):
        for each in value:
            spoil(each, seen)
        value.append("spoiled")
    elif isinstance(value, dict):
        for each in value.values():
            spoil(each, seen)
        value["spoiled"] = "spoiled"
    elif isinstance(value, preimage.Trace):
        for change in [*value, *value.origins().values(), value.last("config.Entrypoint")]:
            spoil(change, seen)
    else:
        names = ["image", "origin", "digest"] if isinstance(value, preimage.Base) else fields_of(value)
        for name in names:
            spoil(getattr(value, name), seen)
            if name != "image" or not isinstance(value, preimage.Base):
                setattr(value, name, "spoiled")


def fields_of(value: object) -> list[str]:
    """Give the names of the fields of an image, a compilation or a plain value."""
    if isinstance(value, preimage.Compilation):
        return [name for name in value.__slots__ if not name.startswith("_")]
    if isinstance(value, preimage.Change):
        return ["path", "key", "value"]
    assert isinstance(value, Value), type(value)
    return list(value.field_names())


FULL_CONFIG = {
    "created": "2020-01-01T00:00:00Z",
    "author": "a",
    "architecture": "amd64",
    "os": "linux",
    "os.version": "1",
    "os.features": ["f"],
    "rootfs": {"type": "layers", "diff_ids": ["sha256:1"]},
    "history": [{"created": "2020-01-01T00:00:00Z", "created_by": "b"}],
    "config": {
        "User": "u",
        "ExposedPorts": {"80/tcp": {}},
        "Env": ["A=1", "PATH=/bin"],
        "Entrypoint": ["e"],
        "Cmd": ["c"],
        "Volumes": {"/v": {}},
        "WorkingDir": "/w",
        "Labels": {"l": "1"},
        "StopSignal": "9",
        "Healthcheck": {"Test": ["CMD", "h"], "Interval": 5000000000},
        "Shell": ["/bin/sh", "-c"],
        "OnBuild": ["LABEL trigger=$A"],
    },
}
NO_CONFIG: dict[str, object] = {"config": {}}
OWN = 'SHELL ["s"]\nHEALTHCHECK CMD h\nENTRYPOINT ["e"]\nCMD ["c"]\nENV B=$C\nEXPOSE 1\nVOLUME /x\nLABEL a=b\nONBUILD RUN x'


@pytest.mark.parametrize(
    ("text", "config", "options"),
    [
        pytest.param("FROM x", FULL_CONFIG, {}, id="all from the base"),
        pytest.param("FROM x", NO_CONFIG, {}, id="a base that has nothing"),
        pytest.param(f"FROM x\n{OWN}", FULL_CONFIG, {}, id="all set anew"),
        pytest.param(f"FROM x\n{OWN}", FULL_CONFIG, {"labels": {"b": "$D"}}, id="labels of the build"),
        pytest.param(f"FROM x AS a\n{OWN}\nFROM a\nCMD d", FULL_CONFIG, {}, id="from a parent stage"),
        pytest.param("FROM scratch\nUSER $A", NO_CONFIG, {}, id="no base"),
        pytest.param("FROM x", NO_CONFIG, {"platform": "linux(1+f)/arm64"}, id="platform with features"),
        pytest.param("FROM --platform=linux(1+f)/arm64 scratch", NO_CONFIG, {}, id="platform in FROM"),
        pytest.param("FROM scratch AS y", FULL_CONFIG, {"contexts": {"y": "docker-image://z"}}, id="named context"),
        pytest.param("FROM scratch AS y", FULL_CONFIG, {"contexts": {"y": "local:."}}, id="context without config"),
    ],
)
def test_result_is_its_holders(text: str, config: dict[str, object], options: dict[str, object]) -> None:
    bases = preimage.StaticBases({"*": config, "docker.io/library/x:latest": config})

    def show(result: preimage.Compilation) -> tuple[object, ...]:
        base = repr(result.base.image) if result.base is not None else ""
        return repr(result.image), repr(list(result.trace)), repr(result.warnings), repr(result.bases), base

    first, second = (preimage.compile(text, bases=bases, **options) for _ in range(2))
    expected = show(first)
    spoil(first, set())
    assert show(second) == expected
    spoil(second.image, set())
    assert show(second)[1:] == expected[1:]
    spoil(second, set())
    assert show(preimage.compile(text, bases=bases, **options)) == expected


def test_options_of_the_caller_are_not_changed() -> None:
    build_args = {"SOURCE_DATE_EPOCH": "007"}
    labels = {"a": "1"}
    preimage.compile("FROM scratch\nLABEL b=1", build_args=build_args, labels=labels)
    assert (build_args, labels) == ({"SOURCE_DATE_EPOCH": "007"}, {"a": "1"})


def test_targets_are_listed_without_evaluation() -> None:
    text = "# build compiles\nFROM golang:$V AS Build\nSTOPSIGNAL x\nFROM --platform=linux/arm64 build AS test\nFROM y"
    listed = preimage.targets(text)
    assert [(each.name, each.description, each.base, each.platform, each.lines) for each in listed.targets] == [
        ("build", "compiles", "golang:$V", "", (2,)),
        ("test", "", "build", "linux/arm64", (4,)),
        ("", "", "y", "", (5,)),
    ]
    assert [each.is_default for each in listed.targets] == [False, False, True]
    assert preimage.targets("ARG A").targets == ()


@pytest.mark.parametrize(
    "call", [pytest.param(preimage.targets, id="targets"), pytest.param(preimage.outline, id="outline")]
)
def test_error_calls_refuse_an_empty_file(call: object) -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        call("")  # type: ignore[operator]
    assert str(raised.value) == "the Dockerfile cannot be empty"


@pytest.fixture
def small_stack() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(200)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.usefixtures("small_stack")
def test_deep_dockerfiles_need_no_deep_stack() -> None:
    chain = "FROM scratch AS a\n" + "FROM a AS a\n" * 900
    copies = "".join(f"FROM scratch AS b{number}\nCOPY --from=b{number + 1} / /\n" for number in range(300))
    text = f"{chain}{copies}FROM scratch AS b300\nFROM a\nCOPY --from=b0 / /"
    with pytest.raises(preimage.DockerfileError) as raised:
        preimage.compile(text)
    assert str(raised.value) == ('cannot copy from stage "b1", it needs to be defined before current stage "b0"')


def test_check_looks_at_every_stage() -> None:
    result = preimage.check("FROM alpine AS a\nUSER $X\nFROM scratch\nMAINTAINER me\n")
    assert [(each.rule, each.lines, each.severity) for each in result.findings] == [
        ("MaintainerDeprecated", (4,), "warning"),
        ("UndefinedVar", (2,), "warning"),
    ]
    assert result.findings[0].url.startswith("https://docs.docker.com/")
    assert result.error is None


def test_check_of_a_target_looks_at_what_it_needs() -> None:
    text = "FROM alpine AS a\nUSER $X\nFROM scratch AS b\nUSER y\n"
    assert preimage.check(text, target="b").is_clean


def test_check_of_a_path(tmp_path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM scratch\nUSER x\n")
    assert preimage.check(path).is_clean


def test_check_has_an_error_as_a_value() -> None:
    result = preimage.check("FROM scratch as B\nSTOPSIGNAL x")
    assert [each.rule for each in result.findings] == ["StageNameCasing", "FromAsCasing"]
    assert result.error is not None
    assert (str(result.error), result.error.lines) == ("invalid signal: x", (2,))


def test_check_takes_unknown_bases_as_empty_unless_asked_otherwise() -> None:
    assert preimage.check("FROM alpine\nUSER x\n").is_clean
    assert isinstance(preimage.check("FROM alpine\n", unresolved="error").error, preimage.MissingBaseError)


def test_check_with_portability_notes() -> None:
    text = 'FROM scratch\nSHELL ["/bin/sh", "-c"]\n'
    found = preimage.check(text, portable=True).findings
    assert [(each.rule, each.severity) for each in found] == [("preimage/OciFormatDropsShell", "note")]
    assert preimage.check(text).is_clean


def test_error_check_with_options_that_cannot_be_read() -> None:
    with pytest.raises(preimage.OptionError):
        preimage.check("FROM scratch", build_platform="foo")


def test_garbage_is_not_collected_while_a_long_file_is_compiled() -> None:
    text = "FROM scratch\n" + "".join(f"ENV A{number}=1\n" for number in range(10_000))
    collections: list[str] = []

    def note(phase: str, info: dict[str, int]) -> None:
        collections.append(phase)

    assert gc.isenabled()
    gc.collect()
    gc.callbacks.append(note)
    try:
        preimage.compile(text)
    finally:
        gc.callbacks.remove(note)
    assert len(collections) <= 4
    assert gc.isenabled()


def test_error_in_a_long_file_leaves_garbage_collected_as_it_was() -> None:
    text = "FROM scratch\n" + "RUN x\n" * 20_000 + "STOPSIGNAL no"
    gc.disable()
    try:
        with pytest.raises(preimage.DockerfileError):
            preimage.compile(text)
        assert not gc.isenabled()
    finally:
        gc.enable()
    with pytest.raises(preimage.DockerfileError):
        preimage.compile(text)
    assert gc.isenabled()
