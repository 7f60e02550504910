from __future__ import annotations

from typing import Any

import pytest

from preimage.model.image import Platform
from preimage.model.options import BuildOptions, BuildRequest

PLATFORM = Platform("amd64", "linux")


def test_defaults_are_a_plain_build() -> None:
    options = BuildOptions(platform=PLATFORM, build_platform=PLATFORM)
    assert (options.target, options.build_args, options.labels, options.contexts) == ("", {}, {}, {})
    assert options.is_platform_implicit
    assert not options.is_check
    assert options.ignore_file is None


@pytest.mark.parametrize("target", [None, ""])
def test_a_request_without_target_is_for_the_last_stage(target: str | None) -> None:
    request = BuildRequest(target=target)
    assert request.target == ""
    assert request.has_checks


@pytest.mark.parametrize(
    ("all_stages", "target", "is_check"),
    [
        pytest.param(True, "", True, id="all stages"),
        pytest.param(True, "a", False, id="a target limits it"),
        pytest.param(False, "", False, id="a build"),
    ],
)
def test_check_looks_at_all_stages(all_stages: bool, target: str, is_check: bool) -> None:
    options = BuildOptions(platform=PLATFORM, build_platform=PLATFORM, all_stages=all_stages, target=target)
    assert options.is_check is is_check


def test_copy_of_a_request_has_all_that_it_asks() -> None:
    values: dict[str, Any] = {
        "target": "t",
        "build_args": {"A": "1"},
        "platform": "linux/arm64",
        "build_platform": "linux/386",
        "labels": {"l": "1"},
        "contexts": {"c": "docker-image://x"},
        "all_stages": True,
        "has_checks": False,
        "has_notes": True,
        "extra_rules": frozenset(("R",)),
    }
    assert set(values) == set(BuildRequest.__slots__)
    request = BuildRequest(**values)
    copied = request.copy()
    copied.target = ""
    assert {name: vars(BuildRequest)[name].__get__(request) for name in values} == values
    assert {name: vars(BuildRequest)[name].__get__(copied) for name in values} == {**values, "target": ""}
