"""Expressions that make values of several: templates, tuples, objects, conditionals, for, splat."""

from __future__ import annotations

from collections.abc import Sequence

from preimage.projects.hcl.conversions import ConversionError, convert, to_text, to_truth, unify
from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.expressions import Anonymous, Expression, Literal, Name
from preimage.projects.hcl.mismatch import describe_branches
from preimage.projects.hcl.scopes import Scope
from preimage.projects.hcl.source import Span
from preimage.projects.hcl.types import DYNAMIC, STRING, Type
from preimage.projects.hcl.values import (
    UNKNOWN_VALUE,
    Value,
    list_value,
    object_value,
    string_value,
    tuple_value,
    unknown_value,
)


class Template(Expression):
    """Text made of pieces, each converted to text."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Expression], span: Span) -> None:
        super().__init__(span, parts[0].start_span if parts else None)
        self.parts = tuple(parts)

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        pieces: list[str] = []
        before = len(faults)
        for part in self.parts:
            value = part.value(scope, faults)
            if value.is_unknown:
                continue
            reason = "The expression result is null. Cannot include a null value in a string template"
            try:
                if not value.is_null:
                    pieces.append(to_text(value))
                    continue
            except ConversionError as error:
                reason = f"Cannot include the given value in a string template: {error}"
            faults.append(Diagnostic("Invalid template interpolation value", f"{reason}.", part.span))
        if len(faults) > before:
            return unknown_value(STRING)
        scope.budget.step()
        scope.budget.write(sum(map(len, pieces)))
        return string_value("".join(pieces))

    @property
    def children(self) -> Sequence[Expression]:
        return self.parts

    @property
    def constant(self) -> Value | None:
        """The text of a template without sequences; None when there are any."""
        if len(self.parts) == 1 and isinstance(self.parts[0], Literal):
            return self.parts[0].constant
        return None


class Wrapped(Expression):
    """A template that is one interpolation and nothing else: the value itself."""

    __slots__ = ("inner",)

    def __init__(self, inner: Expression, span: Span) -> None:
        super().__init__(span)
        self.inner = inner

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        return self.inner.value(scope, faults)

    @property
    def children(self) -> Sequence[Expression]:
        return (self.inner,)


class Joined(Expression):
    """What a ``%{for}`` of a template makes, as one text."""

    __slots__ = ("tuple",)

    def __init__(self, items: Expression) -> None:
        super().__init__(items.span, items.start_span)
        self.tuple = items

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        value = self.tuple.value(scope, faults)
        if value.is_unknown or value.is_null or any(each.is_unknown for each in value.items):
            return unknown_value(STRING)
        pieces = [to_text(each) for each in value.items]
        scope.budget.write(sum(map(len, pieces)))
        return string_value("".join(pieces))

    @property
    def children(self) -> Sequence[Expression]:
        return (self.tuple,)


class Tuple(Expression):
    """``[a, b]``."""

    __slots__ = ("items",)

    def __init__(self, items: Sequence[Expression], span: Span, opening: Span) -> None:
        super().__init__(span, opening)
        self.items = tuple(items)

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        scope.budget.step()
        scope.budget.spend(len(self.items))
        return tuple_value([item.value(scope, faults) for item in self.items])

    @property
    def children(self) -> Sequence[Expression]:
        return self.items


class Key(Expression):
    """The key of an object: a bare word is its own name, everything else an expression."""

    __slots__ = ("inner", "word")

    def __init__(self, inner: Expression, is_forced: bool) -> None:
        super().__init__(inner.span, inner.start_span)
        self.inner = inner
        self.word: str | None = None
        if not is_forced and isinstance(inner, Name) and not inner.steps:
            self.word = inner.name
        elif not is_forced and isinstance(inner, Literal):
            self.word = inner.keyword

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        if self.word is not None:
            return string_value(self.word)
        if isinstance(self.inner, Name) and self.inner.steps:
            detail = (
                "If this expression is intended to be a reference, wrap it in parentheses. If it's instead intended as "
                "a literal name containing periods, wrap it in quotes to create a string literal."
            )
            faults.append(Diagnostic("Ambiguous attribute key", detail, self.inner.span))
            return UNKNOWN_VALUE
        return self.inner.value(scope, faults)

    @property
    def children(self) -> Sequence[Expression]:
        return () if self.word is not None else (self.inner,)


class Object(Expression):
    """``{key = value}``; of a key given twice the last value counts."""

    __slots__ = ("items",)

    def __init__(self, items: Sequence[tuple[Expression, Expression]], span: Span, opening: Span) -> None:
        super().__init__(span, opening)
        self.items = tuple(items)

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        scope.budget.step()
        members: dict[str, Value] = {}
        is_known = True
        for key_expression, value_expression in self.items:
            before = len(faults)
            key = key_expression.value(scope, faults)
            has_failed = len(faults) > before
            value = value_expression.value(scope, faults)
            name = None if has_failed else self._read_key(key, key_expression, value_expression, faults)
            if name is None:
                is_known = False
            else:
                members[name] = value
        scope.budget.spend(len(members))
        return object_value(members) if is_known else UNKNOWN_VALUE

    @staticmethod
    def _read_key(key: Value, at: Expression, value_at: Expression, faults: list[Diagnostic]) -> str | None:
        if key.is_null:
            faults.append(Diagnostic("Null value as key", "Can't use a null value as a key.", value_at.span))
            return None
        try:
            key = convert(key, STRING)
        except ConversionError as error:
            faults.append(Diagnostic("Incorrect key type", f"Can't use this value as a key: {error}.", at.span))
            return None
        return None if key.is_unknown else str(key.raw)

    @property
    def children(self) -> Sequence[Expression]:
        return [each for item in self.items for each in item]


class Conditional(Expression):
    """``c ? a : b``: both are worked out, the kind is common to both, and only faults of the chosen one count."""

    __slots__ = ("condition", "if_false", "if_true")

    def __init__(self, condition: Expression, if_true: Expression, if_false: Expression, span: Span) -> None:
        super().__init__(span, condition.start_span)
        self.condition = condition
        self.if_true = if_true
        self.if_false = if_false

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        scope.budget.step()
        true_faults: list[Diagnostic] = []
        false_faults: list[Diagnostic] = []
        if_true = self.if_true.value(scope, true_faults)
        if_false = self.if_false.value(scope, false_faults)
        scope.budget.spend(if_true.size + if_false.size)
        common = _find_common(if_true, if_false)
        if common is None:
            detail = (
                "The true and false result expressions must have consistent types. "
                f"{describe_branches(if_true.type, if_false.type)}."
            )
            span = self.if_true.span.to(self.if_false.span)
            faults.append(Diagnostic("Inconsistent conditional result types", detail, span))
            return UNKNOWN_VALUE
        before = len(faults)
        condition = self.condition.value(scope, faults)
        if condition.is_null:
            detail = "The condition value is null. Conditions must either be true or false."
            faults.append(Diagnostic("Null condition", detail, self.condition.span))
            return unknown_value(common)
        if condition.is_unknown or len(faults) > before:
            return unknown_value(common)
        try:
            is_true = to_truth(condition)
        except ConversionError:
            detail = "The condition expression must be of type bool."
            faults.append(Diagnostic("Incorrect condition type", detail, self.condition.span))
            return unknown_value(common)
        faults += true_faults if is_true else false_faults
        value, word = (if_true, "true") if is_true else (if_false, "false")
        try:
            return convert(value, common)
        except ConversionError as error:
            detail = f"The {word} result value has the wrong type: {error}."
            span = self.if_true.span.to(self.if_false.span)
            faults.append(Diagnostic("Inconsistent conditional result types", detail, span))
            return unknown_value(common)

    @property
    def children(self) -> Sequence[Expression]:
        return self.condition, self.if_true, self.if_false


def _find_common(if_true: Value, if_false: Value) -> Type | None:
    if if_true.is_null and if_true.type is DYNAMIC:
        return if_false.type
    if if_false.is_null and if_false.type is DYNAMIC:
        return if_true.type
    if any(each.is_unknown and each.type is DYNAMIC for each in (if_true, if_false)):
        return DYNAMIC
    return unify([if_true.type, if_false.type])


class Splat(Expression):
    """``x[*].a``: what follows the star, for each element; one value counts as a list of it, null as none."""

    __slots__ = ("each", "item", "origin")

    def __init__(self, origin: Expression, each: Expression, item: Anonymous, span: Span, marker: Span) -> None:
        super().__init__(span, marker)
        self.origin = origin
        self.each = each
        self.item = item

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        scope.budget.step()
        before = len(faults)
        origin = self.origin.value(scope, faults)
        if len(faults) > before:
            return UNKNOWN_VALUE
        is_single = origin.type.kind not in {"tuple", "list", "set"}
        if origin.is_null and not is_single:
            detail = "Splat expressions (with the * symbol) cannot be applied to null sequences."
            faults.append(Diagnostic("Splat of null value", detail, self.origin.span))
            return UNKNOWN_VALUE
        if origin.is_unknown:
            return UNKNOWN_VALUE
        items = ([] if origin.is_null else [origin]) if is_single else origin.items
        scope.budget.spend(len(items))
        values = [self.each.value(scope.child({self.item.name: item}), faults) for item in items]
        scope.budget.spend(sum(value.size for value in values))
        if origin.type.kind in {"list", "set"} and len({value.type for value in values}) <= 1:
            return list_value(values[0].type if values else DYNAMIC, values)
        return tuple_value(values)

    @property
    def children(self) -> Sequence[Expression]:
        return self.origin, self.each
