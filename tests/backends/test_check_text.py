from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from preimage.backends.check_text import render_check, render_errors, render_findings
from preimage.model.errors import DockerfileError, OptionError
from preimage.model.findings import Finding
from preimage.model.report import FileReport

CALLS = Path(__file__).parents[1] / "conformance" / "calls.jsonl"
CASES = [case for case in map(json.loads, CALLS.read_text("utf-8").splitlines()) if case["call"] == "check"]


def key_of(case: dict[str, Any]) -> str:
    return json.dumps([case["dockerfile"], case["options"]])


def lines_of(location: dict[str, Any]) -> tuple[int, ...]:
    return tuple(place["start"].get("line", 0) for place in location.get("ranges", []))


def report_of(case: dict[str, Any]) -> FileReport:
    """Build the report of a case from its JSON output."""
    document = json.loads(case["output"])
    error = document.get("buildError")
    return FileReport(
        filename=document["sources"][0]["filename"],
        data=case["dockerfile"].encode(),
        findings=[
            Finding(warning["ruleName"], warning["detail"], lines_of(warning["location"]))
            for warning in document["warnings"] or []
        ],
        error=error and DockerfileError(error["message"], [lines_of(error["location"])]),
    )


REPORTS = {key_of(case): report_of(case) for case in CASES if case["format"] == "json"}
TEXTS = [pytest.param(case, id=case["id"]) for case in CASES if case["format"] == "text" and key_of(case) in REPORTS]
CLIENTS = [
    pytest.param(case, id=case["id"]) for case in CASES if case["format"] == "client" and key_of(case) in REPORTS
]


@pytest.mark.parametrize("case", TEXTS)
def test_text_is_that_of_buildkit(case: dict[str, Any]) -> None:
    assert render_findings(REPORTS[key_of(case)]) == case["output"]


@pytest.mark.parametrize("case", CLIENTS)
def test_one_file_is_what_the_client_prints(case: dict[str, Any]) -> None:
    reports = [REPORTS[key_of(case)]]
    assert (render_check(reports), render_errors(reports)) == (case["output"], case["stderr"])
    assert reports[0].is_clean is (case["exit_code"] == 0)


def test_there_are_cases() -> None:
    assert len(TEXTS) >= 4
    assert len(CLIENTS) >= 6


def test_order_of_many_warnings_is_that_of_go() -> None:
    [case] = [case for case in CASES if case["id"] == "calls/check-26"]
    findings = []
    for number in range(1, 9):
        message = "Command 'env' should match the case of the command majority (uppercase)"
        findings.append(Finding("ConsistentInstructionCasing", message, (number + 1,)))
    for number in range(1, 9):
        lines = (number + 1,)
        findings.append(Finding("UndefinedVar", f"Usage of undefined variable '$u{number}'", lines))
        for name in (f"K{number}_KEY", f"T{number}_TOKEN"):
            message = f'Do not use ARG or ENV instructions for sensitive data (ENV "{name}")'
            findings.append(Finding("SecretsUsedInArgOrEnv", message, lines))
    json_form = "JSON arguments recommended for CMD to prevent unintended behavior related to OS signals"
    several = "Multiple CMD instructions should not be used in the same stage because only the last one will be used"
    findings += [
        Finding("JSONArgsRecommended", json_form, (10,)),
        Finding("MultipleInstructionsDisallowed", several, (10,)),
        Finding("JSONArgsRecommended", json_form, (11,)),
    ]
    report = FileReport(filename="Dockerfile", data=case["dockerfile"].encode(), findings=findings)
    assert render_findings(report) == case["output"]


def test_findings_without_lines_come_first_by_rule() -> None:
    findings = [
        Finding("WorkdirRelativePath", "1", (1,)),
        Finding("UndefinedVar", "2", ()),
        Finding("InvalidBaseImagePlatform", "3", ()),
        Finding("InvalidBaseImagePlatform", "4", ()),
    ]
    text = render_findings(FileReport(filename="D", data=b"FROM a", findings=findings))
    assert [line for line in text.splitlines() if line.isdecimal()] == ["3", "4", "2", "1"]
    assert "\nWARNING: InvalidBaseImagePlatform\n3\n\nWARNING:" in text


REPORT = FileReport(filename="b/Dockerfile", data=b"FROM a\n", findings=[Finding("UndefinedVar", "m", (1,))])
UNPLACED = FileReport(
    filename="c",
    data=b"",
    findings=[Finding("InvalidBaseImagePlatform", "p", ())],
    error=OptionError("cannot read"),
)
CLEAN = FileReport(filename="a", data=b"FROM a\n")
EXCERPT = "b/Dockerfile:1\n--------------------\n   1 | >>> FROM a\n   2 |     \n--------------------\n"
URL = "https://docs.docker.com/go/dockerfile/rule/undefined-var/"


def test_several_files_have_one_summary() -> None:
    assert render_check([CLEAN, REPORT, UNPLACED]) == (
        "Check complete, 2 warnings have been found!\n"
        f"\nWARNING: UndefinedVar - {URL}\nm\n{EXCERPT}"
        "\nWARNING: InvalidBaseImagePlatform\np\nc\n"
        "\n"
    )


def test_error_of_one_of_several_files_names_the_file() -> None:
    failed = FileReport(filename="b/Dockerfile", data=b"FROM a\n", error=DockerfileError("bad", [(1,)]))
    assert render_errors([CLEAN, failed, UNPLACED]) == f"ERROR: bad\n{EXCERPT}\nERROR: c: cannot read\n\n"


def test_error_of_a_file_that_cannot_be_read_names_it() -> None:
    unread = FileReport(filename="c", data=b"", error=OptionError("Permission denied"), is_read=False)
    assert render_errors([unread]) == "ERROR: c: Permission denied\n\n"


def test_several_clean_files() -> None:
    assert render_check([CLEAN, CLEAN]) == "Check complete, no warnings found.\n"
    assert render_errors([CLEAN, CLEAN]) == ""
