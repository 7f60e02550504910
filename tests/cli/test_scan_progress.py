from __future__ import annotations

import pytest

from preimage.cli import scan_progress
from preimage.cli.scan_progress import ProgressLine


def test_on_a_terminal_a_line_says_how_far_it_is(capsys, monkeypatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr(scan_progress, "_SECONDS", 1e-9)
    with ProgressLine() as line:
        line.progress.find()
        line.progress.compile()
    err = capsys.readouterr().err
    assert "\r1 file found, 0 compiled, " in err
    assert "\r1 file found, 1 compiled, " in err
    assert err.endswith(" \r")


@pytest.mark.parametrize("is_terminal", [False, True])
def test_the_line_is_not_printed_for_every_file(capsys, monkeypatch, is_terminal: bool) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: is_terminal)
    with ProgressLine() as line:
        line.progress.find()
    line.close(rows=3, errors=1, gone=2)
    err = capsys.readouterr().err
    assert err.startswith("1 file, 0 compiled, 2 gone in 0.")
    assert err.endswith(" s; 3 rows, of which 1 is an error\n")
