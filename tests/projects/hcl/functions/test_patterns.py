from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from preimage.model.errors import LimitError, OptionError


@pytest.fixture(params=["with google-re2", "without google-re2"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without google-re2":
        monkeypatch.setitem(sys.modules, "re2", None)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('regex("([a-z]+)([0-9]+)", "ab12")', '["ab","12"]', id="regex"),
        pytest.param('regex("(?P<n>\\\\d+)", "a7")', '{"n":"7"}', id="named groups"),
        pytest.param('regexall("[0-9]+", "a1b22")', '["1","22"]', id="all"),
        pytest.param('regex_replace("v1.2", "v(\\\\d+)\\\\.(\\\\d+)", "$2-$${1}x")', '"2-1x"', id="replace"),
        pytest.param('regex("(a)|(b)", "b")', '[null,"b"]', id="a group that was not met"),
        pytest.param('regexall("(?P<x>a)(?P<y>.)", "abac")', '[{"x":"a","y":"b"},{"x":"a","y":"c"}]', id="all, named"),
        pytest.param('regex_replace("äb", "(?P<n>b)", "$${n}$2$$x$m")', '"äb$x"', id="names in a replacement"),
        pytest.param('regex_replace("äö", "", "-")', '"-ä-ö-"', id="replace nothing"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            'regex("[0-9]+", "a")',
            '1,1-7: Error in function call; Call to function "regex" failed: pattern did not match any part of the given string.',
            id="no match",
        ),
        pytest.param(
            'regex("[0-9", "a")',
            '1,8-12: Invalid function argument; Invalid value for "pattern" parameter: invalid regexp pattern: missing closing ] in [0-9.',
            id="broken",
        ),
        pytest.param(
            'regex_replace("a", "a{1001}", "b")',
            '1,1-15: Error in function call; Call to function "regex_replace" failed: error parsing regexp: invalid repeat count: `{1001}`.',
            id="too many repetitions",
        ),
        pytest.param(
            'regex("(?P<n>a)(b)", "ab")',
            '1,8-19: Invalid function argument; Invalid value for "pattern" parameter: invalid regexp pattern: cannot mix both named and unnamed capture groups.',
            id="mixed groups",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault


def test_error_needs_the_engine(monkeypatch: pytest.MonkeyPatch, evaluate: Callable[[str], str]) -> None:
    assert evaluate('regex("\\\\p{Greek}", "aσ")') == '"σ"'
    monkeypatch.setitem(sys.modules, "re2", None)
    with pytest.raises(OptionError) as caught:
        evaluate('regex("\\\\p{Greek}", "aσ")')
    assert str(caught.value) == (
        "regular expressions in Bake files: \\p{Greek}, a script of Unicode, needs google-re2: "
        'pip install "preimage[structure]"'
    )


def test_error_steps_draw_on_the_budget(monkeypatch: pytest.MonkeyPatch, evaluate: Callable[[str], str]) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    with pytest.raises(LimitError, match="more than 3000000 items"):
        evaluate('[for i in range(1000): regexall("(a?){500}b", join("", [for j in range(500): "a"]))]')
