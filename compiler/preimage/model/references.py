"""Image references: what ``FROM`` and ``COPY --from`` name, and the digests in them."""

from __future__ import annotations

import re
from functools import lru_cache

from preimage.golang.text import lower
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_DEFAULT_HOST = "docker.io"
_LEGACY_HOST = "index.docker.io"
_OFFICIAL = "library/"
_MAX_PATH_LENGTH = 255
_HEX_DIGITS_OF_ALGORITHM = {"sha256": 64, "sha384": 96, "sha512": 128}

# Every repetition is led by a character that what stands before it cannot match, so matching takes linear time.
_NAME = r"[a-zA-Z0-9]+(?:-+[a-zA-Z0-9]+)*"
_DOMAIN = rf"(?:{_NAME}(?:\.{_NAME})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_PART = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
_REFERENCE = rf"(?:({_DOMAIN})/)?({_PART}(?:/{_PART})*)(?::({_TAG}))?(?:@({_DIGEST}))?"
_IMAGE_ID = r"[a-f0-9]{64}"
_LOWER_HEX = r"[a-f0-9]+"
_DIGEST_OF_ANY_ALGORITHM = r"[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+"
_LONGEST_COMMON = 63
"""From 64 characters on it can be an image ID."""


class Reference(Value):
    """An image reference with its host and path completed; ``tag`` and ``digest`` as written, empty if absent.

    ``host`` is empty when the first part is no host name but fits a path (``a_b.c/app``).
    """

    __slots__ = ("host", "path", "tag", "digest", "_text")

    def __init__(self, host: str, path: str, tag: str = "", digest: str = "") -> None:
        self.host: Final = host
        self.path: Final = path
        self.tag: Final = tag
        self.digest: Final = digest
        name = f"{host}/{path}" if host else path
        # References are shared, and asked for their text wherever they go.
        self._text: Final = name + (self._suffix() or ":latest")

    def __str__(self) -> str:
        """The full reference: ``docker.io/library/alpine:latest`` for ``alpine``."""
        return self._text

    def familiar(self) -> str:
        """The short form, without ``docker.io/`` and ``library/``; ``:latest`` only where it was written.

        Source: docs/reference/stages.md, "Familiar form".
        """
        if self.host == _DEFAULT_HOST:
            last = self.path.removeprefix(_OFFICIAL)
            return (self.path if "/" in last else last) + self._suffix()
        return (f"{self.host}/{self.path}" if self.host else self.path) + self._suffix()

    def _suffix(self) -> str:
        return (f":{self.tag}" if self.tag else "") + (f"@{self.digest}" if self.digest else "")


@lru_cache(maxsize=1024)
def parse_reference(text: str) -> Reference:
    """Parse an image reference as written in a Dockerfile.

    Raises:
        ValueError: BuildKit's own text, such as ``invalid reference format``; the caller adds the prefix.

    Source: docs/reference/stages.md, "Image references".
    """
    # The grammar as a whole takes long to compile; it is, when something uncommon comes along.
    common = _parse_common(text) if len(text) <= _LONGEST_COMMON else None
    if common is not None:
        return common
    if re.fullmatch(_IMAGE_ID, text):
        raise ValueError(f"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings")
    host, rest = _split_host(text)
    name = rest.partition(":")[0]
    if lower(name) != name:
        raise ValueError(f"invalid reference format: repository name ({name}) must be lowercase")
    complete = f"{host}/{rest}"
    match = re.fullmatch(_REFERENCE, complete)
    if match is None:
        if re.fullmatch(_REFERENCE, lower(complete)):
            raise ValueError("repository name must be lowercase")
        raise ValueError("invalid reference format")
    domain, path, tag, digest = match.groups(default="")
    if len(path) > _MAX_PATH_LENGTH:
        raise ValueError(f"repository name must not be more than {_MAX_PATH_LENGTH} characters")
    if digest:
        check_digest(digest)
    return Reference(domain, path, tag, digest)


def _parse_common(text: str) -> Reference | None:
    """Parse what most files name, such as ``alpine:3.22`` or ``grafana/loki``; None for all else."""
    name, colon, tag = text.partition(":")
    owner, slash, last = name.rpartition("/")
    if not (text.isascii() and name.lower() == name and _is_plain(last)):
        return None
    if slash and (_is_host(owner) or not _is_plain(owner)):
        return None
    if colon and (tag[:1] in ("", ".", "-") or not _without(tag, "._-").isalnum()):
        return None
    return Reference(_DEFAULT_HOST, name if slash else _OFFICIAL + name, tag)


def _is_plain(part: str) -> bool:
    """Tell whether a part of a name is letters and digits, with single dashes between them."""
    return part.isalnum() or all(map(str.isalnum, part.split("-")))


def _without(text: str, signs: str) -> str:
    """Give a text with digits in the place of signs."""
    for sign in signs:
        if sign in text:
            text = text.replace(sign, "0")
    return text


def check_digest(text: str) -> None:
    """Check a digest: that of a reference, or the checksum of a file that ADD fetches.

    Raises:
        ValueError: ``invalid checksum digest format``, ``unsupported digest algorithm`` or
            ``invalid checksum digest length``.

    Source: docs/reference/config.md, "Digests"; what that leaves out cannot occur in a reference.
    """
    algorithm, _, digits = text.partition(":")
    if not algorithm or not digits:
        raise ValueError("invalid checksum digest format")
    length = _HEX_DIGITS_OF_ALGORITHM.get(algorithm)
    if length is None:
        if re.fullmatch(_DIGEST_OF_ANY_ALGORITHM, text):
            raise ValueError("unsupported digest algorithm")
        raise ValueError("invalid checksum digest format")
    # BuildKit counts bytes: with other than ASCII characters the length is judged first all the same.
    if len(digits.encode("utf-8", "surrogateescape")) != length:
        raise ValueError("invalid checksum digest length")
    if not re.fullmatch(_LOWER_HEX, digits):
        raise ValueError("invalid checksum digest format")


def _split_host(text: str) -> tuple[str, str]:
    """Give the host and the rest, each with what a short form leaves out."""
    first, slash, after = text.partition("/")
    if slash and _is_host(first):
        host, rest = (_DEFAULT_HOST if first == _LEGACY_HOST else first), after
    else:
        host, rest = _DEFAULT_HOST, text
    if host == _DEFAULT_HOST and "/" not in rest:
        rest = _OFFICIAL + rest
    return host, rest


def _is_host(first_part: str) -> bool:
    return "." in first_part or ":" in first_part or first_part == "localhost" or lower(first_part) != first_part
