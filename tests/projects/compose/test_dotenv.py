from __future__ import annotations

import pytest

from preimage.projects.compose.account import Account
from preimage.projects.compose.dotenv import parse_env_file, parse_raw_env_file
from preimage.projects.compose.nodes import Fault

OUTSIDE = {"OUT": "outer", "A": "from outside"}


def parse(text: str) -> dict[str, str]:
    found = parse_env_file(text.encode("utf-8", "surrogateescape"), OUTSIDE.get, Account())
    return {name: value.text for name, value in found.items()}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("B=1\nC: 2\nexport D=3\n", {"B": "1", "C": "2", "D": "3"}, id="forms of a line"),
        pytest.param("OUT\nNOWHERE\nB=1", {"OUT": "outer", "B": "1"}, id="bare names"),
        pytest.param("# c\n\n  # d\nB=1 # e\nC=a#b\n", {"B": "1", "C": "a#b"}, id="comments"),
        pytest.param("\ufeffB=1\r\nC=2\r\n", {"B": "1", "C": "2"}, id="mark and line ends of Windows"),
        pytest.param("B=1\nB=2\n", {"B": "2"}, id="the later wins"),
        pytest.param("\xa0B\x85= 1 \xa0\n", {"B": "1"}, id="blanks beyond ASCII"),
        pytest.param("B=$OUT-${A}-${C:-d}\nD=${B}\n", {"B": "outer-from outside-d", "D": "outer-from outside-d"}, id="templates"),
        pytest.param("B='$OUT \\' \\n'\n", {"B": "$OUT ' \\n"}, id="single quotes"),
        pytest.param('B="a\\tb\\n\\"$OUT\\" \\$X $$Y \\x \\c"\n', {"B": 'a\tb\n"outer" $X $Y \\x \\c'}, id="double quotes"),
        pytest.param('B="\\0101 \\01 \\0400"\n', {"B": "A \\1 \\400"}, id="octal escapes"),
        pytest.param('B="one\ntwo" C=3\n', {"B": "one\ntwo", "C": "3"}, id="two statements on a line"),
        pytest.param("B=x\\ny\n", {"B": "x\\ny"}, id="no escapes without quotes"),
        pytest.param("É_1=a\nb.c-d[0]=e\n1A=f\n", {"É_1": "a", "b.c-d[0]": "e", "1A": "f"}, id="names"),
        pytest.param("=x\n", {"": "x"}, id="no name"),
        pytest.param("B=", {"B": ""}, id="no value"),
        pytest.param("", {}, id="nothing"),
        pytest.param("# only", {}, id="only a comment"),
        pytest.param("export\nB=1\n", {"B": "1"}, id="export alone"),
        pytest.param("exported=1\n", {"exported": "1"}, id="a name that begins with export"),
    ],
)  # fmt: skip
def test_env_files(text: str, values: dict[str, str]) -> None:
    assert parse(text) == values


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A B=1\n", "line 1: key cannot contain a space"),
        ("A=1\nB C=2\n", "line 2: key cannot contain a space"),
        ("B@C=2\n", 'line 1: unexpected character "@" in variable name "B@C=2"'),
        ('A="x\ny"z w\n', 'line 2: key cannot contain a space'),
        ("A=1\nB='open\nmore", "line 3: unterminated quoted value 'open"),
        ("A=${NO:?why}\n", "required variable NO is missing a value: why"),
        ("A=${\n", 'Invalid template: "${"'),
    ],
)  # fmt: skip
def test_error_env_files(text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        parse(text)
    assert str(caught.value) == message


def test_values_know_their_line() -> None:
    found = parse_env_file(b"A=1\n\n# c\nB='x\ny'\nC=3\nOUT\n", OUTSIDE.get, Account())
    assert {name: value.line for name, value in found.items()} == {"A": 1, "B": 4, "C": 6, "OUT": 7}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("B='x' # y\nC=$OUT\n", {"B": "'x' # y", "C": "$OUT"}, id="all is as it stands"),
        pytest.param("# c\n\nOUT\r\nNO\n", {"OUT": "outer"}, id="comments and bare names"),
        pytest.param("  B= x \n", {"B": " x "}, id="blanks of the value stay, those of the line do not"),
    ],
)
def test_raw_env_files(text: str, values: dict[str, str]) -> None:
    assert {name: value.text for name, value in parse_raw_env_file(text.encode(), OUTSIDE.get).items()} == values


@pytest.mark.parametrize(
    ("text", "message"),
    [("A B=1\n", "variable 'A B' contains whitespaces"), ("  =1\n", "no variable name on line '=1'")],
)
def test_error_raw_env_files(text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        parse_raw_env_file(text.encode(), OUTSIDE.get)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text", ["A=1\n" * 100_000, "A" * 1_000_000, '"' * 100_000, "A='" + "\\" * 1_000_000, " " * 1_000_000]
)
def test_large_env_files_take_their_length(text: str) -> None:
    try:
        parse(text)
    except Fault as fault:
        assert str(fault)
