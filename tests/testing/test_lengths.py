from __future__ import annotations

import pytest

from preimage import Duration
from preimage.testing import hours, milliseconds, minutes, seconds


@pytest.mark.parametrize(
    ("length", "nanoseconds", "text"),
    [
        pytest.param(milliseconds(1500), 1_500_000_000, "1.5s", id="milliseconds"),
        pytest.param(seconds(30), 30_000_000_000, "30s", id="seconds"),
        pytest.param(seconds(0.1), 100_000_000, "100ms", id="a part of a second is exact"),
        pytest.param(minutes(1.5), 90_000_000_000, "1m30s", id="minutes"),
        pytest.param(hours(2), 7_200_000_000_000, "2h0m0s", id="hours"),
        pytest.param(seconds(0), 0, "0s", id="none"),
    ],
)
def test_length(length: Duration, nanoseconds: int, text: str) -> None:
    assert length == nanoseconds
    assert str(length) == text
    assert type(length) is Duration
