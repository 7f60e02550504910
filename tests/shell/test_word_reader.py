from __future__ import annotations

import pytest

from preimage.model.errors import LimitError
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.lookups import Lookups
from preimage.shell.syntax import BACKSLASH
from preimage.shell.word_reader import WordReader


def reader(text: str, lookups: Lookups | None = None) -> WordReader:
    return WordReader(text, {"a": "A", "s": "x y"}, BACKSLASH, Budget(DEFAULT_LIMITS), lookups)


@pytest.mark.parametrize(
    ("text", "result", "words"),
    [
        pytest.param("1 2", "1 2", ["1", "2"], id="blanks cut"),
        pytest.param("'1 2' 3", "1 2 3", ["1 2", "3"], id="quotes hold together"),
        pytest.param("$s-z", "x y-z", ["x", "y-z"], id="blanks from a variable cut"),
        pytest.param("1 2${u:-3}", "1 23", ["1", "3"], id="an operator forgets the word before it"),
        pytest.param("", "", [], id="nothing"),
    ],
)
def test_result_and_words(text: str, result: str, words: list[str]) -> None:
    read = reader(text)
    assert read.read() == result
    assert read.words() == words


def test_switches_keep_what_is_written() -> None:
    read = reader("\\x '1 2' ${u:-y} << E")
    read.keeps_quotes = read.keeps_escapes = read.keeps_unset = read.joins_heredocs = True
    assert read.read() == "\\x '1 2' ${u:-y} << E"
    assert read.words() == ["\\x", "'1 2'", "${u:-y}", "<< E"]


def test_quotes_can_be_plain() -> None:
    read = reader('it\'s "$a"')
    read.has_quotes = False
    assert read.read() == 'it\'s "A"'


def test_inner_names_are_looked_up_first() -> None:
    lookups = Lookups()
    assert reader("${u:-${v:-$a}}", lookups).read() == "A"
    assert (list(lookups.missing), list(lookups.found)) == (["v", "u"], ["a"])


def test_error_in_the_middle_stays() -> None:
    with pytest.raises(ValueError) as caught:
        reader('"${a:-${u?gone}"').read()
    assert str(caught.value) == "u: gone"


def test_error_at_the_end_is_a_missing_brace() -> None:
    with pytest.raises(ValueError) as caught:
        reader("${a:-${u?gone}").read()
    assert str(caught.value) == "syntax error: missing '}'"


def test_error_nested_too_deep() -> None:
    with pytest.raises(LimitError) as caught:
        reader("${a:-" * 40_000).read()
    assert str(caught.value) == "references are nested too deep in one word"
