"""From the path of a Dockerfile to a compiled image: what the pytest fixture ``preimage`` is."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from weakref import WeakValueDictionary

from preimage.api import compile_request
from preimage.backends.excerpt import render_excerpt
from preimage.golang.text import decode_utf8
from preimage.inputs.dockerfiles import find_in_folder, parse_ignore_data, read_dockerfile, read_ignore_data
from preimage.inputs.entries import Entry
from preimage.inputs.offline_bases import make_offline_chain
from preimage.model.errors import BaseError, DockerfileError, MissingBaseError, PreimageError
from preimage.model.options import NOTHING, BuildRequest
from preimage.model.platforms import format_platform_full, machine_platform
from preimage.model.visible import show
from preimage.testing.compiled_image import CompiledImage
from preimage.testing.project_settings import ProjectOfTests
from preimage.testing.sources import read_given
from preimage.testing.unwanted_warnings import UnwantedWarnings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.bases import BaseSource
    from preimage.model.image import DockerOCIImage
    from preimage.results.compilation import Compilation
    from preimage.testing.project_settings import ProjectSettings
    from preimage.testing.sources import Config

_KEPT_IMAGES = 64


class ImageFactory:
    """Compiles Dockerfiles for tests, offline, each content with the same options once.

    ``find_folders`` gives the folders that paths are relative to: the first in which there is such a file counts.
    ``sources`` answer for all Dockerfiles, before the lock file beside each. What neither a call nor the arguments here
    say, ``settings`` do: those of the project, unless others are given.
    """

    def __init__(
        self,
        find_folders: Callable[[], Iterable[str]] = lambda: (".",),
        *,
        sources: Iterable[BaseSource] = (),
        unresolved: str | None = None,
        platform: str | None = None,
        settings: ProjectOfTests | None = None,
    ) -> None:
        self._find_folders = find_folders
        self._sources = tuple(sources)
        self._unresolved = unresolved
        self._platform = platform
        self._settings = settings or ProjectOfTests()
        self._chains: dict[object, BaseSource] = {}
        self._compiled: dict[object, Compilation] = {}
        # What a failing comparison is explained with: all that live, and the last ones even if only a part does.
        self._living: WeakValueDictionary[int, CompiledImage] = WeakValueDictionary()
        self._last: deque[CompiledImage] = deque(maxlen=_KEPT_IMAGES)

    def __repr__(self) -> str:
        platform = self._platform or format_platform_full(machine_platform())
        sources = ", ".join(map(repr, self._sources)) or "no base images"
        return f"<image factory for {platform}: {sources}, unresolved={self._unresolved or 'error'!r}>"

    def __call__(
        self,
        dockerfile: str | os.PathLike[str] = "Dockerfile",
        *,
        target: str | None = None,
        build_args: Mapping[str, str] = NOTHING,
        platform: str | None = None,
        labels: Mapping[str, str] = NOTHING,
        contexts: Mapping[str, str] = NOTHING,
        bases: Mapping[str, Config] | BaseSource | None = None,
        unresolved: str | None = None,
        context: str | os.PathLike[str] | None = None,
        allow_warnings: bool = True,
        environ: Mapping[str, str] = NOTHING,
    ) -> CompiledImage:
        """Compile a Dockerfile, by itself or as a project builds it.

        Args:
            dockerfile: its path, or that of a folder that holds one, absolute or relative to the folder of the test
                file or to rootdir; or a build of a Compose or Bake file, such as ``compose.yaml#web``.
            target: the stage; default: the last.
            build_args: values of build args by name; the environment is not looked at.
            platform: such as ``linux/arm64``; default: that of the settings, else this machine's.
            labels: labels set on top of the result.
            contexts: named contexts by name.
            bases: what answers before the settings and the lock file: configs by reference as in FROM, or a source.
            unresolved: ``error`` or ``empty``: what becomes of a base that nobody knows; default: as in the settings.
            context: the folder of the build context, for its ignore file; default: that of the Dockerfile.
            allow_warnings: False fails the test if there is any.
            environ: the variables of a project; the environment itself is not looked at.

        Raises:
            DockerfileError: BuildKit's text, for a Dockerfile that is wrong.
            ProjectError: the tool's text, for a project that is wrong.
            MissingBaseError: a base is not known and ``unresolved`` is ``error``.
            UnwantedWarnings: there are warnings, and they are not allowed.
        """
        __tracebackhide__ = True
        request = BuildRequest(
            target=target,
            build_args=build_args,
            platform=platform or self._platform,
            labels=labels,
            contexts=contexts,
        )
        entry = self._find_entry(os.fspath(dockerfile), environ)
        source = entry.source
        settings = self._settings.find(source.folder, source.name)
        of_build = "" if entry.name else settings.text("context")
        folder = os.fspath(context) if context is not None else of_build
        if folder:
            source.context = folder
        unresolved = unresolved or self._unresolved or settings.text("unresolved") or "error"
        compilation = self._compile(entry, request, bases, unresolved, settings)
        image = CompiledImage(compilation, source.name, source.data)
        if compilation.warnings and not allow_warnings:
            raise UnwantedWarnings(shorten(source.name), image.warnings)
        self._living[id(image)] = image
        self._last.append(image)
        return image

    def _find_entry(self, text: str, environ: Mapping[str, str]) -> Entry:
        __tracebackhide__ = True
        from preimage.testing.project_entries import find_location, read_one

        location = find_location(text, self.find)
        if location is not None:
            return read_one(location, environ)
        return Entry(read_dockerfile(self.find(text, may_be_folder=True), None, _say_nothing))

    def _compile(
        self,
        entry: Entry,
        request: BuildRequest,
        bases: Mapping[str, Config] | BaseSource | None,
        unresolved: str,
        settings: ProjectSettings,
    ) -> Compilation:
        __tracebackhide__ = True
        source, given_args = entry.source, request.build_args
        links: dict[str, str] = {}
        if entry.name:
            from preimage.testing.project_entries import complete_request

            request, links = complete_request(entry, request)
        else:
            request = settings.complete(request)
        ignore_data = read_ignore_data(source)
        chain_key, chain = self._find_chain(source.folder, bases, unresolved, settings)
        key = (source.data, ignore_data, chain_key, _key(request))
        compilation = self._compiled.get(key) if not links else None
        if compilation is not None:
            return compilation
        if links:
            from preimage.testing.project_entries import add_links

            chain = add_links(chain, entry, links, self._make_linker(given_args, bases, unresolved))
        try:
            ignore_file = None if ignore_data is None else parse_ignore_data(ignore_data)
            compilation = self._compiled[key] = compile_request(source.data, request, chain, ignore_file)
        except PreimageError as error:
            if isinstance(error, DockerfileError | BaseError):
                _add_notes(error, shorten(source.name), source.data)
            # What is of interest is the line of the test, not ours.
            raise error.with_traceback(None) from None
        return compilation

    def _find_chain(
        self,
        folder: str,
        bases: Mapping[str, Config] | BaseSource | None,
        unresolved: str,
        settings: ProjectSettings,
    ) -> tuple[object, BaseSource]:
        """Give the sources of bases for a Dockerfile in a folder, and what tells them from others."""
        __tracebackhide__ = True
        given_key, given = read_given(bases, self.find)
        lines, lock = settings.base_lines(), settings.text("lock")
        key = (folder, given_key, unresolved, lines, lock)
        chain = self._chains.get(key)
        if chain is None:
            sources = (*self._sources, *self._settings.open(lines))
            chain = self._chains[key] = make_offline_chain(given, sources, folder, unresolved, lock)
        return key, chain

    def _make_linker(
        self, build_args: Mapping[str, str], bases: Mapping[str, Config] | BaseSource | None, unresolved: str
    ) -> Callable[[Entry, str], DockerOCIImage]:
        """Give what compiles the builds that another one needs: of the call, build args and bases reach them."""

        def compile_entry(entry: Entry, platform: str) -> DockerOCIImage:
            settings = self._settings.find(entry.source.folder, entry.source.name)
            request = BuildRequest(build_args=build_args, platform=platform)
            return self._compile(entry, request, bases, unresolved, settings).image

        return compile_entry

    def find(self, path: str | os.PathLike[str], *, may_be_folder: bool = False) -> str:
        """Find a file by a path that is absolute, or relative to the first folder that has it.

        ``may_be_folder``: the path of a folder stands for the Dockerfile in it.

        Raises:
            FileNotFoundError: no folder has it; the text names all places.
        """
        __tracebackhide__ = True
        tried = [os.path.normpath(os.path.join(folder, path)) for folder in self._find_folders()]
        for full_path in tried:
            if os.path.isfile(full_path):
                return full_path
            if may_be_folder and os.path.isdir(full_path):
                name = find_in_folder(full_path)
                if name:
                    return os.path.join(full_path, name)
        raise FileNotFoundError(f"no file {os.fspath(path)!r}: looked for {' and '.join(dict.fromkeys(tried))}")

    def find_origin(self, value: object) -> str | None:
        """Say what set a value that an image of this factory has given out; None: no image has."""
        from preimage.testing.value_origins import describe_origin

        found = (describe_origin(image, value, shorten(image.path)) for image in list(self._living.values()))
        return next((origin for origin in found if origin is not None), None)

    def find_owner(self, value: object) -> CompiledImage | None:
        """Find the image given out by this factory that holds a value: an image, a config or a healthcheck."""
        return next((image for image in list(self._living.values()) if image.holds(value)), None)


def _key(request: BuildRequest) -> object:
    """Give what tells a request from others.

    Raises:
        TypeError: a value is not text.
    """
    __tracebackhide__ = True
    named = {"build_args": request.build_args, "labels": request.labels, "contexts": request.contexts}
    for name, values in named.items():
        for key, value in values.items():
            if not isinstance(value, str):
                raise TypeError(f"{name}: {key} must be text, not {value!r}")
    return (request.target, request.platform, *(frozenset(values.items()) for values in named.values()))


def _say_nothing(note: str) -> None:
    """Take no notice: a test sees by ``path`` which file of a folder it is about."""


def shorten(path: str) -> str:
    """Give a path relative to the current folder if it is in there."""
    return path.removeprefix(os.path.join(os.getcwd(), ""))


def _add_notes(error: DockerfileError | BaseError, path: str, data: bytes) -> None:
    """Add what the command line would print around an error."""
    excerpt = render_excerpt(path, decode_utf8(data), error.lines)
    error.add_note(show(excerpt.rstrip("\n") or path))
    if isinstance(error, MissingBaseError):
        is_usual = error.platform in ("", format_platform_full(machine_platform()))
        option = "" if is_usual else f" --platform {error.platform}"
        error.add_note(
            f"Tests ask no registry. Give the config of {error.reference} with bases={{...}} or the setting "
            f"preimage_bases, have it fetched and kept with 'preimage lock{option}', or take an empty image with "
            'unresolved="empty" or the setting preimage_unresolved.'
        )
