from __future__ import annotations

import pytest

from preimage.shell.heredocs import chomp


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param(" a\n\n b\t\n", " a\n\n b\t\n", id="left alone"),
        pytest.param("\t\ta\n\t \tb\n\t\n", "a\n \tb\n\n", id="leading tabs of every line"),
    ],
)
def test_chomp(body: str, expected: str) -> None:
    assert chomp(body) == expected
