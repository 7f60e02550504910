from __future__ import annotations

import pytest

from preimage.model.ignore import parse_ignore_file
from preimage.model.limits import Budget, Limits

BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("data", "source"),
    [
        pytest.param(b"a\n", "a", id="name"),
        pytest.param(b"a", "./a/", id="the source is cleaned"),
        pytest.param(b"a/b\n", "a//x/../b", id="source with a parent in it"),
        pytest.param(b"build\n", "build/out/app", id="a leading directory"),
        pytest.param(b"/build\n", "build/out.bin", id="leading slash of a pattern means nothing"),
        pytest.param(b"logs/\n", "logs", id="trailing slash of a pattern"),
        pytest.param(b"./a/../b\n", "b", id="the pattern is cleaned"),
        pytest.param(b"  a\t\r\n", "a", id="blanks around a pattern"),
        pytest.param(BOM + b"a\n", "a", id="byte order mark"),
        pytest.param(b" #a\n", "#a", id="indented hash is no comment"),
        pytest.param(b"/ a\n", "a", id="blank after the slash"),
        pytest.param(b"x\na\n", "a", id="the second pattern"),
        pytest.param(b"\xff\n", "\udcff", id="byte that is not UTF-8"),
        pytest.param(b"*\n", ".", id="the context itself and a star"),
        pytest.param(b"**\n", "./", id="the context itself and two stars"),
        pytest.param(b"**/*\n", ".", id="the context itself and all below"),
        pytest.param(b"**/*\n", "/", id="root and all below"),
        pytest.param(b"..\n", "../a", id="outside of the context"),
        pytest.param(b"/\n", "/a", id="root is a directory of what stands in it"),
        pytest.param(b"**/foo\n", "/foo", id="absolute source below two stars"),
        pytest.param(b"a\n[z-a]\n", "a", id="a broken range after the match"),
    ],
)
def test_excluded(data: bytes, source: str) -> None:
    assert parse_ignore_file(data).excludes(source)


@pytest.mark.parametrize(
    ("data", "source"),
    [
        pytest.param(b"", "a", id="empty file"),
        pytest.param(b"\n  \n#a\n", "a", id="comments and empty lines"),
        pytest.param(b"a\n", "b/a", id="patterns start at the root"),
        pytest.param(b"a/b\n", "a", id="a directory above"),
        pytest.param(b"a\n", "A", id="letter case"),
        pytest.param(b"a\n", "ab", id="longer name"),
        pytest.param(b"foo\n", "/foo", id="absolute source"),
        pytest.param(b"/\n", "/a/b", id="root is no directory further down"),
        pytest.param(b"*\n!b\n", "a", id="an exception switches the check off"),
        pytest.param(b"a\n! c\n", "a", id="an exception with a blank"),
        pytest.param(b"a\n./!c\n", "a", id="an exception that shows up in cleaning"),
        pytest.param(b".\n", ".", id="the context itself and its own name"),
        pytest.param(b"?\n", ".", id="the context itself and a question mark"),
        pytest.param(b"[z-a]\na\n", "a", id="a broken range ends the check"),
        pytest.param(b"/ /\n", " ", id="nothing but a blank below the root"),
        pytest.param(b"*.txt\n", "*.tx?", id="wildcards in the source are plain"),
    ],
)
def test_not_excluded(data: bytes, source: str) -> None:
    assert not parse_ignore_file(data).excludes(source)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"!\n", 'illegal exclusion pattern: "!"', id="lone exclamation mark"),
        pytest.param(b"a\n!  \n", 'illegal exclusion pattern: "!"', id="exclamation mark and blanks"),
        pytest.param(b"!/\n", 'illegal exclusion pattern: "!"', id="exception of the root"),
        pytest.param(b"a[\n", "syntax error in pattern", id="open class"),
        pytest.param(b"!a[\n", "syntax error in pattern", id="open class in an exception"),
        pytest.param(b"a\\\n", "syntax error in pattern", id="trailing backslash"),
        pytest.param(b"[\n!\n", "syntax error in pattern", id="the first error counts"),
    ],
)
def test_error_file(data: bytes, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_ignore_file(data)
    assert str(caught.value) == message


def test_exceptions_are_told() -> None:
    assert parse_ignore_file(b"*\n!a\n").has_exceptions
    assert not parse_ignore_file(b"*\n").has_exceptions


def test_a_source_that_comes_again_costs_nothing() -> None:
    ignore_file = parse_ignore_file(b"*x\n")
    budget = Budget(Limits(work=200))
    assert [ignore_file.excludes("ab", budget) for _ in range(50)] == [False] * 50
