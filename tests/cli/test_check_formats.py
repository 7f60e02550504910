from __future__ import annotations

import json
from pathlib import Path

import pytest

from preimage.cli.check_formats import FORMATS
from preimage.model.errors import DockerfileError
from preimage.model.report import FileReport

FAILED = FileReport(filename="D", data=b"FROM\n", error=DockerfileError("what is wrong", [[1]]))


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("name", FORMATS)
def test_what_a_format_says_of_itself(name: str) -> None:
    form = FORMATS[name]
    text = "".join(form.load()([FAILED]))
    # A line of JSON lines is JSON, too, but they end in a newline of their own.
    assert (is_json(text) and not text.endswith("\n")) is form.is_json
    # BuildKit's JSON has the error, too.
    if name != "json":
        assert ("what is wrong" not in text) is form.has_errors_apart


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        pytest.param("text", "Check complete, 1 error and 1 warning have been found!\n", id="text, first line"),
        pytest.param("text", "\nERROR: StageNameCasing - https://", id="text"),
        pytest.param("text", "1 file: 1 error, 1 warning\n", id="closing line"),
        pytest.param("json", '      "severity": "error"\n', id="json"),
        pytest.param("json-lines", '"severity":"error"', id="json-lines"),
        pytest.param("sarif", '"level": "error",\n          "message": {\n            "text": "Stage name', id="sarif"),
        pytest.param("github", "::error file=Dockerfile,line=1,endLine=1,title=StageNameCasing::", id="github"),
        pytest.param("gitlab", '"severity": "major"', id="gitlab"),
        pytest.param("rdjson", '"severity": "ERROR"', id="rdjson"),
        pytest.param("junit", 'failures="1" errors="1"', id="junit, counts"),
        pytest.param("junit", '<error type="StageNameCasing"', id="junit"),
        pytest.param("checkstyle", 'severity="error"', id="checkstyle"),
    ],
)
def test_rule_that_is_set_to_error_is_one(run, form: str, shown: str) -> None:
    Path("Dockerfile").write_text("FROM scratch AS B\nMAINTAINER x\n")
    other = run("check", "--format", form)
    Path("preimage.toml").write_text("rules.StageNameCasing = 'error'\n")
    status, out, _ = run("check", "--format", form, "--warn-only")
    assert status == 1
    assert shown in out
    assert shown not in other.out
