"""A child over a parent with triggers comes out the same wherever the parent is stored."""

from __future__ import annotations

import json

import pytest

from preimage.api import compile
from preimage.bases.archive import ArchiveBases
from preimage.bases.cache import BlobCache, CachedBases
from preimage.bases.layout import LayoutBases
from preimage.bases.lock import LockedBases, make_lock_entry, read_lock, write_lock
from preimage.bases.static import StaticBases
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

NAME = "docker.io/library/parent:1"
AMD64 = parse_platform("linux/amd64")
CONFIG = json.dumps(
    {
        "architecture": "amd64",
        "config": {
            "Env": ["PATH=/bin", "A=<é>"],
            "Healthcheck": {"Test": ["CMD", "true"], "Interval": 5_000_000_000},
            "OnBuild": ["ENV FROM_PARENT=$A", "WORKDIR /srv", "LABEL a=b"],
            "Shell": ["/bin/bash", "-c"],
        },
        "created": "2024-01-02T03:04:05.6Z",
        "history": [{"created": "2024-01-02T03:04:05.6Z", "created_by": "ADD x /"}],
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{'1' * 64}"]},
    },
    separators=(",", ":"),
).encode()


def compile_child(bases, reference: str = "parent:1") -> str:
    result = compile(f"FROM {reference}\nRUN make\nENV B=$FROM_PARENT\n", platform="linux/amd64", bases=bases)
    return result.image.to_json()


@pytest.fixture
def expected() -> str:
    text = compile_child(StaticBases({NAME: CONFIG}))
    assert '"FROM_PARENT=\\u003cé\\u003e","B=\\u003cé\\u003e"' in text
    assert '"WorkingDir":"/srv"' in text
    assert "OnBuild" not in text
    return text


def test_layout(store, tmp_path, expected: str) -> None:
    digest = store.enter(store.add_image(CONFIG), NAME, "1")
    bases = LayoutBases(str(store.write_layout(tmp_path)))
    assert compile_child(bases) == compile_child(bases, f"parent@{digest}") == expected


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("form", ["docker save", "OCI layout"])
def test_archive(store, tmp_path, form: str, mode: str, expected: str) -> None:
    if form == "docker save":
        store.save([(CONFIG, ["parent:1"])])
    else:
        store.enter(store.add_image(CONFIG), NAME, "1")
    assert compile_child(ArchiveBases(str(store.write_archive(tmp_path / "a.tar", mode)))) == expected


def test_lock(store, tmp_path, expected: str) -> None:
    digest = store.enter(store.add_image(CONFIG), NAME, "1")
    base = LayoutBases(str(store.write_layout(tmp_path / "layout"))).resolve(parse_reference(NAME), AMD64)
    path = str(tmp_path / "preimage.lock")
    write_lock(path, [make_lock_entry(parse_reference(NAME), AMD64, base)])
    bases = LockedBases(read_lock(path))
    assert compile_child(bases) == compile_child(bases, f"parent:1@{digest}") == expected


def test_cache(store, tmp_path, expected: str) -> None:
    digest = store.enter(store.add_image(CONFIG))
    cache = BlobCache(str(tmp_path))
    for path, content in store.files.items():
        if path.startswith("blobs/"):
            cache.write(f"sha256:{path.rpartition('/')[2]}", content)
    assert compile_child(CachedBases(cache), f"parent:1@{digest}") == expected
