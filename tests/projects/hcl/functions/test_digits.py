from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('format("%b %o %x %X %#x", 5, 8, 255, 255, 255)', '"101 10 ff FF 0xff"', id="bases"),
        pytest.param('format("%+d|% d|%+.1f", 3, 3, 1)', '"+3| 3|+1.0"', id="signs"),
        pytest.param('format("%8.3d|%-8.3d|", 5, 5)', '"     005|005     |"', id="precision of whole numbers"),
        pytest.param('format("%.2f %.0f %08.3f", 3.14159, 2.5, -1.5)', '"3.14 2 -001.500"', id="fixed"),
        pytest.param('format("%e %.1e %e", 1234.5, 15, 0)', '"1.234500e+03 1.5e+01 0.000000e+00"', id="scientific"),
        pytest.param(
            'format("%g %g %G %.3g", 0.5, 1e20, 1e20, 1234.5678)', '"0.5 1e+20 1E+20 1.23e+03"', id="as short as may be"
        ),
        pytest.param('format("%f|%8f", 1/0, -1/0)', '"+Inf|    -Inf"', id="infinity"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected
