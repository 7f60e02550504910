"""From the options of a command to the request of a build: the only place that knows both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from preimage.api import compile_request
from preimage.cli.arguments import Options
from preimage.cli.base_options import SourcesOfRun
from preimage.cli.build_options import read_build_args, read_labels, read_platforms
from preimage.cli.front_ends import require_own_front_end
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import print_note, reporting
from preimage.inputs.base_sources import BaseSources
from preimage.inputs.dockerfiles import read_ignore_file
from preimage.inputs.entries import Entry
from preimage.model.bases import BaseSource
from preimage.model.errors import LimitError, OptionError, PreimageError
from preimage.model.options import BuildRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from preimage.bases.empty import UnresolvedWatch
    from preimage.bases.once import AskedOnce
    from preimage.inputs.linked_builds import LinkedBuilds
    from preimage.inputs.projects import OpenedProject
    from preimage.model.image import DockerOCIImage
    from preimage.results.compilation import Compilation


class EntrySources:
    """The base sources of the entries of a run; those with the same options share what they have read."""

    def __init__(
        self,
        settings: CommandSettings,
        say: Callable[[str], None] = print_note,
        registry: AskedOnce | None = None,
    ) -> None:
        """``registry`` is that of ``open_shared_registry``, for a command that opens sources several times."""
        self._settings = settings
        self._sources = SourcesOfRun(say, registry)
        self._links: dict[int, LinkedBuilds] = {}

    def open(self, entry: Entry, options: Options) -> BaseSources:
        """Give the sources for an entry, in which other builds of its project are known by the contexts they stand for.

        Errors are those of ``BaseSources``.
        """
        if entry.opened is None or not entry.contexts:
            return self._sources.open(options)
        return self._sources.open(options, entry.contexts, self._find_links(entry.opened).build)

    def _find_links(self, opened: OpenedProject) -> LinkedBuilds:
        links = self._links.get(id(opened))
        if links is None:
            from preimage.inputs.linked_builds import LinkedBuilds

            links = self._links[id(opened)] = LinkedBuilds(opened, self._compile_link)
        return links

    def _compile_link(self, entry: Entry, platform: str, registry: BaseSource | None) -> DockerOCIImage:
        """Compile a build that another one is built from: of the command line, only build args reach it."""
        options = self._settings.settle(entry)
        sources = self.open(entry, options)
        request = BuildRequest(
            target=entry.target,
            build_args=read_build_args(options.build_arg, entry.build_args),
            platform=platform,
            labels=entry.labels,
            contexts=sources.contexts,
        )
        require_own_front_end(entry.source.data, request.build_args)
        bases = sources.for_dockerfile(entry.source, registry)
        ignore_file = read_ignore_file(entry.source)
        return compile_request(entry.source.data, request, bases, ignore_file, entry.open_budget()).image


def compile_entry(
    entry: Entry,
    options: Options,
    sources: BaseSources,
    platform: str | None,
    *,
    build_args: dict[str, str] | None = None,
    build_platform: str | None = None,
    watch: UnresolvedWatch | None = None,
) -> Compilation:
    """Compile what an entry builds for one platform, as the build options of a command say.

    ``build_args`` takes the place of those that the options name. ``watch`` notes what is taken as empty.

    Errors are those of ``preimage.compile``, of ``BaseSources.for_folder`` and of ``read_ignore_file``.
    """
    request = request_of_build(entry, options, sources, platform, build_args=build_args, build_platform=build_platform)
    source = entry.source
    require_own_front_end(source.data, request.build_args)
    bases = sources.for_dockerfile(source)
    if watch is not None:
        bases = watch.around(bases)
    # Where warnings are not shown, too: with error=true what it excludes fails the build.
    return compile_request(source.data, request, bases, read_ignore_file(source), entry.open_budget())


def is_linked(entry: Entry) -> bool:
    """Tell whether an entry may be built from others of its project, of which the notes are told where it is built."""
    return entry.opened is not None and bool(entry.contexts)


def platforms_of(entry: Entry, options: Options) -> list[str | None]:
    """Give the platforms that an entry is built for: those of the options, else those that its project says.

    What is usual on the command line holds for no project.
    """
    if options.platform or not entry.name:
        return read_platforms(options.platform)
    return read_platforms([*entry.platforms]) if entry.platforms else [None]


def request_of_build(
    entry: Entry,
    options: Options,
    sources: BaseSources,
    platform: str | None,
    *,
    build_args: dict[str, str] | None = None,
    build_platform: str | None = None,
) -> BuildRequest:
    """Give the request of a build for one platform; see `compile_entry`."""
    return BuildRequest(
        target=options.target or entry.target,
        build_args=read_build_args(options.build_arg, entry.build_args) if build_args is None else build_args,
        platform=platform,
        build_platform=build_platform,
        labels={**entry.labels, **read_labels(options.label)},
        contexts=sources.contexts,
    )


def fetch_together(sources: BaseSources, builds: Iterable[tuple[Entry, BuildRequest]]) -> None:
    """Have the images of several builds fetched at the same time, as soon as one of them is asked of a registry.

    Until then nothing is taken from ``builds``.
    """

    def rehearse(registry: BaseSource) -> None:
        for entry, request in builds:
            source = entry.source
            try:
                bases = sources.for_dockerfile(source, registry)
                compile_request(source.data, request, bases, budget=entry.open_budget())
            except (PreimageError, OSError):
                # It is told when it is built.
                continue

    sources.expect(rehearse)


class EntryBuild:
    """An entry with what holds for it: options, base sources, and the platforms it is built for."""

    __slots__ = ("entry", "options", "platforms", "sources")

    def __init__(self, entry: Entry, options: Options, sources: BaseSources) -> None:
        self.entry = entry
        self.options = options
        self.sources = sources
        self.platforms = platforms_of(entry, options)

    def compile(self, platform: str | None) -> Compilation:
        """Compile for a platform.

        Raises:
            ReportedError: the Dockerfile is wrong, or a base is missing, which people have been told of.
        """
        with reporting(self.entry.source.name, self.entry.source.data):
            return compile_entry(self.entry, self.options, self.sources, platform)

    def read_args(self) -> dict[str, str]:
        """Give the build args, but for those that come from this machine."""
        return read_build_args(self.options.build_arg, self.entry.build_args, is_of_machine=False)

    def first_platform(self, command: str) -> str | None:
        """Give the platform for a command that takes one: of those of a project the first, which is told.

        Raises:
            OptionError: several are asked for.
        """
        first, *others = self.platforms
        if others and (self.options.platform or not self.entry.name):
            raise OptionError(f"{command} takes one platform; run it once for each")
        if others:
            print_note(f"{self.entry.title}: of its {len(self.platforms)} platforms the first, {first}")
        return first


def open_builds(
    entries: Iterable[Entry], settings: CommandSettings, say: Callable[[str], None] = print_note
) -> list[EntryBuild]:
    """Give entries with what holds for them; their bases are fetched together once one is needed.

    ``say`` is told of bases that are taken as empty. Errors are those of ``BaseSources``.
    """
    opener = EntrySources(settings, say)
    builds = []
    for entry in entries:
        options = settings.settle(entry)
        builds.append(EntryBuild(entry, options, opener.open(entry, options)))
    for build in builds:
        fetch_together(build.sources, _list_requests(build))
    return builds


def _list_requests(build: EntryBuild) -> Iterator[tuple[Entry, BuildRequest]]:
    for platform in build.platforms:
        yield build.entry, request_of_build(build.entry, build.options, build.sources, platform)


def require_few_targets(size: int, count: int, limit: int) -> None:
    """Refuse to evaluate each of so many targets, for which a Dockerfile of ``size`` bytes is read once more.

    Raises:
        LimitError: targets times bytes are more than ``limit``.
    """
    if count * size > limit:
        raise LimitError(
            f"the Dockerfile has {count} targets and {size} bytes; to evaluate each target, their product may be at "
            f"most {limit}"
        )


def request_of_call(
    entry: Entry,
    options: Options,
    sources: BaseSources,
    *,
    platform: str | None = None,
    all_stages: bool = False,
    has_notes: bool = False,
) -> BuildRequest:
    """Give the request of check or outline, which set no labels; None as platform: that of the builder."""
    return BuildRequest(
        target=options.target or entry.target,
        build_args=read_build_args(options.build_arg, entry.build_args),
        platform=platform,
        build_platform=options.build_platform,
        contexts=sources.contexts,
        all_stages=all_stages,
        has_notes=has_notes,
        extra_rules=frozenset(name for name, level in (options.rules or {}).items() if level != "off"),
    )


def request_of_lock(
    entry: Entry,
    options: Options,
    sources: BaseSources,
    platform: str | None,
    *,
    target: str | None,
    all_stages: bool,
) -> BuildRequest:
    """Give the request that finds what a target needs; what a check says of the Dockerfile does not matter to it."""
    return BuildRequest(
        target=target,
        build_args=read_build_args(options.build_arg, entry.build_args),
        platform=platform,
        labels={**entry.labels, **read_labels(options.label)},
        contexts=sources.contexts,
        all_stages=all_stages,
        has_checks=False,
    )
