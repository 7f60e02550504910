"""The Dockerfile of preimage's own image, looked at by preimage: checks, snapshot, and what its users rely on."""

from __future__ import annotations

from pathlib import Path

import pytest

import preimage
from preimage.cli import main

ROOT = Path(__file__).parent.parent
FILE = "docker/Dockerfile"


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name in ("DOCKER_DEFAULT_PLATFORM", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)


def test_checks_and_notes_find_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "-f", FILE, ".", "--portable", "--format", "short"]) == 0
    assert capsys.readouterr().out == "1 file: no errors, no warnings\n"


def test_snapshot_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--unresolved", "empty", "--platform", "linux/amd64"]
    assert main(["snapshot", "--check", *options, "-f", FILE, "."]) == 0, capsys.readouterr().out


def test_image_runs_the_command_and_is_not_root() -> None:
    base = {"config": {"Env": ["PATH=/usr/local/bin:/usr/bin:/bin"], "Cmd": ["python3"]}}
    config = preimage.compile(ROOT / FILE, bases={"*": base}).image.config
    assert (config.entrypoint, config.cmd) == (["/opt/preimage/bin/preimage"], ["--help"])
    assert config.user == "65532:65532"
    assert (config.healthcheck, config.volumes, config.exposed_ports) == (None, {}, {})


@pytest.mark.parametrize("name", ["setup.cfg", "setup.py", "pyproject.toml", "README.md", "LICENSE", "compiler/preimage/api.py"])  # fmt: skip
def test_what_is_needed_is_in_the_context(name: str) -> None:
    text = (ROOT / f"{FILE}.dockerignore").read_text()
    assert (ROOT / name).is_file()
    assert f"!{Path(name).parts[0]}\n" in text
