"""YAML text to nodes, as go-yaml v3 reads it: tags in short form, lines, aliases that point to what they name.

The events are PyYAML's, from libyaml where the machine has it. Both descend from the scanner that go-yaml descends
from, too; where the three differ, the difference is made good here and in ``yamlfaults``.

Source: docs/reference/compose.md, "YAML".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from preimage.model.errors import LimitError
from preimage.projects.compose.nodes import Fault
from preimage.projects.compose.scalars import MERGE, STR, resolve_plain
from preimage.projects.compose.yamlfaults import describe_fault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_NODES = 300_000
"""Values of one file, as written: aliases count as one."""

MAX_DEPTH = 100
"""Values within values."""

MAX_BYTES_WITHOUT_LIBYAML = 1 << 20
"""What the slower scanner takes."""

_NOT_ALLOWED = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PREFIX = "tag:yaml.org,2002:"


class YamlNode:
    """A value as written.

    ``kind`` is ``scalar``, ``list``, ``mapping`` or ``alias``. A scalar has its ``text``, an alias its ``target``.
    A list has its values in ``children``, a mapping keys and values by turns. ``line`` is 1-based.
    """

    __slots__ = ("children", "kind", "line", "tag", "target", "text")

    def __init__(self, kind: str, tag: str, line: int, text: str = "") -> None:
        self.kind = kind
        self.tag = tag
        self.line = line
        self.text = text
        self.children: list[YamlNode] = []
        self.target: YamlNode | None = None


class YamlText:
    """The documents of a text, and the fault that ends them, if one does.

    A fault does not concern the documents before it.
    """

    __slots__ = ("documents", "fault")

    def __init__(self, documents: list[YamlNode], fault: Fault | None) -> None:
        self.documents = documents
        self.fault = fault


def read_yaml(data: bytes) -> YamlText:
    """Read all documents of a file.

    Raises:
        LimitError: the file has too many values, or they are nested too deep.
    """
    try:
        text = _decode(data)
    except Fault as fault:
        return YamlText([], fault)
    if _has_libyaml():
        try:
            return _read(text, _start_fast)
        except _NeedsOwnScanner:
            pass
    if len(data) > MAX_BYTES_WITHOUT_LIBYAML:
        raise LimitError(f"a Compose file of more than {MAX_BYTES_WITHOUT_LIBYAML} bytes that libyaml cannot read")
    return _read(text, _start_slow)


def _read(text: str, start_events: Callable[[str], Iterator[Any]]) -> YamlText:
    documents: list[YamlNode] = []
    try:
        documents.extend(_build_documents(start_events(text)))
    except Fault as fault:
        return YamlText(documents, fault)
    return YamlText(documents, None)


def _decode(data: bytes) -> str:
    """Decode as YAML's mark of byte order says, without one as UTF-8."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = data.decode("utf-16")
        else:
            text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        raise _at_line(Fault(f"yaml: {_name_octet_fault(error)}"), data.count(b"\n", 0, error.start) + 1) from None
    match = _NOT_ALLOWED.search(text)
    if match is not None:
        raise _at_line(Fault("yaml: control characters are not allowed"), text.count("\n", 0, match.start()) + 1)
    return text


def _name_octet_fault(error: UnicodeDecodeError) -> str:
    if error.encoding.startswith("utf-16"):
        return "invalid UTF-16 surrogate"
    if error.reason == "unexpected end of data":
        return "incomplete UTF-8 octet sequence"
    if error.reason == "invalid start byte":
        return "invalid leading UTF-8 octet"
    return "invalid trailing UTF-8 octet"


def _at_line(fault: Fault, line: int) -> Fault:
    fault.line = line
    return fault


class _NeedsOwnScanner(Exception):
    """The text has a form that libyaml reads otherwise than go-yaml."""


def _has_libyaml() -> bool:
    # Loaded only here: it takes longer than most Compose files.
    import yaml

    return bool(yaml.__with_libyaml__)


