"""The bodies of several files as one."""

from __future__ import annotations

from collections.abc import Sequence

from preimage.projects.hcl.body import Attribute, Block, Body, Content, Schema
from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.source import Span


class MergedBody:
    """Bodies in order: of an attribute in several of them the last counts, blocks add up."""

    __slots__ = ("bodies",)

    def __init__(self, bodies: Sequence[Body]) -> None:
        self.bodies = tuple(bodies)

    @property
    def missing_span(self) -> Span:
        return self.bodies[0].missing_span

    def content(self, schema: Schema, faults: list[Diagnostic]) -> Content:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for body in self.bodies:
            content = body.content(schema, faults)
            blocks += content.blocks
            attributes |= content.attributes
        return Content(attributes, blocks)

    def refuse_rest(self, schema: Schema, faults: list[Diagnostic]) -> None:
        for body in self.bodies:
            body.refuse_rest(schema, faults)

    def rest(self, schema: Schema, faults: list[Diagnostic]) -> dict[str, Attribute]:
        attributes: dict[str, Attribute] = {}
        for body in self.bodies:
            attributes |= body.rest(schema, faults)
        return attributes
