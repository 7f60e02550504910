"""A directory that keeps manifests and configs by their digest, so that nothing is fetched twice.

What is in it is trusted for its digest alone, which is checked on every read: whatever is damaged or was put there by
others counts as absent.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from preimage.bases.digests import compute_digest, parse_digest, verify_digest
from preimage.bases.indexed_images import read_image
from preimage.bases.manifests import Descriptor
from preimage.bases.regular_files import read_regular
from preimage.bases.safe_files import write_atomically
from preimage.model.bases import Base
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.image import Platform
from preimage.model.references import Reference

_TAG_LIMIT = 256


class BlobCache:
    """Blobs by digest, in files such as ``sha256/0a/1b2c...`` below a directory, which is made on the first write.

    Files below ``tags`` say what digest a reference last led to.
    """

    def __init__(self, directory: str) -> None:
        self.directory = directory

    def read(self, digest: str, limit: int) -> bytes | None:
        """Give the blob of a digest, if it is there, undamaged and has at most ``limit`` bytes."""
        try:
            path = self._locate(digest)
            content = read_regular(path, limit)
            verify_digest(content, digest)
        except (OSError, ValueError, BaseUnreadable):
            return None
        return content

    def write(self, digest: str, content: bytes) -> bool:
        """Keep a blob and say whether that worked; a cache that cannot be written is no reason to fail.

        Raises:
            BaseUnreadable: the content does not have this digest.
        """
        verify_digest(content, digest)
        if self.read(digest, len(content)) is not None:
            return True
        path = self._locate(digest)
        try:
            # What a config says of a private image is nobody else's business.
            os.makedirs(self.directory, mode=0o700, exist_ok=True)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            write_atomically(path, content, durable=False)
        except OSError:
            return False
        return True

    def read_tag(self, name: str) -> str:
        """Give the digest that a full reference with a tag led to when it was last looked up; empty if unknown.

        Nobody vouches for it: it is worth asking the registry whether it still holds, and no more.
        """
        try:
            return str(parse_digest(read_regular(self._locate_tag(name), _TAG_LIMIT).decode("ascii").strip()))
        except (OSError, ValueError, BaseUnreadable):
            return ""

    def write_tag(self, name: str, digest: str) -> bool:
        """Keep the digest that a full reference with a tag led to, and say whether that worked."""
        path = self._locate_tag(name)
        try:
            os.makedirs(self.directory, mode=0o700, exist_ok=True)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            write_atomically(path, f"{digest}\n".encode("ascii"), durable=False)
        except OSError:
            return False
        return True

    def _locate_tag(self, name: str) -> str:
        hashed = parse_digest(compute_digest(name.encode("utf-8", "surrogateescape")))
        return os.path.join(self.directory, "tags", hashed.hex[:2], hashed.hex[2:])

    def _locate(self, digest: str) -> str:
        """Give the file of a digest, which is checked before it becomes a path."""
        checked = parse_digest(digest)
        return os.path.join(self.directory, checked.algorithm, checked.hex[:2], checked.hex[2:])


class CachedBases:
    """The base images that a cache holds entirely: those that are referred to by digest."""

    def __init__(self, cache: BlobCache) -> None:
        self._cache = cache

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give the config of an image that is pinned to a digest.

        Raises:
            BaseNotFound: the reference has no digest, or the cache lacks a part of the image.
            BaseUnreadable: what the digest stands for is no image.
        """
        if not reference.digest:
            raise BaseNotFound(f"{reference}: not found")
        return read_image(Descriptor("", reference.digest), platform, self._read_blob, "cache")

    def _read_blob(self, digest: str, limit: int) -> bytes:
        content = self._cache.read(digest, limit)
        if content is None:
            raise BaseNotFound(f"{digest} is not in the cache")
        return content


def find_cache_directory(env: Mapping[str, str]) -> str:
    """Give the directory of the cache: ``preimage`` in ``$XDG_CACHE_HOME``, which is ``~/.cache`` unless it is set."""
    parent = env.get("XDG_CACHE_HOME", "")
    # The XDG specification says that a relative path is to be ignored.
    if not os.path.isabs(parent):
        parent = os.path.join(env.get("HOME") or os.path.expanduser("~"), ".cache")
    return os.path.join(parent, "preimage")
