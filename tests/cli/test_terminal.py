from __future__ import annotations

import io
import sys

import pytest

from preimage.cli import terminal
from preimage.cli.terminal import (
    has_colors,
    output_limit,
    print_error,
    print_line,
    print_note,
    report_failure,
    write_report,
)
from preimage.model.errors import BaseUnreadable, DockerfileError, LimitError, MissingBaseError
from preimage.model.limits import Limits
from preimage.model.visible import show

DATA = b"FROM a\nFRO \x1b\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("env", "colored"),
    [
        pytest.param({}, True, id="terminal"),
        pytest.param({"NO_COLOR": "1"}, False, id="NO_COLOR"),
        pytest.param({"NO_COLOR": ""}, True, id="empty NO_COLOR is none"),
        pytest.param({"TERM": "dumb"}, False, id="dumb terminal"),
    ],
)
def test_colors(monkeypatch, env, colored) -> None:
    monkeypatch.delenv("TERM", raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert has_colors(Terminal()) is colored
    assert not has_colors(io.StringIO())


def test_error_and_note_are_escaped(capsys) -> None:
    print_error("a\x1b[31m\rb\n::error::d")
    print_note("c\x9b\udcff\n")
    print_line("::e\u2028")
    assert capsys.readouterr() == (
        "\\x3a:e\\u2028\n",
        "ERROR: a\\x1b[31m\\rb\\n::error::d\nc\\u009b\\xff\\n\n",
    )


@pytest.mark.parametrize(
    ("error", "status", "shown"),
    [
        pytest.param(
            DockerfileError("bad", [(2,)]),
            1,
            "D:2\n--------------------\n   1 |     FROM a\n   2 | >>> FRO \\x1b\n   3 |     \n--------------------\n"
            "ERROR: bad\n",
            id="with a place",
        ),
        pytest.param(DockerfileError("bad"), 1, "ERROR: bad\n", id="without one"),
    ],
)
def test_failure(capsys, error, status, shown) -> None:
    assert report_failure("D", DATA, error) == status
    assert capsys.readouterr() == ("", shown)


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        pytest.param(
            MissingBaseError("x", [(1,)], reference="docker.io/library/a:latest"),
            "Give it with --base docker.io/library/a:latest=FILE",
            id="unknown",
        ),
        pytest.param(BaseUnreadable("x"), "--base REF=FILE", id="unreadable"),
    ],
)
def test_failure_of_a_base_says_how_to_go_on(capsys, error, hint) -> None:
    assert report_failure("D", DATA, error) == 4
    assert hint in capsys.readouterr().err


def test_error_report_is_too_large(capfdbinary, monkeypatch) -> None:
    monkeypatch.setattr(terminal, "DEFAULT_LIMITS", Limits(output_bytes=10))
    write_report(["12345", "\x1b", "67"], show, [0, 0])
    with pytest.raises(LimitError) as caught:
        write_report(["12345", "\x1b", "6789"], show, [0])
    sys.stdout.flush()
    assert str(caught.value) == "the report is larger than 10 bytes (limit output_bytes)"
    assert capfdbinary.readouterr().out == b"12345\\x1b6712345\\x1b"


def test_a_large_dockerfile_may_have_a_large_report() -> None:
    assert output_limit(1 << 16) == 9 << 20
