"""Bodies: attributes and blocks, of one file or of several as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.expressions import Expression
from preimage.projects.hcl.source import Span


class Attribute:
    """A name, its expression, and where both stand."""

    __slots__ = ("expression", "name", "name_span", "span")

    def __init__(self, name: str, expression: Expression, span: Span, name_span: Span) -> None:
        self.name = name
        self.expression = expression
        self.span = span
        self.name_span = name_span


class Block:
    """A block: its type, labels and body.

    ``heading`` is from the type to the last label, ``brace`` the place that stands for the body where something is
    missing in it.
    """

    __slots__ = ("body", "brace", "heading", "label_spans", "labels", "type", "type_span")

    def __init__(
        self,
        kind: str,
        labels: Sequence[str],
        body: Body,
        *,
        type_span: Span,
        label_spans: Sequence[Span],
        heading: Span,
        brace: Span,
    ) -> None:
        self.type = kind
        self.labels = tuple(labels)
        self.body = body
        self.type_span = type_span
        self.label_spans = tuple(label_spans)
        self.heading = heading
        self.brace = brace


class Schema:
    """The attributes that are looked for, and the blocks with the number of their labels."""

    __slots__ = ("attributes", "blocks")

    def __init__(self, attributes: Iterable[str] = (), blocks: Mapping[str, int] | None = None) -> None:
        self.attributes = frozenset(attributes)
        self.blocks: Mapping[str, int] = {} if blocks is None else blocks


class Content:
    """What a schema found, in the order of the file."""

    __slots__ = ("attributes", "blocks")

    def __init__(self, attributes: dict[str, Attribute], blocks: list[Block]) -> None:
        self.attributes = attributes
        self.blocks = blocks


class Body(Protocol):
    """What a file or a block holds."""

    @property
    def missing_span(self) -> Span:
        """The place that stands for what is not there."""

    def content(self, schema: Schema, faults: list[Diagnostic]) -> Content:
        """Give what a schema names; the rest is left alone."""

    def rest(self, schema: Schema, faults: list[Diagnostic]) -> dict[str, Attribute]:
        """Give the attributes that a schema does not name."""

    def refuse_rest(self, schema: Schema, faults: list[Diagnostic]) -> None:
        """Add a fault for each attribute and block that a schema does not name."""
