from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from preimage.bases.cache import BlobCache, CachedBases, find_cache_directory
from preimage.bases.digests import compute_digest
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

BLOB = b'{"a":1}'
DIGEST = compute_digest(BLOB)
AMD64 = parse_platform("linux/amd64")


def find_file(directory: Path) -> Path:
    return directory / "sha256" / DIGEST[7:9] / DIGEST[9:]


def test_what_was_written_is_read(tmp_path) -> None:
    directory = tmp_path / "deep" / "cache"
    cache = BlobCache(str(directory))
    assert cache.read(DIGEST, 100) is None
    assert cache.write(DIGEST, BLOB)
    assert cache.write(DIGEST, BLOB)
    assert cache.read(DIGEST, 100) == BLOB
    assert directory.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in find_file(directory).parent.iterdir()] == [DIGEST[9:]]


@pytest.mark.parametrize("algorithm", ["sha384", "sha512"])
def test_other_algorithms(tmp_path, algorithm: str) -> None:
    digest = compute_digest(BLOB, algorithm)
    cache = BlobCache(str(tmp_path))
    assert cache.write(digest, BLOB)
    assert cache.read(digest, 100) == BLOB


def _replace(content: bytes):
    return lambda file: file.write_bytes(content)


def _link(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to("elsewhere")


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(_replace(b'{"a":2}'), id="changed"),
        pytest.param(_replace(BLOB[:3]), id="cut short"),
        pytest.param(_replace(b""), id="empty"),
        pytest.param(_replace(b"x" * 1000), id="too large"),
        pytest.param(_link, id="link"),
    ],
)
def test_a_damaged_blob_is_absent_and_is_replaced(tmp_path, damage) -> None:
    cache = BlobCache(str(tmp_path))
    cache.write(DIGEST, BLOB)
    damage(find_file(tmp_path))
    assert cache.read(DIGEST, 100) is None
    assert cache.write(DIGEST, BLOB)
    assert cache.read(DIGEST, 100) == BLOB


def test_a_blob_over_the_limit_is_absent(tmp_path) -> None:
    cache = BlobCache(str(tmp_path))
    cache.write(DIGEST, BLOB)
    assert cache.read(DIGEST, len(BLOB) - 1) is None


@pytest.mark.parametrize("digest", ["sha256:../../etc/passwd", f"md5:{'0' * 32}", "", DIGEST.upper()])
def test_what_is_no_digest_is_absent(tmp_path, digest: str) -> None:
    assert BlobCache(str(tmp_path)).read(digest, 100) is None


def test_a_cache_that_cannot_be_written_is_no_failure(tmp_path) -> None:
    (tmp_path / "file").touch()
    cache = BlobCache(str(tmp_path / "file"))
    assert not cache.write(DIGEST, BLOB)
    assert cache.read(DIGEST, 100) is None


def test_error_wrong_digest(tmp_path) -> None:
    with pytest.raises(BaseUnreadable, match="^content has digest sha256:"):
        BlobCache(str(tmp_path)).write(DIGEST, b"something else")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        pytest.param({"XDG_CACHE_HOME": "/x", "HOME": "/home/me"}, "/x/preimage", id="set"),
        pytest.param({"HOME": "/home/me"}, "/home/me/.cache/preimage", id="not set"),
        pytest.param({"XDG_CACHE_HOME": "", "HOME": "/home/me"}, "/home/me/.cache/preimage", id="empty"),
        pytest.param({"XDG_CACHE_HOME": "x", "HOME": "/home/me"}, "/home/me/.cache/preimage", id="relative"),
    ],
)
def test_directory(env: dict[str, str], expected: str) -> None:
    assert find_cache_directory(env) == expected


def fill(cache: BlobCache, store) -> None:
    for path, content in store.files.items():
        if path.startswith("blobs/"):
            cache.write(f"sha256:{path.rpartition('/')[2]}", content)


def test_cached_bases(store, tmp_path) -> None:
    text = json.dumps({"architecture": "amd64", "os": "linux", "config": {}}).encode()
    image = store.add_image(text)
    index = store.add_index(image | {"platform": {"os": "linux", "architecture": "amd64"}})
    cache = BlobCache(str(tmp_path))
    fill(cache, store)
    for digest in (image["digest"], index["digest"]):
        base = CachedBases(cache).resolve(parse_reference(f"x:1@{digest}"), AMD64)
        assert (base.text, base.origin, base.digest) == (text, "cache", image["digest"])


def test_error_not_in_the_cache(store, tmp_path) -> None:
    source = CachedBases(BlobCache(str(tmp_path)))
    with pytest.raises(BaseNotFound, match="^docker.io/library/x:latest: not found$"):
        source.resolve(parse_reference("x"), AMD64)
    with pytest.raises(BaseNotFound, match=f"^{DIGEST} is not in the cache$"):
        source.resolve(parse_reference(f"x@{DIGEST}"), AMD64)


def test_error_config_is_not_in_the_cache(store, tmp_path) -> None:
    image = store.add_image(b"{}")
    cache = BlobCache(str(tmp_path))
    fill(cache, store)
    for file in (tmp_path / "sha256").rglob(f"*{compute_digest(b'{}')[9:]}"):
        file.unlink()
    with pytest.raises(BaseNotFound, match="is not in the cache"):
        CachedBases(cache).resolve(parse_reference(f"x@{image['digest']}"), AMD64)
