"""A Compose project: its builds, and what its services' containers get.

Source: docs/reference/compose.md.
"""

from __future__ import annotations

from collections.abc import Mapping as ReadMapping
from typing import Any

from preimage.model.errors import ProjectError
from preimage.projects.compose.account import Account
from preimage.projects.compose.builds import BuildMaker, Selection, apply_default_platform, select_builds, target_names
from preimage.projects.compose.decoding import check_decoding
from preimage.projects.compose.env_files import check_label_files
from preimage.projects.compose.loading import Loader, Scope
from preimage.projects.compose.nodes import Fault, Node
from preimage.projects.compose.normalization import normalize
from preimage.projects.compose.options import Options, Setting, work_out
from preimage.projects.compose.printing import describe_build, print_builds
from preimage.projects.compose.services import Services, check_circles, check_consistency, select_services
from preimage.projects.compose.sources import Sources
from preimage.projects.files import ProjectFiles
from preimage.projects.project import Build, Project, ProjectWarning

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.projects.compose.container_parts import Container


def load_project(files: ProjectFiles, options: Options) -> ComposeProject:
    """Read a Compose project.

    Raises:
        ProjectError: the tool's text.
        LimitError: the project would take too much time or memory.
    """
    account = Account()
    sources = Sources(files, options.environ.get("HOME") or None, account)
    try:
        setting = work_out(options, sources, account)
        services = _load_services(sources, setting, account)
        selection = select_builds(services, options)
    except Fault as fault:
        raise _as_project_error(fault) from fault
    return ComposeProject(selection, setting, options, sources, account)


def _as_project_error(fault: Fault) -> ProjectError:
    return ProjectError(str(fault), fault.file, fault.line or None)


def _load_services(sources: Sources, setting: Setting, account: Account) -> Services:
    scope = Scope(setting.folder, setting.folder, setting.environment)
    root = Loader(sources, account).load(setting.paths, scope)
    if not root.value:
        raise Fault("empty compose file", Node(None, setting.paths[0]))
    if not setting.name:
        raise Fault("project name must not be empty", Node(None, setting.paths[0]))
    root = normalize(root, setting.environment)
    check_decoding(root, account)
    services = select_services(root, setting.profiles)
    check_consistency(services)
    check_label_files(services.active.values(), sources)
    check_circles(services)
    return apply_default_platform(services, setting.environment)


class ComposeProject(Project):
    """What Compose files come to; ``name`` is the project's.

    ``groups`` has one group, ``default``: the builds that were asked for. Builds beside those are of services that
    they depend on.
    """

    __slots__ = ("_account", "_maker", "_options", "_selection", "_setting", "_sources", "name")

    def __init__(
        self, selection: Selection, setting: Setting, options: Options, sources: Sources, account: Account
    ) -> None:
        self._selection = selection
        self._setting = setting
        self._options = options
        self._sources = sources
        self._account = account
        self._maker = BuildMaker(setting, options, sources)
        self.name = setting.name
        services = selection.services.active
        builds = {name: self._maker.make(name, services[name]) for name in selection.printed}
        groups = {"default": selection.grouped} if builds else {}
        super().__init__(builds, groups, [ProjectWarning(message) for message in account.warnings])

    def to_json(self) -> str:
        """Give what ``docker compose build --print`` prints; ``""`` where there is nothing to build."""
        if not self.builds:
            return ""
        names = target_names(self.builds)
        targets = [(names[name], self._describe(build, names)) for name, build in self.builds.items()]
        return print_builds(targets, [names[name] for name in self._selection.grouped])

    def _describe(self, build: Build, names: dict[str, str]) -> dict[str, Any]:
        service = self._selection.services.active[build.name]
        separator = "_" if self._is_compatible() else "-"
        image = service.text("image") or f"{self.name}{separator}{build.name}"
        return describe_build(build, service, names, image, self._selection.services.root.get("secrets"))

    @property
    def services(self) -> list[str]:
        """The names of the active services, whether they are built or not."""
        return sorted(self._selection.services.active)

    def image_of(self, service: str) -> str:
        """Give the image that a service names; empty if it names none.

        Raises:
            ProjectError: there is no such service.
        """
        return self._find(service).text("image")

    def _find(self, service: str) -> Node:
        services = self._selection.services
        node = services.active.get(service) or services.inactive.get(service)
        if node is None:
            raise ProjectError(f"no such service: {service}")
        return node

    def _is_compatible(self) -> bool:
        return self._setting.environment.get("COMPOSE_COMPATIBILITY", "").lower() in ("1", "t", "true")

    def container(self, service: str, config: ReadMapping[str, Any]) -> ReadMapping[str, Any]:
        """Give the config of a service's container, from the image config's ``config`` object."""
        return self.container_with_causes(service, config).config

    def container_with_causes(self, service: str, config: ReadMapping[str, Any]) -> Container:
        """Give the config of a service's container with the place that each field comes from, and what is odd in it.

        Raises:
            ProjectError: there is no such service, or no container can be made of it.
        """
        # Loaded only here: builds need nothing of it.
        from preimage.projects.compose.container import make_container

        try:
            return make_container(service, self._find(service), config, self._setting, self._maker)
        except Fault as fault:
            raise _as_project_error(fault) from fault
