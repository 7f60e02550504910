"""Compiling one unit of a scan, in this process or another: from its files to its rows."""

from __future__ import annotations

from preimage.model.errors import PreimageError
from preimage.model.options import BuildRequest
from preimage.scan.building import BuildSettings, BuiltRow, compile_build, make_row, read_build_files
from preimage.scan.facts import BuiltImage, describe_error
from preimage.scan.tree_of_unit import tree_of
from preimage.scan.units import DOCKERFILE, Unit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from preimage.scan.trees import Tree


class Work:
    """A unit to compile: ``digest`` is that of its files when it was compiled last, ``built`` what others make."""

    __slots__ = ("built", "digest", "unit")

    def __init__(self, unit: Unit, digest: str = "", built: Mapping[str, BuiltImage] | None = None) -> None:
        self.unit = unit
        self.digest = digest
        self.built: Mapping[str, BuiltImage] = {} if built is None else built


class Outcome:
    """What compiling a unit comes to; ``rows`` None: its files are what they were.

    ``stamps`` is a stamp for each of the files that were read, ``paths`` names them where the unit does not say which.
    """

    __slots__ = ("digest", "paths", "rows", "stamps")

    def __init__(self, stamps: str, digest: str, rows: Sequence[BuiltRow] | None, paths: Sequence[str] = ()) -> None:
        self.stamps = stamps
        self.digest = digest
        self.rows = rows
        self.paths = paths


def compile_unit(settings: BuildSettings, work: Work) -> Outcome:
    """Compile a unit for each platform; whatever is wrong with it is in its rows."""
    try:
        tree = tree_of(work.unit)
        if work.unit.kind == DOCKERFILE:
            return _compile_file(settings, work, tree)
        from preimage.scan.projects import compile_project

        rows, stamps = compile_project(settings, work.unit, work.built, tree)
    except (PreimageError, OSError) as error:
        # Without stamps it is tried again by the next scan.
        rows = [make_row(work.unit, describe_error(error), platform) for platform in settings.platforms]
        return Outcome("", "", rows)
    return Outcome(join_stamps(stamps.values()), "", rows, list(stamps))


def stamp_all(tree: Tree, paths: Sequence[str]) -> str:
    """Give the stamps of files as one text; empty if one of them says nothing."""
    return join_stamps([tree.stamp(path) for path in paths])


def join_stamps(stamps: Iterable[str]) -> str:
    """Join stamps; empty if one of them says nothing."""
    found = list(stamps)
    return "|".join(found) if all(found) else ""


def _compile_file(settings: BuildSettings, work: Work, tree: Tree) -> Outcome:
    unit = work.unit
    dockerfile, *ignore_paths, lock = unit.companions()
    stamps = stamp_all(tree, [dockerfile, *ignore_paths, lock])
    files = read_build_files(tree, dockerfile, ignore_paths, lock)
    digest = files.digest(unit.key)
    if work.digest == digest:
        return Outcome(stamps, digest, None)
    rows = []
    for platform in settings.platforms:
        request = BuildRequest(build_args=settings.build_args, platform=platform, contexts=settings.sources.contexts)
        rows.append(compile_build(unit, request, files, settings, work.built))
    return Outcome(stamps, digest, rows)
