from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.model.errors import LimitError
from preimage.model.limits import DEFAULT_LIMITS, Budget, Limits
from preimage.model.lookups import Lookups
from preimage.shell.syntax import BACKSLASH, syntax_of
from preimage.shell.word_reader import WordReader
from preimage.shell.words import (
    expand_heredoc,
    expand_word,
    expand_words,
    process_word,
    split_raw_words,
    split_unset_words,
)

VARIABLES = {
    "a": "A",
    "e": "",
    "s": "x y",
    "f": "dir/sub/x.tar.gz",
    "d": "$0",
    "1": "one",
    "$": "pid",
    "": "noname",
    "a\u00e9": "accent",
    "\u0663": "three",
    "p": "#a*",
    "m": "a\\m\\b",
}
BACKTICK = syntax_of("`")


def budget() -> Budget:
    return Budget(DEFAULT_LIMITS)


def expand(word: str) -> str:
    return expand_word(word, VARIABLES, BACKSLASH, budget())


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("", id="nothing"),
        pytest.param("a~b`c*(d)#<<{e}", id="signs without meaning"),
        pytest.param(" \t\n\x00", id="blanks and NUL"),
        pytest.param("e\u0301\u2003\U0001f600", id="no normal form, no trimming"),
        pytest.param("$", id="lone dollar"),
        pytest.param("$(cmd) $((1+1)) $.", id="dollar before nothing"),
        pytest.param("$\u00b2", id="numeral is no name"),
    ],
)
def test_left_alone(word: str) -> None:
    assert expand(word) == word


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("$a$ $e.", "A$ .", id="names and a lone dollar"),
        pytest.param("'$a'\"$a\"\\$a", "$aA$a", id="quotes and escape"),
        pytest.param("\\\\$a\\\\\\$a", "\\A\\$a", id="escaped escapes"),
        pytest.param('"\\a\\$a\\""', '\\a$a"', id="escapes in double quotes"),
        pytest.param('"a$a$s"', "aAx y", id="whole word in double quotes"),
        pytest.param('""', "", id="empty quotes"),
        pytest.param('"it\'s"', "it's", id="single quote in double quotes"),
        pytest.param("a\\", "a", id="escape at the end"),
        pytest.param("$'a'", "$a", id="no dollar quotes"),
        pytest.param("${u:-{x}}", "{x}", id="brace in a default"),
        pytest.param("${u:-'}'}}", "}}", id="quoted brace"),
        pytest.param("${u:-\\}}", "}", id="escaped brace"),
        pytest.param('"${u:-"a b"}"', "a b", id="quotes of their own inside"),
        pytest.param("\"${u:-'x'}\"", "x", id="single quotes inside"),
        pytest.param("${f##*/}", "x.tar.gz", id="longest prefix"),
        pytest.param("${f%%.*}", "dir/sub/x", id="longest suffix"),
        pytest.param("${f%/*}", "dir/sub", id="shortest suffix"),
        pytest.param("${f#*/}", "sub/x.tar.gz", id="shortest prefix"),
        pytest.param("${f//\\//-}", "dir-sub-x.tar.gz", id="escaped slash"),
        pytest.param("${f/'/'/\\/}", "dir\\/sub/x.tar.gz", id="escape stays in the replacement"),
        pytest.param("${f//?r/<'$0'>}", "d<ir>/sub/x.t<ar>.gz", id="template"),
        pytest.param("${f/?r/<'$0'>}", "d<$0>/sub/x.tar.gz", id="no template for one"),
        pytest.param("${f//r/$d}", "dir/sub/x.tar.gz", id="dollar from a variable counts"),
        pytest.param("${a:+$s}", "x y", id="alternative"),
        pytest.param("${1:-two}$1", "oneone", id="digits"),
        pytest.param("$10x", "x", id="all digits are the name"),
        pytest.param("$$x $\u0663", "pidx three", id="special and foreign digits"),
        pytest.param("${+x}", "x", id="empty name"),
        pytest.param("$a\u00e9 ${a\u00e9}", "accent accent", id="letters beyond ASCII belong to the name"),
        pytest.param("$a\u0301", "A\u0301", id="combining mark does not"),
        pytest.param("\ufeff$a\ufeff", "A\ufeff", id="byte order mark at the start"),
        pytest.param("\ufeffa", "a", id="byte order mark and nothing to expand"),
        pytest.param("\udce2\udc82$a", "\ufffd\ufffdA", id="bytes that are not UTF-8"),
        pytest.param("${a#${p}}", "A", id="longest is decided after expansion"),
        pytest.param("${s#x\\*}", "x y", id="escapes stay in patterns"),
        pytest.param("${u-\\*}", "*", id="but not in defaults"),
        pytest.param("${e:-${u:-${a}}}", "A", id="nested"),
        pytest.param('${m/"\\m\\\\"/-}', "a-b", id="escapes in double quotes of a pattern"),
    ],
)
def test_expand_word(word: str, expected: str) -> None:
    assert expand(word) == expected


