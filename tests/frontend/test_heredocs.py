from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.frontend.heredocs import HEREDOC_KEYWORDS, find_heredocs, parse_heredoc


def test_keywords() -> None:
    assert frozenset(("add", "copy", "run")) == HEREDOC_KEYWORDS


@pytest.mark.parametrize(
    ("word", "name", "is_expanded", "is_chomped"),
    [
        pytest.param("<<EOF", "EOF", True, False, id="plain"),
        pytest.param("3<<EOF", "EOF", True, False, id="number"),
        pytest.param("<<-EOF", "EOF", True, True, id="chomped"),
        pytest.param("<< \t\r\fEOF", "EOF", True, False, id="blanks"),
        pytest.param('<<"EOF"', "EOF", False, False, id="double quotes"),
        pytest.param("<<'E F'", "E F", False, False, id="single quotes"),
        pytest.param('<<E"O"F', "EOF", False, False, id="quoted in part"),
        pytest.param("<<\\EOF", "EOF", True, False, id="an escape is no quote"),
        pytest.param('<<"E\'F"', "E'F", False, False, id="quote in quotes"),
        pytest.param("<<EOF>f", "EOF>f", True, False, id="other signs"),
        pytest.param("<<$X", "$X", True, False, id="reference"),
        pytest.param("<<${X}", "${X}", True, False, id="reference in braces"),
        pytest.param("<<'${y:-z}'", "${y:-z}", False, False, id="reference in quotes"),
        pytest.param("<<\udcff", "\ufffd", True, False, id="bad byte"),
    ],
)
def test_parse_heredoc(word: str, name: str, is_expanded: bool, is_chomped: bool) -> None:
    heredoc = parse_heredoc(word)
    assert heredoc is not None
    assert (heredoc.name, heredoc.body) == (name, "")
    assert (heredoc.is_expanded, heredoc.is_chomped) == (is_expanded, is_chomped)


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("", id="nothing"),
        pytest.param("EOF", id="no mark"),
        pytest.param("<EOF", id="one sign"),
        pytest.param("<<", id="no name"),
        pytest.param("<<  ", id="blanks alone"),
        pytest.param("<<<x", id="three signs"),
        pytest.param("<<a<b", id="sign in the name"),
        pytest.param("a<<EOF", id="letter in front"),
        pytest.param("\u0663<<EOF", id="foreign digit in front"),
        pytest.param('"<<EOF"', id="quoted as a whole"),
        pytest.param('<<""', id="empty quotes"),
        pytest.param("<<a b", id="two words"),
    ],
)
def test_words_that_are_no_heredoc(word: str) -> None:
    assert parse_heredoc(word) is None


@pytest.mark.parametrize(
    ("word", "message"),
    [
        pytest.param(
            "<<E'",
            'failed to process "E\'": unexpected end of statement while looking for matching single-quote',
            id="single quote",
        ),
        pytest.param(
            '<<"E',
            'failed to process "\\"E": unexpected end of statement while looking for matching double-quote',
            id="double quote",
        ),
        pytest.param("<<${a:-b", "failed to process \"${a:-b\": syntax error: missing '}'", id="no brace"),
        pytest.param("<<${}", 'failed to process "${}": syntax error: bad substitution', id="empty braces"),
    ],
)
def test_error_parse_heredoc(word: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_heredoc(word)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("line", "names"),
    [
        pytest.param("RUN cat", [], id="none"),
        pytest.param("RUN <<A cat <<-B", ["A", "B"], id="two"),
        pytest.param("<<A --mount=a<<B <<C", ["A", "C"], id="anywhere in the line"),
        pytest.param("RUN << EOF", ["EOF"], id="blank behind the mark"),
        pytest.param("RUN <<- EOF", [], id="blank behind the dash"),
        pytest.param("RUN <<\vE", [], id="vertical tab"),
        pytest.param('RUN a;<<EOF "<<B"', [], id="in other words"),
        pytest.param('RUN <<${x:-EOF} <<"${x:-E}"', [], id="mark lost before an operator"),
        pytest.param("RUN ${x:-a <<E}", ["E}"], id="inside a reference"),
        pytest.param("RUN $(( 1 << 2 )) $((1<<2))", ["2"], id="shift"),
        pytest.param("RUN <<A 'b", [], id="open quote in the line"),
        pytest.param("RUN <<A ${}", [], id="bad reference in the line"),
        pytest.param("RUN <<A ${b.c}", [], id="bad operator in the line"),
    ],
)
def test_find_heredocs(line: str, names: list[str]) -> None:
    assert [heredoc.name for heredoc in find_heredocs(line)] == names


def test_error_find_heredocs() -> None:
    with pytest.raises(ValueError) as caught:
        find_heredocs("RUN ${x:-a <<\\'}")
    assert (
        str(caught.value)
        == 'failed to process "\'}": unexpected end of statement while looking for matching single-quote'
    )


@given(st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]*", fullmatch=True), st.sampled_from(["", "-"]))
def test_plain_names_are_themselves(name: str, dash: str) -> None:
    (heredoc,) = find_heredocs(f"RUN a <<{dash}{name} b")
    assert (heredoc.name, heredoc.is_expanded, heredoc.is_chomped) == (name, True, bool(dash))


def test_blanks_behind_a_mark_cost_no_time() -> None:
    start = time.process_time()
    assert find_heredocs("RUN <<" + " " * 60_000 + "x<") == []
    assert time.process_time() - start < 1
