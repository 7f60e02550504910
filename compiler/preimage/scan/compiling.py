"""Compiling one unit of a scan, in this process or another: from its files to its rows."""

from __future__ import annotations

import hashlib

from preimage.api import compile_request, front_end
from preimage.bases.chain import ChainOfBases
from preimage.bases.static import StaticBases
from preimage.inputs.dockerfiles import IGNORE_FILE_BYTES, parse_ignore_data
from preimage.model.errors import OptionError, PreimageError
from preimage.model.limits import DEFAULT_LIMITS
from preimage.model.options import NOTHING, BuildRequest
from preimage.model.platforms import format_platform_full, read_platform
from preimage.scan.facts import BuiltImage, describe_error, describe_result
from preimage.scan.trees import ABSENT, DISK, Tree
from preimage.scan.units import DOCKERFILE, Unit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from preimage.inputs.base_sources import BaseSources
    from preimage.model.bases import BaseSource
    from preimage.model.ignore import IgnoreFile
    from preimage.scan.columns import Row

LOCK_BYTES = 64 << 20


class BuildSettings:
    """How everything is compiled in a scan.

    ``platforms`` are as written; None: this machine's. ``lock`` is the path of the one lock file; empty: the one beside
    each Dockerfile.
    """

    __slots__ = ("build_args", "lock", "platforms", "sources")

    def __init__(
        self,
        sources: BaseSources,
        *,
        build_args: Mapping[str, str] = NOTHING,
        platforms: Sequence[str | None] = (None,),
        lock: str = "",
    ) -> None:
        self.sources = sources
        self.build_args = build_args
        self.platforms = platforms
        self.lock = lock


class Work:
    """A unit to compile: ``digest`` is that of its files when it was compiled last, ``built`` what others make."""

    __slots__ = ("built", "digest", "unit")

    def __init__(self, unit: Unit, digest: str = "", built: Mapping[str, BuiltImage] | None = None) -> None:
        self.unit = unit
        self.digest = digest
        self.built: Mapping[str, BuiltImage] = {} if built is None else built


class BuiltRow:
    """A row, with the images that were looked up for it (reference and platform), and those that it makes.

    ``linked`` has the digests of configs of those that another scanned build makes.
    """

    __slots__ = ("linked", "makes", "row", "uses")

    def __init__(self, row: Row) -> None:
        self.row = row
        self.uses: Sequence[tuple[str, str]] = ()
        self.linked: Mapping[tuple[str, str], str] = {}
        self.makes: Sequence[str] = ()


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
    unit = work.unit
    if unit.kind == DOCKERFILE:
        return _compile_file(settings, work, DISK)
    raise AssertionError(unit.kind)


def stamp_all(tree: Tree, paths: Sequence[str]) -> str:
    """Give the stamps of files as one text; empty if one of them says nothing."""
    stamps = [tree.stamp(path) for path in paths]
    return "|".join(stamps) if all(stamps) else ""


def _compile_file(settings: BuildSettings, work: Work, tree: Tree) -> Outcome:
    unit = work.unit
    paths = unit.companions()
    stamps = stamp_all(tree, paths)
    try:
        files = _FilesOfDockerfile(unit, tree, paths)
    except (PreimageError, OSError) as error:
        # Without stamps it is tried again by the next scan.
        return Outcome("", "", [_make_row(unit, describe_error(error), platform) for platform in settings.platforms])
    if work.digest == files.digest:
        return Outcome(stamps, files.digest, None)
    rows = []
    for platform in settings.platforms:
        request = BuildRequest(build_args=settings.build_args, platform=platform, contexts=settings.sources.contexts)
        rows.append(compile_build(unit, request, files, settings, work.built))
    return Outcome(stamps, files.digest, rows)


class _FilesOfDockerfile:
    """A Dockerfile and what goes with it: the ignore file and the lock file, None without one."""

    __slots__ = ("data", "digest", "ignore", "lock", "lock_name")

    def __init__(self, unit: Unit, tree: Tree, paths: Sequence[str]) -> None:
        dockerfile, *ignore_paths, self.lock_name = paths
        self.data = tree.read(dockerfile, DEFAULT_LIMITS.dockerfile_bytes)
        self.ignore = _read_first(tree, ignore_paths, IGNORE_FILE_BYTES)
        self.lock = _read_first(tree, [self.lock_name], LOCK_BYTES)
        digest = hashlib.sha256(unit.key.encode("utf-8", "surrogateescape"))
        for part in (self.data, self.ignore, self.lock):
            digest.update(b"\0none" if part is None else b"\0%d\0%b" % (len(part), part))
        self.digest = digest.hexdigest()


def _read_first(tree: Tree, paths: Sequence[str], limit: int) -> bytes | None:
    for path in paths:
        if tree.stamp(path) != ABSENT:
            try:
                return tree.read(path, limit)
            except (FileNotFoundError, NotADirectoryError):
                continue
    return None


def compile_build(
    unit: Unit,
    request: BuildRequest,
    files: _FilesOfDockerfile,
    settings: BuildSettings,
    built: Mapping[str, BuiltImage],
) -> BuiltRow:
    """Compile one build for one platform."""
    try:
        platform = _name_platform(request.platform)
        asked = front_end(files.data, request.build_args)
        if asked is not None and not asked.is_own:
            raise OptionError(f"it is for the front end {asked.name}, not docker/dockerfile")
        own = {key.partition("|")[0]: image for key, image in built.items() if key.endswith(f"|{platform}")}
        bases = _chain(files, settings, built)
        result = compile_request(files.data, request, bases, _parse_ignore(files.ignore))
    except (PreimageError, OSError, RecursionError) as error:
        return _make_row(unit, describe_error(error), request.platform)
    row = _make_row(unit, describe_result(result, own), request.platform)
    row.row["target"] = request.target
    row.uses = list(dict.fromkeys((used.reference, used.platform) for used in result.bases))
    row.linked = {use: built[key].digest for use in row.uses if (key := "|".join(use)) in built}
    return row


def _chain(files: _FilesOfDockerfile, settings: BuildSettings, built: Mapping[str, BuiltImage]) -> BaseSource:
    if settings.lock:
        chain = settings.sources.for_folder("")
    else:
        chain = settings.sources.with_lock(files.lock, files.lock_name)
    if not built:
        return chain
    return ChainOfBases([StaticBases({key: image.config for key, image in built.items()}, origin="scanned"), chain])


def _parse_ignore(data: bytes | None) -> IgnoreFile | None:
    return None if data is None else parse_ignore_data(data)


def _name_platform(text: str | None) -> str:
    return format_platform_full(read_platform(text))


def _make_row(unit: Unit, facts: Row, platform: str | None) -> BuiltRow:
    try:
        shown = _name_platform(platform)
    except OptionError:
        shown = platform or ""
    own: Row = {
        "repository": unit.repository,
        "revision": unit.commit or None,
        "path": unit.path,
        "kind": unit.kind,
        "project": "",
        "build": "",
        "target": "",
        "platform": shown,
    }
    return BuiltRow({**own, **facts})