@pytest.mark.parametrize(
    ("word", "message"),
    [
        pytest.param("it's", "unexpected end of statement while looking for matching single-quote", id="single quote"),
        pytest.param('"a', "unexpected end of statement while looking for matching double-quote", id="double quote"),
        pytest.param('"a\\', "unexpected end of statement while looking for matching double-quote", id="escape at end"),
        pytest.param("${", "syntax error: missing '}'", id="brace at the end"),
        pytest.param("${}", "syntax error: bad substitution", id="empty braces"),
        pytest.param("${{a}}", "syntax error: bad substitution", id="two braces"),
        pytest.param("${:-a}", "syntax error: bad substitution", id="no name before a colon"),
        pytest.param("${a", "unsupported modifier (\ufffd) in substitution", id="no brace"),
        pytest.param("${a.b}", "unsupported modifier (.) in substitution", id="dot"),
        pytest.param("${-x}", "unsupported modifier (x) in substitution", id="sign that is a name"),
        pytest.param("${#a}", "unsupported modifier (a) in substitution", id="length"),
        pytest.param("${a:", "syntax error: missing '}'", id="colon at the end"),
        pytest.param("${a:}", "syntax error: missing '}'", id="colon and brace"),
        pytest.param("${a:}b}", "unsupported modifier (:}) in substitution", id="brace behind a colon"),
        pytest.param("${a:=b}", "unsupported modifier (:=) in substitution", id="assignment"),
        pytest.param("${a:1:2}", "unsupported modifier (:1) in substitution", id="part"),
        pytest.param("${a:#b", "unsupported modifier (:#) in substitution", id="trim with colon, at once"),
        pytest.param("${a:-b", "syntax error: missing '}'", id="default without end"),
        pytest.param("${a:-'x}", "syntax error: missing '}'", id="quote in a default"),
        pytest.param('"${a:-${b?m}"', "b: m", id="inner message, text left"),
        pytest.param("${a:-${b?m}", "syntax error: missing '}'", id="inner message, at the end"),
        pytest.param("${a/A}", "syntax error: missing '/' in ${}", id="no second slash"),
        pytest.param("${a/b/c", "syntax error: missing '}'", id="no brace behind a replacement"),
        pytest.param("${a/${u?m}/c}", "u: m", id="inner message in a pattern"),
        pytest.param("${a/b/${u?m}}", "u: m", id="inner message in a replacement"),
        pytest.param("${e:?}", "e: is not allowed to be empty", id="empty"),
        pytest.param('${u?set "u"}', "u: set u", id="unset"),
        pytest.param("${a-${u?m}}", "u: m", id="unused default"),
        pytest.param("${a#\\n}", "invalid pattern (\\n) in substitution: invalid escape '\\n'", id="pattern"),
    ],
)
def test_error_expand_word(word: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        expand(word)
    assert str(caught.value) == message


def test_process_word_is_expand_word() -> None:
    assert process_word("$a", VARIABLES, BACKSLASH, budget()) == expand_word("$a", VARIABLES, BACKSLASH, budget())


def test_error_process_word_names_the_word() -> None:
    with pytest.raises(ValueError) as caught:
        process_word("\udcff${w?}", VARIABLES, BACKSLASH, budget())
    assert str(caught.value) == 'failed to process "\\xff${w?}": w: is not allowed to be unset'


def test_backtick_as_escape() -> None:
    assert expand_word('`$a \\$a "`"`x"', VARIABLES, BACKTICK, budget()) == '$a \\A "`x'


def test_backtick_does_not_protect_in_patterns() -> None:
    with pytest.raises(ValueError) as caught:
        expand_word("${f/\\//-}", VARIABLES, BACKTICK, budget())
    assert str(caught.value) == "invalid pattern (\\) in substitution: invalid escape '\\\ufffd'"


@pytest.mark.parametrize(
    ("word", "found", "missing"),
    [
        pytest.param("plain", [], [], id="none"),
        pytest.param("$a$u$a${v}", ["a"], ["u", "v"], id="each once, in order"),
        pytest.param("${u:-$v}", [], ["v", "u"], id="default before its name"),
        pytest.param("${e+$v}$$", ["e", "$"], ["v"], id="unused words too"),
        pytest.param("$ ${f#x}", ["f"], [], id="a lone dollar has no name"),
    ],
)
def test_lookups(word: str, found: list[str], missing: list[str]) -> None:
    lookups = Lookups()
    expand_word(word, VARIABLES, BACKSLASH, budget(), lookups)
    assert (list(lookups.found), list(lookups.missing)) == (found, missing)


def test_lookups_end_where_the_word_fails() -> None:
    lookups = Lookups()
    with pytest.raises(ValueError):
        expand_word("$u${v:-${w?}}$x", VARIABLES, BACKSLASH, budget(), lookups)
    assert list(lookups.missing) == ["u", "w"]


tokens = st.sampled_from([*"au${}'\"\\`:-+?#%/* \n<\u00e9\x00\x1c\x85\ufeff\udcff", "$a", "${a}", "${a:-", "_1"])
words = st.lists(tokens, max_size=14).map("".join)
syntaxes = st.sampled_from([BACKSLASH, BACKTICK])


def result_of(expansion: Callable[[], object]) -> object:
    try:
        return expansion()
    except ValueError as error:
        return str(error)


@given(words, syntaxes)
def test_short_cut_gives_what_the_reader_gives(word: str, syntax: object) -> None:
    assert isinstance(syntax, type(BACKSLASH))
    read = word.replace("\udcff", "\ufffd").removeprefix("\ufeff")
    lookups, expected_lookups = Lookups(), Lookups()
    outcome = result_of(lambda: expand_word(word, VARIABLES, syntax, budget(), lookups))
    expected = result_of(lambda: WordReader(read, VARIABLES, syntax, budget(), expected_lookups).read())
    assert outcome == expected
    assert (lookups.found, lookups.missing) == (expected_lookups.found, expected_lookups.missing)


@given(words, syntaxes)
def test_short_cut_cuts_where_the_reader_cuts(word: str, syntax: object) -> None:
    assert isinstance(syntax, type(BACKSLASH))
    lookups, expected_lookups = Lookups(), Lookups()
    outcome = result_of(lambda: expand_words(word, VARIABLES, syntax, budget(), lookups))
    read = word.replace("\udcff", "\ufffd").removeprefix("\ufeff")
    reader = WordReader(read, VARIABLES, syntax, budget(), expected_lookups)
    assert outcome == result_of(lambda: (reader.read(), reader.words())[1])
    assert (lookups.found, lookups.missing) == (expected_lookups.found, expected_lookups.missing)


@given(words)
def test_any_text_is_a_word_or_an_error(word: str) -> None:
    for read in (split_raw_words, split_unset_words):
        pieces = result_of(lambda read=read: read(word))  # type: ignore[misc]
        assert isinstance(pieces, (str, list))
        assert "" not in pieces or isinstance(pieces, str)
    assert isinstance(result_of(lambda: expand_heredoc(word, VARIABLES, budget())), str)


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_text_in_single_quotes_is_itself(text: str) -> None:
    quoted = "'" + text.replace("'", "'\\''") + "'"
    assert expand(quoted) == text


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("80", ["80"], id="left alone"),
        pytest.param("$s", ["x", "y"], id="blank from a variable"),
        pytest.param('"$s"', ["x y"], id="blank in quotes"),
        pytest.param("a\\ b", ["a b"], id="escaped blank"),
        pytest.param("a b\u2003c\x1cd", ["a", "b", "c\x1cd"], id="Go's blanks"),
        pytest.param("a\tb\x1cc ", ["a", "b\x1cc"], id="Go's blanks in ASCII"),
        pytest.param("$e''", [], id="nothing"),
        pytest.param("80${u:-90}", ["90"], id="text before an operator is lost"),
        pytest.param("8080${u:-}", [], id="lost without anything instead"),
        pytest.param('1"2${u:-3}"', ["23"], id="lost before a string with an operator"),
        pytest.param("${a}${u:-90}", ["90"], id="values are lost too"),
        pytest.param("${u:-80}90", ["8090"], id="text behind stays"),
        pytest.param("1 2${u:-3}", ["1", "3"], id="words before stay"),
        pytest.param("$a${a}1", ["AA1"], id="nothing is lost without operator"),
        pytest.param("8'0'${f%/*}", ["dir/sub"], id="lost before a pattern"),
    ],
)
def test_expand_words(word: str, expected: list[str]) -> None:
    assert expand_words(word, VARIABLES, BACKSLASH, budget()) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("a 'b' \"c\n", "a 'b' \"c\n", id="left alone"),
        pytest.param("'$a' \"${u:-'x'}\"\n", "'A' \"'x'\"\n", id="quotes mean nothing"),
        pytest.param("\\$a `$a\\`\n", "$a `A`\n", id="always the backslash"),
    ],
)
def test_expand_heredoc(body: str, expected: str) -> None:
    assert expand_heredoc(body, VARIABLES, budget()) == expected


