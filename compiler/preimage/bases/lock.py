"""The lock file: the configs of base images, written down so that a run needs no network and is the same every time.

It is JSON, made for reading in a diff. ``version`` is 1; ``bases`` holds one object for each reference and platform,
sorted by these:

- ``reference``: in full (``docker.io/library/alpine:3.20``);
- ``platform``: normalised, in full form (``linux/arm/v7``);
- ``index``: the digest of the index that the reference led to, if it did not lead to a manifest at once;
- ``manifest``: the digest of the image's manifest, where known;
- ``binding``: a digest over these and ``config_digest``, as they were found together;
- ``config_digest`` and ``config``: the config blob. Its exact bytes can be had again from the file, which is how it is
  verified. Nearly always ``config`` is the config as a JSON object: written without blanks, in the order it has in the
  file, by Go's rules or without Go's escapes of ``<>&``, it gives the bytes. Where it does not (a config with
  indentation, repeated keys, unusual numbers or escapes), ``config`` is a list of strings, which joined are the text.

Source: docs/reference/lock-file.md.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator

from preimage.bases.digests import compute_digest
from preimage.bases.indexed_images import IndexedBase
from preimage.bases.regular_files import read_regular
from preimage.bases.safe_files import lock_directory, remove_leftovers, require_own, write_atomically
from preimage.golang.jsontext import escape_go
from preimage.golang.jsonvalues import is_deeper, parse_json
from preimage.model.bases import Base
from preimage.model.errors import BaseNotFound, LockError
from preimage.model.image import Platform
from preimage.model.platforms import format_platform_full, normalize_platform
from preimage.model.references import Reference, check_digest
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LOCKED = "lock"
"""The origin of a base that a lock file gave."""

_VERSION = 1
_MAX_BYTES = 64 << 20
_MOST_LEVELS = 64
"""Levels of a config that is stored as an object; the file has a few more."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_OPTIONAL_KEYS = ("index", "manifest", "binding")


class LockEntry(Value):
    """The base image that a reference led to on a platform; ``manifest`` and ``index`` are digests, empty if unknown.

    ``stored`` is the config as it stands in the file, ``binding`` what binds all the others together: see
    `compute_binding`; empty: they were not confirmed.
    """

    __slots__ = ("reference", "platform", "config_digest", "stored", "manifest", "index", "binding")

    def __init__(
        self,
        reference: str,
        platform: str,
        config_digest: str,
        stored: object,
        manifest: str = "",
        index: str = "",
        binding: str = "",
    ) -> None:
        self.reference: Final = reference
        self.platform: Final = platform
        self.config_digest: Final = config_digest
        self.stored: Final = stored
        self.manifest: Final = manifest
        self.index: Final = index
        self.binding: Final = binding

    @property
    def key(self) -> tuple[str, str]:
        return (self.reference, self.platform)

    def compute_binding(self) -> str:
        """Give the digest of reference, platform and digests, as they were found together in a registry or a store.

        It is no signature: it tells of an edit of one of them, not of one who means to deceive.
        """
        parts = (self.reference, self.platform, self.index, self.manifest, self.config_digest)
        return compute_digest("\n".join(parts).encode("utf-8", "surrogateescape"))

    def require_confirmed(self) -> None:
        """Refuse an entry whose digests were not confirmed together with its config.

        Raises:
            ValueError: they were not, or are no longer what was confirmed.
        """
        self.restore_text()
        if not self.binding:
            raise ValueError(
                f"{self._subject}: its digests were not confirmed; look it up with 'preimage lock --upgrade "
                f"{self.reference}'"
            )

    @property
    def _subject(self) -> str:
        return f"{self.reference} for {self.platform}"

    def restore_text(self) -> bytes:
        """Give the exact bytes of the config blob.

        Raises:
            ValueError: the config is not the one that its digest stands for, or the entry is not as it was confirmed.
        """
        if self.binding and self.binding != self.compute_binding():
            raise ValueError(
                f"{self._subject}: reference, platform and digests do not belong together; they were changed after "
                f"they were confirmed. Look it up anew with 'preimage lock --upgrade {self.reference}'"
            )
        algorithm = self.config_digest.partition(":")[0]
        for text in _render_candidates(self.stored):
            if compute_digest(text, algorithm) == self.config_digest:
                return text
        raise ValueError(
            f"the config of {self.reference} for {self.platform} does not have digest {self.config_digest}"
        )

    def __repr__(self) -> str:
        return f"LockEntry({self.reference!r}, {self.platform!r}, {self.config_digest!r})"


