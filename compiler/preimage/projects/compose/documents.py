"""Documents of YAML to values: aliases, merge keys, ``!reset`` and ``!override``.

Source: docs/reference/compose.md, "YAML".
"""

from __future__ import annotations

from preimage.golang.quoting import quote
from preimage.model.errors import LimitError
from preimage.projects.compose.nodes import Fault, Mapping, Node, Path, Timestamp, print_value
from preimage.projects.compose.scalars import MERGE, STR, resolve_scalar
from preimage.projects.compose.yamltext import MAX_DEPTH, MAX_NODES, YamlNode

RESET = "!reset"
OVERRIDE = "!override"


class Document:
    """A document's value, and the paths that its ``!reset`` and ``!override`` name.

    ``root`` is a mapping with text as keys, or whatever else stands at the top.
    """

    __slots__ = ("marked_paths", "root")

    def __init__(self, root: Node, marked_paths: list[Path]) -> None:
        self.root = root
        self.marked_paths = marked_paths


def read_document(source: YamlNode, file: str) -> Document:
    """Turn a document into a value.

    The nodes lose what ``!reset`` takes away; later documents that see them through their anchors see them so.

    Raises:
        Fault: a key twice, a merge of something else than mappings, an anchor within itself, a key that is no text.
        LimitError: the aliases make too many values of it.
    """
    resolver = _Resolver()
    try:
        resolved = resolver.resolve(source, ())
        root = Node(None, file, source.line) if resolved is None else _Decoder(file).decode(resolved, "")
    except _KeyFault as fault:
        raise Fault(str(fault), Node(None, file, fault.line)) from None
    except Fault as fault:
        raise Fault(f"failed to parse {file}: {fault}", Node(None, file, fault.line)) from None
    except LimitError as error:
        raise LimitError(f"{file}: {error}") from None
    return Document(root, resolver.paths)


class _KeyFault(Fault):
    """A key that is no text; found only when the whole document has been read."""


def _fault(message: str, node: YamlNode) -> Fault:
    fault = Fault(message)
    fault.line = node.line
    return fault


class _Resolver:
    """Takes away what is marked ``!reset`` and notes where ``!reset`` and ``!override`` stand.

    A node that an alias names is met again for each alias, at the alias's path, but what has been taken away from it
    is gone, and its path is not noted again.
    """

    def __init__(self) -> None:
        self.paths: list[Path] = []
        self.visited: dict[int, _Visits] = {}
        self.left = MAX_NODES
        self.depth = 0

    def resolve(self, node: YamlNode, path: Path) -> YamlNode | None:
        self.left -= 1
        if self.left < 0:
            raise LimitError(f"line {node.line}: aliases make more than {MAX_NODES} values of a document")
        if "<<" in path[1:]:
            path = _leave_out_merge(path)
        if node.kind == "alias":
            target = node.target
            assert target is not None, "an alias has a target"
            self._check_cycle(target, node, path)
            return self.resolve(target, path)
        if node.tag == RESET:
            self.paths.append(path)
            return None
        if node.tag == OVERRIDE:
            self.paths.append(path)
            return node
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise LimitError(f"line {node.line}: aliases nest values deeper than {MAX_DEPTH} levels")
        if node.kind == "list":
            self._resolve_list(node, path)
        elif node.kind == "mapping":
            self._resolve_mapping(node, path)
        self.depth -= 1
        return node

    def _resolve_list(self, node: YamlNode, path: Path) -> None:
        resolved = (self.resolve(child, (*path, str(at))) for at, child in enumerate(node.children))
        node.children = [child for child in resolved if child is not None]

    def _resolve_mapping(self, node: YamlNode, path: Path) -> None:
        lines: dict[str, int] = {}
        kept: list[YamlNode] = []
        for key, value in _pairs(node):
            name = _key_text(key)
            if name in lines:
                raise _fault(f"line {key.line}: mapping key {quote(name)} already defined at line {lines[name]}", key)
            lines[name] = key.line
            resolved = self.resolve(value, (*path, name))
            if resolved is not None:
                kept += (key, resolved)
        node.children = kept

    def _check_cycle(self, target: YamlNode, alias: YamlNode, path: Path) -> None:
        visits = self.visited.setdefault(id(target), _Visits())
        other = visits.find_related(path)
        if other is not None:
            here, there = ".".join(path), ".".join(other)
            raise _fault(f"cycle detected: node at path {here} references node at path {there}", alias)
        visits.add(path)


