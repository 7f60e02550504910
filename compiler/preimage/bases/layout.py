"""Base images in a directory that is an OCI image layout.

Links are not followed within the layout, and nothing is believed but for its digest and the names in ``index.json``.
"""

from __future__ import annotations

import json
import os
import re

from preimage.bases.digests import parse_digest
from preimage.bases.indexed_images import choose_root, has_name, index_entries, list_names, read_image
from preimage.bases.manifests import MANIFEST_LIMIT, Descriptor, parse_index
from preimage.bases.regular_files import read_regular
from preimage.bases.schemes import LAYOUT_SCHEME
from preimage.golang.jsonvalues import parse_json
from preimage.model.bases import Base
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.image import Platform
from preimage.model.references import Reference

_LOCATION = re.compile(
    r"(?P<directory>.+?)(?::(?P<tag>\w[\w.-]{0,127})|@(?P<digest>[a-z0-9]+:[0-9a-fA-F]+))?", re.ASCII
)


class LayoutBases:
    """The images of an OCI layout, given as ``oci-layout://DIR[:tag|@digest]``.

    As a source it knows the images that have a full name in ``index.json``, and all that are asked for by digest;
    `pick` gives the one image that the location stands for, whatever it is called.

    Source: docs/reference/bases.md, "OCI layout".
    """

    def __init__(self, location: str) -> None:
        match = _LOCATION.fullmatch(location.removeprefix(LAYOUT_SCHEME))
        if match is None:
            raise BaseUnreadable(f"{location}: no directory given")
        self.directory, self._tag, self._digest = match.groups(default="")
        self._origin = LAYOUT_SCHEME + self.directory
        self._entries: list[Descriptor] | None = None
        self._by_reference: dict[str, list[Descriptor]] | None = None

    @property
    def names_one(self) -> bool:
        """Tell whether the location names one image."""
        return bool(self._tag or self._digest)

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give the config of an image by its name in the layout, or by its digest.

        Raises:
            BaseNotFound: the layout does not have it, or not for this platform.
            BaseUnreadable: no layout, or it is damaged.
        """
        try:
            if reference.digest:
                return read_image(Descriptor("", reference.digest), platform, self._read_blob, self._origin)
            if self._by_reference is None:
                self._by_reference = index_entries(self._list_entries())
            entries = self._by_reference.get(str(reference))
            if entries is None:
                raise BaseNotFound(f"{reference}: not found")
            root = choose_root(entries, platform)
            return read_image(root, platform, self._read_blob, self._origin, only_platform=True)
        except BaseUnreadable as error:
            raise BaseUnreadable(f"{self.directory}: {error}") from error

    def pick(self, platform: Platform) -> Base:
        """Give the config of the image that the location stands for: by its tag or digest, or the only one.

        Raises:
            BaseNotFound: the image is not there, or not for this platform.
            BaseUnreadable: no layout, it is damaged, or the location could mean several images.
        """
        try:
            if self._digest:
                root = Descriptor("", str(parse_digest(self._digest)))
            else:
                entries = self._list_entries()
                if self._tag:
                    entries = [entry for entry in entries if has_name(_list_with_tag(entry), self._tag)]
                    if not entries:
                        raise BaseNotFound(f"{self.directory}: no image has the tag {self._tag}")
                root = choose_root(entries, platform)
            return read_image(root, platform, self._read_blob, self._origin)
        except BaseUnreadable as error:
            raise BaseUnreadable(f"{self.directory}: {error}") from error

    def _list_entries(self) -> list[Descriptor]:
        if self._entries is None:
            self._check_version()
            self._entries = parse_index(self._read_member("index.json", MANIFEST_LIMIT))
        return self._entries

    def _check_version(self) -> None:
        try:
            marker = parse_json(self._read_member("oci-layout", MANIFEST_LIMIT))
        except ValueError as error:
            raise BaseUnreadable("no OCI layout: oci-layout is not valid JSON") from error
        version = marker.get("imageLayoutVersion") if isinstance(marker, dict) else None
        if not isinstance(version, str) or not version.startswith("1."):
            raise BaseUnreadable(f"no OCI layout of version 1: imageLayoutVersion is {json.dumps(version)[:40]}")

    def _read_blob(self, digest: str, limit: int) -> bytes:
        checked = parse_digest(digest)
        for parent in ("blobs", f"blobs/{checked.algorithm}"):
            if os.path.islink(os.path.join(self.directory, parent)):
                raise BaseUnreadable(f"{parent} is a symbolic link")
        path = f"blobs/{checked.algorithm}/{checked.hex}"
        if not os.path.lexists(os.path.join(self.directory, path)):
            raise BaseNotFound(f"{self.directory}: no blob {checked}")
        return self._read_member(path, limit)

    def _read_member(self, path: str, limit: int) -> bytes:
        try:
            return read_regular(os.path.join(self.directory, path), limit)
        except FileNotFoundError as error:
            raise BaseUnreadable(f"no OCI layout: there is no {path}") from error
        except OSError as error:
            raise BaseUnreadable(f"{path} cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise BaseUnreadable(f"{path} {error}") from error


def _list_with_tag(entry: Descriptor) -> tuple[str, ...]:
    """List the names of an entry, with the tag at the end of its full name as one of them."""
    names = list_names(entry)
    tags = (name.rpartition(":")[2] for name in names if ":" in name.rpartition("/")[2])
    return (*names, *tags)
