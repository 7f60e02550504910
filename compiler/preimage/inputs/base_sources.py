"""From what users write about base images to the chain of sources that answers for them.

Source: docs/reference/bases.md.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from preimage.bases.chain import ChainOfBases, LinkedBases, NamedBases, PlaceOfBases, UnaskedBases
from preimage.bases.once import AskedOnce
from preimage.bases.schemes import LAYOUT_SCHEME
from preimage.inputs.dockerfiles import LOCK_NAME
from preimage.inputs.image_locations import ALL_IMAGES, NamedImage, open_all, open_images, open_named
from preimage.inputs.project_locations import LINKS
from preimage.model.bases import Base, BaseSource
from preimage.model.errors import OFFLINE, UNASKED, OptionError
from preimage.model.image import Platform
from preimage.model.options import NOTHING
from preimage.model.platforms import parse_platform
from preimage.model.references import Reference, parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.bases.chain import BuildLink
    from preimage.inputs.base_usage import AskedBases
    from preimage.inputs.dockerfiles import DockerfileInput


ON_UNRESOLVED = ("error", "empty")
"""What may become of a base that nobody knows."""

# No registry can have this name (RFC 6761).
_CONTEXT_HOST = "build-context.invalid"


class BaseOptions:
    """Where base images are looked for, in the words of the command line.

    - ``bases``: ``REF[|PLATFORM]=LOCATION`` each.
    - ``bases_from``: places of images that are known by the names that they have there.
    - ``build_contexts``: ``NAME=SOURCE`` each.
    - ``lock``: the lock file; empty: the one beside each Dockerfile, if there is one. ``is_locked``: only it answers.
    - ``is_offline``: no registry is asked. ``insecure_registries``: ``HOST[:PORT]`` each, with any certificate or none.
    - ``unresolved``: one of `ON_UNRESOLVED`.
    - ``project_contexts``: sources of named contexts by name, beneath ``build_contexts``, as a project has them;
      ``build_link`` gives the builds that ``target:NAME`` and ``service:NAME`` stand for.

    Source: docs/reference/cli.md, "Options of base images".
    """

    __slots__ = (
        "bases",
        "bases_from",
        "build_contexts",
        "build_link",
        "insecure_registries",
        "is_locked",
        "is_offline",
        "lock",
        "project_contexts",
        "unresolved",
    )

    def __init__(
        self,
        *,
        bases: Sequence[str] = (),
        bases_from: Sequence[str] = (),
        build_contexts: Sequence[str] = (),
        lock: str = "",
        is_locked: bool = False,
        is_offline: bool = False,
        insecure_registries: Sequence[str] = (),
        unresolved: str = ON_UNRESOLVED[0],
        project_contexts: Mapping[str, str] = NOTHING,
        build_link: BuildLink | None = None,
    ) -> None:
        self.bases = bases
        self.bases_from = bases_from
        self.build_contexts = build_contexts
        self.lock = lock
        self.is_locked = is_locked
        self.is_offline = is_offline
        self.insecure_registries = insecure_registries
        self.unresolved = unresolved
        self.project_contexts = project_contexts
        self.build_link = build_link

    def with_project(self, contexts: Mapping[str, str], build_link: BuildLink) -> BaseOptions:
        """Give the options as they hold for a build of a project, whose contexts and links these are."""
        from copy import copy

        own = copy(self)
        own.project_contexts = contexts
        own.build_link = build_link
        return own

    def key(self) -> tuple[object, ...]:
        """Give what tells them from others."""
        lists = (self.bases, self.bases_from, self.build_contexts, self.insecure_registries)
        own = (self.lock, self.is_locked, self.is_offline, self.unresolved)
        return (*map(tuple, lists), *own, tuple(self.project_contexts.items()), self.build_link)


class BaseSources:
    """The sources that options describe; what is read once is shared by all Dockerfiles of a run.

    They can be pickled, if ``say`` and ``progress`` can.
    """

    def __init__(
        self,
        options: BaseOptions,
        say: Callable[[str], None],
        progress: Callable[[str], None] | None = None,
        registry: AskedOnce | None = None,
        asked: AskedBases | None = None,
    ) -> None:
        """Read the options.

        ``say`` is told of bases that are taken as empty, ``progress`` how far a registry is that lets wait.
        ``registry`` is that of `share_registry`, for a run that opens several sources. ``asked`` watches what is used.

        Raises:
            OptionError: a source that cannot be used.
            LimitError: the file of a base is too large.
            BaseUnreadable: there is no engine, or a location names no directory.
            OSError: the file of a base cannot be read.
        """
        self._options = options
        self._asked = asked
        self._given = _once_if(options.bases, open_named(options.bases, "--base"))
        self.contexts: dict[str, str] = {}
        """Named contexts as ``compile`` takes them."""
        self._links: dict[str, str] = {}
        self._layouts = self._read_contexts(options)
        if asked is not None:
            from preimage.model.contexts import WatchedContexts

            asked.is_locked = asked.is_locked or options.is_locked
            self.contexts = WatchedContexts(self.contexts, asked.contexts)
        self._named = [_open_all_of(location) for location in options.bases_from]
        # An empty base must not depend on what happens to be in the cache of this machine.
        self._last: list[BaseSource] = []
        self._registry: AskedOnce | None = None
        if options.unresolved == "empty":
            from preimage.bases.empty import EmptyBases

            self._last.append(EmptyBases(partial(_tell_empty, say)))
        else:
            self._last.append(OnDemand(_open_cache))
            if options.is_offline:
                self._last.append(UnaskedBases(OFFLINE, "no registry was asked: --offline"))
            elif not options.is_locked:
                self._registry = registry or share_registry(options.insecure_registries, progress)
        self._by_lock: dict[str, BaseSource] = {}
        self._locks: dict[str, BaseSource] = {}
        self._without_lock: BaseSource | None = None

    def _read_contexts(self, options: BaseOptions) -> NamedBases:
        """Read ``NAME=SOURCE``; layouts and builds get references by which the chain knows them."""
        given = dict(options.project_contexts)
        for text in options.build_contexts:
            name, separator, source = text.partition("=")
            if not separator or not source:
                raise OptionError(f"--build-context {text}: want NAME=SOURCE")
            if ":" not in source and not os.path.isdir(source):
                raise OptionError(f"--build-context {text}: there is no such folder")
            given[name] = source
        layouts: dict[str, Callable[[Platform], Base]] = {}
        for number, (name, source) in enumerate(given.items()):
            # Of the places of images docker takes only layouts for a context.
            images = open_images(source) if source.startswith(LAYOUT_SCHEME) else None
            is_link = options.build_link is not None and source.startswith(LINKS)
            reference = f"{_CONTEXT_HOST}/{number}"
            if images is not None:
                layouts[str(parse_reference(reference))] = NamedImage(f"build context {name}", images).pick
            elif is_link:
                self._links[str(parse_reference(reference))] = source.partition(":")[2]
            if images is not None or is_link:
                source = f"docker-image://{reference}"
            elif ":" not in source or os.path.isdir(source):
                source = f"local:{name}"
            self.contexts[name] = source
        return NamedBases(layouts)

    def expect(self, rehearse: Callable[[BaseSource], None]) -> None:
        """Have the registries asked at once for all images of a run, as soon as one is needed; until then do nothing.

        ``rehearse`` compiles what the run is going to, with the source that it is given in the place of the
        registries: see `for_folder` and `around`. What goes wrong then it keeps to itself.
        """
        registry = self._registry
        if registry is None:
            return

        def list_uses() -> list[tuple[Reference, Platform]]:
            from preimage.bases.empty import EmptyBases

            noted = EmptyBases()
            rehearse(noted)
            return [(parse_reference(reference), parse_platform(platform)) for reference, platform in noted.asked]

        registry.expect(list_uses)

    def for_folder(self, folder: str, registry: BaseSource | None = None) -> BaseSource:
        """Give the chain for a Dockerfile in a folder; empty: it comes from standard input and has no lock file.

        ``registry`` takes the place of the registries.

        Raises:
            LockError: the lock file cannot be read.
            OptionError: only the lock file is to answer, and there can be none.
        """
        path = self.lock_path(folder)
        if self._options.is_locked and not path:
            raise OptionError("a Dockerfile from standard input has no lock file; name one with --lock")
        if registry is not None:
            return self._make_chain(path, registry)
        chain = self._by_lock.get(path)
        if chain is None:
            chain = self._by_lock[path] = self._make_chain(path)
        return chain

    def for_dockerfile(self, source: DockerfileInput, registry: BaseSource | None = None) -> BaseSource:
        """Give the chain for a Dockerfile; see `for_folder`.

        Raises:
            LockError, OptionError: as of `for_folder`.
            LimitError: the lock file in the revision is too large.
        """
        if source.revision is None or self._options.lock:
            return self.for_folder(source.folder, registry)
        return self.with_lock(source.revision.read_lock(), source.revision.lock_name)

    def with_lock(self, content: bytes | None, name: str) -> BaseSource:
        """Give the chain for a Dockerfile whose lock file has this content; None: it has none.

        Raises:
            LockError: the lock file cannot be read; ``name`` is what it is called.
            OptionError: only the lock file is to answer, and there is none.
        """
        if content is None:
            if self._options.is_locked:
                raise OptionError(f"{name}: there is no lock file; name one with --lock")
            return self._order([])
        from preimage.bases.lock import LockedBases, parse_lock

        return self._order([LockedBases(parse_lock(content, name))])

    def tell_empty(self, uses: Iterable[tuple[Reference, Platform]]) -> None:
        """Have said of images that another process has taken them as empty, unless it was."""
        if self._options.unresolved == "empty":
            for use in uses:
                self._last[0].resolve(*use)

    def lock_path(self, folder: str) -> str:
        """Give the path of the lock file for a Dockerfile in a folder; empty if it can have none."""
        return self._options.lock or (os.path.join(folder, LOCK_NAME) if folder else "")

    def _make_chain(self, lock_path: str, registry: BaseSource | None = None) -> BaseSource:
        if not lock_path or not (self._options.lock or self._options.is_locked or os.path.exists(lock_path)):
            if registry is not None or self._options.build_link:
                return self._order([], registry)
            # Most folders have no lock file.
            if self._without_lock is None:
                self._without_lock = self._order([])
            return self._without_lock
        lock = self._locks.get(lock_path)
        if lock is None:
            lock = self._locks[lock_path] = open_lock(lock_path)
        return self._order([lock], registry)

    def _order(self, lock: list[BaseSource], registry: BaseSource | None = None) -> BaseSource:
        if self._options.is_locked:
            own = [*self._own(registry), *lock, UnaskedBases(UNASKED, "only the lock file was asked: --locked")]
            return self._chain(own)
        return self._chain([*self._own(registry), self._given, *lock, *self._named, *self._list_last(registry)])

    def _chain(self, sources: Sequence[BaseSource]) -> BaseSource:
        # Most runs name neither bases nor contexts, and every base would be looked for in vain.
        chain = ChainOfBases(each for each in sources if not (isinstance(each, NamedBases) and each.is_empty))
        return chain if self._asked is None else self._asked.watch(chain)

    def _own(self, registry: BaseSource | None) -> list[BaseSource]:
        """Give what answers for layouts and builds that stand for a build context."""
        build = self._options.build_link
        return [self._layouts, *([LinkedBases(self._links, build, registry)] if build and self._links else [])]

    def _list_last(self, registry: BaseSource | None) -> list[BaseSource]:
        registry = registry or self._registry
        return self._last if registry is None else [*self._last, registry]

    def only(self, *sources: BaseSource) -> BaseSource:
        """Give the chain in which, besides these sources, only the layouts answer that stand for a build context.

        Those are what is built from, not a place where bases are looked for; likewise other builds of a project, for
        which the last source takes the place of the registries.
        """
        return self._chain([*self._own(sources[-1] if sources else None), *sources])

    def around(self, known: BaseSource, registry: BaseSource | None = None) -> BaseSource:
        """Give the chain with a source in the place of the lock file, for commands that write that file.

        ``registry`` takes the place of the registries.
        """
        return self._chain([*self._own(registry), known, self._given, *self._named, *self._list_last(registry)])


def is_context(reference: Reference) -> bool:
    """Tell whether a reference stands for a layout that was given as a build context."""
    return reference.host == _CONTEXT_HOST


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


def share_registry(insecure: Iterable[str], progress: Callable[[str], None] | None) -> AskedOnce:
    """Give the registries as something that is asked for each image once; see `open_registry`."""
    return AskedOnce(OnDemand(partial(open_registry, tuple(insecure), progress)))


def open_registry(insecure: Iterable[str], progress: Callable[[str], None] | None) -> BaseSource:
    """Give the registries that references name; only what it is asked for opens a connection.

    ``insecure`` are those with any certificate or none, ``progress`` is told how far one is that lets wait.
    """
    from preimage.bases.cache import BlobCache, find_cache_directory
    from preimage.bases.registry import RegistrySource

    return RegistrySource(
        insecure=insecure, progress=progress, blobs=BlobCache(find_cache_directory(os.environ)), env=os.environ
    )


def _tell_empty(say: Callable[[str], None], reference: str, platform: str) -> None:
    say(f"WARNING: {reference}: base not known, taken as empty")


def _open_all_of(location: str) -> BaseSource:
    images = open_all(location, "--bases-from")
    if images is None:
        raise OptionError(f"--bases-from {location}: want {ALL_IMAGES}")
    return AskedOnce(PlaceOfBases(images, location))


def _once_if(texts: Sequence[str], source: BaseSource) -> BaseSource:
    """Give a source whose images are read once; if none was named there is nothing to remember."""
    return AskedOnce(source) if texts else source


def _open_cache() -> BaseSource:
    from preimage.bases.cache import BlobCache, CachedBases, find_cache_directory

    return CachedBases(BlobCache(find_cache_directory(os.environ)))


def open_lock(path: str) -> BaseSource:
    """Read a lock file as the bases that it locks.

    Raises:
        LockError: it cannot be read.
    """
    from preimage.bases.lock import LockedBases, read_lock

    return LockedBases(read_lock(path))
