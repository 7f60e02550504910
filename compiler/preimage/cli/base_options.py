"""The options that say where base images come from.

Source: docs/reference/bases.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from preimage.cli.arguments import SWITCH, ArgumentGroup, DeclaredArguments, Options
from preimage.cli.terminal import print_note
from preimage.inputs.base_sources import ON_UNRESOLVED, BaseOptions, BaseSources, share_registry
from preimage.inputs.dockerfiles import LOCK_NAME
from preimage.inputs.image_locations import ALL_IMAGES, ONE_IMAGE
from preimage.model.errors import OptionError
from preimage.model.options import NOTHING
from preimage.model.references import parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from preimage.bases.chain import BuildLink
    from preimage.bases.once import AskedOnce
    from preimage.cli.option_usage import OptionUsage
    from preimage.inputs.base_usage import AskedBases
    from preimage.model.references import Reference


def add_base_options(parser: DeclaredArguments, unresolved: str) -> None:
    """Add the options; ``unresolved`` is what the command does with a base that nobody knows."""
    group = parser.add_argument_group("base images")
    group.add_argument(
        "--base",
        action="append",
        default=[],
        metavar="REF[|PLATFORM]=SOURCE",
        help=f"one base: FILE (its config, as 'skopeo inspect --config --raw' prints it), {ONE_IMAGE}; REF '*' is any "
        "other base",
    )
    group.add_argument(
        "--bases-from",
        action="append",
        default=[],
        metavar="SOURCE",
        help=f"bases by the names they have in {ALL_IMAGES} (a local Docker or Podman)",
    )
    group.add_argument(
        "--build-context",
        action="append",
        default=[],
        metavar="NAME=SOURCE",
        help="what takes the place of a stage or base: docker-image://REF, oci-layout://DIR[:TAG], or a folder",
    )
    group.add_argument("--lock", metavar="FILE", help=f"the lock file (default: {LOCK_NAME} beside the Dockerfile)")
    add_switch(group, "--locked", "only the lock file answers")
    add_switch(group, "--offline", "ask no registry")
    group.add_argument(
        "--insecure-registry",
        action="append",
        default=[],
        metavar="HOST[:PORT]",
        help="a registry that may have any certificate, or speak plain HTTP",
    )
    group.add_argument(
        "--unresolved",
        choices=ON_UNRESOLVED,
        help="a base that nobody knows is an error, or an empty image and no registry is asked (default: "
        f"{unresolved})",
    )
    parser.set_defaults(usual_unresolved=unresolved)


def add_switch(group: ArgumentGroup, option: str, help_text: str) -> None:
    """Add an option that is on or, with ``--no-`` in front, off; None if neither is given."""
    group.add_argument(option, action=SWITCH, default=None, help=help_text)


def add_unused_base_options(parser: DeclaredArguments) -> None:
    """Add what says where bases may be looked for, for commands that look for none, so that all commands take it."""
    for option in ("--locked", "--offline"):
        add_switch(parser, option, "taken as everywhere; this command asks no registry")


def open_base_sources(
    options: Options, say: Callable[[str], None] = print_note, registry: AskedOnce | None = None
) -> BaseSources:
    """Open the sources that the options name; ``say`` is told of bases that are taken as empty.

    ``registry`` is that of `open_shared_registry`, for a command that opens sources several times.

    Errors are those of ``BaseSources``.
    """
    return BaseSources(read_base_options(options), say, progress_of_registries(), registry, _asked_of(options))


def _asked_of(options: Options) -> AskedBases | None:
    """Give what watches the use of options; None if there are none of which it could be told that nothing used them."""
    usage: OptionUsage | None = vars(options).get("usage")
    return None if usage is None else usage.asked


def read_base_options(
    options: Options, contexts: Mapping[str, str] = NOTHING, build_link: BuildLink | None = None
) -> BaseOptions:
    """Give what the options say of base images; for the other arguments see ``BaseOptions``."""
    return BaseOptions(
        bases=options.base,
        bases_from=options.bases_from,
        build_contexts=options.build_context,
        lock=options.lock or "",
        is_locked=bool(options.locked),
        is_offline=bool(options.offline),
        insecure_registries=options.insecure_registry,
        unresolved=options.unresolved,
        project_contexts=contexts,
        build_link=build_link,
    )


def read_remote_reference(text: str, options: Options) -> Reference:
    """Read an argument that is no file as the reference of an image, for which a registry is to be asked.

    Raises:
        OptionError: it is none, or no registry may be asked.
    """
    try:
        reference = parse_reference(text)
    except ValueError as error:
        raise OptionError(f"{text}: no such file, and no reference: {error}") from error
    forbidden = _find_forbidding(options)
    if forbidden:
        raise OptionError(f"{text}: no such file; with {forbidden}")
    return reference


def _find_forbidding(options: Options) -> str:
    """Say what forbids to ask a registry, for whatever it is; empty if nothing does."""
    if options.offline:
        return "--offline no registry is asked"
    if options.locked:
        return "--locked no registry is asked"
    if options.unresolved != "empty":
        return ""
    usual = ", usual for this command," if options.usual_unresolved == "empty" else ""
    return f"--unresolved empty{usual} no registry is asked; for an image in a registry give --unresolved error"


class SourcesOfRun:
    """The sources of a run over Dockerfiles whose settings may differ; the same options lead to the same sources."""

    def __init__(self, say: Callable[[str], None] = print_note, registry: AskedOnce | None = None) -> None:
        """``registry`` is that of `open_shared_registry`, for a run that has it in other places, too."""
        self._say = say
        self._registry = registry
        # The options are kept, so that no others can get their identity.
        self._by_options: dict[int, tuple[Options, BaseSources]] = {}
        self._by_values: dict[object, BaseSources] = {}
        self._registries: dict[tuple[str, ...], AskedOnce] = {}

    def open(
        self,
        options: Options,
        contexts: Mapping[str, str] = NOTHING,
        build_link: BuildLink | None = None,
    ) -> BaseSources:
        """Give the sources that options name; errors are those of ``BaseSources``.

        ``contexts`` are the named contexts of a project's build, ``build_link`` gives the builds among them.
        """
        known = self._by_options.get(id(options)) if not contexts else None
        if known is not None:
            return known[1]
        read = read_base_options(options, contexts, build_link)
        key = read.key()
        sources = self._by_values.get(key)
        if sources is None:
            registry = self._registry or self._registries.setdefault(
                tuple(read.insecure_registries), open_shared_registry(options)
            )
            asked = _asked_of(options)
            sources = BaseSources(read, self._say, progress_of_registries(), registry, asked)
            self._by_values[key] = sources
        if not contexts:
            self._by_options[id(options)] = options, sources
        return sources


def open_shared_registry(options: Options) -> AskedOnce:
    """Give the registries for all sources that a command opens, so that each image is asked for once."""
    return share_registry(options.insecure_registry, progress_of_registries())


def progress_of_registries() -> Callable[[str], None] | None:
    """Give what is told how far a registry is: nothing where nobody waits before a terminal."""
    return print_note if sys.stderr.isatty() else None
