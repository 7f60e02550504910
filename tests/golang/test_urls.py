from __future__ import annotations

import pytest

from preimage.golang.urls import decode_percent


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        pytest.param("a", "a", id="nothing to do"),
        pytest.param("%41%c3%a9", "Aé", id="UTF-8"),
        pytest.param("%ff", "\udcff", id="no UTF-8"),
        pytest.param("\udcc3%a9", "é", id="a byte as it is and an escaped one"),
        pytest.param("a+b%2B", "a+b+", id="plus"),
        pytest.param("%2541", "%41", id="decoded once"),
    ],
)
def test_decode_percent(text: str, decoded: str) -> None:
    assert decode_percent(text) == decoded


def test_decode_percent_in_queries() -> None:
    assert decode_percent("a+b%2B", plus_is_blank=True) == "a b+"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("a%zzz", 'invalid URL escape "%zz"', id="no hex digits"),
        pytest.param("%41%4", 'invalid URL escape "%4"', id="one digit"),
        pytest.param("%", 'invalid URL escape "%"', id="none"),
        pytest.param("%%41", 'invalid URL escape "%%4"', id="two signs"),
        pytest.param("%aé", r'invalid URL escape "%a\xc3"', id="cut in a character"),
    ],
)
def test_error_of_escape(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        decode_percent(text)
    assert str(caught.value) == message
