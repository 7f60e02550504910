"""Results of test files as text, JSON and JUnit XML, in the shapes of container-structure-test.

What is not run has no place in those shapes. It is a line of the text, a key ``NotRun`` after the others, and skipped
test cases; a report without any is container-structure-test's to the letter.
"""

from __future__ import annotations

import re

from preimage.golang.durations import Duration
from preimage.golang.jsontext import encode_string
from preimage.golang.paths import base
from preimage.golang.text import encode_utf8
from preimage.model.visible import show_line, show_xml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from preimage.test_files.outcomes import FileOutcome, SkippedTest, TestResult

    _Painter = Callable[[int, str], str]
    """Gives a text in the colour of a terminal code, or as it is."""

DEFAULT_SUITE_NAME = "container-structure-test.test"

_DEFAULT, _RED, _GREEN, _YELLOW, _BLUE, _PURPLE, _CYAN, _LIGHT_RED, _LIGHT_GREEN = 0, 31, 32, 33, 34, 35, 36, 91, 92
_BANNER_LENGTH = 27
_XML_SPECIAL = re.compile("[\"'&<>\t\n\r]|[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_ESCAPES = {
    '"': "&#34;",
    "'": "&#39;",
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "\t": "&#x9;",
    "\n": "&#xA;",
    "\r": "&#xD;",
}


def decide_exit_status(outcomes: Sequence[FileOutcome]) -> int:
    """Give 0 if tests were run and all passed; 1 on a failure and when there was no test to run."""
    results = _collect_results(outcomes)
    return 0 if results and all(result.passed for result in results) else 1


def render_text(outcomes: Sequence[FileOutcome], *, color: bool = False) -> str:
    """Render for people: the results file by file, then the totals."""
    paint = _paint if color else _leave
    lines = []
    width = _BANNER_LENGTH
    for outcome in outcomes:
        title = f"====== Test file: {show_line(base(outcome.path))} ======"
        width = len(encode_utf8(title))
        rule = "=" * width
        lines += [paint(_PURPLE, "\n" + rule), "\n", paint(_PURPLE, title), "\n", paint(_PURPLE, rule), "\n"]
        for result in outcome.results:
            lines += _render_result(result, paint)
    return "".join(lines + _render_totals(outcomes, width, paint))


def _render_result(result: TestResult, paint: _Painter) -> list[str]:
    verdict = paint(_GREEN, "--- PASS") if result.passed else paint(_RED, "--- FAIL")
    lines = [
        paint(_DEFAULT, f"=== RUN: {result.name}\n"),
        verdict + "\n",
        paint(_DEFAULT, f"duration: {result.duration}\n"),
    ]
    if result.stdout:
        lines.append(paint(_BLUE, f"stdout: {result.stdout}\n"))
    if result.stderr:
        lines.append(paint(_BLUE, f"stderr: {result.stderr}\n"))
    lines += [paint(_YELLOW, f"Error: {show_line(error)}\n") for error in result.errors]
    return lines + [paint(_YELLOW, f"       {show_line(hint)}\n") for hint in result.hints]


