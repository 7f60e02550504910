"""Files in HCL's JSON form to bodies: the same language, with templates for expressions.

Source: docs/reference/bake.md, "JSON".
"""

from __future__ import annotations

from collections.abc import Sequence

from preimage.golang.quoting import quote
from preimage.projects.hcl.body import Attribute, Block, Content, Schema
from preimage.projects.hcl.conversions import ConversionError, convert
from preimage.projects.hcl.cursor import Cursor
from preimage.projects.hcl.diagnostics import Diagnostic, HclError
from preimage.projects.hcl.expression_parser import parse_expression
from preimage.projects.hcl.expressions import Expression
from preimage.projects.hcl.json_parser import Member, Node
from preimage.projects.hcl.numbers import Number
from preimage.projects.hcl.scopes import Scope
from preimage.projects.hcl.source import Source, Span
from preimage.projects.hcl.suggestions import suggest_name
from preimage.projects.hcl.template_parser import parse_template
from preimage.projects.hcl.types import STRING
from preimage.projects.hcl.values import (
    NULL,
    UNKNOWN_VALUE,
    Value,
    bool_value,
    number_value,
    object_value,
    tuple_value,
)

_TYPE = "Incorrect JSON value type"
_FOR_ARGUMENTS = "A JSON object is required here, setting the arguments for this block."


def parse_text(text: str, span: Span, *, is_template: bool) -> Expression:
    """Read the text of a JSON string as a template, or as one expression.

    Positions are as if the text had no escapes in JSON, which is how the tool counts.

    Raises:
        HclError: the first fault.
    """
    line, column = span.source.position(span.start)
    cursor = Cursor(Source(span.source.name, text, (line, column + 1)), is_template=is_template)
    if is_template:
        return parse_template(cursor, None, "eof", parse_expression)
    expression = parse_expression(cursor)
    if cursor.peek().kind != "eof":
        detail = "An expression was successfully parsed, but extra characters were found after it."
        raise cursor.fail("Extra characters after expression", detail, cursor.peek())
    return expression


class JsonText(Expression):
    """A string or a key: a template, read when its value is asked for."""

    __slots__ = ("faults", "inner", "text")

    def __init__(self, text: str, span: Span) -> None:
        super().__init__(span)
        self.text = text
        self.inner: Expression | None = None
        self.faults: tuple[Diagnostic, ...] = ()
        try:
            self.inner = parse_text(text, span, is_template=True)
        except HclError as error:
            self.faults = error.diagnostics

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        if self.inner is None:
            faults += self.faults
            return UNKNOWN_VALUE
        return self.inner.value(scope, faults)

    @property
    def children(self) -> Sequence[Expression]:
        return () if self.inner is None else (self.inner,)


class JsonConstant(Expression):
    """A number, a boolean or null."""

    __slots__ = ("constant",)

    def __init__(self, raw: Number | bool | None, span: Span) -> None:
        super().__init__(span)
        self.constant = NULL
        if isinstance(raw, bool):
            self.constant = bool_value(raw)
        elif raw is not None:
            self.constant = number_value(raw)

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        return self.constant


class JsonArray(Expression):
    """An array."""

    __slots__ = ("items",)

    def __init__(self, items: Sequence[Expression], node: Node) -> None:
        super().__init__(node.span, node.start_span)
        self.items = tuple(items)

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        scope.budget.step()
        scope.budget.spend(len(self.items))
        return tuple_value([item.value(scope, faults) for item in self.items])

    @property
    def children(self) -> Sequence[Expression]:
        return self.items


class JsonObject(Expression):
    """An object whose keys are templates, and different."""

    __slots__ = ("members",)

    def __init__(self, members: Sequence[tuple[JsonText, Expression]], node: Node) -> None:
        super().__init__(node.span, node.start_span)
        self.members = tuple(members)

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        scope.budget.step()
        scope.budget.spend(len(self.members))
        values: dict[str, Value] = {}
        places: dict[str, Span] = {}
        is_known = True
        for key, expression in self.members:
            name = key.value(scope, faults)
            value = expression.value(scope, faults)
            try:
                name = convert(name, STRING)
            except ConversionError as error:
                detail = f"Cannot use this expression as an object key: {error}."
                faults.append(Diagnostic("Invalid object key expression", detail, key.span))
                continue
            if name.is_null:
                detail = "Cannot use null value as an object key."
                faults.append(Diagnostic("Invalid object key expression", detail, key.span))
            elif name.is_unknown:
                is_known = False
            elif name.raw in values:
                place = places[name.raw].render()
                detail = f"An attribute named {quote(name.raw)} was already defined at {place}."
                faults.append(Diagnostic("Duplicate object attribute", detail, key.span))
            else:
                values[name.raw], places[name.raw] = value, key.span
        return object_value(values) if is_known else UNKNOWN_VALUE

    @property
    def children(self) -> Sequence[Expression]:
        return [each for member in self.members for each in member]