def _leave_out_merge(path: Path) -> Path:
    """Leave out the first merge key: what it brings stands beside it.

    The tool does so in the text of the path, and thus tears names with dots apart.
    """
    return tuple(".".join(path).replace(".<<", "", 1).split("."))


class _Visits:
    """The paths by which one node has been met."""

    __slots__ = ("above", "paths")

    def __init__(self) -> None:
        self.paths: set[Path] = set()
        self.above: dict[Path, Path] = {}

    def add(self, path: Path) -> None:
        self.paths.add(path)
        for length in range(len(path)):
            self.above.setdefault(path[:length], path)

    def find_related(self, path: Path) -> Path | None:
        """Give a known path that lies within this one or around it."""
        around = next((path[:length] for length in range(1, len(path)) if path[:length] in self.paths), None)
        return around if around is not None else self.above.get(path)


def _pairs(node: YamlNode) -> list[tuple[YamlNode, YamlNode]]:
    return list(zip(node.children[::2], node.children[1::2], strict=True))


def _key_text(key: YamlNode) -> str:
    """Give what go-yaml compares of keys: the text of scalars, nothing of all else."""
    return key.text if key.kind in ("scalar", "alias") else ""


class _Decoder:
    """Turns nodes into values, aliases into what they name, as often as they name it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.left = MAX_NODES
        self.depth = 0

    def decode(self, node: YamlNode, prefix: str) -> Node:
        """Decode a node; ``prefix`` is where it stands, as messages about keys say it."""
        if node.kind == "alias":
            assert node.target is not None, "an alias has a target"
            node = node.target
        self._enter(node)
        decoded = Node(None, self.file, node.line)
        if node.kind == "mapping":
            entries: Mapping = {}
            self._collect(node, prefix, entries)
            decoded.value = entries
        elif node.kind == "list":
            decoded.value = [self.decode(child, f"{prefix}[{at}]") for at, child in enumerate(node.children)]
        else:
            decoded.value = _decode_scalar(node)
        self.depth -= 1
        return decoded

    def _enter(self, node: YamlNode) -> None:
        self.left -= 1
        self.depth += 1
        if self.left < 0:
            raise LimitError(f"line {node.line}: aliases make more than {MAX_NODES} values of a document")
        if self.depth > MAX_DEPTH:
            raise LimitError(f"line {node.line}: aliases nest values deeper than {MAX_DEPTH} levels")

    def _collect(self, node: YamlNode, prefix: str, entries: Mapping) -> None:
        """Add a mapping's own entries, then those that it merges; what is there stays."""
        merged: YamlNode | None = None
        for key, value in _pairs(node):
            if _is_merge(key):
                merged = value
                continue
            name = _decode_key(key, prefix)
            decoded = self.decode(value, f"{prefix}.{name}" if prefix else name)
            entries.setdefault(name, decoded)
        if merged is not None:
            for source in _find_merged(merged):
                self._enter(source)
                self._collect(source, prefix, entries)
                self.depth -= 1


def _is_merge(key: YamlNode) -> bool:
    return key.kind == "scalar" and key.text == "<<" and key.tag == MERGE


def _find_merged(node: YamlNode) -> list[YamlNode]:
    """Give the mappings that a merge key names, the first winning."""
    node = node.target or node
    sources = [child.target or child for child in node.children] if node.kind == "list" else [node]
    for source in sources:
        if source.kind != "mapping":
            raise _fault("yaml: map merge requires map or sequence of maps as the value", node)
    return sources


def _decode_key(key: YamlNode, prefix: str) -> str:
    key = key.target or key
    if key.kind != "scalar":
        raise _fault("yaml: invalid map key: a mapping or a list", key)
    value = _decode_scalar(key)
    if isinstance(value, str):
        return value
    place = f"in {prefix}" if prefix else "at top level"
    fault = _KeyFault(f"non-string key {place}: {print_value(value)}")
    fault.line = key.line
    raise fault


def _decode_scalar(node: YamlNode) -> str | bool | int | float | Timestamp | None:
    if node.tag == STR:
        return node.text
    try:
        return resolve_scalar(node.tag, node.text)
    except Fault as fault:
        raise _fault(str(fault), node) from None
