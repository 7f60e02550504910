"""Expressions and what they come to: names, literals, operators, calls.

An expression never raises for what is wrong in it: it adds to the faults and gives an unknown value, of the right kind
where that is certain. So the branch of a conditional that is not taken may fail, and still says of which kind it is.

Source: docs/reference/bake.md, "Values and operators".
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from preimage.golang.quoting import quote
from preimage.projects.hcl.access import Step, get_element, take_steps
from preimage.projects.hcl.conversions import ConversionError, convert
from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.operators import BINARY, UNARY
from preimage.projects.hcl.scopes import Scope
from preimage.projects.hcl.source import Span
from preimage.projects.hcl.suggestions import suggest_name
from preimage.projects.hcl.values import UNKNOWN_VALUE, Value, has_unknown, unknown_value


class Expression(ABC):
    """A part of the syntax that has a value.

    ``span`` is the whole of it, ``start_span`` what stands for its beginning in messages about attributes.
    """

    __slots__ = ("span", "start_span")

    def __init__(self, span: Span, start_span: Span | None = None) -> None:
        self.span = span
        self.start_span = span if start_span is None else start_span

    @abstractmethod
    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        """Give what the expression comes to, and add what is wrong with it to the faults."""

    @property
    def children(self) -> Sequence[Expression]:
        """The expressions directly within, in the order in which their names are looked up."""
        return ()


class Literal(Expression):
    """A number, true, false, null, or text without sequences."""

    __slots__ = ("constant", "keyword")

    def __init__(self, constant: Value, span: Span, keyword: str | None = None) -> None:
        super().__init__(span)
        self.constant = constant
        self.keyword = keyword

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        return self.constant


class Name(Expression):
    """A variable, and steps into its value."""

    __slots__ = ("name", "name_span", "steps")

    def __init__(self, name: str, span: Span, steps: Sequence[Step] = (), name_span: Span | None = None) -> None:
        super().__init__(span)
        self.name = name
        self.steps = tuple(steps)
        self.name_span = span if name_span is None else name_span

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        scope.budget.step()
        value = scope.find(self.name)
        if value is None:
            hint = suggest_name(self.name, [name for each in scope.chain() for name in each.variables])
            detail = f"There is no variable named {quote(self.name)}.{hint}"
            faults.append(Diagnostic("Unknown variable", detail, self.name_span))
            return UNKNOWN_VALUE
        return take_steps(value, self.steps, faults) if self.steps else value


class Steps(Expression):
    """Steps into the value of another expression."""

    __slots__ = ("origin", "steps")

    def __init__(self, origin: Expression, steps: Sequence[Step], span: Span) -> None:
        super().__init__(span)
        self.origin = origin
        self.steps = tuple(steps)

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        before = len(faults)
        value = self.origin.value(scope, faults)
        return take_steps(value, self.steps, faults) if len(faults) == before else UNKNOWN_VALUE

    @property
    def children(self) -> Sequence[Expression]:
        return (self.origin,)


class Index(Expression):
    """An element by a key that is worked out."""

    __slots__ = ("bracket", "collection", "key")

    def __init__(self, collection: Expression, key: Expression, span: Span, bracket: Span, opening: Span) -> None:
        super().__init__(span, opening)
        self.collection = collection
        self.key = key
        self.bracket = bracket

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        scope.budget.step()
        before = len(faults)
        collection = self.collection.value(scope, faults)
        key = self.key.value(scope, faults)
        if len(faults) > before:
            return UNKNOWN_VALUE
        return get_element(collection, key, self.bracket, faults)

    @property
    def children(self) -> Sequence[Expression]:
        return self.collection, self.key


class Parentheses(Expression):
    """An expression in parentheses."""

    __slots__ = ("inner",)

    def __init__(self, inner: Expression, span: Span) -> None:
        super().__init__(span, inner.start_span)
        self.inner = inner

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        return self.inner.value(scope, faults)

    @property
    def children(self) -> Sequence[Expression]:
        return (self.inner,)


class Binary(Expression):
    """Two operands and the sign between them."""

    __slots__ = ("left", "right", "sign")

    def __init__(self, left: Expression, sign: str, right: Expression) -> None:
        super().__init__(left.span.to(right.span), left.start_span)
        self.left = left
        self.sign = sign
        self.right = right

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        # A long sum leans to the left without end, so that side is no recursion.
        spine = [self]
        while isinstance(spine[-1].left, Binary):
            spine.append(spine[-1].left)
        before = len(faults)
        value = spine[-1].left.value(scope, faults)
        for each in reversed(spine):
            value = each._apply(value, scope, faults, before)
        return value

    def _apply(self, left: Value, scope: Scope, faults: list[Diagnostic], before: int) -> Value:
        scope.budget.step()
        operator = BINARY[self.sign]
        right = self.right.value(scope, faults)
        scope.budget.spend(left.size + right.size)
        operands: list[Value] = []
        for side, value, expression in (("left", left, self.left), ("right", right, self.right)):
            try:
                operands.append(convert(value, operator.operand))
            except ConversionError as error:
                detail = f"Unsuitable value for {side} operand: {error}."
                faults.append(Diagnostic("Invalid operand", detail, expression.span))
        if len(faults) > before or any(map(has_unknown, operands)):
            return unknown_value(operator.result)
        try:
            return operator.run(*operands)
        except ValueError as error:
            faults.append(Diagnostic("Operation failed", f"Error during operation: {error}.", self.span))
            return unknown_value(operator.result)

    @property
    def children(self) -> Sequence[Expression]:
        return self.left, self.right


class Unary(Expression):
    """A sign and its operand."""

    __slots__ = ("operand", "sign")

    def __init__(self, sign: str, operand: Expression, span: Span, sign_span: Span) -> None:
        super().__init__(span, sign_span)
        self.sign = sign
        self.operand = operand

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        scope.budget.step()
        operator = UNARY[self.sign]
        before = len(faults)
        value = self.operand.value(scope, faults)
        try:
            value = convert(value, operator.operand)
        except ConversionError as error:
            detail = f"Unsuitable value for unary operand: {error}."
            faults.append(Diagnostic("Invalid operand", detail, self.operand.span))
        if len(faults) > before or has_unknown(value):
            return unknown_value(operator.result)
        try:
            return operator.run(value)
        except ValueError as error:
            faults.append(Diagnostic("Operation failed", f"Error during operation: {error}.", self.span))
            return unknown_value(operator.result)

    @property
    def children(self) -> Sequence[Expression]:
        return (self.operand,)


class Anonymous(Expression):
    """What stands for one element in a splat; its name is one that no file can write."""

    __slots__ = ("name",)

    def __init__(self, span: Span) -> None:
        super().__init__(span)
        self.name = f"*{id(self)}"

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        value = scope.find(self.name)
        return UNKNOWN_VALUE if value is None else value
