"""Image manifests and indexes: reading them, and choosing the manifest of an index that serves a platform.

Pure functions on bytes, for registries, layouts and archives alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from preimage.bases.digests import parse_digest
from preimage.bases.platform_match import list_accepted, matches_platform, rank_offer
from preimage.golang.jsonvalues import parse_json
from preimage.golang.quoting import quote
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.image import Platform
from preimage.model.platforms import format_platform_full, normalize_platform

MANIFEST_LIMIT = 4 << 20
"""Bytes of a manifest or index."""
CONFIG_LIMIT = 16 << 20
"""Bytes of an image config."""
DEPTH_LIMIT = 4
"""Indexes within indexes, the outermost included."""

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
INDEX_TYPES = frozenset((OCI_INDEX, DOCKER_LIST))
MANIFEST_TYPES = frozenset((OCI_MANIFEST, DOCKER_MANIFEST))

_SCHEMA_1_TYPES = frozenset(
    (
        "application/vnd.docker.distribution.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
    )
)
# Old pushers wrote the general types; anything else is an artifact that has no image config.
_CONFIG_TYPES = frozenset(
    (
        "",
        "application/vnd.docker.container.image.v1+json",
        "application/vnd.oci.image.config.v1+json",
        "application/octet-stream",
        "application/json",
        "text/plain",
    )
)
_SCHEMA_1_TEXT = (
    "its manifest is of schema 1, which holds no image config and which Docker no longer reads; "
    "push the image again with a current tool"
)
_SHOWN_PLATFORMS = 12
_SHOWN_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A pointer to content: its digest is well-formed, its size is what somebody claims (None if nobody does)."""

    media_type: str
    digest: str
    size: int | None = None
    platform: Platform | None = None
    annotations: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of one image: where its config is."""

    media_type: str
    config: Descriptor


def is_index(data: bytes, media_type: str = "") -> bool:
    """Tell whether a document is an index (or manifest list) rather than a manifest.

    The document's own ``mediaType`` decides, then what the sender claims, then its members. Both must not contradict.

    Raises:
        BaseUnreadable: not JSON, of schema 1, of an unknown type, or fit for more than one reading.
    """
    return _classify(_parse_object(data), media_type) in INDEX_TYPES


def parse_manifest(data: bytes, media_type: str = "") -> Manifest:
    """Parse the manifest of one image; ``media_type`` is what the sender claims, if anything.

    Raises:
        BaseUnreadable: no such manifest, or one of schema 1, or its config is not that of an image.
    """
    members = _parse_object(data)
    kind = _classify(members, media_type)
    if kind in INDEX_TYPES:
        raise BaseUnreadable("found an index where the manifest of an image was expected")
    config = _parse_descriptor(members.get("config"), "config of the manifest")
    if config.media_type not in _CONFIG_TYPES:
        raise BaseUnreadable(f"it is no image: the config has media type {_show(config.media_type)}")
    check_size(config, CONFIG_LIMIT, "image config")
    return Manifest(kind, config)


def parse_index(data: bytes, media_type: str = "") -> list[Descriptor]:
    """Parse an index or manifest list: all its entries, in order.

    Raises:
        BaseUnreadable: no index, or an entry is malformed.
    """
    members = _parse_object(data)
    if _classify(members, media_type) not in INDEX_TYPES:
        raise BaseUnreadable("found a manifest where an index was expected")
    entries = members.get("manifests")
    if entries is None:
        return []
    if not isinstance(entries, list):
        raise BaseUnreadable("the manifests of the index are not a list")
    return [_parse_descriptor(entry, "an entry of the index") for entry in entries]


def choose_manifest(entries: list[Descriptor], platform: Platform) -> Descriptor:
    """Give the entry of an index that serves a platform, as containerd chooses it.

    The best fit comes first: the platform itself, then what it can also run, the first of equals. An entry without a
    platform comes last; the caller checks the config it leads to with `check_config_platform`. The entry may be an
    index itself.

    Raises:
        BaseNotFound: no entry serves the platform.

    Source: containerd ``images.Manifest``.
    """
    accepted = list_accepted(normalize_platform(platform))
    best: Descriptor | None = None
    best_rank = (len(accepted) + 1, 0)
    for entry in entries:
        rank = (len(accepted), 0) if entry.platform is None else rank_offer(entry.platform, accepted)
        if rank is not None and rank < best_rank:
            best, best_rank = entry, rank
    if best is None:
        raise BaseNotFound(f"no match for platform {format_platform_full(platform)} in {_list_platforms(entries)}")
    return best


def check_config_platform(config: bytes, platform: Platform) -> None:
    """Check a config that an entry without a platform led to, as containerd does before it takes it.

    Raises:
        BaseNotFound: the config is for another platform.
        BaseUnreadable: the config is not JSON.
    """
    offered = _parse_platform(_parse_object(config, "the image config", CONFIG_LIMIT))
    if not matches_platform(offered, platform):
        raise BaseNotFound(
            f"no match for platform {format_platform_full(platform)}: the image is for {format_platform_full(offered)}"
        )


def check_size(descriptor: Descriptor, limit: int, subject: str) -> None:
    """Refuse content that claims to be larger than the limit, before anybody reads it.

    Raises:
        BaseUnreadable: it is too large.
    """
    if descriptor.size is not None and descriptor.size > limit:
        raise BaseUnreadable(f"the {subject} has {descriptor.size} bytes, more than the limit of {limit}")


def verify_size(content: bytes, descriptor: Descriptor, subject: str) -> None:
    """Refuse content of another size than its descriptor has.

    Raises:
        BaseUnreadable: the sizes differ.
    """
    if descriptor.size is not None and descriptor.size != len(content):
        raise BaseUnreadable(f"the {subject} has {len(content)} bytes, its descriptor says {descriptor.size}")


def strip_parameters(content_type: str) -> str:
    """Give the media type of a ``Content-Type`` without ``; charset=...``, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def _classify(members: dict[str, object], claimed: str) -> str:
    """Give one of the four known media types.

    A document that could be read as manifest and as index is refused: two readers would see two images.
    """
    own = members.get("mediaType", "")
    if not isinstance(own, str):
        raise BaseUnreadable("the media type of the manifest is not a string")
    if members.get("fsLayers") is not None or own in _SCHEMA_1_TYPES or members.get("schemaVersion") == 1:
        raise BaseUnreadable(_SCHEMA_1_TEXT)
    known = INDEX_TYPES | MANIFEST_TYPES
    if own in known and claimed in known and (own in INDEX_TYPES) != (claimed in INDEX_TYPES):
        raise BaseUnreadable(f"the manifest says it is {_show(own)}, but is sent or listed as {_show(claimed)}")
    kind = own or (claimed if claimed in known else _guess_type(members))
    if kind in INDEX_TYPES:
        if members.get("config") is not None or members.get("layers") is not None:
            raise BaseUnreadable("the index has the members of a manifest too")
    elif kind in MANIFEST_TYPES:
        if members.get("manifests") is not None:
            raise BaseUnreadable("the manifest has the members of an index too")
    else:
        raise BaseUnreadable(f"unknown media type {_show(kind)} of a manifest")
    return kind