def _render_totals(outcomes: Sequence[FileOutcome], width: int, paint: _Painter) -> list[str]:
    results = _collect_results(outcomes)
    not_run = [f"Not run:     {text}\n" for text in _describe_not_run(outcomes)]
    if not results:
        return [paint(_RED, "No tests run! Check config file format."), "\n", *not_run]
    width |= 1  # an even one would leave the title off the middle
    rule, side = "=" * width, "=" * ((width - 9) // 2)
    failed = sum(not result.passed for result in results)
    return [
        paint(_DEFAULT, "") + "\n",
        paint(_DEFAULT, rule) + "\n",
        paint(_DEFAULT, f"{side} RESULTS {side}\n"),
        paint(_DEFAULT, rule) + "\n",
        paint(_LIGHT_GREEN, f"Passes:      {len(results) - failed}\n"),
        paint(_LIGHT_RED, f"Failures:    {failed}\n"),
        paint(_DEFAULT, f"Duration:    {_sum_durations(results)}\n"),
        paint(_CYAN, f"Total tests: {len(results)}\n"),
        *[paint(_YELLOW, line) for line in not_run],
        paint(_DEFAULT, "") + "\n",
        (paint(_RED, "FAIL") if failed else paint(_GREEN, "PASS")) + "\n",
    ]


def render_json(outcomes: Sequence[FileOutcome]) -> str:
    """Render as one line of JSON, as Go writes it; durations are nanoseconds."""
    results = _collect_results(outcomes)
    failed = sum(not result.passed for result in results)
    total = len(results)
    text = f'{{"Pass":{total - failed},"Fail":{failed},"Total":{total},"Duration":{int(_sum_durations(results))}'
    if results:
        text += f',"Results":[{",".join(map(_render_json_result, results))}]'
    counts = _count_not_run(outcomes)
    if counts:
        text += f',"NotRun":{{{",".join([f"{encode_string(kind)}:{count}" for kind, count in counts.items()])}}}'
    return text + "}\n"


def _render_json_result(result: TestResult) -> str:
    text = f'{{"Name":{encode_string(result.name)},"Pass":{"true" if result.passed else "false"}'
    if result.stdout:
        text += f',"Stdout":{encode_string(result.stdout)}'
    if result.stderr:
        text += f',"Stderr":{encode_string(result.stderr)}'
    if result.errors:
        text += f',"Errors":[{",".join(map(encode_string, result.errors))}]'
    return f'{text},"Duration":{int(result.duration)}}}'


def render_junit(outcomes: Sequence[FileOutcome], suite_name: str = "") -> str:
    """Render as one line of JUnit XML; ``suite_name`` is container-structure-test's own unless given.

    Readers take for passed what is neither failed nor skipped, so tests that were not run count among all tests here.
    """
    results = _collect_results(outcomes)
    skipped = [each for outcome in outcomes for each in outcome.not_run if not each.is_setting]
    failed = sum(not result.passed for result in results)
    attributes = f'failures="{failed}" tests="{len(results) + len(skipped)}"'
    if skipped:
        attributes += f' skipped="{len(skipped)}"'
    attributes += f' time="{_render_seconds(_sum_durations(results))}"'
    cases = "".join([*map(_render_junit_case, results), *map(_render_skipped_case, skipped)])
    suite = f'<testsuite name="{_escape_xml(suite_name or DEFAULT_SUITE_NAME)}">{cases}</testsuite>'
    return f'<?xml version="1.0" encoding="UTF-8"?><testsuites {attributes}>{suite}</testsuites>\n'


def _render_junit_case(result: TestResult) -> str:
    failures = "".join([f"<failure>{_escape_xml(error)}</failure>" for error in result.errors])
    return (
        f'<testcase name="{_escape_xml(result.name)}" time="{_render_seconds(result.duration)}">{failures}'
        f"<system-out>{_escape_xml(result.stdout)}</system-out>"
        f"<system-err>{_escape_xml(result.stderr)}</system-err></testcase>"
    )


def _render_skipped_case(test: SkippedTest) -> str:
    name = f"{test.kind}: {test.name}" if test.name else test.kind
    message = "not run: it needs a built image"
    return f'<testcase name="{_escape_xml(name)}" time="0"><skipped message="{message}"></skipped></testcase>'


def _collect_results(outcomes: Sequence[FileOutcome]) -> list[TestResult]:
    return [result for outcome in outcomes for result in outcome.results]


def _sum_durations(results: Sequence[TestResult]) -> Duration:
    return Duration(sum(result.duration for result in results))


def _count_not_run(outcomes: Sequence[FileOutcome]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for outcome in outcomes:
        for each in outcome.not_run:
            counts[each.kind] = counts.get(each.kind, 0) + 1
    return counts


def _describe_not_run(outcomes: Sequence[FileOutcome]) -> list[str]:
    counts = _count_not_run(outcomes)
    if not counts:
        return []
    tests = sum(not each.is_setting for outcome in outcomes for each in outcome.not_run)
    return [f"{tests} ({', '.join([f'{kind}: {count}' for kind, count in counts.items()])})"]


def _render_seconds(duration: Duration) -> str:
    """Render seconds as Go writes a float into XML, up to the million from which it would use an exponent."""
    whole, rest = divmod(int(duration), 1_000_000_000)
    return repr(float(whole) + rest / 1e9).removesuffix(".0")


def _escape_xml(text: str) -> str:
    """Escape as Go does; what XML cannot hold becomes U+FFFD."""
    return show_xml(_XML_SPECIAL.sub(lambda match: _XML_ESCAPES.get(match[0], "\ufffd"), text))


def _paint(code: int, text: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"


def _leave(_: int, text: str) -> str:
    return text
