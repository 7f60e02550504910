from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from preimage.golang.durations import Duration
from preimage.test_files.outcomes import FileOutcome, SkippedTest, TestResult
from preimage.test_files.report import decide_exit_status, render_json, render_junit, render_text

PASSED = TestResult("Metadata Test")
FAILED = TestResult("Image Test", False, ["first", "second"])
SKIPPED = (
    SkippedTest("commandTests", "apt", 3),
    SkippedTest("commandTests", "", 9),
    SkippedTest("globalEnvVars", "PATH", 12),
)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        pytest.param([FileOutcome("a", (PASSED,))], 0, id="passed"),
        pytest.param([FileOutcome("a", (PASSED,), SKIPPED)], 0, id="passed, others not run"),
        pytest.param([FileOutcome("a", (PASSED,)), FileOutcome("b", ())], 0, id="passed, and a file without tests"),
        pytest.param([FileOutcome("a", (PASSED, FAILED))], 1, id="failed"),
        pytest.param([FileOutcome("a", (FAILED,)), FileOutcome("b", (PASSED,))], 1, id="failed in the first file"),
        pytest.param([FileOutcome("a", ())], 1, id="no test"),
        pytest.param([FileOutcome("a", (), SKIPPED)], 1, id="only tests that are not run"),
        pytest.param([], 1, id="no file"),
    ],
)
def test_exit_status(outcomes: list[FileOutcome], expected: int) -> None:
    assert decide_exit_status(outcomes) == expected


def test_text_passed() -> None:
    assert render_text([FileOutcome("dir/app.yaml", (PASSED,))]) == (
        "\n"
        "=================================\n"
        "====== Test file: app.yaml ======\n"
        "=================================\n"
        "=== RUN: Metadata Test\n"
        "--- PASS\n"
        "duration: 0s\n"
        "\n"
        "=================================\n"
        "============ RESULTS ============\n"
        "=================================\n"
        "Passes:      1\n"
        "Failures:    0\n"
        "Duration:    0s\n"
        "Total tests: 1\n"
        "\n"
        "PASS\n"
    )


def test_text_failed_in_two_files_with_others_not_run() -> None:
    slow = TestResult("Metadata Test", True, [], "out", "err", Duration(1_500_000))
    outcomes = [FileOutcome("app.yaml", (slow, FAILED), SKIPPED), FileOutcome("b.json", (PASSED,))]
    assert render_text(outcomes) == (
        "\n"
        "=================================\n"
        "====== Test file: app.yaml ======\n"
        "=================================\n"
        "=== RUN: Metadata Test\n"
        "--- PASS\n"
        "duration: 1.5ms\n"
        "stdout: out\n"
        "stderr: err\n"
        "=== RUN: Image Test\n"
        "--- FAIL\n"
        "duration: 0s\n"
        "Error: first\n"
        "Error: second\n"
        "\n"
        "===============================\n"
        "====== Test file: b.json ======\n"
        "===============================\n"
        "=== RUN: Metadata Test\n"
        "--- PASS\n"
        "duration: 0s\n"
        "\n"
        "===============================\n"
        "=========== RESULTS ===========\n"
        "===============================\n"
        "Passes:      2\n"
        "Failures:    1\n"
        "Duration:    1.5ms\n"
        "Total tests: 3\n"
        "Not run:     2 (commandTests: 2, globalEnvVars: 1)\n"
        "\n"
        "FAIL\n"
    )


def test_text_title_of_even_width() -> None:
    lines = render_text([FileOutcome("ab.yaml", (PASSED,))]).splitlines()
    assert lines[1] == "=" * 32
    assert lines[-9:-6] == ["=" * 33, "============ RESULTS ============", "=" * 33]


def test_text_no_test() -> None:
    assert render_text([]) == "No tests run! Check config file format.\n"
    assert render_text([FileOutcome("a", (), SKIPPED)]).endswith(
        "\nNo tests run! Check config file format.\nNot run:     2 (commandTests: 2, globalEnvVars: 1)\n"
    )