def _guess_type(members: dict[str, object]) -> str:
    """Give the media type of a document that does not name one, as OCI allows."""
    if members.get("manifests") is not None:
        return OCI_INDEX
    if members.get("config") is not None:
        return OCI_MANIFEST
    raise BaseUnreadable("it is neither an image manifest nor an index")


def _parse_object(data: bytes, subject: str = "the manifest", limit: int = MANIFEST_LIMIT) -> dict[str, object]:
    if len(data) > limit:
        raise BaseUnreadable(f"{subject} has {len(data)} bytes, more than the limit of {limit}")
    try:
        members = parse_json(data.decode("utf-8"))
    except ValueError:
        raise BaseUnreadable(f"{subject} is not valid JSON") from None
    if not isinstance(members, dict):
        raise BaseUnreadable(f"{subject} is not a JSON object")
    return members


def _parse_descriptor(value: object, subject: str) -> Descriptor:
    if not isinstance(value, dict):
        raise BaseUnreadable(f"{subject} is not a JSON object")
    media_type = value.get("mediaType") or ""
    if not isinstance(media_type, str):
        raise BaseUnreadable(f"{subject} has a media type that is not a string")
    digest = str(parse_digest(value.get("digest")))
    platform = value.get("platform")
    return Descriptor(
        media_type,
        digest,
        _parse_size(value.get("size"), subject),
        None if platform is None else _parse_platform(platform),
        _parse_annotations(value.get("annotations")),
    )


def _parse_size(value: object, subject: str) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BaseUnreadable(f"{subject} has an invalid size")
    return value


def _parse_annotations(value: object) -> dict[str, str] | None:
    if not isinstance(value, dict):
        return None
    return {key: text for key, text in value.items() if isinstance(text, str)}


def _parse_platform(value: object) -> Platform:
    if not isinstance(value, dict):
        raise BaseUnreadable("the platform of an entry is not a JSON object")
    texts = [value.get(key) or "" for key in ("architecture", "os", "os.version", "variant")]
    features = value.get("os.features") or []
    if not isinstance(features, list):
        raise BaseUnreadable("the os.features of a platform are not a list")
    for text in (*texts, *features):
        if not isinstance(text, str):
            raise BaseUnreadable("a platform has a member that is not a string")
    architecture, os, os_version, variant = texts
    return Platform(
        architecture=architecture, os=os, os_version=os_version, os_features=list(features), variant=variant
    )


def _list_platforms(entries: list[Descriptor]) -> str:
    """List what an index offers, for an error text; builders' attestations (``unknown/unknown``) are no offer."""
    names = [format_platform_full(entry.platform) for entry in entries if entry.platform is not None]
    offered = [_show(name) for name in dict.fromkeys(names) if name not in ("unknown/unknown", "unknown")]
    if not offered:
        return "the index, which has no image"
    more = f" and {len(offered) - _SHOWN_PLATFORMS} more" if len(offered) > _SHOWN_PLATFORMS else ""
    return "the index, which has " + ", ".join(offered[:_SHOWN_PLATFORMS]) + more


def _show(text: str) -> str:
    """Give a foreign text for an error: bounded, and quoted unless it is plain."""
    text = text[:_SHOWN_CHARACTERS]
    return text if re.fullmatch(r"[\w./+():-]+", text, re.ASCII) else quote(text)
