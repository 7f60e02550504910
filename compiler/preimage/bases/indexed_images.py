"""From the entries of an index to the config of an image, wherever its blobs are stored."""

from __future__ import annotations

from preimage.bases.digests import verify_digest
from preimage.bases.manifests import (
    CONFIG_LIMIT,
    DEPTH_LIMIT,
    MANIFEST_LIMIT,
    Descriptor,
    check_config_platform,
    choose_manifest,
    is_index,
    parse_index,
    parse_manifest,
    verify_size,
)
from preimage.model.bases import Base
from preimage.model.errors import BaseUnreadable
from preimage.model.image import Platform
from preimage.model.references import parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    Entry = TypeVar("Entry")
    ReadBlob = Callable[[str, int], bytes]
    """Gives the blob of a digest, of at most so many bytes; BaseNotFound if it is not there."""

FULL_NAME = "io.containerd.image.name"
SHORT_NAME = "org.opencontainers.image.ref.name"
_SHOWN_NAMES = 12
_SHOWN_CHARACTERS = 300


class IndexedBase(Base):
    """A base image whose manifest an index led to; ``index`` is the digest of the index, empty if there was none."""

    __slots__ = ("index",)

    def __init__(self, text: bytes, origin: str, digest: str = "", index: str = "") -> None:
        super().__init__(text, origin, digest)
        self.index = index


def read_image(
    root: Descriptor, platform: Platform, read_blob: ReadBlob, origin: str, only_platform: bool = False
) -> IndexedBase:
    """Give the config that a descriptor of an index or a manifest leads to; ``digest`` is that of the manifest.

    As in a registry, a manifest that no index led to serves every platform, unless ``only_platform``.

    Raises:
        BaseNotFound: the platform is not offered, or a blob is not stored.
        BaseUnreadable: what is stored is no image, or not what its digest says.
    """
    descriptor = root
    for _ in range(DEPTH_LIMIT):
        content = _read_verified(read_blob, descriptor, MANIFEST_LIMIT, "manifest")
        if not is_index(content, descriptor.media_type):
            break
        descriptor = choose_manifest(parse_index(content, descriptor.media_type), platform)
    else:
        raise BaseUnreadable(f"more than {DEPTH_LIMIT} indexes within each other")
    config = parse_manifest(content, descriptor.media_type).config
    text = _read_verified(read_blob, config, CONFIG_LIMIT, "image config")
    if only_platform or (descriptor is not root and descriptor.platform is None):
        check_config_platform(text, platform)
    return IndexedBase(text, origin, descriptor.digest, "" if descriptor is root else root.digest)


def choose_root(entries: Iterable[Descriptor], platform: Platform) -> Descriptor:
    """Choose among the entries of a layout: the only image, or the one for a platform if all are one image's.

    Raises:
        BaseNotFound: no entry serves the platform.
        BaseUnreadable: there is no entry, or there are several images.
    """
    by_digest = {entry.digest: entry for entry in entries}
    roots = list(by_digest.values())
    if not roots:
        raise BaseUnreadable("it holds no image")
    names = dict.fromkeys(" ".join(list_names(entry)) for entry in roots)
    if len(roots) > 1 and len(names) > 1:
        raise ambiguous_images(names)
    if len(roots) == 1:
        return roots[0]
    chosen = choose_manifest(roots, platform)
    rest = [root for root in roots if root is not chosen]
    if any(root.platform == chosen.platform for root in rest):
        name = show_text(next(iter(list_names(chosen)), "")) or "one name"
        raise BaseUnreadable(f"it holds several images for one platform under {name}; name one by its digest")
    return chosen


def ambiguous_images(names: Iterable[str]) -> BaseUnreadable:
    """Make the error for a store that holds several images when none of them was named."""
    known = [show_text(name) or "(no name)" for name in names]
    more = f" and {len(known) - _SHOWN_NAMES} more" if len(known) > _SHOWN_NAMES else ""
    return BaseUnreadable(f"it holds several images; name one of {', '.join(known[:_SHOWN_NAMES])}{more}")


def list_names(entry: Descriptor) -> tuple[str, ...]:
    """List what an entry of a layout is called: a full reference first, then a tag or a reference, if known."""
    annotations = entry.annotations or {}
    return tuple(annotations[key] for key in (FULL_NAME, SHORT_NAME) if annotations.get(key))


def index_by_reference(named: Iterable[tuple[str, Entry]]) -> dict[str, list[Entry]]:
    """List the entries of a store by the full reference that their name is; each name is read once.

    A tag alone says nothing about the image that it belongs to, but a short name may be a reference.
    """
    listed: dict[str, list[Entry]] = {}
    for name, entry in named:
        reference = _read_reference(name)
        if reference is not None:
            listed.setdefault(reference, []).append(entry)
    return listed


def index_entries(entries: Iterable[Descriptor]) -> dict[str, list[Descriptor]]:
    """List the entries of a layout by what is most telling of their names."""
    return index_by_reference((next(iter(list_names(entry)), ""), entry) for entry in entries)


def has_name(names: Iterable[str], wanted: str) -> bool:
    """Tell whether an image of these names is the one that a person means by a tag or a reference."""
    wanted_reference = _read_reference(wanted)
    return any(
        wanted == name or (wanted_reference is not None and wanted_reference == _read_reference(name)) for name in names
    )


def show_text(text: str) -> str:
    """Give a text that someone else wrote for an error: one line, bounded, and nothing a terminal would act on."""
    return "".join(character if character.isprintable() else "?" for character in text[:_SHOWN_CHARACTERS])


def _read_reference(text: str) -> str | None:
    try:
        return str(parse_reference(text))
    except ValueError:
        return None


def _read_verified(read_blob: ReadBlob, descriptor: Descriptor, limit: int, subject: str) -> bytes:
    content = read_blob(descriptor.digest, limit)
    verify_digest(content, descriptor.digest, f"the {subject}")
    verify_size(content, descriptor, subject)
    return content
