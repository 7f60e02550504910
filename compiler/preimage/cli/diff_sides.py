"""The two sides of ``preimage diff``: what each argument stands for, and what it comes to for a target and platform.

Source: docs/reference/diff.md, "Sides".
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager

from preimage.api import compile_request
from preimage.cli.arguments import Options
from preimage.cli.base_options import open_base_sources, open_shared_registry, read_remote_reference
from preimage.cli.build_options import read_build_args, read_labels, read_platforms
from preimage.cli.compilation import platforms_of
from preimage.cli.exit_status import status_of
from preimage.cli.front_ends import require_own_front_end
from preimage.cli.terminal import (
    ReportedError,
    print_base_hint,
    print_error,
    print_note,
    print_version_note,
    reporting,
)
from preimage.inputs.dockerfiles import (
    STANDARD_INPUT,
    DockerfileInput,
    parse_ignore_data,
    read_dockerfile,
    read_ignore_data,
)
from preimage.inputs.entries import Entry
from preimage.inputs.git_revisions import PREFIX, read_revision
from preimage.inputs.image_locations import PLACES, open_one
from preimage.inputs.project_locations import Location, parse_location
from preimage.model.errors import BaseError, BaseUnreadable, DockerfileError, LimitError, OptionError
from preimage.model.options import BuildRequest
from preimage.model.platforms import machine_platform, parse_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from preimage.bases.once import AskedOnce
    from preimage.cli.containers import ServiceContainer
    from preimage.inputs.base_sources import BaseSources
    from preimage.model.bases import Base, BaseSource
    from preimage.model.image import DockerOCIImage, Platform
    from preimage.results.compilation import Compilation
    from preimage.results.sides import Comparable

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LOCK_SUFFIX = ".lock"


class ImageSide:
    """A side of which only the image config is known: a snapshot, a config, or an image."""

    data = b""

    def __init__(self, name: str, options: Options, load: Callable[[Platform], DockerOCIImage]) -> None:
        self.name = name
        self.target: str | None = options.target
        self.platforms = read_platforms(options.platform)
        self._load = load

    def produce(self, target: str | None, platform: str | None) -> DockerOCIImage:
        """Give the config; a target has no meaning here.

        Raises:
            BaseError: the image cannot be had.
        """
        return self._load(parse_platform(platform) if platform else machine_platform())


class DockerfileSide:
    """A side that is compiled; ``name`` is that of the Dockerfile, or of the build of a project."""

    def __init__(
        self,
        entry: Entry,
        options: Options,
        sources: BaseSources,
        bases: BaseSource,
        ignore_data: bytes | None,
    ) -> None:
        self.entry = entry
        self.name = entry.title
        self.data = entry.source.data
        self.target: str | None = options.target or entry.target
        self.platforms = platforms_of(entry, options)
        usage = vars(options).get("usage")
        if usage is not None:
            usage.add_text(self.data)
        self._options = options
        self._sources = sources
        self._bases = bases
        self._ignore_data = ignore_data

    def produce(self, target: str | None, platform: str | None) -> Compilation:
        """Compile for a target and a platform; errors are those of ``preimage.compile``."""
        request = BuildRequest(
            target=target,
            build_args=read_build_args(self._options.build_arg, self.entry.build_args),
            platform=platform,
            labels={**self.entry.labels, **read_labels(self._options.label)},
            contexts=self._sources.contexts,
        )
        require_own_front_end(self.data, request.build_args)
        ignore_file = None if self._ignore_data is None else parse_ignore_data(self._ignore_data)
        return compile_request(self.data, request, self._bases, ignore_file, self.entry.open_budget())


class ContainerSide:
    """A side that is the container of a service; its targets and platforms are those of the project."""

    data = b""

    def __init__(self, container: ServiceContainer) -> None:
        self.name = container.title
        self.target: str | None = None
        self.platforms: list[str | None] = [None]
        self.container = container

    def produce(self, target: str | None, platform: str | None) -> dict[str, Any]:
        """Give the image config with the container's in the place of its own, without names that have no value."""
        document = self.container.document
        env = [entry for entry in document["config"].get("Env") or () if "=" in entry]
        return {**document, "config": {**document["config"], "Env": env}}

    def explain(self) -> dict[str, Any]:
        """Give the explanation of the container as its JSON."""
        build = self.container.build
        return self.container.explain(build.entry.source.name if build is not None else self.container.opened.title)


OpenSide = ImageSide | DockerfileSide | ContainerSide


