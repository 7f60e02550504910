from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        pytest.param("FROM a as b", "FROM a AS b", id="upper"),
        pytest.param("from a AS b\nuser c", "from a as b\nuser c", id="lower"),
        pytest.param("FROM a As b", "FROM a AS b", id="mixed"),
        pytest.param("FROM --platform=$BUILDPLATFORM a \\\n as b", "FROM --platform=$BUILDPLATFORM a \\\n AS b",
                     id="continued"),
        pytest.param("FROM a a\\\ns b", "FROM a A\\\nS b", id="over two lines"),
        pytest.param("\ufeffFROM as as as", "\ufeffFROM as AS as", id="image and stage of that name"),
    ],
)  # fmt: skip
def test_as_in_the_case_of_from(fix, text: str, fixed: str) -> None:
    result = fix(f"{text}\n")
    assert (result.data.decode(), result.left) == (f"{fixed}\n", [])


@pytest.mark.parametrize(
    "text",
    [pytest.param("FROM a AS b\n", id="same case"), pytest.param("# check=skip=all\nFROM a as b\n", id="switched off")],
)
def test_left_alone(fix, text: str) -> None:
    assert not fix(text).is_changed


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        pytest.param("FROM --platform=$TARGETPLATFORM a", "FROM a", id="plain"),
        pytest.param('FROM  --platform="${TARGETPLATFORM}"   a AS b', "FROM  a AS b", id="in quotes"),
        pytest.param("FROM --platform=$TARGETPLATFORM \\\n  a", "FROM \\\n  a", id="on a line of its own"),
        pytest.param("FROM --platform=$TARGET\\\nPLATFORM a", "FROM \\\na", id="over two lines"),
    ],
)
def test_redundant_platform_is_removed(fix, line: str, fixed: str) -> None:
    result = fix(f"{line}\n")
    assert (result.data.decode(), result.left) == (f"{fixed}\n", [])
    assert all(each.is_safe for each in result.applied)


def test_constant_platform_is_removed_if_that_is_asked_for(fix) -> None:
    text = "FROM --platform=linux/arm64 a\n"
    assert [each.finding.rule for each in fix(text).unsafe] == ["FromPlatformFlagConstDisallowed"]
    assert fix(text, unsafe=True).data == b"FROM a\n"


def test_constant_platform_that_decides_about_the_base_stays(fix) -> None:
    bases: dict[str, object] = {
        "docker.io/library/a:latest|linux/arm64/v8": {"architecture": "arm64", "os": "linux", "config": {"User": "x"}},
        "docker.io/library/a:latest": {"architecture": "amd64", "os": "linux", "config": {"User": "y"}},
    }
    result = fix("FROM --platform=linux/arm64 a\n", unsafe=True, bases=bases)
    assert [each.reason for each in result.dropped] == ["its proof failed: config.User of the image would change"]
