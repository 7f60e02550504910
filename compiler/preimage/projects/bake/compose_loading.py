"""Compose files as Bake reads them: another order of checks, and fewer of them.

Source: docs/reference/bake.md, "Compose files".
"""

from __future__ import annotations

from collections.abc import Mapping as ReadMapping
from collections.abc import Sequence
from functools import cache

from preimage.golang.paths import join
from preimage.model.errors import ProjectError
from preimage.projects.bake.files import BakeFile
from preimage.projects.compose.account import Account
from preimage.projects.compose.decoding import check_decoding
from preimage.projects.compose.env_files import read_env_files
from preimage.projects.compose.loading import Loader, Scope
from preimage.projects.compose.nodes import Fault, Node, print_value
from preimage.projects.compose.project_shape import project_shape
from preimage.projects.compose.services import Services, check_consistency, select_services
from preimage.projects.compose.shapes import MAPPING, NULL, Shape, check_shape
from preimage.projects.compose.sources import Sources
from preimage.projects.files import ProjectFiles

_CHECKED = ("build", "env_file", "environment", "image")


@cache
def _shape() -> Shape:
    """Give the shape that Bake asks of a project: of services only what builds need."""
    services = project_shape().keys["services"]
    assert services.other_keys is not None
    pattern, service = services.other_keys
    keys = {name: service.keys[name] for name in _CHECKED}
    keys["build"] = next(each for each in keys["build"].one_of if each.types == (MAPPING,))
    reduced = Shape(MAPPING, NULL, keys=keys)
    return Shape(MAPPING, keys={"services": Shape(MAPPING, other_keys=(pattern, reduced), is_closed=True)})


class _BakeSources(Sources):
    """The files of a project, those that are given by name among them."""

    def __init__(self, files: ProjectFiles, home: str | None, account: Account, given: Sequence[BakeFile]) -> None:
        super().__init__(files, home, account)
        self._given = {file.name: file.content for file in given}

    def read(self, path: str) -> bytes:
        return self._given[path] if path in self._given else super().read(path)


class _BakeLoader(Loader):
    """Checks the shape behind the long form, and names no file where it is wrong."""

    def check_shape(self, model: Node, path: str) -> Node:
        model = _reduce(self.lengthen(model))
        check_shape(model, _shape())
        return model


def _reduce(model: Node) -> Node:
    """Drop what Bake does not look at: of services all but what builds need."""
    services = model.get("services")
    if services is None or not isinstance(services.value, dict):
        return model
    kept = {
        name: service.with_value({key: node for key, node in service.items() if key in _CHECKED})
        if isinstance(service.value, dict)
        else service
        for name, service in services.items()
    }
    return model.with_value({**dict(model.items()), "services": services.with_value(kept)})


class ComposeReader:
    """Reads Compose files for Bake; the variables are those of the environment, and of ``.env`` beside them."""

    def __init__(self, files: ProjectFiles, environment: ReadMapping[str, str], account: Account) -> None:
        self.files = files
        self.account = account
        self.home = environment.get("HOME") or None
        self._given = environment
        self._environment: dict[str, str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The variables; a fault of ``.env`` is a ``Fault``."""
        if self._environment is None:
            found: dict[str, str] = {}
            if self.files.is_file(".env"):
                sources = Sources(self.files, self.home, self.account)
                found = read_env_files(sources, [join(self.files.folder, ".env")], self._given, self.account)
            self._environment = {**found, **self._given}
        return self._environment

    def check(self, file: BakeFile) -> None:
        """Read a file alone, as the tool does with each of them first.

        Raises:
            Fault: it is no Compose file, or a wrong one.
        """
        self._load([BakeFile("", file.content)], "bake")

    def load(self, found: Sequence[BakeFile]) -> Services:
        """Read files together.

        Raises:
            ProjectError: they do not fit together.
        """
        try:
            root = self._load(found, self.environment.get("COMPOSE_PROJECT_NAME") or "bake")
            services = select_services(root, ["*"])
            check_consistency(services)
        except Fault as fault:
            message = f"ERROR: failed to parse compose file: {fault}"
            raise ProjectError(message, fault.file, fault.line or None) from fault
        return services

    def _load(self, found: Sequence[BakeFile], name: str) -> Node:
        sources = _BakeSources(self.files, self.home, self.account, found)
        environment = {**self.environment, "COMPOSE_PROJECT_NAME": name}
        loader = _BakeLoader(sources, self.account)
        root = loader.load([file.name for file in found], Scope(self.files.folder, "", environment))
        if root.get("services") is None:
            raise Fault("empty compose file")
        check_decoding(root, self.account)
        self._check_env_files(root)
        return root

    def _check_env_files(self, root: Node) -> None:
        services = root.get("services") or root
        for _, service in services.items():
            files = service.get("env_file")
            for entry in files.entries() if files is not None else ():
                path, required = entry.text("path"), entry.get("required")
                if self.files.is_file(path) or (required is not None and print_value(required.value) == "false"):
                    continue
                raise Fault(f"env file {path} not found: stat {path}: no such file or directory", entry)
