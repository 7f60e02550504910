from __future__ import annotations

import pytest

from preimage.inputs.search_options import Excludes, SearchOptions


@pytest.mark.parametrize(
    "options",
    [
        {"exclude": []},
        {"exclude": ["a"]},
        {"extend_exclude": ["a"]},
        {"has_ignore_files": False},
        {"finds_projects": True},
    ],
    ids=["no usual ones", "other ones", "more", "ignore files", "projects"],
)
def test_options_that_leave_out_something_else_are_told_apart(options) -> None:
    assert SearchOptions("/r", **options).describe() != SearchOptions("/r").describe()


def test_the_folder_counts_where_patterns_are_relative_to_it() -> None:
    assert SearchOptions("/r").describe() == SearchOptions("/s").describe()
    assert SearchOptions("/r", exclude=["a"]).describe() != SearchOptions("/s", exclude=["a"]).describe()


def test_without_patterns_nothing_is_left_out() -> None:
    assert not Excludes().excludes("/r/Dockerfile")
