"""Test files to nodes: YAML and JSON, with the line of each value.

YAML is read as container-structure-test's reader has it: a number or a boolean where text is wanted is the text as
written, so a node keeps that.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from preimage.golang.jsonsyntax import parse_syntax, unquote
from preimage.golang.jsonvalues import check_value_count
from preimage.model.errors import PreimageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TAG = "tag:yaml.org,2002:"
_YAML_KINDS = {"bool": "boolean", "int": "number", "float": "number", "null": "null"}
_YAML_SCALARS = ("bool", "int", "float", "null", "str", "timestamp", "value", "merge")
_JSON_TOKEN = re.compile(r'[ \t\r\n]*([\[\]{}:,]|"(?:[^"\\]|\\.)*"|[^\[\]{}:,"\s]+)')
_JSON_LITERALS = {"true": "boolean", "false": "boolean", "null": "null"}


class TestFileError(PreimageError):
    """A test file cannot be used: ``str()`` names the file, the 1-based line (0: none known) and the fault."""

    __test__ = False  # not for pytest to collect

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}")
        self.path = path
        self.line = line
        self.message = message

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.path, self.line, self.message))


class SyntaxFault(ValueError):
    """A fault of the text, and its 1-based line, or 0 if it is not known."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True, eq=False)
class Node:
    """A value of the file.

    ``kind`` is one of ``mapping``, ``list``, ``text``, ``number``, ``boolean`` and ``null``. A scalar has its ``text``
    as written; a list has ``items``; a mapping has ``pairs`` of key and value, each key once. ``is_plain`` marks the
    scalars of YAML without quotes, where a number may stand for text as well.
    """

    kind: str
    line: int
    text: str = ""
    is_plain: bool = False
    items: list[Node] = field(default_factory=list)
    pairs: list[tuple[Node, Node]] = field(default_factory=list)


MOST_MERGED = 100_000
"""Keys that mappings of YAML take over with ``<<`` from others."""


def parse_yaml(text: str) -> Node:
    """Parse the one document of a YAML text.

    Raises:
        SyntaxFault: the text is no YAML, repeats a key, or has something that no test file needs.
    """
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        return Node("null", 1) if root is None else _YamlConverter().convert(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = ", ".join(part for part in (error.context, error.problem) if part)
        raise SyntaxFault(mark.line + 1 if mark else 0, f"yaml: {message}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise SyntaxFault(line, f"yaml: character U+{error.character:04X} is not allowed") from error
    except RecursionError as error:
        raise SyntaxFault(0, "yaml: nested too deep") from error


class _YamlConverter:
    """Converts the nodes of PyYAML, each once, however many aliases name it."""

    def __init__(self) -> None:
        self.done: dict[int, Node | None] = {}
        self.merged = 0

    def convert(self, source: Any) -> Node:
        """Convert a node and all in it."""
        line = source.start_mark.line + 1
        if id(source) in self.done:
            known = self.done[id(source)]
            if known is None:
                raise SyntaxFault(line, "yaml: an anchor holds an alias of itself")
            return known
        self.done[id(source)] = None
        tag = source.tag.removeprefix(_TAG)
        if source.id == "scalar":
            if tag not in _YAML_SCALARS:
                raise SyntaxFault(line, f"yaml: tag {source.tag} is not supported")
            kind = _YAML_KINDS.get(tag, "text")
            node = Node(kind, line, source.value, is_plain=source.style is None or kind != "text")
        elif source.id == "sequence" and tag == "seq":
            node = Node("list", line, items=[self.convert(item) for item in source.value])
        elif source.id == "mapping" and tag == "map":
            node = Node("mapping", line, pairs=self._convert_pairs(source.value))
        else:
            raise SyntaxFault(line, f"yaml: tag {source.tag} is not supported")
        self.done[id(source)] = node
        return node

    def _convert_pairs(self, sources: list[tuple[Any, Any]]) -> list[tuple[Node, Node]]:
        pairs = []
        merged: list[Node] = []
        for key, value in sources:
            if key.tag == _TAG + "merge":
                node = self.convert(value)
                merged += node.items if node.kind == "list" else [node]
            else:
                pairs.append((self.convert(key), self.convert(value)))
        _refuse_repeated(pairs)
        names = {key.text for key, _ in pairs}
        for node in merged:
            if node.kind != "mapping":
                raise SyntaxFault(node.line, "yaml: only mappings can be merged with <<")
            self.merged += len(node.pairs)
            if self.merged > MOST_MERGED:
                raise SyntaxFault(node.line, f"yaml: more than {MOST_MERGED} keys are merged with <<")
            # Keys of the mapping itself win, then those of earlier merges.
            pairs += [pair for pair in node.pairs if pair[0].text not in names]
            names.update(key.text for key, _ in node.pairs)
        return pairs


def parse_json(text: str) -> Node:
    """Parse JSON text by Go's rules of syntax.

    Raises:
        SyntaxFault: Go's text for the fault, or a key that is repeated.
    """
    try:
        check_value_count(text)
        parse_syntax(text)
    except ValueError as error:
        raise SyntaxFault(_find_json_fault(text), str(error)) from error
    return _build_json(text)


def _find_json_fault(text: str) -> int:
    """Line of the first fault, or 0 where Python sees none."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Illegal trailing comma"):
            return error.lineno
        # From 3.13 on Python is at the comma, where Go is at what comes behind it.
        rest = text[error.pos + 1 :].lstrip(" \t\r\n")
        return text.count("\n", 0, len(text) - len(rest)) + 1
    except (RecursionError, ValueError):
        pass
    return 0


def _build_json(text: str) -> Node:
    """Build nodes from text that is known to be JSON, without recursion: Go reads 10,000 levels."""
    root = Node("list", 1)
    open_nodes = [root]
    keys: list[Node | None] = [None]
    line = 1
    position = 0
    while match := _JSON_TOKEN.match(text, position):
        token = match[1]
        line += text.count("\n", position, match.start(1))
        position = match.end()
        if token in ":,":
            continue
        if token in "]}":
            _refuse_repeated(open_nodes.pop().pairs)
            keys.pop()
            continue
        node = _create_json_node(token, line)
        container, key = open_nodes[-1], keys[-1]
        if container.kind == "list":
            container.items.append(node)
        elif key is None:
            keys[-1] = node
            continue
        else:
            container.pairs.append((key, node))
            keys[-1] = None
        if token in "[{":
            open_nodes.append(node)
            keys.append(None)
    return root.items[0]


def _create_json_node(token: str, line: int) -> Node:
    if token in "[{":
        return Node("list" if token == "[" else "mapping", line)
    if token[0] == '"':
        return Node("text", line, unquote(token[1:-1]))
    return Node(_JSON_LITERALS.get(token, "number"), line, token)


def _refuse_repeated(pairs: list[tuple[Node, Node]]) -> None:
    seen: dict[str, int] = {}
    for key, _ in pairs:
        if key.kind in ("mapping", "list"):
            raise SyntaxFault(key.line, f"a {key.kind} cannot be a key")
        if key.text in seen:
            raise SyntaxFault(key.line, f'key "{key.text}" is there twice, first on line {seen[key.text]}')
        seen[key.text] = key.line
