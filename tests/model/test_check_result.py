from __future__ import annotations

import pytest

from preimage.model.check_result import CheckResult
from preimage.model.errors import DockerfileError
from preimage.model.findings import Finding

FINDING = Finding("MaintainerDeprecated", "x", (2,))


@pytest.mark.parametrize(
    ("result", "is_clean"),
    [
        pytest.param(CheckResult(()), True, id="nothing"),
        pytest.param(CheckResult((), None, (Finding("preimage/AlmostJson", "x", (2,)),)), True, id="a note"),
        pytest.param(CheckResult((FINDING,)), False, id="a finding"),
        pytest.param(CheckResult((), DockerfileError("x")), False, id="an error"),
    ],
)
def test_is_clean(result: CheckResult, is_clean: bool) -> None:
    assert result.is_clean is is_clean


def test_equal_results() -> None:
    assert CheckResult((FINDING,)) == CheckResult((Finding("MaintainerDeprecated", "x", (2,)),))
