from __future__ import annotations

import json

import pytest

from preimage.cli.arguments import Options
from preimage.cli.base_options import open_base_sources
from preimage.cli.build_options import CommandParser, add_build_options
from preimage.cli.compilation import compile_entry
from preimage.cli.terminal import print_note
from preimage.inputs.dockerfiles import read_dockerfile
from preimage.inputs.entries import Entry
from preimage.model.errors import DockerfileError

DOCKERFILE = """\
FROM base AS build
ARG V=1
LABEL v=$V built=$BUILDPLATFORM
COPY secret /
FROM build AS other
"""
BASE = {"architecture": "arm64", "os": "linux", "config": {"User": "app"}}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "Dockerfile.dockerignore").write_text("secret\n")
    (tmp_path / "base.json").write_text(json.dumps(BASE))
    return tmp_path


def parse(*arguments: str) -> Options:
    parser = CommandParser("test", "A test.")
    add_build_options(parser, unresolved="error")
    return parser.parse_arguments([*arguments, "--base", "base=base.json"])


def test_options_are_those_of_the_build(folder) -> None:
    options = parse("--target", "build", "--build-arg", "V=2", "--label", "x=y")
    result = compile_entry(
        Entry(read_dockerfile(".", None, print_note)), options, open_base_sources(options), "linux/arm64"
    )
    assert result.image.architecture == "arm64"
    assert result.image.config.user == "app"
    assert result.image.config.labels == {"v": "2", "built": "", "x": "y"}
    assert [warning.rule for warning in result.warnings] == ["UndefinedVar", "CopyIgnoredFile"]


def test_build_args_and_build_platform_of_the_caller_come_first(folder) -> None:
    (folder / "Dockerfile").write_text("FROM scratch\nARG V\nARG BUILDPLATFORM\nLABEL v=$V built=$BUILDPLATFORM\n")
    options = parse("--build-arg", "V=2")
    result = compile_entry(
        Entry(read_dockerfile(".", None, print_note)),
        options,
        open_base_sources(options),
        None,
        build_args={"V": "3"},
        build_platform="linux/s390x",
    )
    assert result.image.config.labels == {"v": "3", "built": "linux/s390x"}
    assert result.image.architecture == "s390x"


def test_error_checks_can_fail_by_build_arg(folder) -> None:
    options = parse("--build-arg", "BUILDKIT_DOCKERFILE_CHECK=error=true")
    with pytest.raises(DockerfileError) as caught:
        compile_entry(Entry(read_dockerfile(".", None, print_note)), options, open_base_sources(options), "linux/arm64")
    assert str(caught.value) == "lint violation found for rules: CopyIgnoredFile, UndefinedVar"
