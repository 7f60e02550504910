"""``[for x in l : e if c]`` and ``{for k, v in o : k => v...}``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from preimage.golang.quoting import quote
from preimage.projects.hcl.conversions import ConversionError, convert, to_truth
from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.expressions import Expression
from preimage.projects.hcl.scopes import Scope
from preimage.projects.hcl.source import Span
from preimage.projects.hcl.types import BOOL, STRING
from preimage.projects.hcl.values import (
    UNKNOWN_VALUE,
    Value,
    number_value,
    object_value,
    sort_keys,
    string_value,
    tuple_value,
)


class For(Expression):
    """A value for each element of a collection: a tuple, or an object if there is a key."""

    __slots__ = ("collection", "condition", "is_grouped", "key", "key_name", "result", "value_name")

    def __init__(
        self,
        span: Span,
        opening: Span,
        *,
        key_name: str | None,
        value_name: str,
        collection: Expression,
        key: Expression | None,
        result: Expression,
        condition: Expression | None = None,
        is_grouped: bool = False,
    ) -> None:
        super().__init__(span, opening)
        self.key_name = key_name
        self.value_name = value_name
        self.collection = collection
        self.key = key
        self.result = result
        self.condition = condition
        self.is_grouped = is_grouped

    @property
    def names(self) -> frozenset[str]:
        """The names that stand for something only within."""
        return frozenset((self.value_name,) if self.key_name is None else (self.key_name, self.value_name))

    @property
    def children(self) -> Sequence[Expression]:
        return (self.collection, *self.scoped)

    @property
    def scoped(self) -> Sequence[Expression]:
        """The expressions in which the names count."""
        return [each for each in (self.key, self.result, self.condition) if each is not None]

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        scope.budget.step()
        collection = self.collection.value(scope, faults)
        if not self._can_iterate(collection, faults):
            return UNKNOWN_VALUE
        if self.condition is not None and not self._check_condition(self.condition, scope, faults):
            return UNKNOWN_VALUE
        return (
            self._make_tuple(collection, scope, faults) if self.key is None else self._make(collection, scope, faults)
        )

    def _can_iterate(self, collection: Value, faults: list[Diagnostic]) -> bool:
        if collection.is_null:
            detail = "A null value cannot be used as the collection in a 'for' expression."
            faults.append(Diagnostic("Iteration over null value", detail, self.collection.span))
            return False
        if collection.type.is_primitive:
            name = collection.type.name
            detail = f"A value of type {name} cannot be used as the collection in a 'for' expression."
            faults.append(Diagnostic("Iteration over non-iterable value", detail, self.collection.span))
            return False
        return not collection.is_unknown

    def _check_condition(self, condition: Expression, scope: Scope, faults: list[Diagnostic]) -> bool:
        """Look at the condition before there are elements, so that its faults are found in an empty list as well."""
        before = len(faults)
        result = condition.value(scope.child(dict.fromkeys(self.names, UNKNOWN_VALUE)), faults)
        if result.is_null:
            detail = "The value of the 'if' clause must not be null."
            faults.append(Diagnostic("Condition is null", detail, condition.span))
            return False
        try:
            convert(result, BOOL)
        except ConversionError as error:
            detail = f"The 'if' clause value is invalid: {error}."
            faults.append(Diagnostic("Invalid 'for' condition", detail, condition.span))
            return False
        return len(faults) == before

    def _scopes(self, collection: Value, scope: Scope, faults: list[Diagnostic]) -> Iterator[Scope]:
        """Give the scope of each element for which the condition holds."""
        has_failed = False
        for key, value in _iterate(collection):
            scope.budget.step()
            names = {self.value_name: value}
            if self.key_name is not None:
                # When both names are one, the value is what it stands for.
                names = {self.key_name: key, **names}
            inner = scope.child(names)
            if self.condition is None:
                yield inner
                continue
            holds, fault = self._test(self.condition, inner, faults)
            if fault and not has_failed:
                has_failed = True
                faults.append(Diagnostic("Invalid 'for' condition", fault, self.condition.span))
            if holds:
                yield inner

    @staticmethod
    def _test(condition: Expression, scope: Scope, faults: list[Diagnostic]) -> tuple[bool, str]:
        value = condition.value(scope, faults)
        if value.is_null:
            return False, "The value of the 'if' clause must not be null."
        if value.is_unknown:
            return False, ""
        try:
            return to_truth(value), ""
        except ConversionError as error:
            return False, f"The 'if' clause value is invalid: {error}."

    def _make_tuple(self, collection: Value, scope: Scope, faults: list[Diagnostic]) -> Value:
        before = len(faults)
        values = [self.result.value(inner, faults) for inner in self._scopes(collection, scope, faults)]
        scope.budget.spend(len(values))
        return tuple_value(values) if len(faults) == before else UNKNOWN_VALUE

    def _make(self, collection: Value, scope: Scope, faults: list[Diagnostic]) -> Value:
        before = len(faults)
        members: dict[str, Value] = {}
        groups: dict[str, list[Value]] = {}
        for inner in self._scopes(collection, scope, faults):
            key = self._read_key(inner, faults)
            if key is None:
                continue
            value = self.result.value(inner, faults)
            if self.is_grouped:
                groups.setdefault(key, []).append(value)
            elif key in members:
                self._refuse_key(key, faults)
            else:
                members[key] = value
        scope.budget.spend(len(members) + len(groups))
        if len(faults) > before:
            return UNKNOWN_VALUE
        if self.is_grouped:
            members = {name: tuple_value(values) for name, values in groups.items()}
        return object_value(members)

    def _refuse_key(self, key: str, faults: list[Diagnostic]) -> None:
        assert self.key is not None
        detail = (
            f"Two different items produced the key {quote(key)} in this 'for' expression. If duplicates are expected, "
            "use the ellipsis (...) after the value expression to enable grouping by key."
        )
        faults.append(Diagnostic("Duplicate object key", detail, self.key.span))

    def _read_key(self, scope: Scope, faults: list[Diagnostic]) -> str | None:
        assert self.key is not None
        key = self.key.value(scope, faults)
        if key.is_null:
            detail = "Key expression in 'for' expression must not produce a null value."
            faults.append(Diagnostic("Invalid object key", detail, self.key.span))
            return None
        try:
            key = convert(key, STRING)
        except ConversionError as error:
            detail = f"The key expression produced an invalid result: {error}."
            faults.append(Diagnostic("Invalid object key", detail, self.key.span))
            return None
        return None if key.is_unknown else str(key.raw)


def _iterate(collection: Value) -> Iterator[tuple[Value, Value]]:
    """Give key and value of each element: numbers from 0, names in the order of their bytes, of sets the elements."""
    if isinstance(collection.raw, dict):
        for name in sort_keys(collection.raw):
            yield string_value(name), collection.raw[name]
    elif collection.type.kind == "set":
        for value in collection.items:
            yield value, value
    else:
        for index, value in enumerate(collection.items):
            yield number_value(index), value
