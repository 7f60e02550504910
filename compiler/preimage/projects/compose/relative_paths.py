"""Paths of a project's values, made relative to a folder.

Source: docs/reference/compose.md, "Folders and paths".
"""

from __future__ import annotations

from collections.abc import Callable

from preimage.golang.paths import clean, join
from preimage.projects.compose.nodes import Fault, Mapping, Node, Path, join_path, print_value, type_name
from preimage.projects.compose.trie import Trie, by_pattern

_REMOTE = ("github.com/", "git@", "https://", "http://", "git://", "ssh://")
_REMOTE_FILES = ("https://", "http://", "git://", "ssh://", "oci://", "git@", "github.com/")


class Resolver:
    """Puts a folder in front of relative paths; the folder itself may be relative, to be resolved later.

    ``home`` is what ``~`` stands for, None where nobody knows.
    """

    __slots__ = ("folder", "home")

    def __init__(self, folder: str, home: str | None) -> None:
        self.folder = folder
        self.home = home

    def resolve(self, root: Node) -> Node:
        """Give a project with all its paths resolved."""
        return _resolve(root, (), _RULES, self)

    def join(self, path: str) -> str:
        """Put the folder in front of a path, if that is relative and not empty."""
        path = self.expand_user(path)
        return path if path.startswith("/") or not path else join(self.folder, path)

    def expand_user(self, path: str) -> str:
        """Put the home folder in the place of ``~``; ``~name``, too, is a folder of the own home."""
        if not path.startswith("~") or self.home is None:
            return path
        return join(self.home, path[1:])


def is_remote_context(text: str) -> bool:
    """Tell whether a build context is no path of this machine."""
    return "://" in text or text.startswith(_REMOTE)


def is_remote_file(path: str) -> bool:
    """Tell whether the tool would fetch a Compose file from elsewhere."""
    return path.startswith(_REMOTE_FILES) or (".git#" in path)


_Rule = Callable[[Node, Path, Resolver], Node]


def _resolve(node: Node, path: Path, rules: Trie[_Rule] | None, resolver: Resolver) -> Node:
    if rules is None:
        return node
    if rules.rule is not None:
        return rules.rule(node, path, resolver)
    if isinstance(node.value, dict):
        changed: Mapping = {}
        for key, child in node.value.items():
            inside = rules.step(key)
            if inside is not None and (new := _resolve(child, (*path, key), inside, resolver)) is not child:
                changed[key] = new
        return node.with_value({**node.value, **changed}) if changed else node
    if isinstance(node.value, list):
        inside = rules.step("[]")
        if inside is not None:
            return node.with_value([_resolve(child, (*path, "[]"), inside, resolver) for child in node.value])
    return node


def _text_of(node: Node, path: Path) -> str:
    if not isinstance(node.value, str):
        # The tool itself breaks down here.
        raise Fault(f"{join_path(path)}: unexpected value {print_value(node.value)}, expected a path", node)
    return node.value


def _resolve_path(node: Node, path: Path, resolver: Resolver) -> Node:
    return node.with_value(resolver.join(_text_of(node, path)))


def _resolve_listed(node: Node, _path: Path, resolver: Resolver) -> Node:
    if not isinstance(node.value, str):
        raise Fault(f"unexpected type {type_name(node.value)}", node)
    return node.with_value(resolver.join(node.value))


def _resolve_context(node: Node, path: Path, resolver: Resolver) -> Node:
    text = _text_of(node, path)
    return node if is_remote_context(text) or text.startswith("service:") else node.with_value(resolver.join(text))


def _resolve_extended(node: Node, path: Path, resolver: Resolver) -> Node:
    return node if is_remote_file(_text_of(node, path)) else _resolve_path(node, path, resolver)


def _resolve_unless_windows(node: Node, _path: Path, resolver: Resolver) -> Node:
    return node.with_value(resolver.join(node.value)) if isinstance(node.value, str) else node


def _resolve_key(node: Node, _path: Path, resolver: Resolver) -> Node:
    # Other than elsewhere an empty path is one, that of the folder.
    return node.with_value(resolver.join(node.value or ".")) if isinstance(node.value, str) else node


def _resolve_volume(node: Node, _path: Path, resolver: Resolver) -> Node:
    source = node.get("source")
    if source is None or node.text("type") != "bind" or not isinstance(source.value, str):
        return node
    text = resolver.expand_user(source.value)
    # A path with a drive of Windows stays.
    if not text.startswith(("/", "\\\\")) and text[1:2] != ":":
        text = clean(join(resolver.folder, text))
    return node.with_value({**dict(node.items()), "source": source.with_value(text)})


_RULES: Trie[_Rule] = by_pattern(
    {
        "services.*.build.context": _resolve_context,
        "services.*.build.additional_contexts.*": _resolve_context,
        "services.*.build.ssh.*": _resolve_key,
        "services.*.develop.watch.*.path": _resolve_unless_windows,
        "services.*.env_file.*.path": _resolve_path,
        "services.*.extends.file": _resolve_extended,
        "services.*.label_file.*": _resolve_listed,
        "services.*.volumes.*": _resolve_volume,
        "configs.*.file": _resolve_unless_windows,
        "secrets.*.file": _resolve_unless_windows,
    }
)