def test_error_expand_heredoc() -> None:
    with pytest.raises(ValueError) as caught:
        expand_heredoc("${a\n}", VARIABLES, budget())
    assert str(caught.value) == "unsupported modifier (\n) in substitution"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("RUN a b", ["RUN", "a", "b"], id="left alone"),
        pytest.param("a 'b c' \"d e\" f\\ g\\", ["a", "'b c'", '"d e"', "f\\ g\\"], id="quotes and escapes stay"),
        pytest.param('"a\\n\\"" `b`', ['"a\\\\n\\""', "`b`"], id="escape in double quotes"),
        pytest.param("<< \t\rEOF <<< b <c", ["<< \t\rEOF", "<<<", "b", "<c"], id="blanks behind a mark"),
        pytest.param("$x ${x} $$ $", ["$x", "${x}", "$$", "$"], id="references stay"),
        pytest.param("a${x:-b c}d", ["${x:-b", "c}d"], id="lost text and cut words"),
        pytest.param('"a ${x#b c}"', ['"a ${x#b c}"'], id="not cut in quotes"),
        pytest.param("b${x/a/c}", ["${x/a/c}"], id="replacement"),
        pytest.param("${x:=y}", ["${x:=y}"], id="operator that is none"),
        pytest.param("\ufeff\udcffa", ["\ufeff\ufffda"[1:]], id="byte order mark and bad byte"),
    ],
)
def test_split_raw_words(line: str, expected: list[str]) -> None:
    assert split_raw_words(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("EOF", ["EOF"], id="left alone"),
        pytest.param("\"E\"'O F'\\ ", ["EO F "], id="quotes and escapes removed"),
        pytest.param("$X${Y}", ["$X${Y}"], id="references stay"),
        pytest.param("E${a:-b}", ["${a:-b}"], id="text before an operator is lost"),
        pytest.param("a b", ["a", "b"], id="two words"),
        pytest.param("''", [], id="no word"),
    ],
)
def test_split_unset_words(text: str, expected: list[str]) -> None:
    assert split_unset_words(text) == expected