def test_text_in_color() -> None:
    text = render_text([FileOutcome("a.yaml", (PASSED, FAILED))], color=True)
    assert "\x1b[0m=== RUN: Metadata Test\n\x1b[0m\x1b[32m--- PASS\x1b[0m\n\x1b[0mduration: 0s\n\x1b[0m" in text
    assert "\x1b[31m--- FAIL\x1b[0m\n" in text
    assert "\x1b[33mError: first\n\x1b[0m" in text
    assert text.endswith("\x1b[36mTotal tests: 2\n\x1b[0m\x1b[0m\x1b[0m\n\x1b[31mFAIL\x1b[0m\n")


def test_json() -> None:
    first = TestResult("my first test", True, [], "it works!", "", Duration(1))
    second = TestResult("my fail", False, ["this failed because of that"], "", "this failed", Duration(1))
    text = render_json([FileOutcome("a", (first,)), FileOutcome("b", (second,))])
    assert text == (
        '{"Pass":1,"Fail":1,"Total":2,"Duration":2,"Results":['
        '{"Name":"my first test","Pass":true,"Stdout":"it works!","Duration":1},'
        '{"Name":"my fail","Pass":false,"Stderr":"this failed",'
        '"Errors":["this failed because of that"],"Duration":1}]}\n'
    )


def test_json_no_test() -> None:
    assert render_json([FileOutcome("a", ())]) == '{"Pass":0,"Fail":0,"Total":0,"Duration":0}\n'


def test_json_others_not_run() -> None:
    text = render_json([FileOutcome("a", (), SKIPPED)])
    assert text == '{"Pass":0,"Fail":0,"Total":0,"Duration":0,"NotRun":{"commandTests":2,"globalEnvVars":1}}\n'


def test_json_is_escaped_as_go_does() -> None:
    text = render_json([FileOutcome("a", (TestResult("<&>", False, ['"\x01\udcff\u2028']),))])
    assert '"Name":"\\u003c\\u0026\\u003e"' in text
    assert '"Errors":["\\"\\u0001\\ufffd\\u2028"]' in text
    assert json.loads(text)["Results"][0]["Name"] == "<&>"


def test_junit() -> None:
    first = TestResult("my first test", True, [], "it works!", "", Duration(1))
    second = TestResult("my fail", False, ["one", "two"], "", "this failed", Duration(1_500_000_000))
    assert render_junit([FileOutcome("a", (first,)), FileOutcome("b", (second,))]) == (
        '<?xml version="1.0" encoding="UTF-8"?><testsuites failures="1" tests="2" time="1.500000001">'
        '<testsuite name="container-structure-test.test">'
        '<testcase name="my first test" time="1e-09">'
        "<system-out>it works!</system-out><system-err></system-err></testcase>"
        '<testcase name="my fail" time="1.5"><failure>one</failure><failure>two</failure>'
        "<system-out></system-out><system-err>this failed</system-err></testcase></testsuite></testsuites>\n"
    )


def test_junit_no_test() -> None:
    assert render_junit([], "my suite") == (
        '<?xml version="1.0" encoding="UTF-8"?><testsuites failures="0" tests="0" time="0">'
        '<testsuite name="my suite"></testsuite></testsuites>\n'
    )


def test_junit_what_is_not_run_is_skipped() -> None:
    root = ElementTree.fromstring(render_junit([FileOutcome("a", (PASSED,), SKIPPED)]))
    assert root.attrib == {"failures": "0", "tests": "3", "skipped": "2", "time": "0"}
    cases = root.findall("testsuite/testcase")
    assert [case.get("name") for case in cases] == ["Metadata Test", "commandTests: apt", "commandTests"]
    assert [case.find("skipped") is not None for case in cases] == [False, True, True]


def test_junit_is_escaped_as_go_does() -> None:
    text = render_junit(
        [FileOutcome("a", (TestResult("<\"'&>", False, ["a\tb\nc\rd\x00\x1b\udcff\ufffe\U0001f600"]),))]
    )
    assert 'name="&lt;&#34;&#39;&amp;&gt;"' in text
    assert "<failure>a&#x9;b&#xA;c&#xD;d\ufffd\ufffd\ufffd\ufffd\U0001f600</failure>" in text
    root = ElementTree.fromstring(text)
    assert root.findtext("testsuite/testcase/failure") == "a\tb\nc\rd\ufffd\ufffd\ufffd\ufffd\U0001f600"