def make_expression(node: Node) -> Expression:
    """Make an expression of a value."""
    raw = node.raw
    if isinstance(raw, str):
        return JsonText(raw, node.span)
    if isinstance(raw, list):
        return JsonArray([make_expression(each) for each in raw], node)
    if isinstance(raw, tuple):
        return JsonObject([(JsonText(each.name, each.name_span), make_expression(each.value)) for each in raw], node)
    return JsonConstant(raw, node.span)


class JsonBody:
    """A body in JSON form."""

    __slots__ = ("_attributes", "node")

    def __init__(self, node: Node) -> None:
        self.node = node
        # An expression is made once, since it stands for itself in what is remembered of it.
        self._attributes: dict[int, Attribute] = {}

    @property
    def missing_span(self) -> Span:
        return self.node.closing if isinstance(self.node.raw, tuple) else self.node.start_span

    def _attribute(self, member: Member) -> Attribute:
        found = self._attributes.get(id(member))
        if found is None:
            span = member.name_span.to(member.value.span)
            found = Attribute(member.name, make_expression(member.value), span, member.name_span)
            self._attributes[id(member)] = found
        return found

    def content(self, schema: Schema, faults: list[Diagnostic]) -> Content:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for member in _collect_members(self.node, None, faults):
            if member.name in schema.attributes:
                if (earlier := attributes.get(member.name)) is not None:
                    faults.append(_duplicate("Duplicate argument", member, earlier))
                else:
                    attributes[member.name] = self._attribute(member)
            elif member.name in schema.blocks:
                _unpack(member.value, member, schema.blocks[member.name], (), blocks, faults)
        return Content(attributes, blocks)

    def refuse_rest(self, schema: Schema, faults: list[Diagnostic]) -> None:
        known = sorted((*schema.attributes, *schema.blocks))
        for member in _collect_members(self.node, None, []):
            if member.name != "//" and member.name not in known:
                hint = suggest_name(member.name, known)
                detail = f"No argument or block type is named {quote(member.name)}.{hint}"
                faults.append(Diagnostic("Extraneous JSON object property", detail, member.name_span))

    def rest(self, schema: Schema, faults: list[Diagnostic]) -> dict[str, Attribute]:
        attributes: dict[str, Attribute] = {}
        if not isinstance(self.node.raw, tuple):
            faults.append(Diagnostic(_TYPE, _FOR_ARGUMENTS, self.node.start_span))
            return attributes
        for member in self.node.raw:
            if member.name == "//" or member.name in schema.attributes or member.name in schema.blocks:
                continue
            if (earlier := attributes.get(member.name)) is not None:
                faults.append(_duplicate("Duplicate attribute definition", member, earlier))
            else:
                attributes[member.name] = self._attribute(member)
        return attributes


def _duplicate(summary: str, member: Member, earlier: Attribute) -> Diagnostic:
    detail = f"The argument {quote(member.name)} was already set at {earlier.span.render()}."
    return Diagnostic(summary, detail, member.name_span)


def _collect_members(node: Node, label: str | None, faults: list[Diagnostic]) -> list[Member]:
    """Give the properties of an object, or those of all objects of an array."""
    purpose = "define arguments and child blocks"
    if label is not None:
        purpose = f"specify {label} labels for this block"
    kinds = "A JSON object" if isinstance(node.raw, list) else "Either a JSON object or JSON array of objects"
    detail = f"{kinds} is required here, to {purpose}."
    if node.raw is None:
        return []
    if isinstance(node.raw, tuple):
        return list(node.raw)
    members: list[Member] = []
    for each in node.raw if isinstance(node.raw, list) else [node]:
        if isinstance(each.raw, tuple):
            members += each.raw
        else:
            faults.append(Diagnostic(_TYPE, detail, each.start_span))
    return members


def _unpack(
    node: Node,
    kind: Member,
    labels: int,
    used: tuple[Member, ...],
    blocks: list[Block],
    faults: list[Diagnostic],
) -> None:
    """Add the blocks of a value; each label is a level of objects above their bodies."""
    if labels:
        members = _collect_members(node, "name", faults)
        if not members:
            detail = f"At least one object property is required, whose name represents the {kind.name} block's name."
            faults.append(Diagnostic("Missing block label", detail, node.start_span))
        for member in members:
            _unpack(member.value, kind, labels - 1, (*used, member), blocks, faults)
        return
    if node.raw is None:
        return
    if not isinstance(node.raw, list | tuple):
        detail = (
            "Either a JSON object or a JSON array is required, representing the contents of one or more "
            f"{quote(kind.name)} blocks."
        )
        faults.append(Diagnostic(_TYPE, detail, node.start_span))
        return
    for body in node.raw if isinstance(node.raw, list) else [node]:
        spans = [member.name_span for member in used]
        blocks.append(
            Block(
                kind.name,
                [member.name for member in used],
                JsonBody(body),
                type_span=kind.name_span,
                label_spans=spans,
                heading=node.start_span,
                brace=node.start_span,
            )
        )
