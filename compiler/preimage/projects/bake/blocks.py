"""Blocks of targets and groups, worked out attribute by attribute when something refers to them.

Source: docs/reference/bake.md, "References to targets".
"""

from __future__ import annotations

from typing import Protocol

from preimage.projects.bake import matrix
from preimage.projects.bake.decoding import decode, encode
from preimage.projects.bake.fields import FIELDS, TEXTS, Field
from preimage.projects.bake.origins import find_key_lines
from preimage.projects.bake.target import Group, Target
from preimage.projects.bake.user_functions import ResolutionError
from preimage.projects.hcl.access import Step
from preimage.projects.hcl.body import Attribute, Block, Schema
from preimage.projects.hcl.diagnostics import Diagnostic, HclError
from preimage.projects.hcl.expressions import Expression
from preimage.projects.hcl.scopes import Scope
from preimage.projects.hcl.types import STRING, Type, object_of
from preimage.projects.hcl.values import Value, map_value, object_value, string_value
from preimage.projects.project import Origin

_GROUP_FIELDS: dict[str, Field] = {"description": FIELDS["description"], "targets": Field(TEXTS)}
_FIELDS = {"target": FIELDS, "group": _GROUP_FIELDS}
_SCHEMAS = {kind: Schema(fields) for kind, fields in _FIELDS.items()}
_NAMING = Schema(("matrix", "name"))
_KNOWN = {kind: Schema((*fields, *_NAMING.attributes)) for kind, fields in _FIELDS.items()}
MOST_IGNORED = 100
"""Beyond so many attributes and blocks without a meaning, not all are told."""
_TYPES = {
    kind: object_of({"name": STRING, **{name: field.reference or field.kind for name, field in fields.items()}})
    for kind, fields in _FIELDS.items()
}


class Names(Protocol):
    """What works out the names that expressions need."""

    scope: Scope

    def load_needs(self, scope: Scope, expression: Expression) -> None:
        """Work out all that an expression names; raises ``HclError``."""


class _Copy:
    """One target or group that a block makes: its scope, what is known of it, what is done and what is begun."""

    __slots__ = ("begun", "done", "held", "name", "scope")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.name = ""
        self.held: dict[str, tuple[object, Attribute]] = {}
        self.done: set[str] = set()
        self.begun: set[str] = set()


