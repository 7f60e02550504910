from __future__ import annotations

from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.scopes import Function, FunctionError, Parameter, Scope
from preimage.projects.hcl.types import STRING
from preimage.projects.hcl.values import FALSE, TRUE


def test_inner_names_hide_outer_ones() -> None:
    function = Function([], lambda arguments, budget: TRUE)
    outer = Scope({"a": TRUE, "b": TRUE}, Budget(), {"f": function})
    inner = outer.child({"a": FALSE})
    assert (inner.find("a"), inner.find("b"), inner.find("c")) == (FALSE, TRUE, None)
    assert (inner.find_function("f"), inner.find_function("g")) == (function, None)
    assert inner.budget is outer.budget


def test_the_last_parameter_may_take_all_further_arguments() -> None:
    first, rest = Parameter("a", STRING), Parameter("b", STRING, allows_null=True)
    function = Function([first], None, rest)
    assert [function.parameter(index) for index in range(3)] == [first, rest, rest]
    assert Function([first]).parameter(1) is None


def test_an_error_may_blame_an_argument() -> None:
    assert (FunctionError("x").argument, FunctionError("x", 1).argument) == (None, 1)
