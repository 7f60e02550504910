from __future__ import annotations

import json
import sys

import pytest

from preimage.cli import terminal
from preimage.cli.terminal import (
    ReportedError,
    escape_json_report,
    escape_report,
    print_error,
    print_line,
    print_note,
    report_failure,
    reporting,
    write_report,
)
from preimage.model.errors import BaseUnreadable, DockerfileError, LimitError, MissingBaseError, OptionError
from preimage.model.limits import Limits

DATA = b"FROM a\nFRO \x1b\n"


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
        pytest.param(DockerfileError("bad"), 1, "ERROR: D: bad\n", id="without one"),
    ],
)
def test_failure(capsys, error, status, shown) -> None:
    assert report_failure("D", DATA, error) == status
    assert capsys.readouterr() == ("", shown)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(DockerfileError("bad"), 1, id="of the Dockerfile"),
        pytest.param(BaseUnreadable("bad"), 4, id="of a base"),
        pytest.param(LimitError("bad"), 1, id="of a limit"),
    ],
)
def test_faults_of_a_file_end_the_command(capsys, error, status) -> None:
    with pytest.raises(ReportedError) as caught, reporting("D", DATA):
        raise error
    assert caught.value.status == status
    assert "bad\n" in capsys.readouterr().err


def test_other_errors_are_not_reported(capsys) -> None:
    with pytest.raises(OptionError), reporting("D", DATA):
        raise OptionError("bad")
    assert capsys.readouterr() == ("", "")


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


def test_line_ends_of_a_report_stay() -> None:
    assert escape_report("a\r\nb\rc\x1b\r\n") == "a\r\nb\\rc\\x1b\r\n"


@pytest.mark.parametrize(
    "value",
    ["plain", "\x00\x1b\x1f", "\x7f", "\x80\x9b\x9f", "\xa0é€😀"],
    ids=["plain", "C0", "DEL", "C1", "no controls"],
)
def test_json_stays_equal_and_has_no_controls(value) -> None:
    text = escape_json_report(json.dumps([value], ensure_ascii=False))
    assert json.loads(text) == [value]
    assert not any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in text)


def test_error_report_is_too_large(capfdbinary, monkeypatch) -> None:
    monkeypatch.setattr(terminal, "DEFAULT_LIMITS", Limits(output_bytes=10))
    write_report(["12345", "\x1b", "67"], is_json=False, files=2)
    with pytest.raises(LimitError) as caught:
        write_report(["12345", "\x1b", "6789"], is_json=False)
    sys.stdout.flush()
    assert str(caught.value) == "the report is larger than 10 bytes (limit output_bytes)"
    assert capfdbinary.readouterr().out == b"12345\\x1b6712345\\x1b"


def test_pieces_of_json_are_written_as_one_document(capfdbinary, monkeypatch) -> None:
    monkeypatch.setattr(terminal, "_PIECE", 4)
    write_report(["[1", ",\u2028", "2, 3]", ""], is_json=True)
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == b"[1,\\u20282, 3]\n"


@pytest.mark.parametrize(
    ("options", "written"),
    [
        pytest.param({"is_json": False}, b"\\x3a:a\\u2028\n##", id="text"),
        pytest.param({"is_json": False, "is_visible": True}, "::a\u2028\n##".encode(), id="visible already"),
        pytest.param({"is_json": True}, b"::a\\u2028\n##\n", id="JSON"),
    ],
)
def test_report_is_made_harmless(capfdbinary, options, written) -> None:
    write_report("::a\u2028\n##", **options)
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == written
