from __future__ import annotations

import pytest
import yaml

from preimage.projects.compose.yamlfaults import describe_fault


def mark(line: int) -> yaml.Mark:
    return yaml.Mark("f", 0, line, 0, None, 0)


@pytest.mark.parametrize(
    ("context", "context_line", "problem", "problem_line", "is_scanner", "message", "line"),
    [
        pytest.param("while parsing a block mapping", 2, "expected <block end>, but found '-'", 4, False, "yaml: line 2: did not find expected key", 5, id="line of the context"),
        pytest.param("while parsing a block mapping", 0, "expected <block end>, but found '-'", 4, False, "yaml: line 4: did not find expected key", 5, id="the context is at the beginning"),
        pytest.param("while parsing a block collection", 0, "expected <block end>, but found '?'", 0, False, "yaml: did not find expected '-' indicator", 1, id="no line"),
        pytest.param(None, None, "mapping values are not allowed here", 2, True, "yaml: line 3: mapping values are not allowed in this context", 3, id="the scanner counts from 1"),
        pytest.param("x", 1, "did not find expected key", 1, False, "yaml: line 1: did not find expected key", 2, id="libyaml's own text"),
    ],
)  # fmt: skip
def test_faults(
    context: str | None,
    context_line: int | None,
    problem: str,
    problem_line: int,
    is_scanner: bool,
    message: str,
    line: int,
) -> None:
    error = yaml.MarkedYAMLError(
        context, None if context_line is None else mark(context_line), problem, mark(problem_line)
    )
    fault = describe_fault(error, is_scanner=is_scanner)
    assert (str(fault), fault.line) == (message, line)
