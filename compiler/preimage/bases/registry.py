"""Base images from registries. Loading this module loads no HTTP library; resolving does."""

from __future__ import annotations

import os
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
from preimage.bases.registry_settings import Place, RegistrySettings
from preimage.model.errors import BLOCKED, OTHER_PLATFORM, BaseNotFound, BaseUnreadable
from preimage.model.image import Platform
from preimage.model.references import Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from preimage.bases.certificates import Trust
    from preimage.bases.credentials import CredentialStore
    from preimage.bases.deadlines import Tell
    from preimage.bases.hosts import Server
    from preimage.bases.registry_client import RegistryClient
    from preimage.bases.transport import Transport
else:
    Protocol = object

REQUEST_SECONDS = 30.0
"""What one request may take in total."""


class BlobStore(Protocol):
    """Where blobs are kept by digest between runs, and what digest a full reference last led to; see `BlobCache`."""

    def read(self, digest: str, limit: int) -> bytes | None: ...

    def write(self, digest: str, content: bytes) -> bool: ...

    def read_tag(self, name: str) -> str: ...

    def write_tag(self, name: str, digest: str) -> bool: ...


class RegistrySource:
    """The registries that references name, by the distribution protocol.

    HTTPS; ``localhost``, loopback addresses and the hosts (``host`` or ``host:port``) in ``insecure`` may speak plain
    HTTP instead, and the certificates of the latter are not looked at. ``settings`` has mirrors and certificates; None:
    what the files of the user and of the machine say. ``progress`` is called with a line of text when an image takes
    over half a second. ``env`` serves for settings, credentials and proxies, in place of the process's own. ``blobs``
    saves requests for what it has by digest. It may be used by several threads.
    """

    def __init__(
        self,
        *,
        insecure: Iterable[str] = (),
        progress: Tell | None = None,
        blobs: BlobStore | None = None,
        env: Mapping[str, str] | None = None,
        seconds: float = REQUEST_SECONDS,
        settings: RegistrySettings | None = None,
    ) -> None:
        """Raises OptionError if an entry of ``insecure`` is no host."""
        self._insecure = tuple(insecure)
        self._rules = HostRules(self._insecure)
        self._has_rules = False
        self._settings = self._given_settings = settings
        self._progress = progress
        self._blobs = blobs
        self._env = os.environ if env is None else env
        self._seconds = seconds
        self._clients: dict[str, RegistryClient] = {}
        self._lock = threading.Lock()
        self._transport: Transport | None = None
        self._credentials: CredentialStore

    def __reduce__(self) -> tuple[object, ...]:
        """Cross to another process without connections, and without credentials: they are read where they are used.

        Where the environment is the process's own, the other process's takes its place. Nobody is told of progress.
        """
        env = None if self._env is os.environ else dict(self._env)
        return _restore_source, (self._insecure, self._blobs, env, self._seconds, self._given_settings)

    def resolve(self, reference: Reference, platform: Platform) -> IndexedBase:
        """Give the config of an image from the registry that its reference names, or from a mirror of that.

        Two requests for an image of one platform, three if the tag is that of an index.

        Raises:
            BaseNotFound: the registry does not know the image, or not for the platform.
            BaseUnreadable: the registry cannot be reached or denies access, or what it sends cannot be trusted.
            OptionError: a file of settings cannot be used.
        """
        if not reference.host:
            raise BaseNotFound(f"{reference}: not found: it names no registry")
        settings = self._open_settings()
        blocking = settings.find_blocking(reference.host, reference.path)
        if blocking:
            raise BaseUnreadable(f"{reference}: {blocking} says that it is blocked", reason=BLOCKED)
        notice = SlowNotice(self._progress, f"{reference}: waiting for registry {reference.host}")
        *mirrors, origin = settings.list_places(reference.host, reference.path, bool(reference.digest))
        answers: list[str] = []
        for place in mirrors:
            try:
                return self._walk(place, reference, notice, platform)
            except (BaseNotFound, BaseUnreadable) as answer:
                # It need not have everything, and the registry itself decides.
                answers.append(f"; before, of its mirrors, {answer}")
        tried = "".join(answers)
        error: BaseNotFound | BaseUnreadable
        try:
            return self._walk(origin, reference, notice, platform)
        except BaseNotFound as reason:
            text = f"{reason}{tried}"
            error = BaseNotFound(
                f"{reference}: not found: {text}", reason=reason.reason or OTHER_PLATFORM, details=[text]
            )
        except BaseUnreadable as reason:
            error = BaseUnreadable(f"{reference}: {reason}{tried}", reason=reason.reason)
        # Raised here, so that no frame below, with what it knows, belongs to the error.
        raise error

    def close(self) -> None:
        """Close the connections that are kept open for the next image."""
        if self._transport is not None:
            self._transport.close()

    def _walk(self, place: Place, reference: Reference, notice: SlowNotice, platform: Platform) -> IndexedBase:
        return _Walk(self._find_client(place.host), place.path, reference, self._blobs, notice).resolve(platform)

    def _open_settings(self) -> RegistrySettings:
        from preimage.bases.settings_files import read_registry_settings

        with self._lock:
            if self._settings is None:
                self._settings = read_registry_settings(self._env)
            if not self._has_rules:
                insecure = (*self._insecure, *self._settings.insecure)
                self._rules, self._has_rules = HostRules(insecure, self._settings.plain), True
            return self._settings

    def _find_client(self, host: str) -> RegistryClient:
        from preimage.bases.credentials import CredentialStore
        from preimage.bases.registry_client import RegistryClient
        from preimage.bases.transport import Transport

        with self._lock:
            if self._transport is None:
                self._transport = Transport(self._env, self._find_trust)
                self._credentials = CredentialStore(self._env)
            if host not in self._clients:
                self._clients[host] = RegistryClient(
                    host, self._transport, self._credentials, self._rules, self._seconds
                )
            return self._clients[host]

    def _find_trust(self, server: Server) -> Trust:
        from preimage.bases.certificates import find_trust

        is_verified = not self._rules.is_insecure(server.name, server.port)
        return find_trust(self._open_settings(), server.name, server.port, is_verified)