class BlockResolver:
    """Works blocks out, and keeps what others may refer to in the resolver's scope."""

    def __init__(self, resolver: Names) -> None:
        self.resolver = resolver
        self.ignored: list[Diagnostic] = []
        """What the tool passes over in silence: attributes and blocks of targets and groups that mean nothing."""
        self._copies: dict[int, list[_Copy]] = {}
        self._blocks: dict[str, dict[str, list[Block]]] = {"group": {}, "target": {}}
        self._known: dict[str, dict[str, Value]] = {"group": {}, "target": {}}
        self._types: dict[str, dict[str, Type]] = {"group": {}, "target": {}}

    def resolve_all(self, blocks: list[Block]) -> tuple[list[Group], list[Target], dict[str, dict[str, list[str]]]]:
        """Give groups, targets, and the names that each label became.

        Raises:
            HclError: what is wrong: names first, then the attributes of all blocks together.
        """
        renamed: dict[str, dict[str, list[str]]] = {"group": {}, "target": {}}
        for block in blocks:
            try:
                names = self._resolve_names(block)
            except ResolutionError as error:
                span = block.label_spans[0]
                raise HclError([Diagnostic("Invalid name", str(error), span)]) from error
            for name in names:
                # Only once all names are known do references find their blocks.
                renamed[block.type].setdefault(block.labels[0], []).append(name)
        for block in blocks:
            self._note_ignored(block)
            for copy in self._copies[id(block)]:
                self._blocks[block.type].setdefault(copy.name, []).append(block)
        groups: dict[str, Group] = {}
        targets: dict[str, Target] = {}
        faults: list[Diagnostic] = []
        for block in blocks:
            try:
                self._resolve(block, None)
            except HclError as error:
                faults += error.diagnostics
                continue
            except ResolutionError as error:
                raise HclError([Diagnostic("Invalid block", str(error), block.label_spans[0])]) from error
            for copy in self._copies[id(block)]:
                if block.type == "group":
                    groups[copy.name] = _make_group(copy)
                else:
                    _add_target(targets, copy)
        if faults:
            raise HclError(faults)
        return list(groups.values()), list(targets.values()), renamed

    def _note_ignored(self, block: Block) -> None:
        known = _KNOWN[block.type]
        # To look for a name that may be meant takes long, for thousands.
        if len(self.ignored) < MOST_IGNORED and len(block.body.rest(known, [])) <= MOST_IGNORED:
            block.body.refuse_rest(known, self.ignored)
        elif len(self.ignored) < MOST_IGNORED:
            detail = "Most arguments here are not expected."
            self.ignored.append(Diagnostic("Unsupported argument", detail, block.heading))

    def _find_copies(self, block: Block) -> list[_Copy]:
        copies = self._copies.get(id(block))
        if copies is not None:
            return copies
        self.resolver.scope.variables.setdefault(block.type, map_value(_TYPES[block.type], {}))
        base = self.resolver.scope
        attributes = block.body.content(_NAMING, []).attributes
        scopes = [base]
        if "matrix" in attributes:
            if block.type == "group":
                raise ResolutionError("matrix is not supported for groups")
            self.resolver.load_needs(base, attributes["matrix"].expression)
            scopes = matrix.make_scopes(attributes["matrix"].expression, base)
        copies = [_Copy(scope) for scope in scopes]
        self._copies[id(block)] = copies
        return copies

    def _resolve_names(self, block: Block) -> list[str]:
        copies = self._find_copies(block)
        attributes = block.body.content(_NAMING, []).attributes
        for copy in copies:
            copy.name = block.labels[0]
            matrix.check_name(copy.name)
            if "name" not in attributes:
                continue
            if block.type == "group":
                raise ResolutionError("name is not supported for groups")
            if "matrix" not in attributes:
                raise ResolutionError("name requires matrix")
            self.resolver.load_needs(copy.scope, attributes["name"].expression)
            copy.name = matrix.read_name(attributes["name"].expression, copy.scope)
            matrix.check_name(copy.name)
        names = [copy.name for copy in copies]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise ResolutionError(f'duplicate name "{name}"')
        return names

    def resolve_reference(self, kind: str, steps: tuple[Step, ...]) -> None:
        """Work out what ``target.NAME.ATTRIBUTE`` needs.

        Raises:
            ResolutionError: it is no such reference, or one that needs itself.
            HclError: what is referred to is wrong.
        """
        if not steps:
            raise ResolutionError(f"cannot access {kind} as a variable")
        if steps[0].name is None:
            raise ResolutionError(f"cannot traverse {kind} without attribute")
        only = steps[1].name if len(steps) > 1 else None
        for block in self._blocks[kind].get(steps[0].name, ()):
            self._resolve(block, only)

    def _resolve(self, block: Block, only: str | None) -> None:
        """Work out one attribute of a block, or all that are not done."""
        with self.resolver.scope.budget:
            for copy in self._find_copies(block):
                if only is None:
                    self._resolve_copy(block, copy, None)
                elif only not in copy.done:
                    if only in copy.begun:
                        raise ResolutionError(f"reference cycle not allowed for {block.type}.{copy.name}.{only}")
                    copy.begun.add(only)
                    self._resolve_copy(block, copy, only)
                else:
                    break

    def _resolve_copy(self, block: Block, copy: _Copy, only: str | None) -> None:
        faults: list[Diagnostic] = []
        schema = _SCHEMAS[block.type] if only is None else Schema([only] if only in _FIELDS[block.type] else [])
        found = block.body.content(schema, faults).attributes
        if faults:
            raise HclError(faults)
        attributes = {name: each for name, each in found.items() if name not in copy.done}
        for attribute in attributes.values():
            self.resolver.load_needs(copy.scope, attribute.expression)
        for name, attribute in attributes.items():
            held = decode(name, _FIELDS[block.type][name], attribute.expression, copy.scope, faults)
            copy.held[name] = held, attribute
        if block.type == "group" and only is None and "targets" not in copy.held:
            detail = 'The argument "targets" is required, but no definition was found.'
            faults.insert(0, Diagnostic("Missing required argument", detail, block.body.missing_span))
        if faults:
            raise HclError(faults)
        copy.done.update(attributes)
        if only is not None:
            copy.done.add(only)
        self._publish(block.type, copy)

    def _publish(self, kind: str, copy: _Copy) -> None:
        """Let others see what is known of a target or group, over all that was known under its name."""
        members: dict[str, Value] = {"name": string_value(copy.name)}
        for name, field in _FIELDS[kind].items():
            held = copy.held[name][0] if name in copy.held else None
            members[name] = encode(field, "" if held is None and name == "description" else held)
        whole = object_value(members)
        known = self._known[kind]
        if not known:
            # What is empty is a map to the tool, and an object from then on, which grows.
            self.resolver.scope.variables[kind] = Value(object_of(self._types[kind]), known, whole.depth + 1)
        known[copy.name], self._types[kind][copy.name] = whole, whole.type


def _make_group(copy: _Copy) -> Group:
    targets = copy.held.get("targets", (None, None))[0]
    description = copy.held.get("description", ("", None))[0]
    return Group(
        copy.name,
        [str(each) for each in targets] if isinstance(targets, list) else None,
        description if isinstance(description, str) else "",
    )


def _add_target(targets: dict[str, Target], copy: _Copy) -> None:
    target = Target(copy.name)
    for name, (held, attribute) in copy.held.items():
        target.set(name, held, Origin(attribute.span.source.name, attribute.span.line, name))
        if isinstance(held, dict):
            for key, line in find_key_lines(attribute.expression).items():
                if key in held:
                    target.origins[name, key] = Origin(attribute.span.source.name, line, name)
    if copy.name in targets:
        targets[copy.name].merge(target)
    else:
        targets[copy.name] = target
