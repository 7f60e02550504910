"""Base images in a tar archive: what ``docker save`` writes, or an OCI layout; compressed with gzip or not.

The archive is read once, from front to back, and nothing is extracted: small members that look like JSON are kept in
memory, all others, which are layers, are passed over.
"""

from __future__ import annotations

import re

from preimage.bases.digests import compute_digest, parse_digest
from preimage.bases.indexed_images import (
    ambiguous_images,
    choose_root,
    has_name,
    index_by_reference,
    index_entries,
    list_names,
    read_image,
    show_text,
)
from preimage.bases.manifests import (
    CONFIG_LIMIT,
    DEPTH_LIMIT,
    MANIFEST_LIMIT,
    Descriptor,
    check_config_platform,
    is_index,
    parse_index,
    parse_manifest,
)
from preimage.bases.regular_files import open_regular
from preimage.bases.schemes import ARCHIVE_SCHEME, split_name
from preimage.bases.tar_stream import Member, TarStream
from preimage.golang.jsonvalues import parse_json
from preimage.model.bases import Base
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.image import Platform
from preimage.model.references import Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MEMBER_LIMIT = 50_000
KEPT_BYTES_LIMIT = 64 << 20
_STEP = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"
_JSON_STARTS = (b"{", b"[")
_DIGEST_OF_NAME = re.compile(r"(?:blobs/sha256/|sha256:)?([0-9a-f]{64})(?:\.json)?")


