from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('substr("hello", -3, 2)', '"ll"', id="substr"),
        pytest.param('strlen("👩\u200d💻é")', "2", id="characters as people see them"),
        pytest.param('reverse("añ👩\u200d💻")', '"👩\u200d💻ña"', id="reverse"),
        pytest.param('title("hello world-foo_bar")', '"Hello World-Foo_bar"', id="title"),
        pytest.param('split("", "ab")', '["a","b"]', id="split into characters"),
        pytest.param('join("-", ["a"], [1, true])', '"a-1-true"', id="join"),
        pytest.param('replace("ab", "", "-")', '"-a-b-"', id="replace nothing"),
        pytest.param('indent(2, "a\\nb")', '"a\\n  b"', id="indent"),
        pytest.param('chomp("a\\r\\n\\n")', '"a"', id="chomp"),
        pytest.param('trim("?!x!?", "!?")', '"x"', id="trim"),
        pytest.param('sanitize("a b/c.d")', '"a_b_c_d"', id="sanitize"),
        pytest.param('sort(["b", "B", "é", "10", "9"])', '["10","9","B","b","é"]', id="sort"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            'join(",", ["a", null])',
            '1,11-12: Invalid function argument; Invalid value for "lists" parameter: element 1 is null; cannot concatenate null values.',
            id="null in join",
        ),
        pytest.param(
            'join(",")',
            '1,1-6: Error in function call; Call to function "join" failed: at least one list is required.',
            id="join of nothing",
        ),
        pytest.param(
            'indent(-1, "a")',
            '1,1-8: Error in function call; Call to function "indent" failed: strings: negative Repeat count.',
            id="negative indent",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
