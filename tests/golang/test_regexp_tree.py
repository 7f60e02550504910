from __future__ import annotations

import pytest

from preimage.golang.regexp_tree import Anchor, Group, PatternFault, Repeat


@pytest.mark.parametrize(
    ("least", "most", "weight"),
    [
        pytest.param(0, -1, 5, id="without end"),
        pytest.param(7, -1, 35, id="at least"),
        pytest.param(2, 3, 15, id="at most"),
        pytest.param(0, 0, 5, id="never"),
    ],
)
def test_weight_is_that_of_the_heaviest_part(least: int, most: int, weight: int) -> None:
    heavy = Repeat(Anchor("end text"), 5, 5, greedy=True)
    group = Group([[Anchor("end text")], [Anchor("end text"), heavy]], 1)
    assert Repeat(group, least, most, greedy=True).weight == weight


def test_error_of_a_fault() -> None:
    assert str(PatternFault("missing closing )", "a(")) == "error parsing regexp: missing closing ): `a(`"
