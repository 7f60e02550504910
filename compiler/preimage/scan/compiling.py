"""Compiling one unit of a scan, in this process or another: from its files to its rows."""

from __future__ import annotations

from preimage.model.errors import PreimageError
from preimage.model.options import BuildRequest
from preimage.scan.building import compile_build, make_row, read_build_files
from preimage.scan.facts import describe_error
from preimage.scan.outcomes import EncodedOutcome, Outcome
from preimage.scan.tree_of_unit import tree_of
from preimage.scan.trees import is_absent, join_stamps
from preimage.scan.units import DOCKERFILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.scan.build_settings import BuildSettings
    from preimage.scan.trees import Tree
    from preimage.scan.work import Work


def compile_for_store(settings: BuildSettings, work: Work) -> EncodedOutcome:
    """Compile a unit as `compile_unit`, and give what the store is to hold."""
    return EncodedOutcome(compile_unit(settings, work))


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


def _compile_file(settings: BuildSettings, work: Work, tree: Tree) -> Outcome:
    unit = work.unit
    found = {path: tree.stamp(path) for path in unit.companions()}
    dockerfile, *ignore_paths, lock = found
    absent = [path for path, stamp in found.items() if is_absent(stamp)]
    files = read_build_files(tree, dockerfile, ignore_paths, lock, absent=absent)
    stamps = join_stamps(found.values())
    digest = files.digest(unit.key)
    if work.digest == digest:
        return Outcome(stamps, digest, None)
    rows = []
    for platform in settings.platforms:
        request = BuildRequest(build_args=settings.build_args, platform=platform, contexts=settings.sources.contexts)
        rows.append(compile_build(unit, request, files, settings, work.built))
    return Outcome(stamps, digest, rows)
