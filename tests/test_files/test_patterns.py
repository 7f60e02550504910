from __future__ import annotations

import sys
import time

import pytest

from preimage.model.errors import LimitError, OptionError
from preimage.test_files.patterns import MAX_STEPS, Allowance, is_matched


@pytest.fixture(params=["with google-re2", "without google-re2"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without google-re2":
        monkeypatch.setitem(sys.modules, "re2", None)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        pytest.param("", "anything", True, id="empty expression"),
        pytest.param("b", "abc", True, id="found in the middle"),
        pytest.param("^b", "abc", False, id="anchored at the start"),
        pytest.param("c$", "abc", True, id="anchored at the end"),
        pytest.param("b$", "b\n", False, id="the end is not before a last newline"),
        pytest.param("^b$", "a\nb\nc", False, id="anchors are those of the text"),
        pytest.param("(?m)^b$", "a\nb\nc", True, id="anchors are those of lines on demand"),
        pytest.param("a.c", "a\nc", False, id="a dot is no newline"),
        pytest.param("(?s)a.c", "a\nc", True, id="a dot is a newline on demand"),
        pytest.param("(?i)ABC", "xabcx", True, id="case ignored on demand"),
        pytest.param(r"^\d+$", "\u0663", False, id="digits are those of ASCII"),
        pytest.param(r"\z", "abc", True, id="end of text as Go writes it"),
        pytest.param(r"^\pL+$", "\u00e9t\u00e9", True, id="letters of Unicode"),
        pytest.param("^.$", "\u00e9", True, id="a dot is a character, not a byte"),
        pytest.param("^.$", "\udcff", True, id="a byte that is not UTF-8 is a character"),
        pytest.param("^\ufffd$", "\udcff", True, id="a byte that is not UTF-8 is U+FFFD"),
        pytest.param(r"\Q.\E", "a.b", True, id="quoted"),
        pytest.param(r"^\Q\C\E$", "\\C", True, id="quoted single byte"),
        pytest.param(r"^\\C$", "\\C", True, id="backslash, then a letter"),
        pytest.param("(?P<a>x)(?P<a>y)", "xy", True, id="a name twice, as in Go"),
        pytest.param("(?<a>x)", "x", True, id="a name without P"),
        pytest.param("a{1000}", "a" * 1000, True, id="as many repetitions as there may be"),
    ],
)
def test_match(pattern: str, text: str, expected: bool) -> None:
    assert is_matched(pattern, text, Allowance()) is expected


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        pytest.param("a(", "missing closing ): `a(`", id="open group"),
        pytest.param("a)", "unexpected ): `a)`", id="closed group"),
        pytest.param("[a", "missing closing ]: `[a`", id="open class"),
        pytest.param("[z-a]", "invalid character class range: `z-a`", id="range the wrong way"),
        pytest.param("*", "missing argument to repetition operator: `*`", id="nothing to repeat"),
        pytest.param("a**", "invalid nested repetition operator: `**`", id="repetition twice"),
        pytest.param("a{1001}", "invalid repeat count: `{1001}`", id="too many repetitions"),
        pytest.param("(?=a)", "invalid or unsupported Perl syntax: `(?=`", id="lookahead"),
        pytest.param(r"(a)\1", r"invalid escape sequence: `\1`", id="reference"),
        pytest.param(r"\Z", r"invalid escape sequence: `\Z`", id="end of text as Python writes it"),
        pytest.param(r"a\Cb", r"invalid escape sequence: `\C`", id="single byte"),
        pytest.param("a\\", "trailing backslash at end of expression: ``", id="backslash at the end"),
        pytest.param("(?P<>a)", "invalid named capture: `(?P<>`", id="empty name"),
        pytest.param("((a{1000}){1000}){1000}", "invalid repeat count", id="too many repetitions within each other"),
    ],
)
def test_error_no_expression(pattern: str, message: str) -> None:
    with pytest.raises(ValueError, match="error parsing regexp: ") as caught:
        is_matched(pattern, "a", Allowance())
    assert str(caught.value).startswith(f"error parsing regexp: {message}")


def test_error_too_large() -> None:
    with pytest.raises(ValueError, match="error parsing regexp: expression too large"):
        is_matched("[" + "\\pL" * 40_000 + "]{900}", "a", Allowance())


@pytest.mark.usefixtures("engine")
def test_time_is_linear() -> None:
    start = time.perf_counter()
    assert not is_matched("^(a+)+$", "a" * 100_000 + "b", Allowance())
    assert time.perf_counter() - start < 5


def test_error_needs_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    with pytest.raises(OptionError) as caught:
        is_matched("\\p{Greek}", "a", Allowance())
    assert str(caught.value) == (
        "regular expressions in test files: \\p{Greek}, a script of Unicode, needs google-re2: "
        'pip install "preimage[structure]"'
    )


def test_error_all_steps_of_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    allowance = Allowance()
    allowance.spend(MAX_STEPS - 1000)
    assert is_matched("a", "a" * 300, allowance)
    with pytest.raises(LimitError) as caught:
        is_matched("b", "a" * 2000, allowance)
    assert str(caught.value) == (
        "the regular expressions of this test take more than 3000000 steps; google-re2 has no such limit: "
        'pip install "preimage[structure]"'
    )
