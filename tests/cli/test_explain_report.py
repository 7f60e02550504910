from __future__ import annotations

import io
import sys

import pytest

from preimage.backends.explain_table import DEFAULT_WIDTH
from preimage.cli.explain_report import make_layout


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("columns", "width"), [("60", 60), ("", DEFAULT_WIDTH), ("x", DEFAULT_WIDTH), ("0", DEFAULT_WIDTH)]
)
def test_width(monkeypatch: pytest.MonkeyPatch, columns: str, width: int) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert make_layout().width == width


def test_colours_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert make_layout().paint("name", "User") == "User"
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    assert make_layout().paint("name", "User") == "\x1b[1mUser\x1b[0m"
    assert make_layout().paint("name", "") == ""
    monkeypatch.setenv("NO_COLOR", "1")
    assert make_layout().paint("name", "User") == "User"
