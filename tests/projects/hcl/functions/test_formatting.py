from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('format("%s %d %t %q %v", "a", "5", true, "b", [1])', '"a 5 true \\"b\\" [1]"', id="verbs"),
        pytest.param('format("%5s|%-5s|%05d|%.2s", "a", "b", 42, "xyz")', '"    a|b    |00042|xy"', id="widths"),
        pytest.param('format("%[2]s %[1]s", "a", "b")', '"b a"', id="by number"),
        pytest.param('formatlist("%s-%d", ["a", "b"], 1)', '["a-1","b-1"]', id="list"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            'format("%s %s", "a")',
            '1,1-8: Error in function call; Call to function "format" failed: not enough arguments for "%s" at 3: need index 2 but have 1 total.',
            id="too few",
        ),
        pytest.param(
            'format("%s", "a", "b")',
            '1,20-21: Invalid function argument; Invalid value for "args" parameter: too many arguments; only 1 used by format string.',
            id="too many",
        ),
        pytest.param(
            'format("%z", 1)',
            '1,1-8: Error in function call; Call to function "format" failed: unsupported format verb \'z\' in "%z" at offset 0.',
            id="unknown verb",
        ),
        pytest.param(
            'formatlist("%s%s", ["a"], [])',
            '1,27-28: Invalid function argument; Invalid value for "args" parameter: argument 2 has length 0, which is inconsistent with argument 1 of length 1.',
            id="lengths",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault


def test_error_a_width_without_end(evaluate: Callable[[str], str]) -> None:
    from preimage.model.errors import LimitError

    with pytest.raises(LimitError) as caught:
        evaluate('format("%999999d", 1)')
    assert str(caught.value) == "a width of more than 100000 characters"
