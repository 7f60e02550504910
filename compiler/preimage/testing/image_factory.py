"""From the path of a Dockerfile to a compiled image: what the pytest fixture ``preimage`` is."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple
from weakref import WeakValueDictionary

from preimage.api import compile
from preimage.backends.excerpt import render_excerpt
from preimage.golang.text import decode_utf8
from preimage.model.errors import BaseError, DockerfileError, MissingBaseError, PreimageError
from preimage.model.options import NOTHING
from preimage.model.platforms import format_platform_full, machine_platform
from preimage.testing.compiled_image import CompiledImage
from preimage.testing.sources import make_chain, read_given
from preimage.testing.unwanted_warnings import UnwantedWarnings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.bases import BaseSource
    from preimage.model.compilation import Compilation
    from preimage.model.ignore import IgnoreFile
    from preimage.testing.sources import Config

_KEPT_IMAGES = 64
# What a folder is searched for, as on the command line.
_FILE_NAMES = ("Dockerfile", "dockerfile", "Containerfile")


class ImageFactory:
    """Compiles Dockerfiles for tests, offline, each content with the same options once.

    ``find_folders`` gives the folders that paths are relative to: the first in which there is such a file counts.
    ``sources`` answer for all Dockerfiles, before the lock file beside each.
    """

    def __init__(
        self,
        find_folders: Callable[[], Iterable[str]] = lambda: (".",),
        *,
        sources: Iterable[BaseSource] = (),
        unresolved: str = "error",
        platform: str | None = None,
    ) -> None:
        self._find_folders = find_folders
        self._sources = tuple(sources)
        self._unresolved = unresolved
        self._platform = platform
        self._chains: dict[object, BaseSource] = {}
        self._compiled: dict[object, Compilation] = {}
        # What a failing comparison is explained with: all that live, and the last ones even if only a part does.
        self._living: WeakValueDictionary[int, CompiledImage] = WeakValueDictionary()
        self._last: deque[CompiledImage] = deque(maxlen=_KEPT_IMAGES)

    def __repr__(self) -> str:
        platform = self._platform or format_platform_full(machine_platform())
        sources = ", ".join(map(repr, self._sources)) or "no base images"
        return f"<image factory for {platform}: {sources}, unresolved={self._unresolved!r}>"

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
    ) -> CompiledImage:
        """Compile a Dockerfile.

        Args:
            dockerfile: its path, or that of a folder that holds one, absolute or relative to the folder of the test
                file or to rootdir.
            target: the stage; default: the last.
            build_args: values of build args by name; the environment is not looked at.
            platform: such as ``linux/arm64``; default: that of the settings, else this machine's.
            labels: labels set on top of the result.
            contexts: named contexts by name.
            bases: what answers before the settings and the lock file: configs by reference as in FROM, or a source.
            unresolved: ``error`` or ``empty``: what becomes of a base that nobody knows; default: as in the settings.
            context: the folder of the build context, for its ignore file; default: that of the Dockerfile.
            allow_warnings: False fails the test if there is any.

        Raises:
            DockerfileError: BuildKit's text, for a Dockerfile that is wrong.
            MissingBaseError: a base is not known and ``unresolved`` is ``error``.
            UnwantedWarnings: there are warnings, and they are not allowed.
        """
        __tracebackhide__ = True
        build = _Build(target, build_args, platform or self._platform, labels, contexts)
        path = self.find(dockerfile, may_be_folder=True)
        with open(path, "rb") as file:
            data = file.read()
        folder = os.path.dirname(path)
        ignore_data = _read_ignore_data(path, folder if context is None else os.fspath(context))
        given_key, given = read_given(bases, self.find)
        chain_key = (folder, given_key, unresolved or self._unresolved)
        key = (data, ignore_data, chain_key, build.key())
        compilation = self._compiled.get(key)
        if compilation is None:
            chain = self._chains.get(chain_key)
            if chain is None:
                chain = self._chains[chain_key] = make_chain(given, self._sources, folder, chain_key[2])
            try:
                compilation = self._compiled[key] = build.compile(data, chain, _parse_ignore_data(ignore_data))
            except PreimageError as error:
                if isinstance(error, DockerfileError | BaseError):
                    _add_notes(error, shorten(path), data)
                # What is of interest is the line of the test, not ours.
                raise error.with_traceback(None) from None
        image = CompiledImage(compilation, path)
        if compilation.warnings and not allow_warnings:
            raise UnwantedWarnings(shorten(path), image.warnings)
        self._living[id(image)] = image
        self._last.append(image)
        return image

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
                for name in _FILE_NAMES:
                    if os.path.isfile(os.path.join(full_path, name)):
                        return os.path.join(full_path, name)
        raise FileNotFoundError(f"no file {os.fspath(path)!r}: looked for {' and '.join(dict.fromkeys(tried))}")

    def find_owner(self, value: object) -> CompiledImage | None:
        """Find the image given out by this factory that holds a value: an image, a config or a healthcheck."""
        return next((image for image in list(self._living.values()) if image.holds(value)), None)


class _Build(NamedTuple):
    """What a Dockerfile is compiled with, besides its base images."""

    target: str | None
    build_args: Mapping[str, str]
    platform: str | None
    labels: Mapping[str, str]
    contexts: Mapping[str, str]

    def key(self) -> object:
        """Give a key that is equal for equal options.

        Raises:
            TypeError: a value is not text.
        """
        __tracebackhide__ = True
        for name in ("build_args", "labels", "contexts"):
            for key, value in getattr(self, name).items():
                if not isinstance(value, str):
                    raise TypeError(f"{name}: {key} must be text, not {value!r}")
        return (self.target, self.platform, *map(_freeze, (self.build_args, self.labels, self.contexts)))

    def compile(self, data: bytes, bases: BaseSource, ignore_file: IgnoreFile | None) -> Compilation:
        return compile(
            data,
            **self._asdict(),
            bases=bases,
            check=self.build_args.get("BUILDKIT_DOCKERFILE_CHECK"),
            ignore_file=ignore_file,
        )


def shorten(path: str) -> str:
    """Give a path relative to the current folder if it is in there."""
    return path.removeprefix(os.path.join(os.getcwd(), ""))


def _freeze(values: Mapping[str, str]) -> object:
    return frozenset(values.items())


def _add_notes(error: DockerfileError | BaseError, path: str, data: bytes) -> None:
    """Add what the command line would print around an error."""
    excerpt = render_excerpt(path, decode_utf8(data), error.lines)
    error.add_note(excerpt.rstrip("\n") or path)
    if isinstance(error, MissingBaseError):
        is_usual = error.platform in ("", format_platform_full(machine_platform()))
        option = "" if is_usual else f" --platform {error.platform}"
        error.add_note(
            f"Tests ask no registry. Give the config of {error.reference} with bases={{...}} or the setting "
            f"preimage_bases, have it fetched and kept with 'preimage lock{option}', or take an empty image with "
            'unresolved="empty" or the setting preimage_unresolved.'
        )


def _read_ignore_data(path: str, context: str) -> bytes | None:
    """Read the ignore file that goes with a Dockerfile: its own, else that of the build context."""
    for name in (f"{path}.dockerignore", os.path.join(context, ".dockerignore")):
        try:
            with open(name, "rb") as file:
                return file.read()
        except FileNotFoundError:
            continue
    return None


def _parse_ignore_data(data: bytes | None) -> IgnoreFile | None:
    if data is None:
        return None
    from preimage.model.ignore import parse_ignore_file

    try:
        return parse_ignore_file(data)
    except ValueError as error:
        raise DockerfileError(str(error)) from error
