from __future__ import annotations

import pytest

from preimage.golang.pathmatch import BadPatternError, match_path


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        pytest.param("app", "app", True, id="same"),
        pytest.param("app", "apps", False, id="longer"),
        pytest.param("a*", "app", True, id="star"),
        pytest.param("*p", "app", True, id="star first"),
        pytest.param("a*b*c", "axbxbxc", True, id="stars"),
        pytest.param("a*", "a/b", False, id="star and slash"),
        pytest.param("**", "", True, id="stars match nothing"),
        pytest.param("?", "é", True, id="one character"),
        pytest.param("?", "/", False, id="slash"),
        pytest.param("[a-c]", "b", True, id="range"),
        pytest.param("[^a-c]", "b", False, id="not in range"),
        pytest.param("[a-cx]z", "xz", True, id="ranges"),
        pytest.param("\\*", "*", True, id="escaped"),
        pytest.param("[\\-x]", "-", True, id="escaped in range"),
    ],
)
def test_names_match_as_in_go(pattern: str, name: str, matches: bool) -> None:
    assert match_path(pattern, name) is matches


@pytest.mark.parametrize("pattern", ["[", "[a", "[]", "[a-]", "[-a]", "a[", "\\", "[a-\\"])
def test_error_a_pattern_that_cannot_be_read(pattern: str) -> None:
    with pytest.raises(BadPatternError) as caught:
        match_path(pattern, "a")
    assert str(caught.value) == "syntax error in pattern"


def test_many_stars_take_no_time_without_end() -> None:
    assert not match_path("*a" * 100 + "b", "a" * 2_000)
