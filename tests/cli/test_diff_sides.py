from __future__ import annotations

from pathlib import Path

import pytest

from preimage.bases.lock import make_lock_entry, write_lock
from preimage.cli.arguments import Options
from preimage.cli.diff_sides import DockerfileSide, ImageSide, open_side
from preimage.model.bases import Base
from preimage.model.errors import OptionError
from preimage.model.image import Platform
from preimage.model.references import parse_reference


@pytest.fixture
def options() -> Options:
    return Options(
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


def test_lock_file(options) -> None:
    platform = Platform("amd64", "linux")
    for path, user in (("preimage.lock", "new"), ("old.lock", "old")):
        config = b'{"architecture":"amd64","os":"linux","config":{"User":"%s"}}' % user.encode()
        write_lock(path, [make_lock_entry(parse_reference("alpine"), platform, Base(config, "test"))])
    Path("Dockerfile").write_text("FROM alpine\n")
    before, after = (open_side(text, options, ".") for text in ("old.lock", "."))
    assert isinstance(before, DockerfileSide)
    assert (before.name, after.name) == ("old.lock", "Dockerfile")
    users = [side.produce(None, "linux/amd64").image.config.user for side in (before, after)]
    assert users == ["old", "new"]


def test_error_lock_file_without_a_dockerfile(options) -> None:
    Path("old.lock").write_text("{}")
    with pytest.raises(OptionError) as caught:
        open_side("old.lock", options, "old.lock")
    assert str(caught.value) == "old.lock: a lock file is compared with a Dockerfile; name that as the other side"


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
