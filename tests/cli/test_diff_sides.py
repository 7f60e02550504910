from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from preimage.cli.diff_sides import DockerfileSide, ImageSide, open_side
from preimage.model.errors import OptionError


@pytest.fixture
def options() -> argparse.Namespace:
    return argparse.Namespace(
        base=[],
        bases_from=[],
        build_arg=[],
        build_context=[],
        insecure_registry=[],
        label=["l=1"],
        lock=None,
        locked=False,
        offline=True,
        platform=[],
        target=None,
        unresolved="error",
    )


def test_dockerfile(options) -> None:
    Path("Dockerfile").write_text("FROM scratch AS a\nFROM scratch\nUSER x\n")
    side = open_side(".", options, ".")
    assert isinstance(side, DockerfileSide)
    assert side.name == "Dockerfile"
    assert side.produce(None, "linux/amd64").image.config.user == "x"
    assert side.produce("a", None).image.config.labels == {"l": "1"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"config": {"User": "x"}}', id="a config"),
        pytest.param('\ufeff{"config": {"User": "x"}}', id="with a byte order mark"),
        pytest.param('{"platform": "linux/amd64", "bases": [], "image": {"config": {"User": "x"}}}', id="a snapshot"),
    ],
)
def test_json_files(options, text: str) -> None:
    Path("file").write_text(text, "utf-8")
    side = open_side("file", options, ".")
    assert isinstance(side, ImageSide)
    assert side.produce(None, None).config.user == "x"


@pytest.mark.parametrize(
    "text", ["{", '{"image": 5}', '{"config": {"Env": 5}}', "{}x", f'{{"a": {"1" * 5000}}}', f'{{"a": {"[" * 9000}']
)
def test_error_json_that_is_no_config(options, text: str) -> None:
    Path("file").write_text(text)
    with pytest.raises(OptionError, match="^file: no snapshot and no image config: "):
        open_side("file", options, ".")
