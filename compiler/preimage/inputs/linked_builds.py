"""Builds of a project that others are built from: ``target:NAME`` and ``service:NAME`` as named contexts.

Source: docs/reference/projects.md, "Builds from builds".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from preimage.inputs.entries import Entry, read_entry
from preimage.inputs.project_locations import LINKS
from preimage.model.bases import Base, BaseSource
from preimage.model.errors import DockerfileError, LimitError, MissingBaseError
from preimage.model.image import Platform
from preimage.model.platforms import format_platform_full, normalize_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.inputs.projects import OpenedProject
    from preimage.model.image import DockerOCIImage

    CompileEntry = Callable[[Entry, str, BaseSource | None], DockerOCIImage]
    """Compiles an entry for a platform, with a source in the place of the registries if one is given."""

MAX_DEPTH = 40
"""Builds from builds from builds."""


def read_links(entry: Entry) -> list[Entry]:
    """Read all builds that an entry is built from, and those that they are, each once.

    Errors are those of ``read_entry``.
    """
    found: dict[str, Entry] = {}
    pending = [entry]
    while pending and entry.opened is not None:
        for source in pending.pop().contexts.values():
            name = source.partition(":")[2]
            is_new = source.startswith(LINKS) and name in entry.opened.project.builds and name not in found
            if is_new and name != entry.name:
                found[name] = read_entry(entry.opened, name)
                pending.append(found[name])
    return list(found.values())


class BuildWay:
    """The builds that are being compiled, each because the one before is built from it."""

    def __init__(self, prefix: str = "") -> None:
        """``prefix`` stands before the text of errors."""
        self._prefix = prefix
        self._names: list[str] = []

    @contextmanager
    def enter(self, name: str) -> Iterator[None]:
        """Have a build among them for as long as it is compiled.

        Raises:
            DockerfileError: it is among them already.
            LimitError: there are too many.
        """
        if name in self._names:
            raise DockerfileError(f"{self._prefix}{' -> '.join([*self._names, name])}: a build from itself")
        if len(self._names) >= MAX_DEPTH:
            raise LimitError(f"{self._prefix}more than {MAX_DEPTH} builds are built from each other")
        self._names.append(name)
        try:
            yield
        finally:
            self._names.pop()


class LinkedBuilds:
    """The builds of one project, each compiled for a platform once, when another one needs it."""

    def __init__(self, opened: OpenedProject, compile_entry: CompileEntry) -> None:
        self._opened = opened
        self._compile = compile_entry
        self._bases: dict[tuple[str, str, int], Base] = {}
        self._way = BuildWay(f"{opened.title}: ")

    def build(self, name: str, platform: Platform, registry: BaseSource | None = None) -> Base:
        """Give the config of a build as a base image; ``registry`` takes the place of the registries.

        Raises:
            DockerfileError: it cannot be built, is built from itself, or there is no such build.
            LimitError: builds are built from each other too deeply.
        """
        text = format_platform_full(normalize_platform(platform))
        key = (name, text, id(registry))
        base = self._bases.get(key)
        if base is not None:
            return base
        if name not in self._opened.project.builds:
            raise DockerfileError(f"{self._opened.title}: there is no build {name} for others to be built from")
        with self._way.enter(name):
            base = self._build(name, text, registry)
        self._bases[key] = base
        return base

    def _build(self, name: str, platform: str, registry: BaseSource | None) -> Base:
        entry = read_entry(self._opened, name)
        try:
            image = self._compile(entry, platform, registry)
        except DockerfileError as error:
            line = f":{error.lines[0]}" if error.lines else ""
            raise _say_where(error, f"{entry.title} ({entry.source.name}{line}): {error}") from error
        return Base(image.to_json().encode("utf-8"), f"build {name}")


def _say_where(error: DockerfileError, message: str) -> DockerfileError:
    """Give the error with a text that says where it is, as its lines are those of another file."""
    if not isinstance(error, MissingBaseError):
        return DockerfileError(message)
    missing = MissingBaseError(message, reference=error.reference, platform=error.platform)
    missing.reason, missing.details = error.reason, error.details
    return missing
