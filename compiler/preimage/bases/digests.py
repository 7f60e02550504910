"""Digests of content: checked before they become part of a path or URL, and content checked against them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from preimage.golang.quoting import quote
from preimage.model.errors import BaseUnreadable
from preimage.model.references import check_digest

_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Digest:
    """A well-formed digest: ``sha256``, ``sha384`` or ``sha512`` and lower case hex digits of the right length."""

    algorithm: str
    hex: str

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.hex}"


def parse_digest(text: object) -> Digest:
    """Parse a digest that somebody else wrote; what it returns holds nothing but letters and digits.

    Raises:
        BaseUnreadable: not a string, another algorithm, another length, or other characters.
    """
    if not isinstance(text, str):
        raise BaseUnreadable("invalid digest: not a string")
    try:
        check_digest(text)
    except ValueError as error:
        reason = "invalid checksum digest format" if isinstance(error, UnicodeError) else str(error)
        raise BaseUnreadable(f"invalid digest {quote(text[:_LONGEST_SHOWN])}: {reason}") from None
    algorithm, _, digits = text.partition(":")
    return Digest(algorithm, digits)


def compute_digest(data: bytes, algorithm: str = "sha256") -> str:
    """Give the digest of content, as ``sha256:`` and hex digits."""
    return f"{algorithm}:{hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()}"


def verify_digest(data: bytes, digest: str, subject: str = "content") -> None:
    """Check that content has a digest; ``subject`` begins the error text.

    Raises:
        BaseUnreadable: the digest is malformed, or is another one.
    """
    wanted = parse_digest(digest)
    actual = compute_digest(data, wanted.algorithm)
    if actual != str(wanted):
        raise BaseUnreadable(f"{subject} has digest {actual}, expected {wanted}")
