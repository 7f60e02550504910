from __future__ import annotations

import pytest

from preimage.model.errors import LimitError
from preimage.projects.hcl.budget import MAX_CHAIN, MAX_DEPTH, MAX_SIZE, Budget, check_depth, check_size


def test_what_is_within_the_budget_passes() -> None:
    budget = Budget(steps=1, items=5, characters=5)
    budget.step()
    budget.spend(5)
    budget.write(5)
    for _ in range(2 * MAX_CHAIN):
        with budget:
            check_depth(MAX_DEPTH)
    check_size(MAX_SIZE)


def test_error_the_budget_is_used_up() -> None:
    with pytest.raises(LimitError) as steps:
        Budget(steps=0).step()
    assert str(steps.value) == "the expressions of this project take more than 300000 steps"
    with pytest.raises(LimitError) as items:
        Budget(items=1).spend(2)
    assert str(items.value) == "the values of this project come to more than 3000000 items"
    with pytest.raises(LimitError) as characters:
        Budget(characters=1).write(2)
    assert str(characters.value) == "the values of this project come to more than 16000000 characters"


def test_error_too_deep_or_too_large() -> None:
    with pytest.raises(LimitError) as caught:
        check_depth(MAX_DEPTH + 1)
    assert str(caught.value) == "nested deeper than 100 levels"
    with pytest.raises(LimitError) as caught:
        check_size(MAX_SIZE + 1)
    assert str(caught.value) == "a value of this project has more than 500000 items"


def test_error_too_long_a_chain() -> None:
    budget = Budget()

    def nest(depth: int) -> int:
        with budget:
            return nest(depth - 1) if depth else 0

    assert nest(MAX_CHAIN - 1) == 0
    with pytest.raises(LimitError) as caught:
        nest(MAX_CHAIN)
    assert str(caught.value) == "more than 60 values need one another in a row"
    assert nest(MAX_CHAIN - 1) == 0