def test_error_split() -> None:
    for split in (split_raw_words, split_unset_words):
        with pytest.raises(ValueError) as caught:
            split("a 'b")
        assert str(caught.value) == "unexpected end of statement while looking for matching single-quote"


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("$abc" * 3_000 + "'", id="many names before a fault"),
        pytest.param("${a:-" * 12_000 + "x" + "}" * 12_000, id="nested defaults"),
        pytest.param("${a:-" * 13_000, id="nested defaults without end"),
        pytest.param("'x'" * 20_000 + "<<", id="many quotes"),
        pytest.param("a" * 60_000 + "<<", id="long text before a mark"),
    ],
)
def test_time_does_not_explode(word: str) -> None:
    start = time.process_time()
    result_of(lambda: expand_word(word, {}, BACKSLASH, budget()))
    result_of(lambda: split_raw_words(word))
    assert time.process_time() - start < 5


def test_error_more_text_than_allowed() -> None:
    small = Budget(Limits(expanded_characters=100))
    for word in ("$a" * 11, "${a}${a#x}" * 11):
        with pytest.raises(LimitError) as caught:
            expand_word(word, {"a": "0123456789"}, BACKSLASH, small)
        assert (
            str(caught.value)
            == "variables expand to more than 100 characters in this build (limit expanded_characters)"
        )
