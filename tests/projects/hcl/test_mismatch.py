from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "true ? [1] : [true]",
            "1,8-20: Inconsistent conditional result types; The true and false result expressions must have consistent types. Type mismatch for tuple element 0: The 'true' value is number, but the 'false' value is bool.",
            id="tuples",
        ),
        pytest.param(
            "true ? [1] : [true, false]",
            "1,8-27: Inconsistent conditional result types; The true and false result expressions must have consistent types. The 'true' tuple has length 1, but the 'false' tuple has length 2.",
            id="tuples of other lengths",
        ),
        pytest.param(
            "true ? {a = 1} : {a = true}",
            "1,8-28: Inconsistent conditional result types; The true and false result expressions must have consistent types. Type mismatch for object attribute \"a\": The 'true' value is number, but the 'false' value is bool.",
            id="objects",
        ),
        pytest.param(
            "true ? {a = 1} : {b = true}",
            "1,8-28: Inconsistent conditional result types; The true and false result expressions must have consistent types. The 'true' value includes object attribute \"a\", which is absent in the 'false' value.",
            id="objects with other keys",
        ),
        pytest.param(
            "true ? [1] : {}",
            "1,8-16: Inconsistent conditional result types; The true and false result expressions must have consistent types. The 'true' value is tuple, but the 'false' value is object.",
            id="list and object",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
