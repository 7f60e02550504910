from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.frontend.source import MAX_LINE_BYTES, Source, find_check_directive, read_directives
from preimage.model.errors import DockerfileError

LONGEST = b"x" * MAX_LINE_BYTES


@pytest.mark.parametrize(
    ("data", "lines", "raw_lines"),
    [
        pytest.param(b"", [], [], id="nothing"),
        pytest.param(b"a\nb", ["a", "b"], ["a", "b"], id="no line feed at the end"),
        pytest.param(b"a\n\nb\n", ["a", "", "b"], ["a", "", "b"], id="blank line"),
        pytest.param(b"\n", [""], [""], id="line feed alone"),
        pytest.param(
            b"a\r\r\nb\rc\r", ["a", "b\rc"], ["a\r\r", "b\rc\r"], id="carriage returns at the end are dropped"
        ),
        pytest.param(b"\xef\xbb\xbf", [""], [""], id="byte order mark alone makes a line"),
        pytest.param(b"\xef\xbb\xbf\xef\xbb\xbfa", ["\ufeffa"], ["\ufeffa"], id="second byte order mark stays"),
        pytest.param(b"a\n\xef\xbb\xbfb", ["a", "\ufeffb"], ["a", "\ufeffb"], id="byte order mark on another line"),
        pytest.param(b"a\x0b\x0c\xc2\x85b\x00", ["a\v\f\x85b\0"], ["a\v\f\x85b\0"], id="no other line ends, and NUL"),
        pytest.param(b"\xe2\x82\xff", ["\udce2\udc82\udcff"], ["\udce2\udc82\udcff"], id="bytes that are not UTF-8"),
    ],
)
def test_source(data: bytes, lines: list[str], raw_lines: list[str]) -> None:
    source = Source(data)
    assert source.lines == lines
    assert source.raw_lines == raw_lines
    assert source.count == data.count(b"\n") + 1
    assert not source.is_cut


@pytest.mark.parametrize(
    ("data", "count", "is_cut"),
    [
        pytest.param(LONGEST, 1, False, id="longest line"),
        pytest.param(LONGEST + b"\n" + LONGEST + b"\n", 2, False, id="longest lines"),
        pytest.param(LONGEST + b"x", 0, True, id="first line too long"),
        pytest.param(b"a\n" + LONGEST + b"\r\nb", 1, True, id="carriage return counts"),
        pytest.param(b"\xef\xbb\xbf" + LONGEST[2:], 0, True, id="byte order mark counts"),
        pytest.param(b"a\nb\n" + LONGEST + b"x\nc\n", 2, True, id="later line too long"),
        pytest.param(b"a\n" + "\u00e9".encode() * 32768, 1, True, id="bytes count, not characters"),
    ],
)
def test_line_that_is_too_long_ends_the_file(data: bytes, count: int, is_cut: bool) -> None:
    source = Source(data)
    assert (len(source.lines), len(source.raw_lines), source.is_cut) == (count, count, is_cut)
    assert source.count == data.count(b"\n") + 1


def test_separators_are_noticed() -> None:
    assert Source(b"a\n\x1cb").has_separators
    assert not Source("a\n\x1bb\x85\u2028".encode()).has_separators


