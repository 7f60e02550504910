"""What the options and the environment say: files, folder, variables, profiles and the project's name.

Source: docs/reference/compose.md, "Files, folder and variables".
"""

from __future__ import annotations

import re
from collections.abc import Mapping as ReadMapping
from collections.abc import Sequence as ReadSequence

from preimage.golang.numbers import parse_bool
from preimage.golang.paths import base, join
from preimage.golang.quoting import quote
from preimage.golang.text import BLANKS, lower
from preimage.projects.compose.account import Account
from preimage.projects.compose.env_files import read_env_files
from preimage.projects.compose.interpolation import interpolate
from preimage.projects.compose.nodes import Fault, Node
from preimage.projects.compose.relative_paths import is_remote_file
from preimage.projects.compose.sources import Sources, directory_of
from preimage.projects.compose.templates import Variables
from preimage.projects.compose.top_names import find_first_name, find_last_name

COMPOSE_VERSION = "2.40.3"
"""The Compose whose labels images get, unless another is named."""

FILE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDE_NAMES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
_NOT_IN_NAMES = re.compile("[^-_a-z0-9]+")


class Options:
    """The options of a call, as the tool's own; see ``preimage.compose``."""

    __slots__ = (
        "build_args",
        "env_files",
        "environ",
        "files",
        "profiles",
        "project_directory",
        "project_name",
        "services",
        "version",
        "with_dependencies",
    )

    def __init__(
        self,
        *,
        files: ReadSequence[str] | None = None,
        env_files: ReadSequence[str] = (),
        profiles: ReadSequence[str] = (),
        services: ReadSequence[str] = (),
        project_name: str | None = None,
        project_directory: str | None = None,
        build_args: ReadMapping[str, str | None] | None = None,
        with_dependencies: bool = False,
        environ: ReadMapping[str, str] | None = None,
        version: str | None = COMPOSE_VERSION,
    ) -> None:
        self.files = tuple(files or ())
        self.env_files = tuple(env_files)
        self.profiles = tuple(profiles)
        self.services = tuple(services)
        self.project_name = project_name or ""
        self.project_directory = project_directory or ""
        self.build_args = dict(build_args or {})
        self.with_dependencies = with_dependencies
        self.environ = dict(environ or {})
        self.version = version


class Setting:
    """What the options come to.

    ``paths`` are absolute; ``folder`` is the project's, absolute; ``environment`` has the project's name in it.
    """

    __slots__ = ("environment", "folder", "name", "paths", "profiles")

    def __init__(
        self, paths: list[str], folder: str, environment: dict[str, str], profiles: list[str], name: str
    ) -> None:
        self.paths = paths
        self.folder = folder
        self.environment = environment
        self.profiles = profiles
        self.name = name


def work_out(options: Options, sources: Sources, account: Account) -> Setting:
    """Find the files of a project, read its variables and its name.

    Raises:
        Fault: the tool's text.
    """
    return _Finder(options, sources, account).run()


