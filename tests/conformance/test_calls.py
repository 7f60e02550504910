"""Every worked output of the check, outline and targets calls, through the commands, byte for byte."""

import json
from pathlib import Path

import pytest

import preimage
from preimage.api import compile_request
from preimage.backends import check_json, check_text, outline, targets
from preimage.model.ignore import parse_ignore_file
from preimage.model.options import BuildRequest
from preimage.model.report import FileReport

CALLS = [json.loads(line) for line in (Path(__file__).parent / "calls.jsonl").read_text("utf-8").splitlines()]


def checked(call):
    options = call["options"]
    ignored = options.get("dockerfile_dockerignore", options.get("dockerignore"))
    data = call["dockerfile"].encode()
    error = None
    try:
        request = BuildRequest(
            target=options.get("target"),
            build_args=options.get("build_args", {}),
            build_platform="linux/amd64",
            all_stages=True,
        )
        bases = preimage.StaticBases(options["bases"])
        ignore_file = None if ignored is None else parse_ignore_file(ignored.encode())
        findings = compile_request(data, request, bases, ignore_file).warnings
    except preimage.DockerfileError as failure:
        findings, error = failure.warnings, failure
    return FileReport(filename=options.get("filename", "Dockerfile"), data=data, findings=findings, error=error)


def calls(name):
    return pytest.mark.parametrize("call", [pytest.param(c, id=c["id"]) for c in CALLS if c["call"] == name])


@calls("check")
def test_check(call):
    report = checked(call)
    if call["format"] == "client":
        assert check_text.render_check([report]) == call["output"]
        assert check_text.render_errors([report]) == call["stderr"]
        assert (0 if report.is_clean else 1) == call["exit_code"]
    elif call["format"] == "json":
        assert check_json.render_check([report]) == call["output"]
    else:
        assert check_text.render_findings(report) == call["output"]


def failing_or(call, render):
    try:
        return render()
    except preimage.DockerfileError as error:
        assert str(error) == call.get("error")
        return ""


@calls("outline")
def test_outline(call):
    options = call["options"]
    render = outline.render_json if call["format"] == "json" else outline.render_text
    text = failing_or(
        call,
        lambda: render(
            preimage.outline(
                call["dockerfile"],
                target=options.get("target"),
                build_args=options.get("build_args", {}),
                build_platform="linux/amd64",
                bases=preimage.StaticBases(options["bases"]),
            )
        ),
    )
    assert text == call["output"]


@calls("targets")
def test_targets(call):
    render = targets.render_json if call["format"] == "json" else targets.render_text
    assert failing_or(call, lambda: render(preimage.targets(call["dockerfile"]))) == call["output"]
