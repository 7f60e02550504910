"""Variables and functions as the files declare them."""

from __future__ import annotations

from preimage.projects.bake.decoding import decode
from preimage.projects.bake.fields import FIELDS
from preimage.projects.hcl.body import Attribute, Block, Body, Schema
from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.calls import find_needs
from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.scopes import Scope
from preimage.projects.hcl.source import Span

DECLARATIONS = Schema(blocks={"variable": 1, "function": 1})
_VARIABLE = Schema(("type", "default", "description"), {"validation": 0})
_VALIDATION = Schema(("condition", "error_message"))
_FUNCTION = Schema(("params", "variadic_params", "result"))


class Validation:
    """A condition that a variable must meet, and what is said when it does not; either may be missing."""

    __slots__ = ("condition", "message", "span")

    def __init__(self, condition: Attribute | None, message: Attribute | None, span: Span) -> None:
        self.condition = condition
        self.message = message
        self.span = span


class Variable:
    """A variable block."""

    __slots__ = ("default", "name", "span", "type", "validations")

    def __init__(self, block: Block, faults: list[Diagnostic], budget: Budget) -> None:
        content = block.body.content(_VARIABLE, faults)
        self.name = block.labels[0]
        self.span = block.body.missing_span
        self.type = content.attributes.get("type")
        self.default = content.attributes.get("default")
        self.validations = [_read_validation(each, faults) for each in content.blocks]
        if (description := content.attributes.get("description")) is not None:
            _check_constant(description, budget, faults)


def _read_validation(block: Block, faults: list[Diagnostic]) -> Validation:
    attributes = block.body.content(_VALIDATION, faults).attributes
    block.body.refuse_rest(_VALIDATION, faults)
    return Validation(attributes.get("condition"), attributes.get("error_message"), block.body.missing_span)


def _check_constant(attribute: Attribute, budget: Budget, faults: list[Diagnostic]) -> None:
    """Refuse names in what is read before there are any."""
    needs = find_needs(attribute.expression)
    if needs.functions:
        detail = "Functions may not be called here."
        faults.append(Diagnostic("Function calls not allowed", detail, attribute.expression.span))
    elif needs.variables:
        span = _find_name(attribute)
        faults.append(Diagnostic("Variables not allowed", "Variables may not be used here.", span))
    else:
        decode(attribute.name, FIELDS["description"], attribute.expression, Scope({}, budget), faults)


def _find_name(attribute: Attribute) -> Span:
    from preimage.projects.hcl.expressions import Expression, Name

    pending: list[Expression] = [attribute.expression]
    while pending:
        current = pending.pop()
        if isinstance(current, Name):
            return current.name_span
        pending += reversed(current.children)
    return attribute.expression.span


class FunctionBlock:
    """A function block; what is missing is said when the function is worked out."""

    __slots__ = ("block", "name", "parameters", "result", "variadic")

    def __init__(self, block: Block, faults: list[Diagnostic]) -> None:
        attributes = block.body.content(_FUNCTION, faults).attributes
        block.body.refuse_rest(_FUNCTION, faults)
        self.block = block
        self.name = block.labels[0]
        self.parameters = attributes.get("params")
        self.variadic = attributes.get("variadic_params")
        self.result = attributes.get("result")


def read_declarations(
    body: Body, budget: Budget, faults: list[Diagnostic]
) -> tuple[dict[str, Variable], dict[str, FunctionBlock]]:
    """Give variables and functions by name; of several with one name the last counts."""
    variables: dict[str, Variable] = {}
    functions: dict[str, FunctionBlock] = {}
    content = body.content(DECLARATIONS, faults)
    if faults:
        return variables, functions
    for block in content.blocks:
        if block.type == "variable":
            variable = Variable(block, faults, budget)
            variables[variable.name] = variable
        else:
            function = FunctionBlock(block, faults)
            functions[function.name] = function
    return variables, functions
