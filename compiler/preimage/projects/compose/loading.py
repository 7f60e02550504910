"""Compose files to one merged project: the order in which everything happens.

Source: docs/reference/compose.md, "The order of things".
"""

from __future__ import annotations

from collections.abc import Mapping as ReadMapping
from collections.abc import Sequence as ReadSequence

from preimage.golang.paths import clean, join
from preimage.golang.quoting import quote
from preimage.model.errors import LimitError
from preimage.projects.compose.account import Account
from preimage.projects.compose.canonical import make_canonical, set_defaults
from preimage.projects.compose.documents import Document
from preimage.projects.compose.env_files import NOTHING, read_env_files
from preimage.projects.compose.extends import apply_extends
from preimage.projects.compose.include import Include, import_resources, read_includes
from preimage.projects.compose.interpolation import interpolate
from preimage.projects.compose.merge import apply_marks, merge_projects
from preimage.projects.compose.nodes import Fault, Mapping, Node, Path, count_values
from preimage.projects.compose.normalization import resolve_listed
from preimage.projects.compose.project_shape import project_shape
from preimage.projects.compose.relative_paths import Resolver, is_remote_file
from preimage.projects.compose.shapes import check_shape
from preimage.projects.compose.sources import Sources, directory_of
from preimage.projects.compose.templates import Variables
from preimage.projects.compose.unicity import drop_twins
from preimage.projects.compose.value_checks import check_values

MAX_INCLUDES = 30
"""Projects within projects."""


class Scope:
    """Where files are being read for.

    - ``root``: the absolute folder against which paths of ``include`` and ``extends`` count.
    - ``folder``: what is put in front of relative paths of values; itself relative to the project's, or absolute.
    - ``environment``: the variables.
    - ``included``: absolute paths of the files that led here.
    """

    __slots__ = ("environment", "folder", "included", "root")

    def __init__(
        self, root: str, folder: str, environment: ReadMapping[str, str], included: tuple[str, ...] = ()
    ) -> None:
        self.root = root
        self.folder = folder
        self.environment = environment
        self.included = included


