from __future__ import annotations

import json
import os

import pytest

from preimage.bases.digests import compute_digest as digest_of
from preimage.bases.layout import LayoutBases
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

AMD64 = parse_platform("linux/amd64")
ARM64 = parse_platform("linux/arm64")
FULL = "docker.io/library/alpine:3"


def config(author: str, architecture: str = "amd64") -> bytes:
    return json.dumps({"author": author, "architecture": architecture, "os": "linux", "config": {}}).encode()


@pytest.mark.parametrize(
    ("location", "directory", "tag", "digest"),
    [
        pytest.param("oci-layout://dir", "dir", "", "", id="directory"),
        pytest.param("oci-layout:///a/b", "/a/b", "", "", id="absolute directory"),
        pytest.param("dir", "dir", "", "", id="without the scheme"),
        pytest.param("oci-layout://a/b:1.2-x", "a/b", "1.2-x", "", id="tag"),
        pytest.param("oci-layout://a:1/b", "a:1/b", "", "", id="colon within the directory"),
        pytest.param("oci-layout://d@sha256:0a", "d", "", "sha256:0a", id="digest"),
        pytest.param("oci-layout://a@b", "a@b", "", "", id="at sign within the directory"),
    ],
)
def test_location(location: str, directory: str, tag: str, digest: str) -> None:
    bases = LayoutBases(location)
    assert (bases.directory, bases._tag, bases._digest) == (directory, tag, digest)


@pytest.mark.parametrize(
    ("name", "tag", "reference"),
    [
        pytest.param(FULL, "3", "alpine:3", id="full name"),
        pytest.param(FULL, "", "docker.io/library/alpine:3", id="full name alone"),
        pytest.param("", "alpine:3", "alpine:3", id="short name that is a reference"),
        pytest.param("", "docker.io/library/alpine:3", "alpine:3", id="short name that is a full reference"),
    ],
)
def test_resolve_by_name(store, tmp_path, name: str, tag: str, reference: str) -> None:
    digest = store.enter(store.add_image(config("me")), name, tag)
    base = LayoutBases(f"oci-layout://{store.write_layout(tmp_path)}").resolve(parse_reference(reference), AMD64)
    assert (base.text, base.origin, base.digest) == (config("me"), f"oci-layout://{tmp_path}", digest)


def test_resolve_by_digest(store, tmp_path) -> None:
    arm = store.add_image(config("arm", "arm64"))
    index = store.add_index(arm | {"platform": {"os": "linux", "architecture": "arm64"}})
    store.enter(index)
    bases = LayoutBases(str(store.write_layout(tmp_path)))
    assert bases.resolve(parse_reference(f"what:ever@{arm['digest']}"), AMD64).image.author == "arm"
    assert bases.resolve(parse_reference(f"what@{index['digest']}"), ARM64).digest == arm["digest"]


@pytest.mark.parametrize(
    ("platform", "author"), [pytest.param(AMD64, "amd", id="first"), pytest.param(ARM64, "arm", id="second")]
)
@pytest.mark.parametrize("nested", [pytest.param(True, id="nested index"), pytest.param(False, id="index.json")])
def test_platform_is_chosen(store, tmp_path, platform, author: str, nested: bool) -> None:
    images = {"linux/amd64": config("amd"), "linux/arm64": config("arm", "arm64")}
    if nested:
        descriptors = [
            store.add_image(text) | {"platform": {"os": "linux", "architecture": name[6:]}}
            for name, text in images.items()
        ]
        store.enter(store.add_index(*descriptors), FULL)
    else:
        for name, text in images.items():
            store.enter(store.add_image(text), FULL, platform=name)
    bases = LayoutBases(str(store.write_layout(tmp_path)))
    assert bases.resolve(parse_reference("alpine:3"), platform).image.author == author
    assert bases.pick(platform).image.author == author


def test_pick_the_only_image_whatever_its_name_and_platform(store, tmp_path) -> None:
    store.enter(store.add_image(config("me")))
    assert LayoutBases(str(store.write_layout(tmp_path))).pick(ARM64).image.author == "me"


