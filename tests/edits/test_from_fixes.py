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
        pytest.param("FROM a a\\\ns b", "FROM a AS\\\n b", id="over two lines"),
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
