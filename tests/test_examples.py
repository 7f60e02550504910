"""Each example prints what its expected.json holds."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from preimage.cli import main

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(path.parent for path in ROOT.glob("examples/*/command.txt"))


@pytest.mark.parametrize("example", [pytest.param(example, id=example.name) for example in EXAMPLES])
def test_example(example: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("DOCKER_DEFAULT_PLATFORM", raising=False)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    program, *arguments = shlex.split((example / "command.txt").read_text(encoding="utf-8"))
    assert program == "preimage"
    status = main(arguments)
    output, errors = capfdbinary.readouterr()
    assert errors == b""
    assert output.decode() == (example / "expected.json").read_text(encoding="utf-8")
    assert status == 0


def test_every_folder_is_an_example() -> None:
    folders = {path for path in ROOT.glob("examples/*") if path.is_dir()}
    assert folders == set(EXAMPLES)
    assert len(folders) >= 5
