from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.golang.sorting import _Sorter, sort_like_go


def order_of(keys: list[int]) -> list[int]:
    """Give where the elements of the keys end up: the indexes in sorted order."""
    indexes = list(range(len(keys)))
    sort_like_go(indexes, lambda first, second: keys[first] < keys[second])
    return indexes


def make_saw(length: int, teeth: int) -> list[int]:
    return [number % teeth for number in range(length)]


def make_noise(length: int, values: int) -> list[int]:
    """Give numbers that look random and are the same everywhere."""
    numbers, seed = [], 12345
    for _ in range(length):
        seed = (seed * 1103515245 + 12345) % 2**31
        numbers.append(seed // 65536 % values)
    return numbers


@pytest.mark.parametrize("length", [0, 1, 2, 11, 12])
def test_up_to_twelve_are_sorted_stably(length: int) -> None:
    keys = make_saw(length, 3)
    assert order_of(keys) == sorted(range(length), key=lambda index: keys[index])


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(
            [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0],
            [8, 12, 2, 0, 4, 10, 6, 3, 7, 9, 5, 11, 1],
            id="thirteen, two values in turn",
        ),
        pytest.param(
            [0, 0, 1, 2, 3, 1, 1, 2, 2, 1, 0, 3, 2, 3, 3, 0, 1, 0, 1, 0],
            [15, 1, 19, 17, 0, 10, 5, 16, 9, 6, 2, 18, 12, 8, 3, 7, 13, 14, 4, 11],
            id="twenty of noise",
        ),
        pytest.param(
            [10, 9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0],
            [19, 18, 17, 16, 15, 14, 13, 11, 12, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
            id="falling pairs are reversed",
        ),
    ],
)
def test_order_of_equal_ones_is_that_of_go(keys: list[int], expected: list[int]) -> None:
    assert order_of(keys) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(make_saw(50, 7), "8fcc2842f6efd8d4", id="fifty with seven values"),
        pytest.param(make_saw(300, 100), "9c63b90e00c568ce", id="three hundred, a saw"),
        pytest.param(make_noise(500, 5), "edc8efd27659d3c2", id="noise of few values"),
        pytest.param(make_noise(1000, 5000), "7d4fa77b39df3867", id="noise of many values"),
        pytest.param([number // 3 for number in range(400, 0, -1)], "ae248a4af095d11a", id="falling"),
        pytest.param([*range(100), 5, *range(100, 200), 7], "67485e517a8e63d8", id="nearly sorted"),
        pytest.param([0] * 64, "ccf91e2b960f5146", id="all equal"),
        pytest.param([*range(60), *range(60, 0, -1)], "cf3024c85e21fb0a", id="up and down"),
        pytest.param([number ^ (number >> 1) for number in range(256)], "dced8f7b5a62cd3c", id="gray code"),
    ],
)
def test_order_of_many_is_that_of_go(keys: list[int], expected: str) -> None:
    assert sha256(repr(order_of(keys)).encode()).hexdigest()[:16] == expected


@pytest.mark.parametrize(
    ("keys", "budget", "expected"),
    [
        pytest.param(make_noise(16, 2), 5, "8053493a51430f7b", id="shuffled once"),
        pytest.param(make_saw(22, 5), 1, "43e16e1dc3fe26a8", id="heap sort when the budget is spent"),
    ],
)
def test_order_of_unbalanced_ones_is_that_of_go(keys: list[int], budget: int, expected: str) -> None:
    indexes = list(range(len(keys)))
    _Sorter(indexes, lambda first, second: keys[first] < keys[second]).sort(0, len(keys), budget)
    assert sha256(repr(indexes).encode()).hexdigest()[:16] == expected
    assert [keys[index] for index in indexes] == sorted(keys)


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param([*range(100, 0, -1)], id="falling"),
        pytest.param([*range(1, 80), 0], id="the last one belongs in front"),
        pytest.param([99, *range(80)], id="the first one belongs at the end"),
    ],
)
def test_order_without_equal_ones(keys: list[int]) -> None:
    assert [keys[index] for index in order_of(keys)] == sorted(keys)


@given(st.lists(st.integers(0, 40), max_size=200))
def test_sorts(keys: list[int]) -> None:
    indexes = order_of(keys)
    assert sorted(indexes) == list(range(len(keys)))
    assert [keys[index] for index in indexes] == sorted(keys)
