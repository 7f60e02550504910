from __future__ import annotations

import json
from pathlib import Path

import pytest

from preimage.model.errors import MissingBaseError, OptionError
from preimage.testing.image_factory import ImageFactory
from preimage.testing.project_settings import ProjectOfTests

BASE = {"architecture": "arm64", "os": "linux", "config": {"Env": ["PATH=/bin"]}}
SETTINGS = """\
platforms = ["linux/arm64", "linux/amd64"]
bases-from = ["engine"]
[bases]
"alpine:3" = "alpine.json"
[files."svc/Dockerfile"]
target = "app"
context = "."
build-args = { V = "1", W = "1" }
labels = { a = "1", b = "1" }
contexts = { here = "svc" }
"""
DOCKERFILE = "FROM alpine:3 AS app\nARG V W\nENV V=$V W=$W\nCOPY x y /\nCOPY --from=here z /\nFROM scratch\n"


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "svc").mkdir()
    (tmp_path / "svc/Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "preimage.toml").write_text(SETTINGS)
    (tmp_path / "alpine.json").write_text(json.dumps(BASE))
    (tmp_path / ".dockerignore").write_text("x\n")
    monkeypatch.chdir(tmp_path)


def test_settings_hold() -> None:
    image = ImageFactory()("svc")
    assert image.architecture == "arm64"
    assert image.env == {"PATH": "/bin", "V": "1", "W": "1"}
    assert image.labels == {"a": "1", "b": "1"}
    assert [finding.rule for finding in image.warnings] == ["CopyIgnoredFile"]


def test_arguments_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    factory = ImageFactory(lambda: [str(tmp_path)], platform="linux/arm64")
    monkeypatch.chdir("/")
    image = factory("svc", build_args={"V": "2"}, labels={"b": "2"}, context=tmp_path / "svc")
    assert image.env["V"] + image.env["W"] == "21"
    assert image.labels == {"a": "1", "b": "2"}
    assert image.warnings == []


def test_unresolved_and_lock(tmp_path: Path) -> None:
    (tmp_path / "preimage.toml").write_text(
        "locked = true\nunresolved = 'empty'\n[bases]\n'alpine:3' = 'alpine.json'\n"
    )
    assert ImageFactory()("svc", target="app").env["V"] == ""
    with pytest.raises(MissingBaseError):
        ImageFactory(unresolved="error")("svc", target="app")


def test_they_can_be_left_out() -> None:
    assert ImageFactory(settings=ProjectOfTests(is_off=True))("svc").labels == {}


def test_error_in_settings(tmp_path: Path) -> None:
    (tmp_path / "preimage.toml").write_text("x = 1\n")
    with pytest.raises(OptionError) as caught:
        ImageFactory()("svc")
    assert str(caught.value) == f'{tmp_path}/preimage.toml:1: unknown setting "x"'


def test_error_layout_as_a_context(tmp_path: Path) -> None:
    (tmp_path / "preimage.toml").write_text("contexts = { a = 'oci-layout://l' }\n")
    with pytest.raises(OptionError) as caught:
        ImageFactory()("svc")
    assert str(caught.value).startswith("contexts.a: tests take no layout as a build context")
