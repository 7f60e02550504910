"""The public base sources; ``preimage.bases`` gives them.

Source: docs/reference/bases.md, "In Python".
"""

from __future__ import annotations

import os

from preimage.bases.archive import ArchiveBases
from preimage.bases.cache import BlobCache, find_cache_directory
from preimage.bases.chain import ChainOfBases
from preimage.bases.empty import EmptyBases
from preimage.bases.engine import EngineBases, find_engine_socket
from preimage.bases.layout import LayoutBases
from preimage.bases.lock import LockedBases, read_lock
from preimage.bases.once import AskedOnce
from preimage.bases.registry import RegistrySource
from preimage.bases.schemes import ARCHIVE_SCHEME, LAYOUT_SCHEME
from preimage.bases.static import StaticBases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from preimage.model.bases import BaseSource

__all__ = [
    "ChainOfBases",
    "EmptyBases",
    "StaticBases",
    "from_archive",
    "from_engine",
    "from_layout",
    "from_lock_file",
    "from_registries",
]


def from_lock_file(path: str | os.PathLike[str] = "preimage.lock") -> BaseSource:
    """Give the bases of a lock file, which ``preimage lock`` writes.

    Raises:
        LockError: the file cannot be read, or is no lock file of a known version.
    """
    return LockedBases(read_lock(os.fspath(path)))


def from_layout(folder: str | os.PathLike[str]) -> BaseSource:
    """Give the images of an OCI layout, by the names that they have there. It is read when it is first asked.

    In the path of a folder neither ":" nor "@" can stand in the last part.

    Raises:
        BaseUnreadable: the path is empty.
    """
    return LayoutBases(f"{LAYOUT_SCHEME}{os.fspath(folder)}")


def from_archive(file: str | os.PathLike[str]) -> BaseSource:
    """Give the images of what ``docker save`` writes, or of a layout in a tar file, by their names there.

    Raises:
        BaseUnreadable: the file cannot be read, or is no such archive.
    """
    return ArchiveBases(f"{ARCHIVE_SCHEME}{os.fspath(file)}")


def from_engine(socket: str | os.PathLike[str] | None = None) -> BaseSource:
    """Give the images of a local Docker or Podman by its unix socket; None: the one that is found.

    Each image is asked for once.

    Raises:
        BaseUnreadable: there is no engine.
    """
    return AskedOnce(EngineBases(find_engine_socket(os.environ) if socket is None else os.fspath(socket)))


def from_registries(
    *, insecure: Iterable[str] = (), cache: str | os.PathLike[str] | None = None, seconds: float = 30.0
) -> BaseSource:
    """Give the images of the registries that references name, with the credentials and settings of this user.

    Each image is asked for once, and several threads may ask.

    Args:
        insecure: registries (``HOST`` or ``HOST:PORT``) that may have any certificate, or none.
        cache: where manifests and configs are kept by digest; None: where the command line keeps them.
        seconds: what one request may take in total, with its redirects and repetitions.

    Raises:
        OptionError: an entry of ``insecure`` is no host.
    """
    folder = find_cache_directory(os.environ) if cache is None else os.fspath(cache)
    return AskedOnce(RegistrySource(insecure=insecure, blobs=BlobCache(folder), seconds=seconds))
