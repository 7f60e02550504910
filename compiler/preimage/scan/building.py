"""One build of a scan for one platform: from its files to its row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from preimage.api import compile_request, front_end
from preimage.bases.chain import ChainOfBases
from preimage.bases.static import StaticBases
from preimage.inputs.base_usage import AskedBases
from preimage.inputs.dockerfiles import IGNORE_FILE_BYTES, parse_ignore_data
from preimage.model.errors import OptionError, PreimageError
from preimage.model.limits import DEFAULT_LIMITS, Budget, Limits
from preimage.model.platforms import format_platform_full, read_platform
from preimage.scan.facts import BuiltImage, describe_error, describe_result
from preimage.scan.trees import is_absent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from preimage.inputs.base_sources import BaseSources
    from preimage.model.bases import BaseSource
    from preimage.model.ignore import IgnoreFile
    from preimage.model.options import BuildRequest
    from preimage.scan.build_settings import BuildSettings
    from preimage.scan.columns import Row
    from preimage.scan.trees import Tree
    from preimage.scan.units import Unit

LOCK_BYTES = 64 << 20
NOTHING_BUILT: Mapping[str, BuiltImage] = {}


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


class BuildFiles:
    """A Dockerfile and what goes with it: the ignore file and the lock file, None without one."""

    __slots__ = ("data", "ignore", "lock", "lock_name")

    def __init__(self, data: bytes, ignore: bytes | None, lock: bytes | None, lock_name: str) -> None:
        self.data = data
        self.ignore = ignore
        self.lock = lock
        self.lock_name = lock_name

    def digest(self, key: str) -> str:
        """Give a digest of all of them, and of what they are compiled for."""
        digest = hashlib.sha256(key.encode("utf-8", "surrogateescape"))
        for part in (self.data, self.ignore, self.lock):
            digest.update(b"\0none" if part is None else b"\0%d\0%b" % (len(part), part))
        return digest.hexdigest()


def read_build_files(
    tree: Tree,
    dockerfile: str,
    ignore_paths: Sequence[str],
    lock: str,
    data: bytes | None = None,
    absent: Collection[str] = (),
) -> BuildFiles:
    """Read a Dockerfile and what goes with it; ``data`` is its text where that stands elsewhere.

    ``absent`` are paths of which it is known that nothing is there.

    Raises:
        OptionError: one of them is no regular file.
        LimitError: one is too large.
        OSError: one cannot be read.
    """
    if data is None:
        data = tree.read(dockerfile, DEFAULT_LIMITS.dockerfile_bytes)
    ignore = read_first(tree, [path for path in ignore_paths if path not in absent], IGNORE_FILE_BYTES)
    return BuildFiles(data, ignore, None if lock in absent else read_first(tree, [lock], LOCK_BYTES), lock)


def read_first(tree: Tree, paths: Sequence[str], limit: int) -> bytes | None:
    """Give the content of the first file that is there; errors are those of `Tree.read`."""
    for path in paths:
        if not is_absent(tree.stamp(path)):
            try:
                return tree.read(path, limit)
            except (FileNotFoundError, NotADirectoryError):
                continue
    return None


def compile_build(
    unit: Unit,
    request: BuildRequest,
    files: BuildFiles,
    settings: BuildSettings,
    built: Mapping[str, BuiltImage],
    sources: BaseSources | None = None,
    near: Mapping[str, BuiltImage] = NOTHING_BUILT,
    limits: Limits = DEFAULT_LIMITS,
) -> BuiltRow:
    """Compile one build for one platform; ``sources`` take the place of those of the settings.

    ``near`` has the builds that these sources have given, by reference.
    """
    asked = AskedBases()
    try:
        platform = name_platform(request.platform)
        front = front_end(files.data, request.build_args)
        if front is not None and not front.is_own:
            raise OptionError(f"it is for the front end {front.name}, not docker/dockerfile")
        own = {key.partition("|")[0]: image for key, image in built.items() if key.endswith(f"|{platform}")}
        bases = asked.watch(_chain(files, settings, built, sources or settings.sources))
        budget = Budget(limits, len(files.data))
        result = compile_request(files.data, request, bases, _parse_ignore(files.ignore), budget)
        row = make_row(unit, describe_result(result, {**own, **near}), request.platform)
    except (PreimageError, OSError, RecursionError) as error:
        row = make_row(unit, describe_error(error), request.platform)
        _forget_frames(error)
    row.row["target"] = request.target
    row.uses = [use for use in asked.keys if use[0] not in near]
    row.linked = {use: built[key].digest for use in row.uses if (key := "|".join(use)) in built}
    return row


def _forget_frames(error: BaseException) -> None:
    """Have an error let go of all that was worked with: some frames hold the error in turn, and both would stay."""
    each: BaseException | None = error
    while each is not None:
        each.__traceback__ = None
        each = each.__cause__ or each.__context__


def make_row(unit: Unit, facts: Row, platform: str | None) -> BuiltRow:
    """Make a row of facts; ``platform`` is as it was asked for."""
    try:
        shown = name_platform(platform)
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


def name_platform(text: str | None) -> str:
    """Give a platform in full form, by default this machine's.

    Raises:
        OptionError: it cannot be read.
    """
    return format_platform_full(read_platform(text))


def _chain(
    files: BuildFiles, settings: BuildSettings, built: Mapping[str, BuiltImage], sources: BaseSources
) -> BaseSource:
    chain = sources.for_folder("") if settings.options.lock else sources.with_lock(files.lock, files.lock_name)
    if not built:
        return chain
    return ChainOfBases([StaticBases({key: image.config for key, image in built.items()}, origin="scanned"), chain])


def _parse_ignore(data: bytes | None) -> IgnoreFile | None:
    return None if data is None else parse_ignore_data(data)
