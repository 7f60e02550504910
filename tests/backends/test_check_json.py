from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from preimage.backends.check_json import render_check
from preimage.model.errors import DockerfileError
from preimage.model.findings import Finding
from preimage.model.report import FileReport

CALLS = Path(__file__).parents[1] / "conformance" / "calls.jsonl"
CASES = [
    case
    for case in map(json.loads, CALLS.read_text("utf-8").splitlines())
    if case["call"] == "check" and case["format"] == "json"
]


def lines_of(location: dict[str, Any]) -> tuple[int, ...]:
    return tuple(place["start"].get("line", 0) for place in location.get("ranges", []))


def report_of(document: dict[str, Any]) -> FileReport:
    """Build the report that BuildKit's object was made from."""
    source = document["sources"][0]
    error = document.get("buildError")
    return FileReport(
        filename=source["filename"],
        data=b64decode(source["data"]),
        findings=[
            Finding(warning["ruleName"], warning["detail"], lines_of(warning["location"]))
            for warning in document["warnings"] or []
        ],
        error=error and DockerfileError(error["message"], [lines_of(error["location"])]),
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_one_file_is_the_object_of_buildkit(case: dict[str, Any]) -> None:
    assert render_check([report_of(json.loads(case["output"]))]) == case["output"]


def test_there_are_cases_with_and_without_warnings_and_errors() -> None:
    documents = [json.loads(case["output"]) for case in CASES]
    assert {(bool(document["warnings"]), "buildError" in document) for document in documents} == {
        (True, True),
        (True, False),
        (False, True),
        (False, False),
    }


def test_a_rule_without_a_page_has_no_url() -> None:
    finding = Finding("InvalidBaseImagePlatform", "m", ())
    [warning] = json.loads(render_check([FileReport(filename="D", data=b"", findings=[finding])]))["warnings"]
    assert list(warning) == ["ruleName", "description", "detail", "location"]
    assert warning["location"] == {}


def test_line_0_is_left_out() -> None:
    report = FileReport(filename="D", data=b"", error=DockerfileError("m", [(0,)]))
    assert json.loads(render_check([report]))["buildError"]["location"] == {"ranges": [{"start": {}, "end": {}}]}


def test_text_is_written_as_go_does() -> None:
    report = FileReport(filename="a\udcff", data=b"\xff", error=DockerfileError("<&>\u2028é"))
    text = render_check([report])
    assert '"filename": "a\\ufffd"' in text
    assert '"data": "/w=="' in text
    assert '"message": "\\u003c\\u0026\\u003e\\u2028é"' in text


def test_several_files_are_a_list_in_their_order() -> None:
    reports = [FileReport(filename=name, data=b"FROM a\n") for name in ("b", "a")]
    text = render_check(reports)
    documents = json.loads(text)
    assert [document.pop("filename") for document in documents] == ["b", "a"]
    assert documents == [json.loads(render_check([report])) for report in reports]
    assert text == json.dumps(json.loads(text), indent=2)


@pytest.mark.parametrize("count", [0, 1])
def test_few_files_are_a_list_if_asked(count: int) -> None:
    reports = [FileReport(filename="a", data=b"")] * count
    assert [document["filename"] for document in json.loads(render_check(reports, as_list=True))] == ["a"] * count


def test_no_files_are_an_empty_list() -> None:
    assert render_check([]) == "[]"
