"""Base images from registries. Loading this module loads no HTTP library; resolving does."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

from preimage.bases.deadlines import SlowNotice
from preimage.bases.digests import compute_digest, parse_digest, verify_digest
from preimage.bases.hosts import HostRules
from preimage.bases.indexed_images import IndexedBase
from preimage.bases.manifests import (
    CONFIG_LIMIT,
    DEPTH_LIMIT,
    MANIFEST_LIMIT,
    Descriptor,
    check_config_platform,
    check_size,
    choose_manifest,
    is_index,
    parse_index,
    parse_manifest,
    verify_size,
)
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.image import Platform
from preimage.model.references import Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from preimage.bases.deadlines import Tell
    from preimage.bases.registry_client import RegistryClient
    from preimage.bases.transport import Transport
else:
    Protocol = object

REQUEST_SECONDS = 30.0
"""What one request may take in total."""


class BlobStore(Protocol):
    """Where blobs are kept by digest between runs; `BlobCache` is one."""

    def read(self, digest: str, limit: int) -> bytes | None: ...

    def write(self, digest: str, content: bytes) -> bool: ...


class RegistrySource:
    """The registries that references name, by the distribution protocol.

    HTTPS, but plain HTTP for ``localhost``, loopback addresses and the hosts (``host`` or ``host:port``) in
    ``insecure``. ``progress`` is called with a line of text when an image takes over half a second. ``env`` serves for
    credentials and proxies, in place of the process's own. ``blobs`` saves requests for what it has by digest.
    """

    def __init__(
        self,
        *,
        insecure: Iterable[str] = (),
        progress: Tell | None = None,
        blobs: BlobStore | None = None,
        env: Mapping[str, str] | None = None,
        seconds: float = REQUEST_SECONDS,
    ) -> None:
        """Raises OptionError if an entry of ``insecure`` is no host."""
        self._rules = HostRules(insecure)
        self._progress = progress
        self._blobs = blobs
        self._env = env
        self._seconds = seconds
        self._clients: dict[str, RegistryClient] = {}
        self._lock = threading.Lock()
        self._transport: Transport | None = None

    def resolve(self, reference: Reference, platform: Platform) -> IndexedBase:
        """Give the config of an image from the registry that its reference names.

        Two requests for an image of one platform, three if the tag is that of an index.

        Raises:
            BaseNotFound: the registry does not know the image, or not for the platform.
            BaseUnreadable: the registry cannot be reached or denies access, or what it sends cannot be trusted.
        """
        if not reference.host:
            raise BaseNotFound(f"{reference}: not found: it names no registry")
        notice = SlowNotice(self._progress, f"{reference}: waiting for registry {reference.host}")
        error: BaseNotFound | BaseUnreadable
        try:
            return _Walk(self._find_client(reference.host), reference, self._blobs, notice).resolve(platform)
        except BaseNotFound as reason:
            error = BaseNotFound(f"{reference}: not found: {reason}")
        except BaseUnreadable as reason:
            error = BaseUnreadable(f"{reference}: {reason}")
        # Raised here, so that no frame below, with what it knows, belongs to the error.
        raise error

    def close(self) -> None:
        """Close the connections that are kept open for the next image."""
        if self._transport is not None:
            self._transport.close()

    def _find_client(self, host: str) -> RegistryClient:
        from preimage.bases.credentials import CredentialStore
        from preimage.bases.registry_client import RegistryClient
        from preimage.bases.transport import Transport

        with self._lock:
            if self._transport is None:
                self._transport = Transport(self._env)
            if host not in self._clients:
                self._clients[host] = RegistryClient(
                    host, self._transport, CredentialStore(self._env), self._rules, self._seconds
                )
            return self._clients[host]


class _Walk:
    """The way from one reference to a config."""

    def __init__(
        self, client: RegistryClient, reference: Reference, blobs: BlobStore | None, notice: SlowNotice
    ) -> None:
        self._client = client
        self._reference = reference
        self._blobs = blobs
        self._notice = notice

    def resolve(self, platform: Platform) -> IndexedBase:
        data, media_type, root = self._fetch_root()
        digest, needs_check = root, False
        for _ in range(DEPTH_LIMIT):
            if not is_index(data, media_type):
                break
            entry = choose_manifest(parse_index(data, media_type), platform)
            check_size(entry, MANIFEST_LIMIT, "manifest")
            digest, needs_check = entry.digest, entry.platform is None
            data, media_type = self._fetch_linked_manifest(entry), entry.media_type
            verify_size(data, entry, "manifest")
        else:
            raise BaseUnreadable(f"more than {DEPTH_LIMIT} indexes within each other")
        config = parse_manifest(data, media_type).config
        text = self._fetch_config(config)
        verify_size(text, config, "image config")
        if needs_check:
            check_config_platform(text, platform)
        return IndexedBase(text, f"registry {self._reference.host}", digest, "" if digest == root else root)

    def _fetch_root(self) -> tuple[bytes, str, str]:
        """Give what the reference stands for, the media type that the registry claims, and its digest."""
        if self._reference.digest:
            wanted = str(parse_digest(self._reference.digest))
            return *self._fetch_manifest(wanted), wanted
        path, tag = self._reference.path, self._reference.tag or "latest"
        document = self._client.fetch_manifest(path, tag, self._notice)
        digest = compute_digest(document.data)
        if document.claimed_digest:
            verify_digest(document.data, document.claimed_digest, "the manifest")
        self._keep(digest, document.data)
        return document.data, document.media_type, digest

    def _fetch_linked_manifest(self, entry: Descriptor) -> bytes:
        try:
            return self._fetch_manifest(entry.digest)[0]
        except BaseNotFound:
            raise BaseUnreadable(f"its index lists {entry.digest}, which the registry does not have") from None

    def _fetch_manifest(self, digest: str) -> tuple[bytes, str]:
        """Give the manifest of a checked digest, and the media type that the registry claims."""
        kept = self._read_kept(digest, MANIFEST_LIMIT)
        if kept is not None:
            return kept, ""
        document = self._client.fetch_manifest(self._reference.path, digest, self._notice)
        verify_digest(document.data, digest, "the manifest")
        self._keep(digest, document.data)
        return document.data, document.media_type

    def _fetch_config(self, config: Descriptor) -> bytes:
        kept = self._read_kept(config.digest, CONFIG_LIMIT)
        if kept is not None:
            return kept
        try:
            text = self._client.fetch_blob(self._reference.path, config.digest, CONFIG_LIMIT, self._notice)
        except BaseNotFound:
            raise BaseUnreadable(f"its config {config.digest} is missing in the registry") from None
        verify_digest(text, config.digest, "the image config")
        self._keep(config.digest, text)
        return text

    def _read_kept(self, digest: str, limit: int) -> bytes | None:
        return None if self._blobs is None else self._blobs.read(digest, limit)

    def _keep(self, digest: str, content: bytes) -> None:
        if self._blobs is not None:
            self._blobs.write(digest, content)
