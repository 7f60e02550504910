from __future__ import annotations

import hashlib
import sys

import pytest

from preimage.golang.unicode15 import is_decimal, is_letter, is_name_character, is_printable


@pytest.mark.parametrize(
    "character",
    [
        pytest.param(" ", id="space"),
        pytest.param("\u00e9", id="letter"),
        pytest.param("\u0301", id="mark"),
        pytest.param("\ufffd", id="replacement character"),
        pytest.param("\u0cf3", id="first of the new marks of 15.0"),
        pytest.param("\U000323af", id="last of the new ideographs of 15.0"),
        pytest.param("\U0001342f", id="new hieroglyph of 15.0"),
    ],
)
def test_printable(character: str) -> None:
    assert is_printable(character)


@pytest.mark.parametrize(
    "character",
    [
        pytest.param("\u00a0", id="no-break space"),
        pytest.param("\u00ad", id="soft hyphen"),
        pytest.param("\u200b", id="format"),
        pytest.param("\ue000", id="private use"),
        pytest.param("\ud800", id="surrogate"),
        pytest.param("\u0378", id="never assigned"),
        pytest.param("\u2ffc", id="assigned in 15.1"),
        pytest.param("\U00010d50", id="assigned in 16.0"),
        pytest.param("\U00013439", id="format control of 15.0"),
        pytest.param("\U0010ffff", id="last code point"),
    ],
)
def test_not_printable(character: str) -> None:
    assert not is_printable(character)


def test_every_python_gives_the_answers_of_unicode_15_0() -> None:
    # Taken from Python 3.12, whose own tables are 15.0.
    answers = bytes(is_printable(chr(code)) for code in range(sys.maxunicode + 1))
    assert sum(answers) == 148_998
    assert hashlib.sha256(answers).hexdigest() == "a24a109bc8e347f9490466c59e4160d0dc9dd1006a5be9a4c91af71cd2e7fa99"


def test_every_python_gives_the_letters_and_digits_of_unicode_15_0() -> None:
    letters = bytes(is_letter(chr(code)) for code in range(sys.maxunicode + 1))
    assert hashlib.sha256(letters).hexdigest() == "08dc43075a56661a3cdf3ad72e163b2cea2197db7f5b30bf7242c2c9351cbdb8"
    digits = bytes(is_decimal(chr(code)) for code in range(sys.maxunicode + 1))
    assert hashlib.sha256(digits).hexdigest() == "15b5fc3044e3fbd10cde1817dc1fdf001801cb4a72c182e11f9e91a2c47f4d1d"


def test_name_characters() -> None:
    assert [is_name_character(character) for character in "_a7\u00e9\u0667-\u00b2"] == [True] * 5 + [False] * 2
