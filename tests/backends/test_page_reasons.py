from __future__ import annotations

import pytest

from preimage.backends.page_reasons import describe_reason


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        pytest.param(None, "", id="plain case"),
        pytest.param("never-set", "nothing sets it", id="known"),
        pytest.param("of-the-future", "of-the-future", id="unknown"),
    ],
)
def test_reasons(reason: str | None, text: str) -> None:
    assert describe_reason(reason) == text
