from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.frontend.flags import BOOLEAN, REPEATABLE, STRING, parse_flags, split_flags

KNOWN = {"chown": STRING, "link": BOOLEAN, "exclude": REPEATABLE}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("a --b", id="flag behind an argument"),
        pytest.param("- a", id="one dash"),
        pytest.param("-x --y", id="short flag"),
        pytest.param("'--a'", id="quoted"),
        pytest.param("\\--a", id="escaped"),
        pytest.param("\u00e9 --a", id="letter beyond ASCII"),
        pytest.param("\u00a0--a", id="no-break space before it"),
    ],
)
def test_split_flags_left_alone(text: str) -> None:
    assert split_flags(text, "\\") == ([], text)


@pytest.mark.parametrize(
    ("text", "flags", "rest"),
    [
        pytest.param("--a=b c d", ["--a=b"], "c d", id="one"),
        pytest.param("--a \t\v\f\r--b", ["--a", "--b"], "", id="blanks between, none behind"),
        pytest.param("--a -- --b c", ["--a"], "--b c", id="two dashes end them"),
        pytest.param('--a --"" --b', ["--a"], " --b", id="so do two with empty quotes"),
        pytest.param("--", [], "", id="two dashes alone"),
        pytest.param('--a="b \'c" d', ["--a=b 'c"], " d", id="double quotes"),
        pytest.param("--a='b \"c' d", ['--a=b "c'], " d", id="single quotes"),
        pytest.param("--a=b' 'c''d e", ["--a=b cd"], " e", id="quotes in the middle"),
        pytest.param("--a='b\\'c' d", ["--a=b'c"], " d", id="escape in single quotes"),
        pytest.param('--a="b\\"c\\d" e', ['--a=b"cd'], " e", id="escape in double quotes"),
        pytest.param("--a=b\\ c d", ["--a=b c"], " d", id="escaped blank"),
        pytest.param("--a=b\\", ["--a=b"], "", id="escape at the end"),
        pytest.param("--a='b c", ["--a=b c"], "", id="open quote"),
        pytest.param("--a=\u00e9 c", ["--a=\u00c3\u00a9"], " c", id="each byte is a character"),
        pytest.param("--a=\u00e0 c", ["--a=\u00c3"], "c", id="byte A0 ends a flag"),
        pytest.param("--a=\u2005 c", ["--a=\u00e2\x80"], "c", id="byte 85 too"),
        pytest.param("--a=\u0800 c", ["--a=\u00e0"], "\udc80 c", id="rest of a cut character"),
        pytest.param("\udc85\udca0--a b", ["--a"], " b", id="blank bytes before"),
        pytest.param("\udc85a", [], "a", id="blank byte without flags is dropped"),
        pytest.param("--a\x00\x1c\x7f b", ["--a\x00\x1c\x7f"], " b", id="controls are no blanks"),
        pytest.param("--a --'b' --c=\u00e9 d", ["--a", "--b", "--c=\u00c3\u00a9"], " d", id="plain and odd flags"),
        pytest.param("--a \udcff", ["--a"], "\udcff", id="bad byte behind a flag"),
    ],
)
def test_split_flags(text: str, flags: list[str], rest: str) -> None:
    found, arguments = split_flags(text, "\\")
    assert (found, arguments.lstrip(" ")) == (flags, rest.lstrip(" "))


def test_split_flags_with_the_other_escape() -> None:
    assert split_flags('--a=`"\\ b', "`") == (['--a="\\'], "b")


characters = st.sampled_from(["-", "--", "a", "=", " ", "\t", "'", '"', "\\", "\u00e0", "\udc85", "\x1c"])


@given(st.lists(characters, max_size=14).map("".join))
def test_plain_flags_are_read_as_odd_ones(text: str) -> None:
    # A quoted nothing in front of the name sends the flag the slow way and changes nothing else.
    if text.startswith("--"):
        flags, rest = split_flags(text, "\\")
        slow_flags, slow_rest = split_flags(f"--''{text[2:]}", "\\")
        assert flags == slow_flags
        assert rest.lstrip("\t ") == slow_rest.lstrip("\t ")


@given(st.lists(characters, max_size=14).map("".join))
def test_flags_begin_with_two_dashes_and_the_rest_does_not(text: str) -> None:
    flags, rest = split_flags(text, "\\")
    assert all(flag.startswith("--") and flag != "--" for flag in flags)
    assert text.endswith(rest)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        pytest.param([], {}, id="none"),
        pytest.param(["--chown=a=b"], {"chown": ["a=b"]}, id="text"),
        pytest.param(["--chown="], {"chown": [""]}, id="empty text"),
        pytest.param(["--link"], {"link": ["true"]}, id="boolean alone"),
        pytest.param(["--link=FALSE"], {"link": ["false"]}, id="boolean in any case"),
        pytest.param(["--exclude=a", "--exclude=b"], {"exclude": ["a", "b"]}, id="repeated"),
    ],
)
def test_parse_flags(flags: list[str], expected: dict[str, list[str]]) -> None:
    assert parse_flags(flags, KNOWN) == expected


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        pytest.param(["--x"], "unknown flag: --x", id="unknown"),
        pytest.param(["--=a"], "unknown flag: --", id="no name"),
        pytest.param(["--chwn=a"], "unknown flag: --chwn (did you mean chown?)", id="unknown, but near"),
        pytest.param(["--Link"], "unknown flag: --Link (did you mean link?)", id="case counts"),
        pytest.param(["--link", "--link=x"], "duplicate flag specified: --link", id="twice comes before its value"),
        pytest.param(["--chown"], "missing a value on flag: --chown", id="text without value"),
        pytest.param(["--exclude"], "missing a value on flag: --exclude", id="repeatable without value"),
        pytest.param(["--link="], "missing a value on flag: --link", id="boolean with nothing"),
        pytest.param(["--link=1"], "expecting boolean value for flag --link, not: 1", id="boolean with a number"),
        pytest.param(["--link=", "--x"], "missing a value on flag: --link", id="the first of two"),
    ],
)
def test_error_parse_flags(flags: list[str], message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_flags(flags, KNOWN)
    assert str(caught.value) == message