class Loader:
    """Reads Compose files of one project."""

    def __init__(self, sources: Sources, account: Account) -> None:
        self.sources = sources
        self.account = account
        self._extended: dict[tuple[str, str, int], tuple[Mapping, list[Path]]] = {}
        self._included: set[str] = set()

    def load(self, paths: ReadSequence[str], scope: Scope) -> Node:
        """Give what files come to together, in the long form, with the paths resolved.

        Raises:
            Fault: the tool's text.
            LimitError: the project would take too much.
        """
        model = Node({})
        for path in paths:
            for document in self._read(path):
                model = self._add(model, document, path, scope)
        model = set_defaults(model, self.account)
        check_values(model)
        return resolve_listed(self._resolver(scope.folder).resolve(model), scope.environment)

    def _read(self, path: str) -> list[Document | Fault]:
        """Give the documents of a file; the last one may be the fault that ends them."""
        return self.sources.read_documents(path)

    def _resolver(self, folder: str) -> Resolver:
        return Resolver(folder, self.sources.home)

    def _add(self, model: Node, document: Document | Fault, path: str, scope: Scope) -> Node:
        """Merge a document into what was read before it."""
        if isinstance(document, Fault):
            raise document
        config = self._prepare(document, scope)
        services = config.get("services")
        if services is not None:
            config = _with_services(config, self._extend(services, document.marked_paths, path, scope))
        model = apply_marks(model, document.marked_paths)
        config = self._include(config, path, scope)
        # Each document is checked together with all before it.
        self.account.spend_again(count_values(model) - 1)
        model = drop_twins(merge_projects(model, config))
        self.account.spend_values(count_values(model))
        return self.check_shape(model, path)

    def check_shape(self, model: Node, path: str) -> Node:
        """Hold what was merged so far against the shape of a project, and give its long form."""
        try:
            check_shape(model, project_shape())
        except Fault as fault:
            raise Fault(f"validating {path}: {fault}", Node(None, fault.file, fault.line)) from None
        model = self._drop_version(model, path)
        return self.lengthen(model)

    def lengthen(self, model: Node) -> Node:
        """Give the long form of what was merged so far."""
        return drop_twins(_omit_empty(make_canonical(model, self.account)))

    def _prepare(self, document: Document, scope: Scope) -> Node:
        if not isinstance(document.root.value, dict):
            raise Fault("top-level object must be a mapping", document.root)
        return interpolate(document.root, Variables(scope.environment.get, self.account))

    def _extend(self, services: Node, marks: list[Path], path: str, scope: Scope) -> Mapping:
        if not isinstance(services.value, dict):
            raise Fault("services must be a mapping", services)

        def load_services(name: str, file: Node) -> tuple[Mapping, list[Path]]:
            return self._load_extended(name, file, scope)

        return apply_extends(services.value, marks, path, load_services, self.account)

    def _load_extended(self, name: str, node: Node, scope: Scope) -> tuple[Mapping, list[Path]]:
        """Give the services of a file that a service extends, not validated, with their paths resolved."""
        file = str(node.value)
        if is_remote_file(file):
            where = f"{node.file}: services.{name}.extends.file"
            raise Fault(f'{where}: remote Compose files are not supported: "{file}"', node)
        path = self.sources.find(scope.root, file)
        key = (path, scope.root, id(scope.environment))
        known = self._extended.get(key)
        if known is not None:
            return known
        model, marks = Node({}), list[Path]()
        for document in self._read(path):
            if isinstance(document, Fault):
                raise document
            marks = document.marked_paths
            model = apply_marks(model, marks)
            model = drop_twins(merge_projects(model, self._prepare(document, scope)))
            self.account.spend_values(count_values(model))
            model = drop_twins(_omit_empty(make_canonical(model, self.account)))
        services = model.get("services")
        if services is None or not isinstance(services.value, dict):
            fault = "no services section" if services is None else "services must be a mapping"
            raise Fault(f"cannot extend service {quote(name)} in {path}: {fault}", node)
        folder = self.sources.relative_folder(scope.root, file)
        resolved = self._resolver(folder).resolve(model).get("services")
        known = (dict(resolved.items()) if resolved is not None else {}, marks)
        self._extended[key] = known
        return known

    def _include(self, config: Node, path: str, scope: Scope) -> Node:
        includes = read_includes(config.get("include"))
        entries = {key: node for key, node in config.items() if key != "include"}
        scope = Scope(scope.root, scope.folder, scope.environment, (*scope.included, path))
        for include in includes:
            if include.paths:
                import_resources(entries, self._load_included(include, scope))
        return config.with_value(entries)

    def _load_included(self, include: Include, scope: Scope) -> Node:
        for path in include.paths:
            if is_remote_file(path):
                where = f"{include.node.file}: include"
                raise Fault(f'{where}: remote Compose files are not supported: "{path}"', include.node)
        paths = [self.sources.find(scope.root, path) for path in include.paths]
        if paths[0] in scope.included:
            lines = "\n include ".join([*scope.included[1:], paths[0]])
            raise Fault(f"include cycle detected:\n{scope.included[0]}\n include {lines}", include.node)
        if len(scope.included) > MAX_INCLUDES:
            raise LimitError(f"{paths[0]}: include is nested deeper than {MAX_INCLUDES} files")
        directory = include.project_directory
        if not directory:
            root, folder = directory_of(paths[0]), self.sources.relative_folder(scope.root, paths[0])
        elif directory.startswith("/"):
            root = folder = clean(directory)
        else:
            folder = self.sources.relative_folder(scope.root, directory)
            root = join(self.sources.absolute(scope.folder), directory)
        environment = self._read_environment(include, root, scope)
        # Documents are read once, but what they come to depends on where they are included.
        self.account.spend_file(paths[0])
        model = self.load(paths, Scope(root, folder, environment, scope.included))
        if paths[0] in self._included:
            self.account.spend_again(count_values(model))
        self._included.add(paths[0])
        return model

    def _read_environment(self, include: Include, root: str, scope: Scope) -> ReadMapping[str, str]:
        default = join(root, ".env")
        paths = [default] if not include.env_files and self.sources.files.is_file(default) else []
        for path in include.env_files:
            if path == NOTHING:
                continue
            full = path if path.startswith("/") else join(self.sources.absolute(scope.folder), path)
            if not path.startswith("/") and not self.sources.files.is_file(full):
                fault = f"{full} is not a file" if self.sources.files.is_folder(full) else ""
                raise Fault(fault or f"stat {full}: no such file or directory", include.node)
            paths.append(full)
        return {**read_env_files(self.sources, paths, scope.environment, self.account), **scope.environment}

    def _drop_version(self, model: Node, path: str) -> Node:
        if model.get("version") is None:
            return model
        self.account.warn(
            f"{path}: the attribute `version` is obsolete, it will be ignored, "
            "please remove it to avoid potential confusion"
        )
        return model.with_value({key: node for key, node in model.items() if key != "version"})


def _with_services(config: Node, services: Mapping) -> Node:
    known = config.get("services")
    assert known is not None, "the caller has looked"
    return config.with_value({**dict(config.items()), "services": known.with_value(services)})


def _omit_empty(model: Node) -> Node:
    """Drop what is empty among the entries of ``dns``."""
    services = model.get("services")
    if services is None:
        return model
    changed: Mapping = {}
    for name, service in services.items():
        dns = service.get("dns")
        if dns is not None and isinstance(dns.value, list) and any(entry.value in ("", None) for entry in dns.value):
            kept = dns.with_value([entry for entry in dns.value if entry.value not in ("", None)])
            changed[name] = service.with_value({**dict(service.items()), "dns": kept})
    return _with_services(model, {**dict(services.items()), **changed}) if changed else model