def open_side(text: str, options: Options, default_path: str, registry: AskedOnce | None = None) -> OpenSide:
    """Open a side; ``options`` are those that hold for it, ``default_path`` is that of a revision without one.

    A lock file stands for the Dockerfile at ``default_path`` over the base images that it locks.

    ``registry`` is that of ``open_shared_registry``, if the other side has it, too.

    Raises:
        OptionError: there is nothing of the kind.
        BaseError, LockError, LimitError, OSError: it cannot be read.
    """
    if text.startswith(PREFIX):
        return open_build(
            Entry(read_revision(text, default_path)), options, open_base_sources(options, registry=registry)
        )
    images = open_one(text, "an image")
    if images is not None:
        return ImageSide(text, options, lambda platform: _decode(text, images.pick(platform)))
    if text != STANDARD_INPUT and not os.path.exists(text):
        return _open_reference(text, options, registry or open_shared_registry(options))
    if text.endswith(_LOCK_SUFFIX):
        return _open_locked(text, options, default_path, registry)
    source = read_dockerfile(text, None, print_note)
    if source.data.removeprefix(_BYTE_ORDER_MARK).lstrip()[:1] == b"{":
        image = _read_config(source)
        return ImageSide(source.name, options, lambda platform: image)
    return open_build(Entry(source), options, open_base_sources(options, registry=registry))


def open_build(entry: Entry, options: Options, sources: BaseSources) -> DockerfileSide:
    """Open a Dockerfile, or a build of a project, as a side; errors are those of `open_side`."""
    bases = sources.for_dockerfile(entry.source)
    return DockerfileSide(entry, options, sources, bases, read_ignore_data(entry.source))


def locate_project(text: str, kind: str, default_path: str) -> Location | None:
    """Give the project that a side is; None: it is none.

    ``kind`` is what it is to be read as, if somebody says so, ``default_path`` that of a revision without one.

    Raises:
        OptionError: there is no such revision, or as of ``parse_location``.
    """
    if text.startswith(PREFIX):
        from preimage.inputs.git_projects import locate_in_revision

        location = locate_in_revision(text, default_path, kind)
    elif text == STANDARD_INPUT or text.startswith(PLACES) or "://" in text:
        return None
    else:
        location = parse_location(text, kind)
    return location if location.kind else None


def _open_locked(path: str, options: Options, default_path: str, registry: AskedOnce | None) -> DockerfileSide:
    """Open the Dockerfile of the other side with the base images of a lock file."""
    if default_path.endswith(_LOCK_SUFFIX):
        raise OptionError(f"{path}: a lock file is compared with a Dockerfile; name that as the other side")
    source = read_dockerfile(default_path, None, print_note)
    sources = open_base_sources(Options(**{**vars(options), "lock": path}), registry=registry)
    side = DockerfileSide(Entry(source), options, sources, sources.for_folder(source.folder), read_ignore_data(source))
    side.name = path
    return side


def _open_reference(text: str, options: Options, registry: AskedOnce) -> ImageSide:
    """Open what is no file as an image: of the bases that are given, else of its registry."""
    reference = read_remote_reference(text, options)
    return ImageSide(text, options, lambda platform: _decode(text, registry.resolve(reference, platform)))


def _decode(name: str, base: Base) -> DockerOCIImage:
    try:
        return base.image
    except ValueError as error:
        raise BaseUnreadable(f"{name}: {error}") from error


def _read_config(source: DockerfileInput) -> DockerOCIImage:
    """Read a snapshot, or the config of an image."""
    from preimage.backends.snapshot import decode_config

    try:
        return decode_config(source.data.removeprefix(_BYTE_ORDER_MARK))
    except ValueError as error:
        raise OptionError(f"{source.name}: no snapshot and no image config: {error}") from error
    except LimitError as error:
        raise LimitError(f"{source.name}: {error}") from error


def read_standard_input_once(before: str, after: str) -> None:
    """Refuse two sides from standard input.

    Raises:
        OptionError: both are.
    """
    if before == after == STANDARD_INPUT:
        raise OptionError("only one side can come from standard input")
    assert sys.stdin is not None, "the command line opens what is closed"


def produce_side(side: OpenSide, target: str | None, platform: str | None) -> Comparable:
    """Give what a side comes to.

    Raises:
        ReportedError: it cannot be had, of which people have been told, with the name of the side.
    """
    if isinstance(side, DockerfileSide):
        with reporting(side.entry.source.name, side.data), _naming_side(side):
            return side.produce(target, platform)
    with reporting_image(side.name):
        return side.produce(target, platform)


@contextmanager
def _naming_side(side: DockerfileSide) -> Iterator[None]:
    """Name the side in errors that are at no line, which would not tell whose they are."""
    try:
        yield
    except DockerfileError as error:
        if error.lines:
            raise
        print_error(f"{side.name}: {error}")
        print_base_hint(error)
        print_version_note(side.name, side.data, error)
        raise ReportedError(status_of(error)) from error


@contextmanager
def reporting_image(name: str) -> Iterator[None]:
    """Name the side whose image cannot be had."""
    try:
        yield
    except BaseError as error:
        text = str(error)
        print_error(text if text.startswith(f"{name}:") else f"{name}: {text}")
        raise ReportedError(status_of(error)) from error