def _start_fast(text: str) -> Iterator[Any]:
    """Give libyaml's events; what ends them early comes as a Fault."""
    import yaml

    open_flows = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.ScalarEvent):
                # For go-yaml a question mark ends a plain scalar in a flow collection.
                if open_flows and not event.style and "?" in event.value:
                    raise _NeedsOwnScanner
            elif isinstance(event, yaml.CollectionStartEvent):
                open_flows += bool(open_flows or event.flow_style)
            elif isinstance(event, yaml.CollectionEndEvent) and open_flows:
                open_flows -= 1
            yield event
    except yaml.MarkedYAMLError as error:
        # Here go-yaml goes on: a colon is part of a plain scalar unless a blank follows.
        if error.problem == "found unexpected ':'":
            raise _NeedsOwnScanner from None
        raise _describe(error) from error


def _start_slow(text: str) -> Iterator[Any]:
    """Give the events of the scanner in Python; what ends them early comes as a Fault."""
    import yaml

    from preimage.projects.compose.yamlscanner import GoLoader

    try:
        yield from yaml.parse(text, Loader=GoLoader)
    except yaml.MarkedYAMLError as error:
        raise _describe(error) from error


def _describe(error: Any) -> Fault:
    from yaml.scanner import ScannerError

    if "nesting depth" in str(error.problem):
        raise LimitError(f"values of a Compose file are nested deeper than {MAX_DEPTH} levels")
    return describe_fault(error, is_scanner=isinstance(error, ScannerError))


def _build_documents(events: Iterator[Any]) -> Iterator[YamlNode]:
    """Build the nodes of each document in turn; anchors reach the documents that follow."""
    builder = _Builder()
    for event in events:
        name = type(event).__name__
        if name == "DocumentStartEvent":
            if event.version not in (None, (1, 1)):
                line = event.start_mark.line
                where = f"line {line}: " if line else ""
                raise _at_line(Fault(f"yaml: {where}found incompatible YAML document"), line + 1)
        elif name == "DocumentEndEvent":
            yield builder.take_document()
        elif not name.startswith("Stream"):
            builder.add(event, name)


class _Builder:
    """Builds nodes from events without recursion."""

    def __init__(self) -> None:
        self.anchors: dict[str, YamlNode] = {}
        self.open: list[YamlNode] = []
        self.root: YamlNode | None = None
        self.count = 0

    def take_document(self) -> YamlNode:
        root = self.root
        assert root is not None, "a document holds one value, be it an empty one"
        self.root = None
        return root

    def add(self, event: Any, name: str) -> None:
        line = event.start_mark.line + 1
        match name:
            case "ScalarEvent":
                self._place(YamlNode("scalar", _scalar_tag(event), line, event.value), event.anchor)
            case "MappingStartEvent":
                self._open(YamlNode("mapping", _short_tag(event.tag, "!!map"), line), event.anchor)
            case "SequenceStartEvent":
                self._open(YamlNode("list", _short_tag(event.tag, "!!seq"), line), event.anchor)
            case "AliasEvent":
                self._place(self._make_alias(event.anchor, line), None)
            case _:
                self.open.pop()

    def _make_alias(self, name: str, line: int) -> YamlNode:
        target = self.anchors.get(name)
        if target is None:
            raise _at_line(Fault(f"yaml: unknown anchor '{name}' referenced"), line)
        node = YamlNode("alias", "", line, name)
        node.target = target
        return node

    def _open(self, node: YamlNode, anchor: str | None) -> None:
        self._place(node, anchor)
        if len(self.open) >= MAX_DEPTH:
            raise LimitError(f"line {node.line}: values of a Compose file are nested deeper than {MAX_DEPTH} levels")
        self.open.append(node)

    def _place(self, node: YamlNode, anchor: str | None) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            raise LimitError(f"line {node.line}: a Compose file of more than {MAX_NODES} values")
        if anchor is not None:
            self.anchors[anchor] = node
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node


def _scalar_tag(event: Any) -> str:
    if event.tag is not None and event.tag != "!":
        return _short_tag(event.tag, STR)
    # libyaml gives the style of a plain scalar as "", PyYAML's own scanner as None.
    if event.style:
        return STR
    return MERGE if event.value == "<<" else resolve_plain(event.value)


def _short_tag(tag: str | None, default: str) -> str:
    if tag is None or tag == "!":
        return default
    return f"!!{tag.removeprefix(_PREFIX)}" if tag.startswith(_PREFIX) else tag