def _restore_source(
    insecure: tuple[str, ...],
    blobs: BlobStore | None,
    env: Mapping[str, str] | None,
    seconds: float,
    settings: RegistrySettings | None,
) -> RegistrySource:
    return RegistrySource(insecure=insecure, blobs=blobs, env=env, seconds=seconds, settings=settings)


class _Walk:
    """The way from one reference to a config."""

    def __init__(
        self, client: RegistryClient, path: str, reference: Reference, blobs: BlobStore | None, notice: SlowNotice
    ) -> None:
        self._client = client
        self._path = path
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
        return IndexedBase(text, f"registry {self._client.host}", digest, "" if digest == root else root)

    def _fetch_root(self) -> tuple[bytes, str, str]:
        """Give what the reference stands for, the media type that the registry claims, and its digest."""
        if self._reference.digest:
            wanted = str(parse_digest(self._reference.digest))
            return *self._fetch_manifest(wanted), wanted
        tag = self._reference.tag or "latest"
        known = self._find_known_root(tag)
        if known is not None:
            return known
        document = self._client.fetch_manifest(self._path, tag, self._notice)
        digest = compute_digest(document.data)
        if document.claimed_digest:
            verify_digest(document.data, document.claimed_digest, "the manifest")
        self._keep(digest, document.data)
        # Who does not say the digest now will not say it later, when it is all that is asked for.
        if self._blobs is not None and document.claimed_digest:
            self._blobs.write_tag(str(self._reference), digest)
        return document.data, document.media_type, digest

    def _find_known_root(self, tag: str) -> tuple[bytes, str, str] | None:
        """Give what a tag stood for before, if the registry says that it still does.

        The registry is only asked for the digest then: to ask for the manifest of a tag counts as a pull.
        """
        digest = "" if self._blobs is None else self._blobs.read_tag(str(self._reference))
        kept = self._read_kept(digest, MANIFEST_LIMIT) if digest else None
        if kept is None or self._client.find_digest(self._path, tag, self._notice) != digest:
            return None
        return kept, "", digest

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
        document = self._client.fetch_manifest(self._path, digest, self._notice)
        verify_digest(document.data, digest, "the manifest")
        self._keep(digest, document.data)
        return document.data, document.media_type

    def _fetch_config(self, config: Descriptor) -> bytes:
        kept = self._read_kept(config.digest, CONFIG_LIMIT)
        if kept is not None:
            return kept
        try:
            text = self._client.fetch_blob(self._path, config.digest, CONFIG_LIMIT, self._notice)
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