class LockFile:
    """The entries of a lock file, sorted; ``path`` is the file."""

    __slots__ = ("_by_digest", "_by_key", "_by_reference", "entries", "path")

    def __init__(self, path: str, entries: Iterable[LockEntry] = ()) -> None:
        self.path = path
        self.entries = tuple(sorted(entries, key=lambda entry: entry.key))
        self._by_key = {entry.key: entry for entry in self.entries}
        self._by_digest: dict[str | tuple[str, str], LockEntry] | None = None
        self._by_reference: dict[str, list[LockEntry]] | None = None

    def find(self, reference: Reference, platform: Platform) -> LockEntry | None:
        """Find the entry for an image; one that is pinned to a digest is also found by that digest alone."""
        key = lock_key(reference, platform)
        entry = self._by_key.get(key)
        if entry is not None or not reference.digest:
            return entry
        if self._by_digest is None:
            # A manifest is one image whatever the platform asked for; an index has one for each.
            self._by_digest = {}
            for each in self.entries:
                self._by_digest.setdefault(each.manifest, each)
                self._by_digest.setdefault((each.index, each.platform), each)
        return self._by_digest.get(reference.digest) or self._by_digest.get((reference.digest, key[1]))

    def list_of(self, reference: str) -> list[LockEntry]:
        """List the entries of a full reference, one for each platform."""
        if self._by_reference is None:
            self._by_reference = {}
            for entry in self.entries:
                self._by_reference.setdefault(entry.reference, []).append(entry)
        return self._by_reference.get(reference, [])


def lock_key(reference: Reference, platform: Platform) -> tuple[str, str]:
    """Give what an entry is found by: the full reference, and the platform, normalised and in full form."""
    return str(reference), format_platform_full(normalize_platform(platform))


def make_lock_entry(reference: Reference, platform: Platform, base: Base) -> LockEntry:
    """Make the entry for a base image as a source gave it; sources that know of an index say so in ``base.index``."""
    config_digest, index = compute_digest(base.text), getattr(base, "index", "")
    key, stored = lock_key(reference, platform), _store_text(base.text)
    entry = LockEntry(*key, config_digest, stored, base.digest, index)
    # Without a manifest there is nothing to confirm: the config has its own digest.
    binding = entry.compute_binding() if entry.manifest else ""
    return LockEntry(*key, config_digest, stored, entry.manifest, index, binding)


