"""Evaluation of one expression, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.cursor import Cursor
from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.expression_parser import parse_expression
from preimage.projects.hcl.functions.library import Library
from preimage.projects.hcl.json_values import write_json
from preimage.projects.hcl.scopes import Scope
from preimage.projects.hcl.source import Source
from preimage.projects.hcl.values import Value, number_value, string_value, tuple_value


def evaluate_text(text: str) -> tuple[Value, list[Diagnostic]]:
    names = {"N": number_value(7), "S": string_value("text"), "L": tuple_value([string_value("a"), string_value("b")])}
    faults: list[Diagnostic] = []
    expression = parse_expression(Cursor(Source("x.hcl", text)))
    return expression.value(Scope(names, Budget(), Library()), faults), faults


@pytest.fixture
def evaluate() -> Callable[[str], str]:
    """Give the JSON of what an expression comes to; it must have no faults. N is 7, S "text", L ["a", "b"]."""

    def run(text: str) -> str:
        value, faults = evaluate_text(text)
        assert [fault.render() for fault in faults] == []
        return write_json(value)

    return run


@pytest.fixture
def find_fault() -> Callable[[str], Any]:
    """Give the first fault of an expression, as the tool says it."""

    def run(text: str) -> str:
        _, faults = evaluate_text(text)
        return faults[0].render().removeprefix("x.hcl:")

    return run
