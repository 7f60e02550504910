from __future__ import annotations

import hashlib

import pytest

from preimage.bases.digests import compute_digest, parse_digest, verify_digest
from preimage.model.errors import BaseUnreadable

CONTENT = b"content"


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_digest_fits(algorithm):
    digest = f"{algorithm}:{hashlib.new(algorithm, CONTENT).hexdigest()}"
    assert compute_digest(CONTENT, algorithm) == digest
    assert str(parse_digest(digest)) == digest
    verify_digest(CONTENT, digest)


@pytest.mark.parametrize(
    ("digest", "text"),
    [
        pytest.param("", 'invalid digest "": invalid checksum digest format', id="empty"),
        pytest.param(None, "invalid digest: not a string", id="absent"),
        pytest.param(7, "invalid digest: not a string", id="number"),
        pytest.param("sha256:", 'invalid digest "sha256:": invalid checksum digest format', id="no digits"),
        pytest.param("sha256:ab", 'invalid digest "sha256:ab": invalid checksum digest length', id="too short"),
        pytest.param(f"md5:{'a' * 32}", f'invalid digest "md5:{"a" * 32}": unsupported digest algorithm', id="md5"),
        pytest.param(
            f"sha256:{'A' * 64}",
            f'invalid digest "sha256:{"A" * 64}": invalid checksum digest format',
            id="upper case",
        ),
        pytest.param(
            f"sha256:{'../' * 21}a",
            f'invalid digest "sha256:{"../" * 21}a": invalid checksum digest format',
            id="path of the right length",
        ),
        pytest.param(
            f"sha256:{'a' * 63}\n",
            f'invalid digest "sha256:{"a" * 63}\\n": invalid checksum digest format',
            id="line break at the end",
        ),
        pytest.param(
            f"../sha256:{'a' * 64}",
            f'invalid digest "../sha256:{"a" * 64}": invalid checksum digest format',
            id="path as the algorithm",
        ),
        pytest.param("a" * 1000, f'invalid digest "{"a" * 200}": invalid checksum digest format', id="very long"),
    ],
)
def test_error_malformed(digest, text):
    with pytest.raises(BaseUnreadable) as caught:
        parse_digest(digest)
    assert str(caught.value) == text
    with pytest.raises(BaseUnreadable):
        verify_digest(CONTENT, digest)


def test_error_half_of_a_character():
    with pytest.raises(BaseUnreadable, match=r": invalid checksum digest (format|length)$"):
        parse_digest("sha256:\ud800")


def test_error_other_content():
    wanted = f"sha256:{'0' * 64}"
    with pytest.raises(BaseUnreadable) as caught:
        verify_digest(CONTENT, wanted, "the manifest")
    assert str(caught.value) == f"the manifest has digest {compute_digest(CONTENT)}, expected {wanted}"
