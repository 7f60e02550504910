"""From what users write about base images to the chain of sources that answers for them.

Source: docs/reference/bases.md.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from preimage.bases.chain import ChainOfBases, NamedBases
from preimage.bases.schemes import ARCHIVE_SCHEME, LAYOUT_SCHEME
from preimage.bases.static import FileBases
from preimage.inputs.image_locations import open_images
from preimage.model.bases import Base, BaseSource
from preimage.model.errors import BaseNotFound, BaseUnreadable, LimitError, OptionError
from preimage.model.image import Platform
from preimage.model.references import Reference, parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import BinaryIO

    from preimage.bases.archive import ArchiveBases
    from preimage.bases.layout import LayoutBases

LOCK_NAME = "preimage.lock"
"""The name of the lock file, beside the Dockerfiles that it serves."""

ON_UNRESOLVED = ("error", "empty")
"""What may become of a base that nobody knows."""

_ENGINE = "engine"
_CONFIG_LIMIT = 16 << 20
# No registry can have this name (RFC 6761).
_CONTEXT_HOST = "build-context.invalid"


class BaseSources:
    """The sources that the options describe; what is read once is shared by all Dockerfiles of a run."""

    def __init__(
        self,
        options: argparse.Namespace,
        say: Callable[[str], None],
        progress: Callable[[str], None] | None = None,
    ) -> None:
        """Read the options.

        ``say`` is told of bases that are taken as empty, ``progress`` how far a registry is that lets wait.

        Raises:
            OptionError: a source that cannot be used.
            OSError: the file of a base cannot be read.
        """
        self._options = options
        self._given = _read_given(options.base)
        self.contexts: dict[str, str] = {}
        """Named contexts as ``compile`` takes them."""
        layouts = self._read_contexts(options.build_context)
        self._layouts: list[BaseSource] = [NamedBases(layouts)] if layouts else []
        self._named = [_open_source(text) for text in options.bases_from]
        # An empty base must not depend on what happens to be in the cache of this machine.
        self._last: list[BaseSource] = []
        if options.unresolved == "empty":
            from preimage.bases.empty import EmptyBases

            self._last.append(
                EmptyBases(lambda reference, _: say(f"WARNING: {reference}: base not known, taken as empty"))
            )
        else:
            self._last.append(OnDemand(_open_cache))
            if not options.offline:
                self._last.append(OnDemand(lambda: open_registry(options, progress)))
        self._by_lock: dict[str, BaseSource] = {}

    def _read_contexts(self, texts: list[str]) -> dict[str, Callable[[Platform], Base]]:
        """Read ``NAME=SOURCE``; layouts get references by which the chain knows them."""
        layouts: dict[str, Callable[[Platform], Base]] = {}
        for number, text in enumerate(texts):
            name, separator, source = text.partition("=")
            if not separator or not source:
                raise OptionError(f"--build-context {text}: want NAME=SOURCE")
            if source.startswith(LAYOUT_SCHEME):
                from preimage.bases.layout import LayoutBases

                reference = f"{_CONTEXT_HOST}/{number}"
                layouts[str(parse_reference(reference))] = _Named(f"build context {name}", LayoutBases(source)).pick
                source = f"docker-image://{reference}"
            elif ":" not in source or os.path.isdir(source):
                source = f"local:{name}"
            self.contexts[name] = source
        return layouts

    def for_folder(self, folder: str) -> BaseSource:
        """Give the chain for a Dockerfile in a folder; empty: it comes from standard input and has no lock file.

        Raises:
            LockError: the lock file cannot be read.
            OptionError: only the lock file is to answer, and there can be none.
        """
        path = self.lock_path(folder)
        if self._options.locked and not path:
            raise OptionError("a Dockerfile from standard input has no lock file; name one with --lock")
        chain = self._by_lock.get(path)
        if chain is None:
            chain = self._by_lock[path] = self._make_chain(path)
        return chain

    def lock_path(self, folder: str) -> str:
        """Give the path of the lock file for a Dockerfile in a folder; empty if it can have none."""
        if self._options.lock:
            return str(self._options.lock)
        return os.path.join(folder, LOCK_NAME) if folder else ""

    def _make_chain(self, lock_path: str) -> BaseSource:
        lock: list[BaseSource] = []
        if lock_path and (self._options.lock or self._options.locked or os.path.exists(lock_path)):
            from preimage.bases.lock import LockedBases, read_lock

            lock = [LockedBases(read_lock(lock_path))]
        if self._options.locked:
            return self.only(*lock)
        return ChainOfBases([*self._layouts, *self._given, *lock, *self._named, *self._last])

    def only(self, *sources: BaseSource) -> BaseSource:
        """Give the chain in which, besides these sources, only the layouts answer that stand for a build context.

        Those are what is built from, not a place where bases are looked for.
        """
        return ChainOfBases([*self._layouts, *sources])

    def around(self, known: BaseSource) -> BaseSource:
        """Give the chain with a source in the place of the lock file, for commands that write that file."""
        return ChainOfBases([*self._layouts, known, *self._given, *self._named, *self._last])


def is_context(reference: Reference) -> bool:
    """Tell whether a reference stands for a layout that was given as a build context."""
    return reference.host == _CONTEXT_HOST


class _Named:
    """A layout or archive that was named for one image; what it lacks, no other source may make up for."""

    def __init__(self, purpose: str, images: LayoutBases | ArchiveBases) -> None:
        self._purpose = purpose
        self._images = images

    def pick(self, platform: Platform) -> Base:
        try:
            return self._images.pick(platform)
        except BaseNotFound as error:
            raise BaseUnreadable(f"{self._purpose}: {error}") from error


class OnDemand:
    """A source that is opened when it is first asked: what it needs takes long to import."""

    def __init__(self, open_source: Callable[[], BaseSource]) -> None:
        self._open = open_source
        self._source: BaseSource | None = None

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give what the opened source gives; errors are its own."""
        if self._source is None:
            self._source = self._open()
        return self._source.resolve(reference, platform)


