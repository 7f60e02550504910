from __future__ import annotations

import pytest

from preimage.cli.suggestions import suggest


@pytest.mark.parametrize(
    ("word", "suggestion"),
    [
        pytest.param("--targt", " (did you mean --target?)", id="a letter is missing"),
        pytest.param("--lable", " (did you mean --label?)", id="letters are swapped"),
        pytest.param("--TARGET", " (did you mean --target?)", id="case"),
        pytest.param("--zzz", "", id="nothing is near"),
        pytest.param("--target" * 20, "", id="too long to be meant"),
    ],
)
def test_suggest(word, suggestion) -> None:
    assert suggest(word, ["--label", "--target"]) == suggestion