class _Finder:
    def __init__(self, options: Options, sources: Sources, account: Account) -> None:
        self.options = options
        self.sources = sources
        self.account = account
        self.paths = list(options.files)
        self.environment = dict(options.environ)
        listed = options.environ.get("COMPOSE_ENV_FILES", "")
        self.env_files = options.env_files or tuple(listed.split(",") if listed else ())

    def run(self) -> Setting:
        for path in self.paths:
            if path == "-":
                raise Fault("reading a Compose file from standard input is not supported")
            if is_remote_file(path):
                raise Fault(f'remote Compose files are not supported: "{path}"')
        self._add_own_variables()
        self._add_variables()
        if not self.paths:
            self._find_files()
        self._add_variables()
        profiles = list(self.options.profiles)
        if not profiles:
            listed = self.environment.get("COMPOSE_PROFILES", "").split(",")
            profiles = [profile.strip(BLANKS) for profile in listed]
        if self.options.project_name:
            _check_name(self.options.project_name)
        if not self.paths:
            raise Fault("no configuration file provided: not found")
        folder = self._folder()
        paths = [self.sources.absolute(path) for path in self.paths]
        name = self._name(paths, folder)
        self.environment["COMPOSE_PROJECT_NAME"] = name
        return Setting(paths, folder, self.environment, profiles, name)

    def _folder(self) -> str:
        """Give the project's folder, as far as it is known."""
        if self.options.project_directory:
            return self.sources.absolute(self.options.project_directory)
        return directory_of(self.sources.absolute(self.paths[0])) if self.paths else self.sources.files.folder

    def _add_own_variables(self) -> None:
        """Take the tool's own variables from the env files first: they may say that these are not to be read."""
        found = self._read_variables()
        self.environment = {
            **{name: value for name, value in found.items() if name.startswith("COMPOSE_")},
            **self.environment,
        }

    def _add_variables(self) -> None:
        self.environment = {**self._read_variables(), **self.environment}

    def _read_variables(self) -> dict[str, str]:
        paths = [self.sources.absolute(path) for path in self._list_env_files()]
        return read_env_files(self.sources, paths, self.environment, self.account)

    def _list_env_files(self) -> list[str]:
        if self.env_files:
            return list(self.env_files)
        disabled = self.environment.get("COMPOSE_DISABLE_ENV_FILE")
        try:
            if disabled is not None and parse_bool(disabled):
                return []
        except ValueError as error:
            raise Fault(str(error)) from None
        default = join(self._folder(), ".env")
        return [default] if self.sources.files.is_file(default) else []

    def _find_files(self) -> None:
        listed = self.environment.get("COMPOSE_FILE")
        if listed is not None:
            separator = self.environment.get("COMPOSE_PATH_SEPARATOR") or ":"
            for path in listed.split(separator):
                full = self.sources.absolute(path)
                if path == "-" or is_remote_file(path):
                    raise Fault(f'remote Compose files are not supported: "{path}"')
                if not self.sources.files.is_file(full) and not self.sources.files.is_folder(full):
                    raise Fault(f"stat {full}: no such file or directory", Node(None, full))
                self.paths.append(full)
            return
        folder = self._folder()
        while True:
            found = self._look_in(folder, FILE_NAMES, "config")
            if found:
                self.paths = found + self._look_in(folder, OVERRIDE_NAMES, "override")
                return
            if folder == directory_of(folder):
                return
            folder = directory_of(folder)

    def _look_in(self, folder: str, names: ReadSequence[str], what: str) -> list[str]:
        """Give the first file of these names that a folder has, if it has any."""
        found = [path for path in (join(folder, name) for name in names) if self._exists(path)]
        if len(found) > 1:
            self.account.warn(f"Found multiple {what} files with supported names: {', '.join(found)}")
            self.account.warn(f"Using {found[0]}")
        return found[:1]

    def _exists(self, path: str) -> bool:
        return self.sources.files.is_file(path) or self.sources.files.is_folder(path)

    def _name(self, paths: list[str], folder: str) -> str:
        texts = [self.sources.read_text(path) for path in paths]
        named = "" if self.options.project_name else find_first_name(texts)
        given = self.options.project_name or self.environment.get("COMPOSE_PROJECT_NAME", "")
        if given:
            _check_name(given)
            return given
        name = "" if named else normalize_name(base(folder))
        written = find_last_name(texts)
        root = Node({"name": Node(written, paths[0])})
        filled = interpolate(root, Variables(self.environment.get, self.account)).text("name")
        return normalize_name(filled) or name


def normalize_name(text: str) -> str:
    """Give what of a text may stand in a project's name."""
    return _NOT_IN_NAMES.sub("", lower(text)).lstrip("_-")


def _check_name(name: str) -> None:
    if name != normalize_name(name):
        raise Fault(
            f"invalid project name {quote(name)}: must consist only of lowercase alphanumeric characters, "
            "hyphens, and underscores as well as start with a letter or number"
        )
