from __future__ import annotations

import pytest

from preimage.model.errors import LimitError
from preimage.projects.hcl.budget import MAX_CHAIN, MAX_DEPTH, Budget, check_depth


def test_what_is_within_the_budget_passes() -> None:
    budget = Budget(steps=1, items=5)
    budget.step()
    budget.spend(5)
    for _ in range(2 * MAX_CHAIN):
        budget.enter()
        budget.leave()
    check_depth(MAX_DEPTH)


def test_error_the_budget_is_used_up() -> None:
    with pytest.raises(LimitError) as steps:
        Budget(steps=0).step()
    assert str(steps.value) == "the expressions of this project take more than 1000000 steps"
    with pytest.raises(LimitError) as items:
        Budget(items=1).spend(2)
    assert str(items.value) == "the values of this project come to more than 16000000 characters"


def test_error_too_deep() -> None:
    with pytest.raises(LimitError) as caught:
        check_depth(MAX_DEPTH + 1)
    assert str(caught.value) == "nested deeper than 100 levels"


def test_error_too_long_a_chain() -> None:
    budget = Budget()
    for _ in range(MAX_CHAIN):
        budget.enter()
    with pytest.raises(LimitError) as caught:
        budget.enter()
    assert str(caught.value) == "more than 60 values need one another in a row"
