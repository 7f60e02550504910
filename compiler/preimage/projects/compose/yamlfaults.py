"""What go-yaml says of a text that is no YAML, from what PyYAML or libyaml say of it."""

from __future__ import annotations

from preimage.projects.compose.nodes import Fault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SAME = {
    "mapping values are not allowed here": "mapping values are not allowed in this context",
    "sequence entries are not allowed here": "block sequence entries are not allowed in this context",
    "mapping keys are not allowed here": "mapping keys are not allowed in this context",
    "found undefined tag handle": "found undefined tag handle",
    "found duplicate YAML directive": "found duplicate %YAML directive",
}
"""Texts of PyYAML's own scanner and go-yaml's for the same fault; most are equal."""

_BEGINNINGS = (
    ("expected the node content, but found", "did not find expected node content"),
    ("expected ',' or ']', but got", "did not find expected ',' or ']'"),
    ("expected ',' or '}', but got", "did not find expected ',' or '}'"),
    ("expected '<document start>', but found", "did not find expected <document start>"),
    ("found character ", "found character that cannot start any token"),
    ("found unknown escape character", "found unknown escape character"),
    ("found incompatible YAML document", "found incompatible YAML document"),
    ("found undefined tag handle", "found undefined tag handle"),
    ("expected URI, but found", "did not find expected tag URI"),
    ("expected alphabetic or numeric character, but found", "did not find expected alphabetic or numeric character"),
    ("expected indentation indicator in the range 1-9", "found an indentation indicator equal to 0"),
    ("expected chomping or indentation indicators", "did not find expected comment or line break"),
    ("expected a comment or a line break, but found", "did not find expected comment or line break"),
    ("found unexpected document separator", "found unexpected document indicator"),
    ("expected ' ', but found", "did not find expected whitespace or line break"),
)


def describe_fault(error: Any, *, is_scanner: bool) -> Fault:
    """Make the fault of an error that has marks.

    Go names the line of the context, if that is not the first, else that of the problem, if that is not the first;
    counted from 0, but from 1 for faults of the scanner.
    """
    marks = (error.context_mark, error.problem_mark)
    line = next((mark.line + is_scanner for mark in marks if mark is not None and mark.line), 0)
    where = f"line {line}: " if line else ""
    fault = Fault(f"yaml: {where}{_translate(error)}")
    at = error.problem_mark or error.context_mark
    fault.line = at.line + 1 if at is not None else 0
    return fault


def _translate(error: Any) -> str:
    problem = str(error.problem)
    if problem.startswith("expected <block end>, but found"):
        is_mapping = "mapping" in (error.context or "")
        return "did not find expected key" if is_mapping else "did not find expected '-' indicator"
    for beginning, text in _BEGINNINGS:
        if problem.startswith(beginning):
            return text
    return _SAME.get(problem, problem)