@pytest.mark.parametrize(
    ("suffix", "author"),
    [
        pytest.param(":one", "one", id="tag that stands alone"),
        pytest.param(":2", "two", id="tag of a full name"),
        pytest.param("@DIGEST", "one", id="digest"),
    ],
)
def test_pick_one_of_several(store, tmp_path, suffix: str, author: str) -> None:
    digest = store.enter(store.add_image(config("one")), tag="one")
    store.enter(store.add_image(config("two")), name="example.com/two:2")
    store.write_layout(tmp_path)
    bases = LayoutBases(f"oci-layout://{tmp_path}{suffix.replace('DIGEST', digest)}")
    assert bases.pick(AMD64).image.author == author


def test_one_image_with_two_names_is_one(store, tmp_path) -> None:
    image = store.add_image(config("me"))
    store.enter(image, tag="one")
    store.enter(image, tag="two")
    assert LayoutBases(str(store.write_layout(tmp_path))).pick(AMD64).image.author == "me"


def test_error_several_images(store, tmp_path) -> None:
    store.enter(store.add_image(config("one")), tag="one")
    store.enter(store.add_image(config("two")))
    with pytest.raises(BaseUnreadable, match=r": it holds several images; name one of one, \(no name\)$"):
        LayoutBases(str(store.write_layout(tmp_path))).pick(AMD64)


@pytest.mark.parametrize(
    ("reference", "platform", "text"),
    [
        pytest.param("alpine:4", AMD64, "docker.io/library/alpine:4: not found", id="another tag"),
        pytest.param("3", AMD64, "docker.io/library/3:latest: not found", id="a tag is no name"),
        pytest.param(
            "alpine:3", ARM64, "no match for platform linux/arm64: the image is for linux/amd64", id="platform"
        ),
        pytest.param(f"x@sha256:{'0' * 64}", AMD64, f"no blob sha256:{'0' * 64}", id="digest"),
    ],
)
def test_error_not_found(store, tmp_path, reference: str, platform, text: str) -> None:
    store.enter(store.add_image(config("me")), FULL, "3")
    with pytest.raises(BaseNotFound, match=text):
        LayoutBases(str(store.write_layout(tmp_path))).resolve(parse_reference(reference), platform)


def test_error_config_is_missing(store, tmp_path) -> None:
    store.enter(store.add_image(config("me")), FULL, "3")
    digest = digest_of(config("me"))
    (store.write_layout(tmp_path) / "blobs/sha256" / digest[7:]).unlink()
    with pytest.raises(BaseNotFound, match=f"^{tmp_path}: no blob {digest}$"):
        LayoutBases(str(tmp_path)).pick(AMD64)


def test_error_unknown_tag(store, tmp_path) -> None:
    store.enter(store.add_image(config("me")), tag="one")
    with pytest.raises(BaseNotFound, match="no image has the tag two$"):
        LayoutBases(f"{store.write_layout(tmp_path)}:two").pick(AMD64)


def test_error_no_directory_in_location() -> None:
    with pytest.raises(BaseUnreadable, match="^oci-layout://: no directory given$"):
        LayoutBases("oci-layout://")


