from __future__ import annotations

import pytest

from preimage.model.image import Platform
from preimage.model.platforms import (
    default_shell,
    format_platform,
    format_platform_full,
    machine_platform,
    normalize_platform,
    parse_machine,
    parse_platform,
)

OS_EXPRESSION = r"^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.%-]*)((?:\\+[A-Za-z0-9_.%-]+)*)\\))?$"
BAD_OS = '"{}" is an invalid OS component of "{}": OSAndVersion specifier component must match "' + OS_EXPRESSION + '"'
BAD_COMPONENT = (
    '"{}" is an invalid component of "{}": platform specifier component must match "^[A-Za-z0-9_.-]+$"'
    ": invalid argument"
)


def make(
    os: str, architecture: str = "", variant: str = "", version: str = "", features: tuple[str, ...] = ()
) -> Platform:
    return Platform(architecture=architecture, os=os, os_version=version, os_features=list(features), variant=variant)


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        pytest.param("linux/amd64", make("linux", "amd64"), id="os and architecture"),
        pytest.param("linux", make("linux", "amd64"), id="an os alone"),
        pytest.param("macos", make("darwin", "amd64"), id="another name of an os"),
        pytest.param("windows(10.0+a)", make("windows", "amd64", version="10.0", features=("a",)), id="os and version"),
        pytest.param("arm64", make("linux", "arm64"), id="an architecture alone"),
        pytest.param("X86_64", make("linux", "amd64"), id="another name of an architecture"),
        pytest.param("armhf", make("linux", "arm"), id="armhf alone has no variant"),
        pytest.param("armel", make("linux", "arm", "v6"), id="armel alone has one"),
        pytest.param("i386", make("linux", "386"), id="i386 alone"),
        pytest.param("LINUX/AMD64", make("linux", "amd64"), id="upper case"),
        pytest.param("linux/arm", make("linux", "arm"), id="arm has no variant"),
        pytest.param("linux/armhf", make("linux", "arm"), id="armhf has no variant"),
        pytest.param("linux/arm/v7", make("linux", "arm", "v7"), id="v7 when asked for"),
        pytest.param("linux/arm/7", make("linux", "arm", "v7"), id="7 is v7"),
        pytest.param("linux/arm/v6", make("linux", "arm", "v6"), id="v6"),
        pytest.param("linux/arm64", make("linux", "arm64"), id="arm64 has no variant"),
        pytest.param("linux/arm64/v8", make("linux", "arm64", "v8"), id="v8 when asked for"),
        pytest.param("linux/aarch64/8", make("linux", "arm64", "v8"), id="8 is v8"),
        pytest.param("linux/arm64/v8.0", make("linux", "arm64", "v8"), id="v8.0 is v8"),
        pytest.param("linux/arm64/8.1", make("linux", "arm64", "8.1"), id="8.1 stays"),
        pytest.param("linux/arm64/9", make("linux", "arm64", "v9"), id="9 is v9"),
        pytest.param("linux/amd64/v1", make("linux", "amd64"), id="amd64 v1 goes"),
        pytest.param("linux/amd64/V3", make("linux", "amd64", "v3"), id="amd64 v3 stays"),
        pytest.param("linux/i386/x", make("linux", "386"), id="a variant of i386 goes"),
        pytest.param("foo/bar", make("foo", "bar"), id="anything is accepted"),
        pytest.param("foo/bar/Baz", make("foo", "bar", "baz"), id="anything with a variant"),
        pytest.param("linux/..", make("linux", ".."), id="dots"),
        pytest.param("linux()/amd64", make("linux", "amd64"), id="empty brackets"),
        pytest.param(
            "windows(10.0.1+b+a+b)/amd64",
            make("windows", "amd64", version="10.0.1", features=("b", "a", "b")),
            id="features keep order and repetitions",
        ),
        pytest.param("linux(5%2F4+%2b)/amd64", make("linux", "amd64", version="5/4", features=("+",)), id="escapes"),
        pytest.param("linux(%ff)/amd64", make("linux", "amd64", version="\udcff"), id="an escape that is no UTF-8"),
    ],
)
def test_parse(text: str, platform: Platform) -> None:
    assert parse_platform(text) == platform


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", BAD_OS.format("", "") + ": invalid argument", id="nothing"),
        pytest.param("linux/*", '"linux/*": wildcards not yet supported: invalid argument', id="a star"),
        pytest.param("((/*", '"((/*": wildcards not yet supported: invalid argument', id="the star comes first"),
        pytest.param("/amd64", BAD_OS.format("", "/amd64") + ": invalid argument", id="no os"),
        pytest.param("linux\n", BAD_OS.format(r"linux\n", r"linux\n") + ": invalid argument", id="a newline"),
        pytest.param(
            "windows(10/amd64",
            BAD_OS.format("windows(10", "windows(10/amd64") + ": invalid argument",
            id="an open bracket",
        ),
        pytest.param(
            "windows(%zz)/amd64",
            '"windows(%zz)/amd64" has an invalid OS version "%zz": invalid URL escape "%zz"',
            id="a bad escape in the version",
        ),
        pytest.param(
            "windows(1%4+a)/",
            '"windows(1%4+a)/" has an invalid OS version "1%4": invalid URL escape "%4"',
            id="the version comes before the next part",
        ),
        pytest.param(
            "windows(1+a+%f)/amd64",
            '"windows(1+a+%f)/amd64" has invalid OS features: invalid os feature "%f": invalid URL escape "%f"',
            id="a bad escape in a feature",
        ),
        pytest.param("linux/", BAD_COMPONENT.format("", "linux/"), id="an empty architecture"),
        pytest.param("linux/arm/v7+", BAD_COMPONENT.format("v7+", "linux/arm/v7+"), id="a plus in the variant"),
        pytest.param("a/b/c/d/e", BAD_COMPONENT.format("d/e", "a/b/c/d/e"), id="the fourth part keeps its slashes"),
        pytest.param("linux/amd64\n", BAD_COMPONENT.format(r"amd64\n", r"linux/amd64\n"), id="a newline at the end"),
        pytest.param("foo", '"foo": unknown operating system or architecture: invalid argument', id="unknown"),
        pytest.param(
            "arm64(1)",
            '"arm64(1)": unknown operating system or architecture: invalid argument',
            id="an architecture with a version",
        ),
        pytest.param("a/b/c/d", '"a/b/c/d": cannot parse platform specifier: invalid argument', id="four parts"),
    ],
)
def test_error_of_specifier(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_platform(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("platform", "normal"),
    [
        pytest.param(make(""), make("linux"), id="no os is linux, no architecture stays none"),
        pytest.param(make("MacOS", "AMD64"), make("darwin", "amd64"), id="case and os names"),
        pytest.param(make("linux", "i386", "x"), make("linux", "386"), id="i386"),
        pytest.param(make("linux", "x86_64", "v1"), make("linux", "amd64"), id="x86_64 v1"),
        pytest.param(make("linux", "x86-64", "V2"), make("linux", "amd64", "v2"), id="x86-64 v2"),
        pytest.param(make("linux", "aarch64", "8"), make("linux", "arm64"), id="aarch64 8"),
        pytest.param(make("linux", "arm64", "v8"), make("linux", "arm64"), id="arm64 v8"),
        pytest.param(make("linux", "arm64", "v8.0"), make("linux", "arm64"), id="arm64 v8.0"),
        pytest.param(make("linux", "arm64", "9"), make("linux", "arm64", "v9"), id="arm64 9"),
        pytest.param(make("linux", "arm64", "9.0"), make("linux", "arm64", "v9"), id="arm64 9.0"),
        pytest.param(make("linux", "arm64", "v9.0"), make("linux", "arm64", "v9"), id="arm64 v9.0"),
        pytest.param(make("linux", "armhf", "v5"), make("linux", "arm", "v7"), id="armhf"),
        pytest.param(make("linux", "armel"), make("linux", "arm", "v6"), id="armel"),
        pytest.param(make("linux", "arm"), make("linux", "arm", "v7"), id="arm"),
        pytest.param(make("linux", "arm", "7"), make("linux", "arm", "v7"), id="arm 7"),
        pytest.param(make("linux", "arm", "5"), make("linux", "arm", "v5"), id="arm 5"),
        pytest.param(make("linux", "arm", "6"), make("linux", "arm", "v6"), id="arm 6"),
        pytest.param(make("linux", "arm", "8"), make("linux", "arm", "v8"), id="arm 8"),
        pytest.param(
            make("linux", "amd64", features=("b", "a", "b")),
            make("linux", "amd64", features=("a", "b")),
            id="features are sorted, each once",
        ),
        pytest.param(
            make("linux", "amd64", features=("\udcff", "\U00010000", "é")),
            make("linux", "amd64", features=("é", "\U00010000", "\udcff")),
            id="features are sorted by bytes",
        ),
    ],
)
def test_normalize(platform: Platform, normal: Platform) -> None:
    assert normalize_platform(platform) == normal


@pytest.mark.parametrize(
    "platform",
    [
        pytest.param(make("linux", "amd64"), id="amd64"),
        pytest.param(make("linux", "arm64", "8.1"), id="another variant of arm64"),
        pytest.param(make("linux", "arm", "v9"), id="another variant of arm"),
        pytest.param(make("windows", "amd64", version="10.0.A", features=("F",)), id="version and features keep case"),
        pytest.param(make("foo", "bar", "baz"), id="unknown names"),
    ],
)
def test_normalize_leaves_alone(platform: Platform) -> None:
    assert normalize_platform(platform) == platform


def test_normalize_gives_a_new_value() -> None:
    platform = parse_platform("windows(1+a)/amd64")
    normal = normalize_platform(platform)
    assert normal is not platform
    assert normal.os_features is not platform.os_features


@pytest.mark.parametrize(
    ("platform", "short", "full"),
    [
        pytest.param(make("linux", "amd64"), "linux/amd64", "linux/amd64", id="two parts"),
        pytest.param(make("linux", "arm", "v7"), "linux/arm/v7", "linux/arm/v7", id="three parts"),
        pytest.param(make("linux"), "linux", "linux", id="an os alone"),
        pytest.param(make("linux", "", "v7"), "linux/v7", "linux/v7", id="empty parts vanish"),
        pytest.param(make("linux", "..", "x"), "x", "x", id="joined like a path"),
        pytest.param(make("", "amd64"), "unknown", "unknown", id="no os"),
        pytest.param(
            make("windows", "amd64", version="10.0.1", features=("win32k", "abc", "abc")),
            "windows/amd64",
            "windows(10.0.1+abc+win32k)/amd64",
            id="version and features",
        ),
        pytest.param(make("linux", "x", features=("b", "a")), "linux/x", "linux(+a+b)/x", id="features alone"),
        pytest.param(make("linux", "x", version="5/4"), "linux/x", "linux(5%2F4)/x", id="a slash in the version"),
        pytest.param(
            make("linux", "x", version="%", features=("a+(b)",)), "linux/x", "linux(%25+a%2B%28b%29)/x", id="escapes"
        ),
    ],
)
def test_format(platform: Platform, short: str, full: str) -> None:
    assert (format_platform(platform), format_platform_full(platform)) == (short, full)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("linux/amd64", id="two parts"),
        pytest.param("linux/arm/v7", id="three parts"),
        pytest.param("windows(10.0.1+a+b)/amd64", id="version and features"),
        pytest.param("linux(5%2F4)/amd64", id="an escape"),
    ],
)
def test_full_form_reads_back(text: str) -> None:
    assert format_platform_full(parse_platform(text)) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("x86_64", "linux/amd64", id="Intel"),
        pytest.param("AMD64", "linux/amd64", id="Intel as Windows names it"),
        pytest.param("i686", "linux/386", id="Intel with 32 bits"),
        pytest.param("aarch64", "linux/arm64", id="Arm"),
        pytest.param("armv7l", "linux/arm/v7", id="Arm with 32 bits"),
        pytest.param("armv6l", "linux/arm/v6", id="an older Arm"),
        pytest.param("riscv64", "linux/riscv64", id="the same name"),
        pytest.param("loongarch64", "linux/loong64", id="Loongson"),
        pytest.param("", "linux/amd64", id="no name"),
    ],
)
def test_machine_names(name: str, text: str) -> None:
    assert format_platform(parse_machine(name)) == text


def test_machine_platform_is_normal_and_for_linux() -> None:
    platform = machine_platform()
    assert platform.os == "linux"
    assert platform.architecture
    assert normalize_platform(platform) == platform


@pytest.mark.parametrize(
    ("os", "words"),
    [
        pytest.param("linux", ["/bin/sh", "-c"], id="Linux"),
        pytest.param("windows", ["cmd", "/S", "/C"], id="Windows"),
        pytest.param("Windows", ["/bin/sh", "-c"], id="in another case"),
        pytest.param("", ["/bin/sh", "-c"], id="none"),
    ],
)
def test_default_shell_goes_by_the_os_as_it_is_written(os: str, words: list[str]) -> None:
    assert default_shell(os) == words