class Archive:
    """The images of an archive, once it has been read; ``subject`` is the archive, for messages."""

    def __init__(self, subject: str, members: dict[str, bytes], others: dict[str, str]) -> None:
        self._subject = subject
        self._members = members
        self._others = others
        self._entries_by_reference: dict[str, list[Descriptor]] | None = None
        self._paths_by_reference: dict[str, list[str]] | None = None

    def find(self, reference: Reference, platform: Platform) -> Base:
        """Give the config of an image by its name in the archive, or by the digest of its manifest.

        Raises:
            BaseNotFound: the archive does not have it, or not for this platform.
            BaseUnreadable: it has, but damaged.
        """
        if reference.digest:
            return read_image(Descriptor("", reference.digest), platform, self._read_blob, self._subject)
        if self.is_layout():
            if self._entries_by_reference is None:
                self._entries_by_reference = index_entries(self._list_entries())
            entries = self._entries_by_reference.get(str(reference))
            if entries is not None:
                root = choose_root(entries, platform)
                self._require_agreement(str(reference), [root])
                return self._without_digest(
                    read_image(root, platform, self._read_blob, self._subject, only_platform=True)
                )
        else:
            if self._paths_by_reference is None:
                self._paths_by_reference = index_by_reference(
                    (name, path) for names, path in self._list_saved() for name in names
                )
            paths = self._paths_by_reference.get(str(reference))
            if paths is not None:
                if len(set(paths)) > 1:
                    raise BaseUnreadable(f"it holds several images called {reference}")
                base = self._read_saved(paths[0])
                check_config_platform(base.text, platform)
                return base
        raise BaseNotFound(f"{reference}: not found")

    def pick(self, platform: Platform, name: str = "") -> Base:
        """Give the config of an image by a tag or reference that a person gave, or of the only one.

        Raises:
            BaseNotFound: no image has the name, or it is not there for this platform.
            BaseUnreadable: it is damaged, or there are several images.
        """
        if self.is_layout():
            entries = self._list_entries()
            if name:
                entries = [entry for entry in entries if has_name(list_names(entry), name)]
                self._require(entries, name)
            root = choose_root(entries, platform)
            self._require_agreement(name, entries)
            return self._without_digest(read_image(root, platform, self._read_blob, self._subject))
        saved = self._list_saved()
        if name:
            saved = [image for image in saved if has_name(image[0], name)]
            self._require(saved, name)
        if not saved:
            raise BaseUnreadable("it holds no image")
        if len({path for _, path in saved}) > 1:
            raise ambiguous_images(" ".join(names) for names, _ in saved)
        return self._read_saved(saved[0][1])

    def _require(self, found: object, name: str) -> None:
        if not found:
            raise BaseNotFound(f"{self._subject}: no image is called {name}")

    def _require_agreement(self, name: str, entries: list[Descriptor]) -> None:
        """Refuse an image that is another one, or not the only one, for readers of manifest.json, such as docker.

        ``entries`` are those of index.json with that name, or all.
        """
        try:
            saved = self._list_saved() if "manifest.json" in self._members else []
            meant = [image for image in saved if not name or has_name(image[0], name)]
            digests = {path: compute_digest(self._read_saved(path).text) for _, path in meant}
            known = set(self._list_config_digests(entries)) if digests else set()
        except (BaseNotFound, BaseUnreadable, ValueError):
            # What is wrong with a file that is not needed is nobody's concern.
            return
        if known.issuperset(digests.values()):
            return
        if not name and len(digests) > 1:
            raise ambiguous_images(" ".join(names) for names, _ in saved)
        what = f"call different images {show_text(name)}" if name else "hold different images"
        raise BaseUnreadable(f"its index.json and manifest.json {what}")

    def _list_config_digests(self, entries: list[Descriptor]) -> Iterator[str]:
        """List the digests of the configs that entries lead to, on any platform."""
        todo = list({entry.digest: entry for entry in entries}.values())
        for _ in range(DEPTH_LIMIT):
            deeper: dict[str, Descriptor] = {}
            for entry in todo:
                try:
                    content = self._read_blob(entry.digest, MANIFEST_LIMIT)
                except BaseNotFound:
                    # Of several platforms mostly one is stored.
                    continue
                if is_index(content, entry.media_type):
                    deeper.update((each.digest, each) for each in parse_index(content, entry.media_type))
                else:
                    yield parse_manifest(content, entry.media_type).config.digest
            todo = list(deeper.values())

    def _without_digest(self, base: Base) -> Base:
        """Drop the digest of the manifest where ``docker save`` may have made the manifest up while it wrote."""
        return Base(base.text, base.origin) if "manifest.json" in self._members else base

    def is_layout(self) -> bool:
        """Tell whether the archive is an OCI layout, whose blobs are what their digests say."""
        return "oci-layout" in self._members and "index.json" in self._members

    def _list_entries(self) -> list[Descriptor]:
        return parse_index(self._read_member("index.json", MANIFEST_LIMIT))

    def _list_saved(self) -> list[tuple[list[str], str]]:
        """List the images of ``docker save``: names, and the member that holds the config."""
        if "manifest.json" not in self._members and "manifest.json" not in self._others:
            raise BaseUnreadable("no image archive: it has neither manifest.json nor index.json and oci-layout")
        try:
            images = parse_json(self._read_member("manifest.json", MANIFEST_LIMIT))
        except ValueError as error:
            raise BaseUnreadable("manifest.json is not valid JSON") from error
        if not isinstance(images, list):
            raise BaseUnreadable("manifest.json holds no list of images")
        return [_parse_saved(image) for image in images]

    def _read_saved(self, path: str) -> Base:
        text = self._read_member(path, CONFIG_LIMIT)
        match = _DIGEST_OF_NAME.fullmatch(path)
        if match is not None and compute_digest(text) != f"sha256:{match[1]}":
            raise BaseUnreadable(f"the image config has digest {compute_digest(text)}, expected sha256:{match[1]}")
        return Base(text, self._subject)

    def _read_blob(self, digest: str, limit: int) -> bytes:
        checked = parse_digest(digest)
        path = f"blobs/{checked.algorithm}/{checked.hex}"
        if path not in self._members and path not in self._others:
            raise BaseNotFound(f"{self._subject}: no blob {checked}")
        return self._read_member(path, limit)

    def _read_member(self, path: str, limit: int) -> bytes:
        content = self._members.get(path)
        if content is None:
            raise BaseUnreadable(f"{show_text(path)} {self._others.get(path, 'is missing')}")
        if len(content) > limit:
            raise BaseUnreadable(f"{show_text(path)} is larger than {limit} bytes")
        return content


