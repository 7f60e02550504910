"""``extends``: a service that begins with what another one has.

Source: docs/reference/compose.md, "extends".
"""

from __future__ import annotations

from collections.abc import Callable

from preimage.golang.quoting import quote
from preimage.projects.compose.account import Account
from preimage.projects.compose.merge import apply_marks, extend_service
from preimage.projects.compose.nodes import Fault, Mapping, Node, Path, count_values

LoadServices = Callable[[str, Node], tuple[Mapping, list[Path]]]
"""Gives the services of another file, paths resolved, and the marks of its last document.

It takes the name of the service that extends, and the node with the file. Raises Fault where there are no services.
"""


def apply_extends(services: Mapping, marks: list[Path], file: str, load: LoadServices, account: Account) -> Mapping:
    """Give the services of a document of ``file``, each with all that it extends.

    Raises:
        Fault: no such service or file, a circle, a value that is no reference.
    """
    extender = _Extender(file, load, account)
    resolved = dict(services)
    for name in services:
        resolved[name] = extender.resolve(name, _Source(resolved, marks, file))
    return resolved


class _Source:
    """Services among which a name is looked up: those of the document, or those of another file."""

    __slots__ = ("file", "marks", "services")

    def __init__(self, services: Mapping, marks: list[Path], file: str) -> None:
        self.services = services
        self.marks = marks
        self.file = file


class _Link:
    """A service on the way to its base, and where it was found."""

    __slots__ = ("name", "service", "source")

    def __init__(self, name: str, service: Node, source: _Source) -> None:
        self.name = name
        self.service = service
        self.source = source


class _Extender:
    def __init__(self, file: str, load: LoadServices, account: Account) -> None:
        self.file = file
        self.load = load
        self.account = account

    def resolve(self, name: str, source: _Source) -> Node:
        """Follow the bases to the last one, then merge back from there."""
        links: list[_Link] = []
        seen: dict[tuple[str, str], None] = {}
        current: Node | None = _check_service(name, source.services[name])
        while current is not None and current.get("extends") is not None:
            base_name, base_source = self._find_base(name, current, source)
            step = (base_source.file, name)
            if step in seen:
                raise Fault(_describe_circle([*seen, step]), current)
            seen[step] = None
            links.append(_Link(name, current, source))
            name, source = base_name, base_source
            found = source.services[name]
            current = None if found.value is None else _check_service(name, found)
        merged = current
        while links:
            link = links.pop()
            merged = link.service if merged is None else self._merge(merged, link)
            link.source.services[link.name] = merged
        assert merged is not None, "a service that is nothing has been refused"
        return merged

    def _find_base(self, name: str, service: Node, source: _Source) -> tuple[str, _Source]:
        extends = service.get("extends")
        assert extends is not None, "the caller has looked"
        reference, file = _read_reference(name, extends)
        if file is not None:
            services, marks = self.load(name, file)
            if reference not in services:
                where = f"service {quote(reference)} not found in {file.value}"
                raise Fault(f"cannot extend service {quote(name)} in {self.file}: {where}", extends)
            return reference, _Source(services, marks, str(file.value))
        if reference not in source.services:
            raise Fault(
                f"cannot extend service {quote(name)} in {self.file}: service {quote(reference)} not found", extends
            )
        return reference, _Source(source.services, source.marks, self.file)

    def _merge(self, base: Node, link: _Link) -> Node:
        self.account.spend_values(count_values(base))
        kept = apply_marks(Node({"services": Node({link.name: base})}), link.source.marks)
        services = kept.get("services") or Node({})
        merged = extend_service(services.get(link.name) or Node({}), link.service)
        return merged.with_value({key: node for key, node in merged.items() if key != "extends"})


def _check_service(name: str, service: Node) -> Node:
    if service.value is not None and not isinstance(service.value, dict):
        raise Fault(f"services.{name} must be a mapping", service)
    return service


def _read_reference(name: str, extends: Node) -> tuple[str, Node | None]:
    if isinstance(extends.value, dict):
        service = extends.get("service")
        if service is None or not isinstance(service.value, str):
            raise Fault(f"extends.{name}.service is required", extends)
        file = extends.get("file")
        if file is not None and file.value is None:
            file = None
        if file is not None and not isinstance(file.value, str):
            raise Fault(f"services.{name}.extends.file must be a string", file)
        return service.value, file
    return (extends.value if isinstance(extends.value, str) else ""), None


def _describe_circle(steps: list[tuple[str, str]]) -> str:
    (file, name), *others = steps
    lines = ["Circular reference:", f"  {name} in {file}"]
    return "\n".join(lines + [f"  extends {other} in {where}" for where, other in others])
