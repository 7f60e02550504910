from __future__ import annotations

import pytest

from preimage.test_files.outcomes import SkippedTest, TestResult


def test_a_result_passes_until_it_fails() -> None:
    result = TestResult("Metadata Test")
    assert result.passed
    result.fail("first")
    result.fail("second")
    assert not result.passed
    assert result.errors == ["first", "second"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        pytest.param("commandTests", False, id="command test"),
        pytest.param("licenseTests", False, id="license test"),
        pytest.param("globalEnvVars", True, id="global variable"),
        pytest.param("containerRunOptions", True, id="run options"),
    ],
)
def test_settings_are_no_tests(kind: str, expected: bool) -> None:
    assert SkippedTest(kind, "", 1).is_setting is expected