@given(st.binary(max_size=40))
def test_raw_lines_give_the_text_back(data: bytes) -> None:
    source = Source(data)
    text = "\n".join(source.raw_lines) + ("\n" if data.endswith(b"\n") else "")
    assert text.encode("utf-8", "surrogateescape") == data.removeprefix(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("text", "escape", "count"),
    [
        pytest.param("FROM a", "\\", 0, id="none"),
        pytest.param("# escape=`", "`", 1, id="escape"),
        pytest.param("#ESCAPE\t=\f \\ \t", "\\", 1, id="blanks and case"),
        pytest.param("\u00a0\v#\u2003\vescape=`", "`", 1, id="any blank before the name"),
        pytest.param("# check=skip=all\n#syntax=a b\n# escape=`\n# c", "`", 3, id="all three"),
        pytest.param("# c\n# escape=`", "\\", 0, id="comment ends them"),
        pytest.param("\n# escape=`", "\\", 0, id="blank line ends them"),
        pytest.param("#!/bin/x\n# escape=`", "\\", 0, id="shebang ends them"),
        pytest.param("# name=x\n# escape=`", "\\", 0, id="unknown name ends them"),
        pytest.param("# syntax=\n# escape=`", "\\", 0, id="no value ends them"),
        pytest.param("# escape", "\\", 0, id="no equals sign"),
        pytest.param("# es-cape=`", "\\", 0, id="no name"),
        pytest.param("# e\u017fcape=`", "\\", 0, id="long s is no s"),
        pytest.param("# escape\v=`", "\\", 0, id="vertical tab before the equals sign"),
        pytest.param("# syntax=a\n# c\n# syntax=b", "\\", 1, id="twice, but after the end"),
    ],
)
def test_read_directives(text: str, escape: str, count: int) -> None:
    directives = read_directives(text.split("\n"))
    assert (directives.escape, directives.count) == (escape, count)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        pytest.param("# escape=x", "invalid escape token 'x' does not match ` or \\", 0, id="other character"),
        pytest.param("# escape=  ", "invalid escape token ' ' does not match ` or \\", 0, id="blanks alone"),
        pytest.param("# escape=` x", "invalid escape token '` x' does not match ` or \\", 0, id="more than one"),
        pytest.param(
            "# escape=`\u00a0", "invalid escape token '`\u00a0' does not match ` or \\", 0, id="no-break space"
        ),
        pytest.param("# escape=\v`", "invalid escape token '\v`' does not match ` or \\", 0, id="vertical tab"),
        pytest.param("# escape='`'", "invalid escape token ''`'' does not match ` or \\", 0, id="quotes"),
        pytest.param("# syntax=a\n#Syntax=b", "only one syntax parser directive can be used", 1, id="twice"),
        pytest.param("# escape=`\n#ESCAPE=x", "only one escape parser directive can be used", 1, id="twice and wrong"),
        pytest.param("# escape=\udcff", "invalid escape token '\ufffd' does not match ` or \\", 0, id="bad byte"),
    ],
)
def test_error_read_directives(text: str, message: str, line: int) -> None:
    with pytest.raises(DockerfileError) as caught:
        read_directives(text.split("\n"))
    assert str(caught.value) == message
    assert caught.value.locations == ((line,),)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", "", id="nothing"),
        pytest.param(b"FROM a\n# check=x", "", id="after an instruction"),
        pytest.param(b"# check=skip=all\n", "skip=all", id="value"),
        pytest.param(b"#Check = skip=A, B;error=true\r\n", "skip=A,", id="cut at the first space"),
        pytest.param(b"# check=a\tb", "a\tb", id="not cut at a tab"),
        pytest.param(b"\xef\xbb\xbf# syntax=x\n# check=a", "a", id="byte order mark and another directive"),
        pytest.param(b"#!/bin/x\n# check=a", "a", id="after a shebang"),
        pytest.param(b"#!/bin/x\n#!/bin/y\n# check=a", "", id="after two"),
        pytest.param(b"# syntax=x\n#!/bin/x\n# check=a", "", id="shebang that is not first"),
        pytest.param(b" # check=a", "", id="indented"),
        pytest.param(b"# c\n# check=a", "", id="after a comment"),
        pytest.param(b"# syntax=x\n# syntax=y\n# check=a", "", id="after a duplicate"),
        pytest.param(b"# check=a\n# check=b", "a", id="the first of two"),
        pytest.param(b"# syntax=" + LONGEST + b"\n# check=a", "", id="after a line that is too long"),
    ],
)
def test_find_check_directive(data: bytes, expected: str) -> None:
    assert find_check_directive(data) == expected


def test_blanks_in_a_directive_cost_no_time() -> None:
    line = "# syntax=a" + " " * 60_000 + "b"
    start = time.process_time()
    assert read_directives([line]).count == 1
    assert find_check_directive(line.encode()) == ""
    assert time.process_time() - start < 1
