from __future__ import annotations

import preimage
from preimage.results.input_summary import describe_config, describe_input


def test_names_of_build_arguments_only() -> None:
    bases = preimage.StaticBases({"*": {}})
    result = preimage.compile(
        "FROM alpine AS a\nFROM alpine AS b",
        target="a",
        platform="linux/arm64",
        build_args={"B": "secret", "A": "1"},
        labels={"l": "1"},
        bases=bases,
    )
    assert describe_input(result.trace.options, result.bases, "web/Dockerfile") == {
        "file": "web/Dockerfile",
        "target": "a",
        "platform": "linux/arm64",
        "build_args": ["A", "B"],
        "labels": {"l": "1"},
        "bases": [{"reference": "docker.io/library/alpine:latest", "digest": None, "from": "given"}],
    }


def test_image_config_alone() -> None:
    assert describe_config("image.json") == {
        "file": "image.json",
        "target": None,
        "platform": None,
        "build_args": [],
        "labels": {},
        "bases": [],
    }