class LockedBases:
    """The base images of a lock file; each config is verified on its first use."""

    def __init__(self, lock: LockFile) -> None:
        self._lock = lock
        self._bases: dict[tuple[str, str], Base] = {}

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give the config that the lock file has for an image.

        Raises:
            BaseNotFound: it has none.
            LockError: it has one that is not what its digest says.
        """
        entry = self._lock.find(reference, platform)
        if entry is None:
            details = [self._describe_missing(*lock_key(reference, platform))]
            raise BaseNotFound(f"{reference}: not found", details=details)
        base = self._bases.get(entry.key)
        if base is None:
            try:
                text = entry.restore_text()
            except ValueError as error:
                raise LockError(f"{self._lock.path}: {error}") from error
            base = self._bases[entry.key] = IndexedBase(text, LOCKED, entry.manifest, entry.index)
        return base

    def _describe_missing(self, reference: str, platform: str) -> str:
        others = [entry.platform for entry in self._lock.list_of(reference)]
        known = f"has it for {', '.join(others)}, not for {platform}" if others else "does not have it"
        return f"{self._lock.path} {known}"


def read_lock(path: str, missing_ok: bool = False) -> LockFile:
    """Read a lock file; with ``missing_ok`` there are no entries where there is no file.

    Raises:
        LockError: the file cannot be read, or is no lock file of a known version.
    """
    try:
        content = read_regular(path, _MAX_BYTES, follow=True)
    except FileNotFoundError as error:
        if missing_ok:
            return LockFile(path)
        raise LockError(f"{path}: there is no lock file; 'preimage lock' writes it") from error
    except OSError as error:
        raise LockError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise LockError(f"{path}: {error}") from error
    return parse_lock(content, path)


def parse_lock(content: bytes, path: str) -> LockFile:
    """Parse the content of a lock file; ``path`` is for messages.

    Raises:
        LockError: it is no lock file of a known version.
    """
    try:
        document = parse_json(content)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise LockError(f"{path}: no valid JSON: {error}") from error
    except ValueError as error:
        raise LockError(f"{path}: {error}") from error
    try:
        entries = list(_parse_entries(document))
    except LockError as error:
        raise LockError(f"{path}: {error}") from error
    return LockFile(path, entries)


def render_lock(entries: Iterable[LockEntry]) -> bytes:
    """Write the content of a lock file with these entries."""
    bases = [_render_entry(entry) for entry in sorted(entries, key=lambda entry: entry.key)]
    text = json.dumps({"version": _VERSION, "bases": bases}, indent=2, ensure_ascii=False)
    # What stands for a byte that is no UTF-8 can be written as an escape only.
    return (_LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n").encode()


def write_lock(path: str, entries: Iterable[LockEntry], *, follow: bool = True) -> LockFile:
    """Put entries into a lock file in place of those with the same keys, and keep the others.

    Runs at the same time wait for each other and each keeps what the other wrote. A kill at any moment leaves the old
    file or the new one. A file that would not change is not written. Without ``follow``, for a path that a project and
    not its user has chosen, nothing is written through a symbolic link.

    Raises:
        LockError: the file cannot be written, or the one that is there cannot be read.
    """
    target = os.path.realpath(path) if follow and os.path.islink(path) else path
    directory = os.path.dirname(target) or "."
    try:
        require_own(target)
        with lock_directory(directory):
            remove_leftovers(directory)
            old = read_lock(path, missing_ok=True)
            merged = {entry.key: entry for entry in old.entries}
            merged.update((entry.key, entry) for entry in entries)
            new = LockFile(path, merged.values())
            if new.entries != old.entries or not os.path.exists(target):
                write_atomically(target, render_lock(new.entries))
    except OSError as error:
        raise LockError(f"{path}: cannot be written: {error.strerror or error}") from error
    except ValueError as error:
        raise LockError(f"{path}: it {error}") from error
    return new


def _parse_entries(document: object) -> Iterator[LockEntry]:
    if not isinstance(document, dict) or "version" not in document:
        raise LockError("no lock file: it has no version")
    version = document["version"]
    if version != _VERSION or isinstance(version, bool):
        raise LockError(f"version {json.dumps(version)} is unknown; this preimage knows version {_VERSION}")
    bases = document.get("bases")
    if not isinstance(bases, list):
        raise LockError("bases is no list")
    seen = set()
    for number, value in enumerate(bases, start=1):
        try:
            entry = _parse_entry(value)
        except LockError as error:
            raise LockError(f"entry {number}: {error}") from error
        if entry.key in seen:
            raise LockError(f"entry {number}: {entry.reference} for {entry.platform} is there twice")
        seen.add(entry.key)
        yield entry


def _parse_entry(value: object) -> LockEntry:
    if not isinstance(value, dict):
        raise LockError("no object")
    texts = {key: value.get(key, "") for key in ("reference", "platform", "config_digest", *_OPTIONAL_KEYS)}
    for key, text in texts.items():
        if not isinstance(text, str) or not (text or key in _OPTIONAL_KEYS):
            raise LockError(f"{key} is missing or no text")
        if text and key not in ("reference", "platform"):
            _check_digest_of(key, text)
    stored = value.get("config")
    if not isinstance(stored, dict) and not (
        isinstance(stored, list) and all(isinstance(part, str) for part in stored)
    ):
        raise LockError("config is neither an object nor a list of strings")
    if is_deeper(stored, _MOST_LEVELS):
        raise LockError("config is nested too deeply")
    return LockEntry(
        texts["reference"],
        texts["platform"],
        texts["config_digest"],
        stored,
        texts["manifest"],
        texts["index"],
        texts["binding"],
    )


def _check_digest_of(key: str, text: str) -> None:
    try:
        check_digest(text)
    except ValueError as error:
        raise LockError(f"{key}: {error}") from error


def _render_entry(entry: LockEntry) -> dict[str, object]:
    texts = {
        "reference": entry.reference,
        "platform": entry.platform,
        "index": entry.index,
        "manifest": entry.manifest,
        "config_digest": entry.config_digest,
        "binding": entry.binding,
    }
    return {key: text for key, text in texts.items() if text} | {"config": entry.stored}


def _store_text(text: bytes) -> object:
    """Give the form in which a config is stored: an object if that gives the same bytes again."""
    characters = text.decode("utf-8", "surrogateescape")
    try:
        config = json.loads(characters, parse_constant=_refuse_constant)
        if isinstance(config, dict) and not is_deeper(config, _MOST_LEVELS) and text in _render_candidates(config):
            return config
    except (ValueError, RecursionError):
        pass
    return [part for part in re.split(r"(?<=[,\n])", characters) if part]


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _render_candidates(stored: object) -> Iterator[bytes]:
    """Give the texts that a stored config can stand for."""
    if isinstance(stored, list):
        yield _encode("".join(stored))
        return
    compact = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
    for text in (escape_go(compact), compact):
        yield _encode(text)


def _encode(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        # No text has halves of characters that stand for no byte, so this is nobody's.
        return b""
