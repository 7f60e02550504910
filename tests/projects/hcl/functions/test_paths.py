from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('basename("/a/b/")', '"b"', id="basename"),
        pytest.param('dirname("/a/b")', '"/a"', id="dirname"),
        pytest.param('dirname("a")', '"."', id="dirname of a name"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected
