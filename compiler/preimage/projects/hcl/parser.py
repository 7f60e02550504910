"""Files in HCL's own syntax to bodies."""

from __future__ import annotations

from preimage.golang.quoting import quote
from preimage.projects.hcl.body import Attribute, Block, Content, Schema
from preimage.projects.hcl.cursor import Cursor
from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.expression_parser import parse_expression
from preimage.projects.hcl.source import Source, Span
from preimage.projects.hcl.suggestions import suggest_name
from preimage.projects.hcl.template_parser import decode_text
from preimage.projects.hcl.tokens import Token

_NO_EQUALS = (
    'An argument or block definition is required here. To set an argument, use the equals sign "=" to introduce the '
    "argument value."
)


class NativeBody:
    """A body in HCL's own syntax; ``start`` is the brace that opens it, or the name of its only attribute."""

    __slots__ = ("attributes", "blocks", "start")

    def __init__(self, attributes: dict[str, Attribute], blocks: list[Block], start: Span) -> None:
        self.attributes = attributes
        self.blocks = blocks
        self.start = start

    @property
    def missing_span(self) -> Span:
        return Span(self.start.source, self.start.start, self.start.start)

    def content(self, schema: Schema, faults: list[Diagnostic]) -> Content:
        attributes = {name: each for name, each in self.attributes.items() if name in schema.attributes}
        blocks: list[Block] = []
        for block in self.blocks:
            wanted = schema.blocks.get(block.type)
            if wanted is not None and _check_labels(block, wanted, faults):
                blocks.append(block)
        return Content(attributes, blocks)

    def refuse_rest(self, schema: Schema, faults: list[Diagnostic]) -> None:
        for name, attribute in self.rest(schema, faults).items():
            detail = (
                f"An argument named {quote(name)} is not expected here.{suggest_name(name, sorted(schema.attributes))}"
            )
            faults.append(Diagnostic("Unsupported argument", detail, attribute.name_span))
        for block in self.blocks:
            if block.type not in schema.blocks:
                hint = suggest_name(block.type, sorted(schema.blocks))
                detail = f"Blocks of type {quote(block.type)} are not expected here.{hint}"
                faults.append(Diagnostic("Unsupported block type", detail, block.type_span))

    def rest(self, schema: Schema, faults: list[Diagnostic]) -> dict[str, Attribute]:
        return {name: each for name, each in self.attributes.items() if name not in schema.attributes}


def _check_labels(block: Block, wanted: int, faults: list[Diagnostic]) -> bool:
    kind = block.type
    if len(block.labels) > wanted:
        detail = f"No labels are expected for {kind} blocks."
        if wanted:
            detail = f"Only {wanted} labels (name) are expected for {kind} blocks."
        faults.append(Diagnostic(f"Extraneous label for {kind}", detail, block.label_spans[wanted]))
        return False
    if len(block.labels) < wanted:
        detail = f"All {kind} blocks must have {wanted} labels (name)."
        faults.append(Diagnostic(f"Missing name for {kind}", detail, block.brace))
        return False
    return True


def parse_file(source: Source) -> NativeBody:
    """Read a whole file.

    Raises:
        HclError: the first fault of the syntax; what can be no token comes before everything else.
    """
    cursor = Cursor(source)
    return _parse_body(cursor, "eof", cursor.peek())


def _parse_body(cursor: Cursor, end: str, opening: Token) -> NativeBody:
    cursor.enter()
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    while (token := cursor.peek()).kind != end:
        if token.kind == "newline":
            cursor.read()
        elif token.kind == "ident":
            _parse_item(cursor, attributes, blocks)
        elif token.kind == "eof":
            detail = (
                "There is no closing brace for this block before the end of the file. This may be caused by incorrect "
                "brace nesting elsewhere in this file."
            )
            raise cursor.fail("Unclosed configuration block", detail, opening)
        elif token.kind == "quote":
            raise cursor.fail("Invalid argument name", "Argument names must not be quoted.", token)
        else:
            detail = "An argument or block definition is required here."
            raise cursor.fail("Argument or block definition required", detail, token)
    cursor.read()
    cursor.leave()
    return NativeBody(attributes, blocks, cursor.span(opening))


def _parse_item(cursor: Cursor, attributes: dict[str, Attribute], blocks: list[Block]) -> None:
    name = cursor.read()
    following = cursor.peek().kind
    if following == "=":
        _add_attribute(cursor, _parse_attribute(cursor, name), attributes)
        _end_attribute(cursor)
    elif following in {"quote", "{", "ident"}:
        blocks.append(_parse_block(cursor, name))
    else:
        raise cursor.fail("Argument or block definition required", _NO_EQUALS, name)


def _parse_attribute(cursor: Cursor, name: Token) -> Attribute:
    cursor.read()
    expression = parse_expression(cursor)
    span = cursor.span(name)
    return Attribute(cursor.text_of(name), expression, span.to(expression.span), span)


