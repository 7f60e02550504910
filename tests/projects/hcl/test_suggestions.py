from __future__ import annotations

import pytest

from preimage.projects.hcl.suggestions import suggest_name


@pytest.mark.parametrize(
    ("given", "names", "hint"),
    [
        pytest.param("REGSTRY", ["TAG", "REGISTRY"], ' Did you mean "REGISTRY"?', id="near"),
        pytest.param("REGSTRY", ["TAG"], "", id="far"),
        pytest.param("ab", ["abcd", "ab1"], ' Did you mean "abcd"?', id="the first, not the nearest"),
    ],
)
def test_names_that_may_be_meant(given: str, names: list[str], hint: str) -> None:
    assert suggest_name(given, names) == hint
