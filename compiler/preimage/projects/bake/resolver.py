"""From the body of all files to targets and groups: every name is worked out when it is first needed.

Which fault is said first, and how often an unknown name is said to be one, follows from this order; it is the tool's.

Source: docs/reference/bake.md, "What is evaluated".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from preimage.golang.quoting import quote
from preimage.projects.bake.blocks import BlockResolver
from preimage.projects.bake.declarations import FunctionBlock, Variable, read_declarations
from preimage.projects.bake.environment import VariableError, find_text, override
from preimage.projects.bake.target import Group, Target
from preimage.projects.bake.user_functions import ResolutionError, make_function, read_parameters
from preimage.projects.bake.validation import validate
from preimage.projects.hcl.body import Attribute, Body, Schema
from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.calls import find_needs
from preimage.projects.hcl.conversions import ConversionError, convert
from preimage.projects.hcl.diagnostics import Diagnostic, HclError
from preimage.projects.hcl.expressions import Expression
from preimage.projects.hcl.functions.library import Library
from preimage.projects.hcl.scopes import Scope
from preimage.projects.hcl.source import Span
from preimage.projects.hcl.static import as_word, is_null
from preimage.projects.hcl.type_expressions import read_type
from preimage.projects.hcl.types import DYNAMIC, Type
from preimage.projects.hcl.values import Value, null_value, string_value

RESERVED_BLOCKS = ("group", "target")
_CONFIG = Schema(blocks={"group": 1, "target": 1})
_ALL = Schema(blocks={"group": 1, "target": 1, "variable": 1, "function": 1})


class Resolver:
    """Works out the names of a project; ``scope`` holds those that are done."""

    def __init__(self, body: Body, environment: Mapping[str, str], built_in: Mapping[str, str], budget: Budget) -> None:
        self.body = body
        self.environment = environment
        self.built_in = built_in
        self.scope = Scope({}, budget, Library())
        self.variables: dict[str, Variable] = {}
        self.functions: dict[str, FunctionBlock] = {}
        self.attributes: dict[str, Attribute] = {}
        self.blocks = BlockResolver(self)
        self.has_block_types = False
        self._values_begun: set[tuple[int, str]] = set()
        self._functions_begun: set[str] = set()

    def resolve(self) -> tuple[list[Group], list[Target], dict[str, dict[str, list[str]]]]:
        """Give groups and targets, and for each label of each type of block the names that it became.

        Raises:
            HclError: what is wrong, the first fault first.
        """
        faults: list[Diagnostic] = []
        variables, functions = read_declarations(self.body, self.scope.budget, faults)
        _raise(faults)
        reserved = {*RESERVED_BLOCKS, *self.built_in}
        self.variables = {name: each for name, each in variables.items() if name not in reserved}
        self.functions = {name: each for name, each in functions.items() if name not in reserved}
        blocks = self.body.content(_CONFIG, faults).blocks
        _raise(faults)
        attributes = self.body.rest(_ALL, faults)
        _raise(faults)
        self.attributes = {name: each for name, each in attributes.items() if name not in {*reserved, "function"}}
        for name in self.built_in:
            self.resolve_value(self.scope, name)
        self._resolve_variables()
        self._validate()
        self._resolve_functions()
        self.has_block_types = True
        result = self.blocks.resolve_all(blocks)
        for name, attribute in self.attributes.items():
            try:
                self.resolve_value(self.scope, name)
            except (ResolutionError, VariableError) as error:
                raise _wrap("Invalid attribute", error, attribute.span) from error
        return result

    def _resolve_variables(self) -> None:
        for name, variable in self.variables.items():
            try:
                self.resolve_value(self.scope, name)
            except (ResolutionError, VariableError) as error:
                raise _wrap("Invalid value", error, variable.span) from error

    def _resolve_functions(self) -> None:
        for name, definition in self.functions.items():
            try:
                self.resolve_function(name)
            except ResolutionError as error:
                place = definition.parameters
                span = place.span if place is not None else definition.block.label_spans[0]
                raise _wrap("Invalid function", error, span) from error

    def _validate(self) -> None:
        faults: list[Diagnostic] = []
        for variable in self.variables.values():
            for rule in variable.validations:
                validate(rule, self.scope, faults)
        _raise(faults)

    def load_needs(
        self, scope: Scope, expression: Expression, own: frozenset[str] = frozenset(), *, may_miss: bool = True
    ) -> None:
        """Work out all that an expression names.

        ``own`` are names that the expression has from elsewhere. With ``may_miss`` an unknown name is left for the
        evaluation to find, which knows its place.

        Raises:
            HclError: something named cannot be worked out.
        """
        needs = find_needs(expression)
        try:
            for name in needs.functions:
                self._load(may_miss, self.resolve_function, name)
            for name, steps in needs.variables:
                if name in own:
                    continue
                if self.has_block_types and name in RESERVED_BLOCKS:
                    self.blocks.resolve_reference(name, steps)
                else:
                    self._load(may_miss, partial(self.resolve_value, scope), name)
        except (ResolutionError, VariableError) as error:
            raise _wrap("Invalid expression", error, expression.span) from error

    @staticmethod
    def _load(may_miss: bool, resolve: Callable[[str], None], name: str) -> None:
        try:
            resolve(name)
        except ResolutionError as error:
            if not (may_miss and error.is_undefined):
                raise

    def resolve_function(self, name: str) -> None:
        """Work out a function of the files; those of the library are there.

        Raises:
            ResolutionError: it is not there, needs itself, or lacks a part.
            HclError: something in it cannot be worked out.
        """
        if name in self.scope.functions:
            return
        definition = self.functions.get(name)
        if definition is None:
            raise ResolutionError(f"function {quote(name)} does not exist: undefined", is_undefined=True)
        if name in self._functions_begun:
            raise ResolutionError(f"function cycle not allowed for {name}")
        self._functions_begun.add(name)
        names, variadic = read_parameters(definition)
        assert definition.result is not None
        result = definition.result.expression
        self.scope.budget.enter()
        own = frozenset(names if variadic is None else (*names, variadic))
        self.load_needs(self.scope, result, own, may_miss=False)
        self.scope.budget.leave()
        self.scope.functions[name] = make_function(names, variadic, result, self.scope)

    def resolve_value(self, scope: Scope, name: str) -> None:
        """Work out a variable or a named value.

        Raises:
            ResolutionError: it is not there, or needs itself.
            VariableError: the environment's text cannot be its value.
            HclError: something in it is wrong.
        """
        if name in self.scope.variables or name in scope.variables:
            return
        key = (id(scope), name)
        if key in self._values_begun:
            raise ResolutionError(f"variable cycle not allowed for {name}")
        self._values_begun.add(key)
        self.scope.budget.enter()
        self.scope.variables[name] = self._find_value(scope, name)
        self.scope.budget.leave()

    def _find_value(self, scope: Scope, name: str) -> Value:
        if name in self.built_in:
            return string_value(self.built_in[name])
        attribute = self.attributes.get(name)
        variable = self.variables.get(name)
        kind: Type | None = None
        if attribute is None:
            if variable is None:
                raise ResolutionError(f"variable {quote(name)} does not exist: undefined", is_undefined=True)
            attribute, scope = variable.default, self.scope
            kind = _read_declared_type(variable)
        text, is_json = find_text(name, self.environment, self.variables, kind is not None)
        value = self._find_default(scope, name, attribute, kind)
        if text is not None and variable is not None:
            return override(name, value, kind, text, is_json)
        if value is not None:
            return value
        return string_value("") if kind is None else null_value(kind)

    def _find_default(self, scope: Scope, name: str, attribute: Attribute | None, kind: Type | None) -> Value | None:
        if attribute is None:
            return None
        self.load_needs(scope, attribute.expression)
        faults: list[Diagnostic] = []
        value = attribute.expression.value(scope, faults)
        _raise(faults)
        if kind is None:
            return value
        try:
            return convert(value, kind)
        except ConversionError as error:
            raise VariableError(f"invalid type {kind.name} for variable {name} default value: {error}") from error


def _read_declared_type(variable: Variable) -> Type | None:
    """Give the type of a variable; ``any`` is a type, and none that a text could be read as."""
    if variable.type is None or is_null(variable.type.expression):
        return None
    kind = read_type(variable.type.expression)
    return kind if kind is not DYNAMIC or as_word(variable.type.expression) == "any" else None


def _raise(faults: list[Diagnostic]) -> None:
    if faults:
        raise HclError(faults)


def _wrap(summary: str, error: Exception, span: Span) -> HclError:
    return HclError([Diagnostic(summary, str(error), span)])