def _add_attribute(cursor: Cursor, attribute: Attribute, attributes: dict[str, Attribute]) -> None:
    earlier = attributes.get(attribute.name)
    if earlier is not None:
        detail = (
            f"The argument {quote(attribute.name)} was already set at {earlier.name_span.render()}. Each argument may "
            "be set only once."
        )
        raise cursor.fail("Attribute redefined", detail, attribute.name_span)
    attributes[attribute.name] = attribute


def _end_attribute(cursor: Cursor) -> None:
    end = cursor.peek()
    if end.kind in {"newline", "eof"}:
        cursor.read()
        return
    detail = "An argument definition must end with a newline."
    if end.kind == ",":
        detail = f"Argument definitions must be separated by newlines, not commas. {detail}"
        raise cursor.fail("Unexpected comma after argument", detail, end)
    raise cursor.fail("Missing newline after argument", detail, end)


def _parse_block(cursor: Cursor, name: Token) -> Block:
    labels: list[str] = []
    label_spans: list[Span] = []
    while (token := cursor.peek()).kind != "{":
        if token.kind == "quote":
            label, span = _parse_label(cursor)
        elif token.kind == "ident":
            label, span = cursor.text_of(cursor.read()), cursor.span(token)
        else:
            raise _refuse_heading(cursor, token)
        labels.append(label)
        label_spans.append(span)
    opening = cursor.read()
    body = _parse_block_body(cursor, opening)
    end = cursor.peek()
    if end.kind not in {"newline", "eof"}:
        detail = "A block definition must end with a newline."
        raise cursor.fail("Missing newline after block definition", detail, end)
    cursor.read()
    type_span = cursor.span(name)
    return Block(
        cursor.text_of(name),
        labels,
        body,
        type_span=type_span,
        label_spans=label_spans,
        heading=type_span.to(label_spans[-1] if label_spans else type_span),
        brace=cursor.span(opening),
    )


def _refuse_heading(cursor: Cursor, token: Token) -> Exception:
    detail = 'Either a quoted string block label or an opening brace ("{") is expected here.'
    if token.kind == "=":
        detail = 'The equals sign "=" indicates an argument definition, and must not be used when defining a block.'
    elif token.kind == "newline":
        detail = (
            'A block definition must have block content delimited by "{" and "}", starting on the same line as the '
            "block header."
        )
    return cursor.fail("Invalid block definition", detail, token)


def _parse_label(cursor: Cursor) -> tuple[str, Span]:
    opening = cursor.read()
    pieces: list[str] = []
    while (token := cursor.read()).kind != "end-quote":
        if token.kind == "text":
            pieces.append(decode_text(cursor.text_of(token), cursor.span(token), has_escapes=True))
        elif token.kind in {"interpolation", "directive"}:
            sign = cursor.text_of(token)[0]
            detail = (
                f'Template sequences are not allowed in this string. To include a literal "{sign}", double it (as '
                f'"{sign}{sign}") to escape it.'
            )
            raise cursor.fail("Invalid string literal", detail, token)
        else:
            detail = "Unable to find the closing quote mark before the end of the file."
            raise cursor.fail("Unterminated string literal", detail, cursor.span(opening))
    return "".join(pieces), cursor.span(opening, token)


def _parse_block_body(cursor: Cursor, opening: Token) -> NativeBody:
    if cursor.peek().kind in {"newline", "eof", "}"}:
        return _parse_body(cursor, "}", opening)
    return _parse_single(cursor)


def _parse_single(cursor: Cursor) -> NativeBody:
    """Read the one attribute of a block on one line, and its closing brace."""
    name = cursor.read()
    if name.kind != "ident":
        detail = "An argument or block definition is required here."
        raise cursor.fail("Argument or block definition required", detail, name)
    following = cursor.peek()
    if following.kind in {"quote", "{", "ident"}:
        detail = (
            "A single-line block definition can contain only a single argument. If you meant to define argument "
            f"{quote(cursor.text_of(name))}, use an equals sign to assign it a value. To define a nested block, place "
            "it on a line of its own within its parent block."
        )
        raise cursor.fail("Argument definition required", detail, cursor.span(name, following))
    if following.kind != "=":
        raise cursor.fail("Argument or block definition required", _NO_EQUALS, name)
    attribute = _parse_attribute(cursor, name)
    end = cursor.peek()
    if end.kind != "}":
        raise cursor.fail("Invalid single-argument block definition", _describe_single_end(end), end)
    cursor.read()
    return NativeBody({attribute.name: attribute}, [], cursor.span(name))


def _describe_single_end(end: Token) -> str:
    if end.kind == ",":
        return (
            "Single-line block syntax can include only one argument definition. To define multiple arguments, use the "
            "multi-line block syntax with one argument definition per line."
        )
    if end.kind == "newline":
        return (
            "An argument definition on the same line as its containing block creates a single-line block definition, "
            "which must also be closed on the same line. Place the block's closing brace immediately after the "
            "argument definition."
        )
    return (
        "A single-line block definition must end with a closing brace immediately after its single argument definition."
    )
