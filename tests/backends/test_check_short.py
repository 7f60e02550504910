from __future__ import annotations

from preimage.backends.check_short import render_check, stream_check
from preimage.model.errors import DockerfileError, OptionError
from preimage.model.findings import Finding
from preimage.model.report import FileReport


def test_one_line_for_each_finding_and_error() -> None:
    first = FileReport(
        filename="b/Dockerfile",
        data=b"",
        findings=[
            Finding("UndefinedVar", "late", (7, 8)),
            Finding("FromAsCasing", "early", (2,)),
            Finding("InvalidBaseImagePlatform", "nowhere", ()),
        ],
        error=DockerfileError("bad", [(9, 10)]),
    )
    second = FileReport(filename="a", data=b"", error=OptionError("cannot read"))
    assert render_check([first, second]).splitlines() == [
        "b/Dockerfile: InvalidBaseImagePlatform: nowhere",
        "b/Dockerfile:2: FromAsCasing: early",
        "b/Dockerfile:7: UndefinedVar: late",
        "b/Dockerfile:9: DockerfileError: bad",
        "a: DockerfileError: cannot read",
    ]


def test_line_0_is_line_1() -> None:
    report = FileReport(filename="a", data=b"", error=DockerfileError("bad", [(0,)]))
    assert render_check([report]) == "a:1: DockerfileError: bad\n"


def test_controls_are_escaped() -> None:
    report = FileReport(filename="a\nb", data=b"", findings=[Finding("UndefinedVar", "x\n\x1b[0m\udcff", (1,))])
    assert render_check([report]) == "a\\nb:1: UndefinedVar: x\\n\\x1b[0m\\xff\n"


def test_clean_files_say_nothing() -> None:
    assert render_check([FileReport(filename="a", data=b"")]) == ""


def test_rules_are_painted_by_severity() -> None:
    note, warning = Finding("preimage/AlmostJson", "n", (1,)), Finding("UndefinedVar", "w", (2,))
    report = FileReport(filename="a", data=b"", findings=[note, warning])
    lines = "".join(stream_check([report], lambda part, text: f"<{part} {text}>")).splitlines()
    assert lines == ["<place a:1>: <note preimage/AlmostJson>: n", "<place a:2>: <warning UndefinedVar>: w"]