def _replace_by_link(path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def _replace_by_pipe(path) -> None:
    path.unlink()
    os.mkfifo(path)


def _replace_by_directory(path) -> None:
    path.unlink()
    path.mkdir()


def _make_huge(path) -> None:
    with open(path, "r+b") as file:
        file.truncate(1 << 40)


def _damage(path) -> None:
    path.write_bytes(b"{}")


@pytest.mark.parametrize(
    ("member", "damage", "text"),
    [
        pytest.param("index.json", _replace_by_link, "index.json is a symbolic link", id="index is a link"),
        pytest.param("index.json", _replace_by_pipe, "index.json is no regular file", id="index is a pipe"),
        pytest.param("index.json", _replace_by_directory, "index.json is no regular file", id="index is a directory"),
        pytest.param("index.json", _make_huge, "index.json is larger than 4194304 bytes", id="index is huge"),
        pytest.param("index.json", lambda path: path.unlink(), "there is no index.json", id="index is missing"),
        pytest.param("index.json", _damage, "neither an image manifest nor an index", id="index is none"),
        pytest.param("oci-layout", lambda path: path.unlink(), "there is no oci-layout", id="marker is missing"),
        pytest.param("oci-layout", _damage, "imageLayoutVersion is null", id="marker without version"),
        pytest.param("oci-layout", lambda path: path.write_bytes(b"["), "not valid JSON", id="marker is no JSON"),
        pytest.param("MANIFEST", _damage, "the manifest has digest sha256:44136fa35", id="manifest was changed"),
        pytest.param("MANIFEST", _make_huge, "is larger than 4194304 bytes", id="manifest is huge"),
        pytest.param("CONFIG", _damage, "the image config has digest sha256:44136fa35", id="config was changed"),
        pytest.param("CONFIG", _replace_by_link, "is a symbolic link", id="config is a link"),
        pytest.param("CONFIG", _replace_by_pipe, "is no regular file", id="config is a pipe"),
        pytest.param("CONFIG", _make_huge, "is larger than 16777216 bytes", id="config is huge"),
        pytest.param("blobs", _replace_by_link, "blobs is a symbolic link", id="directory is a link"),
        pytest.param(
            "blobs/sha256", _replace_by_link, "blobs/sha256 is a symbolic link", id="inner directory is a link"
        ),
    ],
)
def test_error_hostile_layout(store, tmp_path, member: str, damage, text: str) -> None:
    image = store.add_image(config("me"))
    digest = store.enter(image, FULL)
    store.write_layout(tmp_path)
    config_digest = json.loads((tmp_path / "blobs/sha256" / digest[7:]).read_bytes())["config"]["digest"]
    member = {"MANIFEST": f"blobs/sha256/{digest[7:]}", "CONFIG": f"blobs/sha256/{config_digest[7:]}"}.get(
        member, member
    )
    damage(tmp_path / member)
    bases = LayoutBases(str(tmp_path))
    for read in (bases.pick, lambda platform: bases.resolve(parse_reference("alpine:3"), platform)):
        with pytest.raises(BaseUnreadable, match=text) as caught:
            read(AMD64)
        assert str(caught.value).startswith(f"{tmp_path}: ")


def test_error_digest_that_would_be_a_path(store, tmp_path) -> None:
    (tmp_path / "secret").write_bytes(b"{}")
    store.enter({"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "sha256:../../../secret"})
    with pytest.raises(BaseUnreadable, match='invalid digest "sha256:../../../secret"'):
        LayoutBases(str(store.write_layout(tmp_path / "layout"))).pick(AMD64)


@pytest.mark.parametrize("subject", ["manifest", "image config"])
def test_error_size_of_a_descriptor(store, tmp_path, subject: str) -> None:
    text = config("me")
    entry = store.add_blob(text, "application/vnd.oci.image.config.v1+json")
    if subject == "image config":
        entry["size"] = len(text) + 1
    manifest = json.dumps({"schemaVersion": 2, "config": entry, "layers": []}).encode()
    root = store.add_blob(manifest, "application/vnd.oci.image.manifest.v1+json")
    if subject == "manifest":
        root["size"] = len(manifest) + 1
    store.enter(root)
    content = text if subject == "image config" else manifest
    with pytest.raises(BaseUnreadable) as caught:
        LayoutBases(str(store.write_layout(tmp_path / "a"))).pick(AMD64)
    assert str(caught.value) == (
        f"{tmp_path / 'a'}: the {subject} has {len(content)} bytes, its descriptor says {len(content) + 1}"
    )


def test_error_nested_without_end(store, tmp_path) -> None:
    inner = store.add_image(config("me"))
    for _ in range(5):
        inner = store.add_index(inner)
    store.enter(inner)
    with pytest.raises(BaseUnreadable, match="more than 4 indexes within each other"):
        LayoutBases(str(store.write_layout(tmp_path))).pick(AMD64)


def test_error_unreadable_file(store, as_nobody) -> None:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        directory.chmod(0o755)
        store.enter(store.add_image(config("me")))
        (store.write_layout(directory) / "index.json").chmod(0)
        text = as_nobody(lambda: LayoutBases(name).pick(AMD64))
    assert text == f"BaseUnreadable: {name}: index.json cannot be read: Permission denied"