def _read_given(texts: list[str]) -> list[BaseSource]:
    configs: dict[str, bytes] = {}
    paths: dict[str, str] = {}
    readers: dict[str, Callable[[Platform], Base]] = {}
    for text in texts:
        written, separator, source = text.partition("=")
        if not separator or not source:
            raise OptionError(f"--base {text}: want REF=SOURCE")
        reference = _full_reference(written)
        images = open_images(source)
        if images is not None:
            readers[reference] = _Named(f"--base {written}", images).pick
        else:
            with open(source, "rb") as file:
                configs[reference] = read_limited(file, source)
            paths[reference] = source
    sources: list[BaseSource] = [NamedBases(readers)] if readers else []
    return [*sources, FileBases(configs, paths)] if configs else sources


def read_limited(file: BinaryIO, name: str) -> bytes:
    """Read a file that holds the config of one image.

    Raises:
        LimitError: it is larger than any config.
    """
    data = file.read(_CONFIG_LIMIT + 1)
    if len(data) > _CONFIG_LIMIT:
        raise LimitError(f"{name} is larger than {_CONFIG_LIMIT} bytes")
    return data


def _full_reference(written: str) -> str:
    if written == "*":
        return written
    try:
        return str(parse_reference(written))
    except ValueError as error:
        raise OptionError(f"--base {written}: {error}") from error


def _open_source(text: str) -> BaseSource:
    images = open_images(text)
    if images is not None:
        return images
    if text == _ENGINE or text.startswith(f"{_ENGINE}:"):
        from preimage.bases.engine import EngineBases, find_engine_socket

        return EngineBases(text.partition(":")[2] or find_engine_socket(os.environ))
    raise OptionError(f"--bases-from {text}: want {LAYOUT_SCHEME}DIR, {ARCHIVE_SCHEME}FILE or {_ENGINE}[:SOCKET]")


def _open_cache() -> BaseSource:
    from preimage.bases.cache import BlobCache, CachedBases, find_cache_directory

    return CachedBases(BlobCache(find_cache_directory(os.environ)))


def open_registry(options: argparse.Namespace, progress: Callable[[str], None] | None) -> BaseSource:
    """Give the registries that references name; only what it is asked for opens a connection."""
    from preimage.bases.cache import BlobCache, find_cache_directory
    from preimage.bases.registry import RegistrySource

    return RegistrySource(
        insecure=options.insecure_registry,
        progress=progress,
        blobs=BlobCache(find_cache_directory(os.environ)),
        env=os.environ,
    )
