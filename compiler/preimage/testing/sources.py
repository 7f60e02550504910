"""Base images for tests: those of a call, those of the settings, and the lock file beside a Dockerfile."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from preimage.bases.chain import ChainOfBases, NamedBases
from preimage.bases.empty import EmptyBases
from preimage.bases.locations import LOCK_NAME, ON_UNRESOLVED
from preimage.bases.static import FileBases
from preimage.bases.stores import open_images
from preimage.model.errors import OptionError
from preimage.model.references import parse_reference
from preimage.testing.compiled_image import CompiledImage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.bases import BaseSource

Config = Mapping[str, object] | CompiledImage | bytes | str | os.PathLike[str]
"""The config of a base: JSON as a mapping or text, the path of a file of it, or an image compiled from a Dockerfile."""

FindFile = Callable[[str | os.PathLike[str]], str]


def read_given(bases: Mapping[str, Config] | BaseSource | None, find: FindFile) -> tuple[object, BaseSource | None]:
    """Give a key that is equal for equal bases, and the source of these bases; both None: a call gives no bases.

    Raises:
        OptionError: a key that is no reference.
        OSError: the file of a config cannot be read.
    """
    if bases is None:
        return None, None
    if not isinstance(bases, Mapping):
        # As a part of the key the source also lives as long as what was made with it.
        return _Same(bases), bases
    texts = {full_reference(written): _read_config(config, find) for written, config in bases.items()}
    paths = {
        full_reference(written): os.fspath(config)
        for written, config in bases.items()
        if isinstance(config, os.PathLike)
    }
    return frozenset(texts.items()), FileBases(texts, paths)


def open_sources(lines: Iterable[str], folder: str) -> list[BaseSource]:
    """Open the sources of the settings, in their order; paths are relative to ``folder``.

    A line is ``REF=SOURCE`` for one base, the source being the FILE of a config, ``oci-layout://DIR[:TAG]`` or
    ``docker-archive:FILE``; or the latter two, or a lock file, for the bases by the names they have there.

    Raises:
        OptionError: a line that is none of these.
        LockError: the lock file cannot be read.
        OSError: a file cannot be read.
    """
    return [_open_source(line, folder) for line in lines]


def make_chain(given: BaseSource | None, sources: Iterable[BaseSource], folder: str, unresolved: str) -> BaseSource:
    """Put sources in order: bases of the call, bases of the settings, the lock file of a folder, then empty images.

    Raises:
        OptionError: ``unresolved`` is neither ``error`` nor ``empty``.
        LockError: the lock file cannot be read.
    """
    if unresolved not in ON_UNRESOLVED:
        raise OptionError(f"unresolved must be error or empty, not {unresolved}")
    chain = [*([] if given is None else [given]), *sources]
    lock_path = os.path.join(folder, LOCK_NAME)
    if os.path.exists(lock_path):
        chain.append(_open_lock(lock_path))
    if unresolved == "empty":
        chain.append(EmptyBases())
    return ChainOfBases(chain)


def full_reference(written: str) -> str:
    """Give the full form of a reference as in FROM; ``*``, and the platform behind a ``|``, stay as they are.

    Raises:
        OptionError: it is no reference.
    """
    if written == "*":
        return written
    reference, separator, platform = written.partition("|")
    try:
        return f"{parse_reference(reference)}{separator}{platform}"
    except ValueError as error:
        raise OptionError(f"base {written}: {error}") from error


class _Same:
    """A key for an object, equal to another key only if both hold the very same object."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


def _read_config(config: Config, find: FindFile) -> bytes:
    if isinstance(config, bytes):
        return config
    if isinstance(config, str):
        return config.encode("utf-8", "surrogateescape")
    if isinstance(config, CompiledImage):
        return config.to_json().encode()
    if isinstance(config, os.PathLike):
        with open(find(config), "rb") as file:
            return file.read()
    from json import dumps

    return dumps(config).encode()


def _open_source(line: str, folder: str) -> BaseSource:
    images = open_images(line, folder)
    if images is not None:
        return images
    written, separator, source = line.partition("=")
    if not separator:
        return _open_lock(os.path.join(folder, line))
    reference = full_reference(written.strip())
    source = source.strip()
    if not source:
        raise OptionError(f"base {line}: want REF=SOURCE")
    images = open_images(source, folder)
    if images is not None:
        return NamedBases({reference: images.pick})
    with open(os.path.join(folder, source), "rb") as file:
        return FileBases({reference: file.read()}, {reference: source})


def _open_lock(path: str) -> BaseSource:
    from preimage.bases.lock import LockedBases, read_lock

    return LockedBases(read_lock(path))
