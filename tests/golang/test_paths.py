from __future__ import annotations

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.golang.paths import base, clean, join

PATHS = st.text("/.ab")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("", ".", id="nothing"),
        pytest.param(".", ".", id="dot"),
        pytest.param("/", "/", id="root"),
        pytest.param("//", "/", id="two slashes are one"),
        pytest.param("//a//b/", "/a/b", id="slashes"),
        pytest.param("./a/./b", "a/b", id="dots"),
        pytest.param("a/../b", "b", id="parent"),
        pytest.param("a/..", ".", id="back where it began"),
        pytest.param("../../a/../..", "../../..", id="parents in front stay"),
        pytest.param("/../a/../../b", "/b", id="root has no parent"),
        pytest.param("...", "...", id="three dots are a name"),
        pytest.param("/dev/pipes/../x", "/dev/x", id="heredoc name"),
        pytest.param("C:\\a/./b", "C:\\a/b", id="backslash is a letter"),
    ],
)
def test_clean(path: str, expected: str) -> None:
    assert clean(path) == expected


@given(PATHS)
def test_clean_is_stable(path: str) -> None:
    assert clean(clean(path)) == clean(path)


@given(PATHS.filter(lambda path: not path.startswith("//")))
def test_clean_is_that_of_python_but_for_two_slashes(path: str) -> None:
    assert clean(path) == posixpath.normpath(path)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param((), "", id="none"),
        pytest.param(("", ""), "", id="all empty"),
        pytest.param(("a", "b"), "a/b", id="two"),
        pytest.param(("/", "app"), "/app", id="root"),
        pytest.param(("a", "/b"), "a/b", id="an absolute part is no new start"),
        pytest.param(("", "/b", ""), "/b", id="empty parts"),
        pytest.param(("/a", "../../b"), "/b", id="cleaned"),
        pytest.param((".",), ".", id="dot"),
    ],
)
def test_join(parts: tuple[str, ...], expected: str) -> None:
    assert join(*parts) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("", ".", id="nothing"),
        pytest.param("/", "/", id="root"),
        pytest.param("///", "/", id="slashes"),
        pytest.param("a", "a", id="name"),
        pytest.param("/a/b", "b", id="last"),
        pytest.param("/a/b//", "b", id="trailing slashes"),
        pytest.param("a/..", "..", id="not cleaned"),
    ],
)
def test_base(path: str, expected: str) -> None:
    assert base(path) == expected
