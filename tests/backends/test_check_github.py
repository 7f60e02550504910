from __future__ import annotations

import pytest

from preimage.backends.check_github import render_check
from preimage.model.errors import DockerfileError, OptionError
from preimage.model.findings import Finding
from preimage.model.report import FileReport


def test_one_command_for_each_finding_and_error() -> None:
    first = FileReport(
        filename="./b/Dockerfile",
        data=b"",
        findings=[
            Finding("UndefinedVar", "late", (7, 8, 9)),
            Finding("FromAsCasing", "early", (2,)),
            Finding("InvalidBaseImagePlatform", "nowhere", ()),
        ],
        error=DockerfileError("circle", [(3,), (5, 6)]),
    )
    second = FileReport(filename="a", data=b"", error=OptionError("cannot read"))
    assert render_check([first, second]).splitlines() == [
        "::warning file=b/Dockerfile,title=InvalidBaseImagePlatform::nowhere",
        "::warning file=b/Dockerfile,line=2,endLine=2,title=FromAsCasing::early",
        "::warning file=b/Dockerfile,line=7,endLine=9,title=UndefinedVar::late",
        "::error file=b/Dockerfile,line=3,endLine=3,title=DockerfileError::circle",
        "::error file=a,title=DockerfileError::cannot read",
    ]


@pytest.mark.parametrize(
    ("filename", "message", "expected"),
    [
        pytest.param("a", "100%", "::error file=a,title=DockerfileError::100%25", id="percent"),
        pytest.param("a", "x\r\n::y", "::error file=a,title=DockerfileError::x%0D%0A::y", id="line ends"),
        pytest.param("a", "x:y,z", "::error file=a,title=DockerfileError::x:y,z", id="colon and comma in a message"),
        pytest.param("a:b,c%\n", "x", "::error file=a%3Ab%2Cc%25%0A,title=DockerfileError::x", id="file name"),
        pytest.param("a", "\x1b[0m\udcff", r"::error file=a,title=DockerfileError::\x1b[0m\xff", id="controls"),
    ],
)
def test_escapes(filename: str, message: str, expected: str) -> None:
    report = FileReport(filename=filename, data=b"", error=OptionError(message))
    assert render_check([report]) == f"{expected}\n"


def test_line_0_is_line_1() -> None:
    report = FileReport(filename="a", data=b"", error=DockerfileError("bad", [(0,)]))
    assert render_check([report]) == "::error file=a,line=1,endLine=1,title=DockerfileError::bad\n"


def test_clean_files_say_nothing() -> None:
    assert render_check([FileReport(filename="a", data=b"")]) == ""