class ArchiveBases:
    """The images of an archive, given as ``docker-archive:FILE[:NAME]``, NAME being a tag or reference.

    As a source it knows the images that have a full name in the archive; `pick` gives the one image that the location
    stands for. The archive is read on first use.

    Source: docs/reference/bases.md, "Archive".
    """

    def __init__(self, location: str) -> None:
        self.path, self._name = split_name(location.removeprefix(ARCHIVE_SCHEME))
        self._archive: Archive | None = None

    @property
    def names_one(self) -> bool:
        """Tell whether the location names one image."""
        return bool(self._name)

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give the config of an image by its name in the archive.

        Raises:
            BaseNotFound: the archive does not have it, or not for this platform.
            BaseUnreadable: no archive, or it is damaged.
        """
        try:
            return self._read().find(reference, platform)
        except BaseUnreadable as error:
            raise BaseUnreadable(f"{self.path}: {error}") from error

    def pick(self, platform: Platform) -> Base:
        """Give the config of the image that the location stands for: by its name, or the only one.

        Raises:
            BaseNotFound: the image is not there, or not for this platform.
            BaseUnreadable: no archive, it is damaged, or there are several images.
        """
        try:
            return self._read().pick(platform, self._name)
        except BaseUnreadable as error:
            raise BaseUnreadable(f"{self.path}: {error}") from error

    def _read(self) -> Archive:
        if self._archive is None:
            try:
                with open_regular(self.path, follow=True) as file:
                    self._archive = _read_file(file, ARCHIVE_SCHEME + self.path)
            except OSError as error:
                raise BaseUnreadable(f"cannot be read: {error.strerror or error}") from error
            except ValueError as error:
                raise BaseUnreadable(str(error)) from error
        return self._archive


def read_archive(stream: BinaryIO, subject: str) -> Archive:
    """Read an uncompressed archive from front to back.

    Raises:
        BaseUnreadable: it is no archive, or holds what no image archive holds.
        OSError: the stream cannot be read.
    """
    return _collect_members(TarStream(stream), subject)


def _read_file(file: BinaryIO, subject: str) -> Archive:
    magic = file.read(len(_GZIP_MAGIC))
    file.seek(0)
    if magic != _GZIP_MAGIC:
        return _collect_members(TarStream(file, skips_by_seeking=True), subject)
    import gzip

    with gzip.GzipFile(fileobj=file) as unpacked:
        try:
            return _collect_members(TarStream(unpacked, packed_size=file.tell), subject)  # type: ignore[arg-type]
        except gzip.BadGzipFile as error:
            raise BaseUnreadable(f"no readable gzip archive: {error}") from error


def _collect_members(tar: TarStream, subject: str) -> Archive:
    """Keep the content of members that may be JSON, and what is wrong with all others that someone may ask for."""
    members: dict[str, bytes] = {}
    others: dict[str, str] = {}
    kept = count = 0
    while (member := tar.next()) is not None:
        count += 1
        if count > MEMBER_LIMIT:
            raise BaseUnreadable(f"the archive has more than {MEMBER_LIMIT} members")
        if member.kind == "folder":
            continue
        path = member.name.removeprefix("./")
        if path in members or path in others:
            raise BaseUnreadable(f"{show_text(path)} is in the archive twice")
        reason, content = _read_if_json(tar, member)
        if content is None:
            others[path] = reason
            continue
        members[path] = content
        kept += len(content)
        if kept > KEPT_BYTES_LIMIT:
            raise BaseUnreadable(f"the archive has more than {KEPT_BYTES_LIMIT} bytes of JSON")
    return Archive(subject, members, others)


def _read_if_json(tar: TarStream, member: Member) -> tuple[str, bytes | None]:
    """Give the content of a member that may be JSON, or what is to be said when someone asks for it."""
    if member.kind == "link":
        # Tools that write archives link the layers that two images share. Links are never followed.
        return "is a symbolic link", None
    if member.kind != "file":
        raise BaseUnreadable(
            f"{show_text(member.name)} is a hard link, a device or something else that no image archive holds"
        )
    if member.size > CONFIG_LIMIT:
        return f"is larger than {CONFIG_LIMIT} bytes", None
    if (start := tar.read(1)) not in _JSON_STARTS:
        return "is no JSON object", None
    parts = [start]
    while part := tar.read(_STEP):
        parts.append(part)
    return "", b"".join(parts)


def _parse_saved(image: object) -> tuple[list[str], str]:
    if not isinstance(image, dict) or not isinstance(image.get("Config"), str):
        raise BaseUnreadable("manifest.json has an image without a config")
    names = image.get("RepoTags") or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BaseUnreadable("manifest.json has an image with names that are no list of strings")
    return names, image["Config"]
