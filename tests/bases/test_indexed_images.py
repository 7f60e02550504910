from __future__ import annotations

import json

import pytest

from preimage.bases.indexed_images import choose_root, has_name, index_by_reference, list_names, read_image, show_text
from preimage.bases.manifests import Descriptor
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

AMD64 = parse_platform("linux/amd64")
ARM64 = parse_platform("linux/arm64")


def descriptor(number: int, name: str = "", platform: str = "") -> Descriptor:
    annotations = {"org.opencontainers.image.ref.name": name} if name else None
    return Descriptor("", f"sha256:{number:064}", None, parse_platform(platform) if platform else None, annotations)


def read(store, root: object, platform=AMD64, **options):
    assert isinstance(root, dict)

    def read_blob(digest: str, limit: int) -> bytes:
        content: bytes | None = store.files.get(f"blobs/sha256/{digest[7:]}")
        if content is None:
            raise BaseNotFound(f"no blob {digest}")
        return content[: limit + 1]

    return read_image(Descriptor("", root["digest"]), platform, read_blob, "test", **options)


def config(architecture: str) -> bytes:
    return json.dumps({"architecture": architecture, "os": "linux", "config": {}}).encode()


def test_read_manifest_and_index(store) -> None:
    image = store.add_image(config("arm64"))
    index = store.add_index(image | {"platform": {"os": "linux", "architecture": "arm64"}})
    base = read(store, image)
    assert (base.text, base.origin, base.digest, base.index) == (config("arm64"), "test", image["digest"], "")
    base = read(store, index, ARM64)
    assert (base.digest, base.index) == (image["digest"], index["digest"])
    base = read(store, store.add_index(index), ARM64)
    assert base.digest == image["digest"]


@pytest.mark.parametrize("only_platform", [True, False])
def test_error_another_platform(store, only_platform: bool) -> None:
    image = store.add_image(config("amd64"))
    roots = [image, store.add_index(image)] if only_platform else [store.add_index(image)]
    for root in roots:
        with pytest.raises(BaseNotFound, match="^no match for platform linux/arm64: the image is for linux/amd64$"):
            read(store, root, ARM64, only_platform=only_platform)


def test_error_changed_blob(store) -> None:
    image = store.add_image(config("amd64"))
    store.files[f"blobs/sha256/{image['digest'][7:]}"] += b" "
    with pytest.raises(BaseUnreadable, match="^the manifest has digest sha256:"):
        read(store, image)


@pytest.mark.parametrize(
    ("entries", "platform", "chosen"),
    [
        pytest.param([descriptor(1)], ARM64, 1, id="the only one"),
        pytest.param([descriptor(1, platform="linux/amd64")], ARM64, 1, id="the only one, whatever its platform"),
        pytest.param([descriptor(1, "a"), descriptor(1, "b")], AMD64, 1, id="one with two names"),
        pytest.param(
            [descriptor(1, "a", "linux/amd64"), descriptor(2, "a", "linux/arm64")], ARM64, 2, id="one for each platform"
        ),
    ],
)
def test_choose_root(entries: list[Descriptor], platform, chosen: int) -> None:
    assert choose_root(entries, platform).digest == f"sha256:{chosen:064}"


@pytest.mark.parametrize(
    ("entries", "text"),
    [
        pytest.param([], "it holds no image", id="none"),
        pytest.param([descriptor(1, "a"), descriptor(2, "b")], "it holds several images; name one of a, b", id="two"),
        pytest.param([descriptor(n, f"n{n}") for n in range(14)], "n10, n11 and 2 more$", id="many"),
    ],
)
def test_error_choose_root(entries: list[Descriptor], text: str) -> None:
    with pytest.raises(BaseUnreadable, match=text):
        choose_root(entries, AMD64)


def test_list_names() -> None:
    both = {"org.opencontainers.image.ref.name": "1", "io.containerd.image.name": "docker.io/library/a:1", "other": "x"}
    assert list_names(Descriptor("", "", annotations=both)) == ("docker.io/library/a:1", "1")
    assert list_names(Descriptor("", "")) == ()


@pytest.mark.parametrize(
    ("names", "reference", "expected"),
    [
        pytest.param(["docker.io/library/a:1", "1"], "a:1", True, id="full name"),
        pytest.param(["docker.io/library/a:1", "b:1"], "b:1", False, id="the full name is the one that counts"),
        pytest.param(["a"], "a:latest", True, id="familiar name"),
        pytest.param(["A B"], "a", False, id="no reference"),
        pytest.param([], "a", False, id="no name"),
    ],
)
def test_index_by_reference(names: list[str], reference: str, expected: bool) -> None:
    listed = index_by_reference([(next(iter(names), ""), 1)])
    assert (listed.get(str(parse_reference(reference))) == [1]) == expected


@pytest.mark.parametrize(
    ("names", "wanted", "expected"),
    [
        pytest.param(["docker.io/library/a:1", "x"], "x", True, id="any of the names"),
        pytest.param(["docker.io/library/a:1"], "a:1", True, id="another spelling"),
        pytest.param(["A B"], "A B", True, id="no reference"),
        pytest.param(["docker.io/library/a:1"], "a", False, id="another tag"),
    ],
)
def test_has_name(names: list[str], wanted: str, expected: bool) -> None:
    assert has_name(names, wanted) == expected


def test_foreign_text_is_shown_without_effect() -> None:
    assert show_text("a\n\x1b[31mé\udcff" + "x" * 1000) == "a??[31mé?" + "x" * 291
