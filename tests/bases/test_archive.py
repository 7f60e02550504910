from __future__ import annotations

import gzip
import io
import json
import os
import random
import shutil
import subprocess
import tarfile

import pytest

from preimage.bases.archive import ArchiveBases, read_archive
from preimage.bases.layout import LayoutBases
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

AMD64 = parse_platform("linux/amd64")
ARM64 = parse_platform("linux/arm64")
FULL = "docker.io/library/alpine:3"


def config(author: str, architecture: str = "amd64") -> bytes:
    return json.dumps({"author": author, "architecture": architecture, "os": "linux", "config": {}}).encode()


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("form", ["docker save", "OCI layout"])
def test_resolve_by_name(store, tmp_path, form: str, mode: str) -> None:
    digest = ""
    if form == "docker save":
        store.save([(config("me"), ["alpine:3"]), (config("you"), ["example.com/you:1"])])
    else:
        digest = store.enter(store.add_image(config("me")), FULL, "3")
        store.enter(store.add_image(config("you")), "example.com/you:1", "1")
    path = store.write_archive(tmp_path / "a.tar", mode)
    bases = ArchiveBases(f"docker-archive:{path}")
    base = bases.resolve(parse_reference("alpine:3"), AMD64)
    assert (base.text, base.origin, base.digest) == (config("me"), f"docker-archive:{path}", digest)
    assert bases.resolve(parse_reference("example.com/you:1"), AMD64).text == config("you")


def test_resolve_by_digest(store, tmp_path) -> None:
    digest = store.enter(store.add_image(config("me")))
    bases = ArchiveBases(str(store.write_archive(tmp_path / "a.tar")))
    assert bases.resolve(parse_reference(f"x@{digest}"), ARM64).text == config("me")


@pytest.mark.parametrize(
    ("suffix", "author"),
    [
        pytest.param(":3", "one", id="tag in a layout"),
        pytest.param(":alpine:3", "one", id="reference"),
        pytest.param(":docker.io/library/two:2", "two", id="full reference"),
    ],
)
def test_pick_by_name(store, tmp_path, suffix: str, author: str) -> None:
    store.enter(store.add_image(config("one")), FULL, "3")
    store.enter(store.add_image(config("two")), "docker.io/library/two:2", "2")
    path = store.write_archive(tmp_path / "a.tar")
    assert ArchiveBases(f"docker-archive:{path}{suffix}").pick(AMD64).image.author == author


def test_pick_the_only_image_whatever_its_name_and_platform(store, tmp_path) -> None:
    store.save([(config("me"), [])])
    assert ArchiveBases(str(store.write_archive(tmp_path / "a.tar"))).pick(ARM64).text == config("me")


def test_pick_saved_image_by_name(store, tmp_path) -> None:
    store.save([(config("one"), ["one:1"]), (config("two"), ["two:2"])])
    path = store.write_archive(tmp_path / "a.tar")
    assert ArchiveBases(f"{path}:two:2").pick(AMD64).text == config("two")


def test_file_whose_name_has_a_colon(store, tmp_path) -> None:
    store.save([(config("me"), [])])
    assert ArchiveBases(str(store.write_archive(tmp_path / "a:1.tar"))).pick(AMD64).text == config("me")


def test_made_up_manifests_have_no_digest(store, tmp_path) -> None:
    """The archive of ``docker save`` is both: the layout in it may have a manifest that no registry has."""
    store.enter(store.add_image(config("me")), FULL, "3")
    store.files["manifest.json"] = b"[]"
    base = ArchiveBases(str(store.write_archive(tmp_path / "a.tar"))).pick(AMD64)
    assert (base.text, base.digest) == (config("me"), "")


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param(member("0a/layer.tar", tarfile.SYMTYPE, "../ab/layer.tar"), id="link to a layer"),
        pytest.param(member("blobs", tarfile.DIRTYPE), id="directory"),
        pytest.param(member("VERSION"), id="empty file"),
    ],
)
def test_members_that_nobody_asks_for_are_left_alone(store, tmp_path, extra) -> None:
    store.save([(config("me"), [])])
    assert ArchiveBases(str(store.write_archive(tmp_path / "a.tar", extra=[extra]))).pick(AMD64).text == config("me")


def test_large_layers_are_passed_over(tmp_path, store) -> None:
    """A layer of 3 GiB that has a hole where its content would be: it is neither read nor kept."""
    store.save([(config("me"), [])])
    layer = tarfile.TarInfo("big/layer.tar")
    layer.size = 3 << 30
    path = tmp_path / "a.tar"
    with open(path, "wb") as file:
        file.write(layer.tobuf(tarfile.GNU_FORMAT))
        file.seek(layer.size, os.SEEK_CUR)
        file.write(store.render_archive())
    assert ArchiveBases(str(path)).pick(AMD64).text == config("me")


def test_nothing_is_written(store, tmp_path, monkeypatch) -> None:
    store.save([(config("me"), [])])
    path = store.write_archive(tmp_path / "a.tar")
    monkeypatch.chdir(tmp_path)
    ArchiveBases(str(path)).pick(AMD64)
    assert os.listdir(tmp_path) == ["a.tar"]


@pytest.mark.parametrize(
    ("extra", "text"),
    [
        pytest.param([member("x", tarfile.CHRTYPE)], "x is a hard link, a device or", id="character device"),
        pytest.param([member("x", tarfile.BLKTYPE)], "x is a hard link, a device or", id="block device"),
        pytest.param([member("x", tarfile.FIFOTYPE)], "x is a hard link, a device or", id="pipe"),
        pytest.param([member("x", tarfile.LNKTYPE, "manifest.json")], "x is a hard link", id="hard link"),
        pytest.param([member("manifest.json")], "manifest.json is in the archive twice", id="twice"),
        pytest.param([member("./manifest.json")], "manifest.json is in the archive twice", id="twice in two spellings"),
        pytest.param(
            [member("manifest.json", tarfile.SYMTYPE, "/etc/passwd")],
            "is in the archive twice",
            id="twice, once a link",
        ),
    ],
)
def test_error_hostile_members(store, tmp_path, extra, text: str) -> None:
    store.save([(config("me"), [])])
    path = store.write_archive(tmp_path / "a.tar", extra=extra)
    with pytest.raises(BaseUnreadable, match=text) as caught:
        ArchiveBases(str(path)).pick(AMD64)
    assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize("target", ["/etc/passwd", "elsewhere.json"])
def test_error_config_is_a_link(store, tmp_path, target: str) -> None:
    store.files = {"manifest.json": b'[{"Config":"c.json"}]', "elsewhere.json": config("me")}
    path = store.write_archive(tmp_path / "a.tar", extra=[member("c.json", tarfile.SYMTYPE, target)])
    with pytest.raises(BaseUnreadable, match=r": c.json is a symbolic link$"):
        ArchiveBases(str(path)).pick(AMD64)


@pytest.mark.parametrize(
    ("files", "text"),
    [
        pytest.param({}, "no image archive: it has neither manifest.json nor index.json", id="no image archive"),
        pytest.param({"manifest.json": b"{"}, "manifest.json is not valid JSON", id="no JSON"),
        pytest.param({"manifest.json": b"[" * 100_000}, "manifest.json is not valid JSON", id="nested without end"),
        pytest.param({"manifest.json": b"{}"}, "manifest.json holds no list of images", id="no list"),
        pytest.param({"manifest.json": b"[]"}, "it holds no image", id="no image"),
        pytest.param({"manifest.json": b"[{}]"}, "an image without a config", id="no config"),
        pytest.param({"manifest.json": b'[{"Config":"c","RepoTags":[1]}]'}, "no list of strings", id="bad names"),
        pytest.param({"manifest.json": b'[{"Config":"c"}]'}, "c is missing", id="config is missing"),
        pytest.param({"manifest.json": b'[{"Config":"c"}]', "c": b"x"}, "c is no JSON object", id="config is no JSON"),
        pytest.param({"manifest.json": b"[" + b" " * (4 << 20)}, "is larger than 4194304 bytes", id="huge manifest"),
        pytest.param(
            {"manifest.json": b'[{"Config":"c"}]', "c": b"{" + b" " * (16 << 20)},
            "c is larger than 16777216 bytes",
            id="huge config",
        ),
        pytest.param(
            {"manifest.json": f'[{{"Config":"{"0" * 64}.json"}}]'.encode(), f"{'0' * 64}.json": b"{}"},
            f"the image config has digest sha256:44136fa.*, expected sha256:{'0' * 64}",
            id="wrong digest",
        ),
    ],
)
def test_error_damaged_archive(store, tmp_path, files: dict[str, bytes], text: str) -> None:
    store.files = files
    with pytest.raises(BaseUnreadable, match=text):
        ArchiveBases(str(store.write_archive(tmp_path / "a.tar"))).pick(AMD64)


def test_error_several_images(store, tmp_path) -> None:
    store.save([(config("one"), ["one:1"]), (config("two"), [])])
    with pytest.raises(BaseUnreadable, match=r"it holds several images; name one of one:1, \(no name\)$"):
        ArchiveBases(str(store.write_archive(tmp_path / "a.tar"))).pick(AMD64)


def test_error_two_images_of_a_name(store, tmp_path) -> None:
    store.save([(config("one"), ["alpine:3"]), (config("two"), ["docker.io/library/alpine:3"])])
    bases = ArchiveBases(str(store.write_archive(tmp_path / "a.tar")))
    with pytest.raises(BaseUnreadable, match="it holds several images called docker.io/library/alpine:3$"):
        bases.resolve(parse_reference("alpine:3"), AMD64)
    with pytest.raises(BaseUnreadable, match="it holds several images; name one of"):
        ArchiveBases(f"{tmp_path}/a.tar:alpine:3").pick(AMD64)


def test_error_two_images_of_a_name_in_a_layout(store, tmp_path) -> None:
    store.enter(store.add_image(config("one")), FULL, "3")
    store.enter(store.add_image(config("two")), FULL, "3")
    for resolve in (
        lambda: ArchiveBases(str(store.write_archive(tmp_path / "a.tar"))).resolve(parse_reference("alpine:3"), AMD64),
        lambda: LayoutBases(str(store.write_layout(tmp_path / "a"))).resolve(parse_reference("alpine:3"), AMD64),
    ):
        with pytest.raises(
            BaseUnreadable, match=f"several images for one platform under {FULL}; name one by its digest"
        ):
            resolve()


def test_error_unpacks_to_too_much(tmp_path) -> None:
    path = tmp_path / "a.tar"
    with gzip.open(path, "wb") as file:
        info = member("zeros")
        info.size = 1 << 30
        file.write(info.tobuf(tarfile.GNU_FORMAT))
        for _ in range(100):
            file.write(bytes(1 << 20))
    with pytest.raises(BaseUnreadable, match="the archive unpacks to more than 200 times its size; unpack it first"):
        ArchiveBases(str(path)).pick(AMD64)


def test_error_folders_count_as_members(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("preimage.bases.archive.MEMBER_LIMIT", 3)
    path = tmp_path / "a.tar"
    path.write_bytes(member("d", tarfile.DIRTYPE).tobuf() * 4)
    with pytest.raises(BaseUnreadable, match="more than 3 members"):
        ArchiveBases(str(path)).pick(AMD64)


def test_error_unknown_name(store, tmp_path) -> None:
    store.save([(config("one"), ["one:1"])])
    path = store.write_archive(tmp_path / "a.tar")
    with pytest.raises(BaseNotFound, match=f"^docker-archive:{path}: no image is called two:2$"):
        ArchiveBases(f"{path}:two:2").pick(AMD64)


@pytest.mark.parametrize(
    ("reference", "platform", "text"),
    [
        pytest.param("alpine:4", AMD64, "docker.io/library/alpine:4: not found", id="another tag"),
        pytest.param("alpine:3", ARM64, "the image is for linux/amd64", id="another platform"),
        pytest.param(f"alpine@sha256:{'0' * 64}", AMD64, f"no blob sha256:{'0' * 64}", id="digest"),
    ],
)
def test_error_not_found(store, tmp_path, reference: str, platform, text: str) -> None:
    store.save([(config("me"), ["alpine:3"])])
    with pytest.raises(BaseNotFound, match=text):
        ArchiveBases(str(store.write_archive(tmp_path / "a.tar"))).resolve(parse_reference(reference), platform)


def _pax_header(size: int) -> bytes:
    info = member("pax", tarfile.XHDTYPE)
    info.size = size
    return info.tobuf(tarfile.GNU_FORMAT)


def _random_layer() -> bytes:
    info = member("layer.tar")
    info.size = 5000
    return info.tobuf() + random.Random(1).randbytes(info.size)


_LAYER = _random_layer()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(b"", "no readable tar archive: empty file", id="empty file"),
        pytest.param(b"x" * 2000, "no readable tar archive: invalid header", id="no archive"),
        pytest.param(b"\x1f\x8b" + b"x" * 20, "no readable gzip archive: Unknown compression method", id="no gzip"),
        pytest.param(gzip.compress(_LAYER)[:3000], "no readable tar archive: Compressed file ended", id="cut short"),
        pytest.param(_pax_header(1 << 40), "a header of more than 65536 bytes", id="huge header"),
        pytest.param(_pax_header(0) * 5000, "headers without end", id="headers without end"),
    ],
)
def test_error_no_archive(tmp_path, content: bytes, text: str) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(content)
    with pytest.raises(BaseUnreadable, match=text):
        ArchiveBases(str(path)).pick(AMD64)


def test_error_cut_within_a_layer(store, tmp_path) -> None:
    layer = tarfile.TarInfo("layer.tar")
    layer.size = 1 << 20
    path = tmp_path / "a.tar"
    path.write_bytes(layer.tobuf() + b"half")
    with pytest.raises(BaseUnreadable, match="no readable tar archive: unexpected end of data"):
        ArchiveBases(str(path)).pick(AMD64)


def test_error_too_much_json(monkeypatch, tmp_path, store) -> None:
    monkeypatch.setattr("preimage.bases.archive.KEPT_BYTES_LIMIT", 3)
    store.files = {"a": b"{}", "b": b"{}"}
    with pytest.raises(BaseUnreadable, match="the archive has more than 3 bytes of JSON"):
        ArchiveBases(str(store.write_archive(tmp_path / "a.tar"))).pick(AMD64)


def test_error_too_many_members(monkeypatch, tmp_path, store) -> None:
    monkeypatch.setattr("preimage.bases.archive.MEMBER_LIMIT", 3)
    store.files = {str(number): b"{}" for number in range(4)}
    with pytest.raises(BaseUnreadable, match="more than 3 members"):
        ArchiveBases(str(store.write_archive(tmp_path / "a.tar"))).pick(AMD64)


def test_error_endless_stream(monkeypatch) -> None:
    class Endless(io.BytesIO):
        sent = False

        def read(self, size: int | None = -1) -> bytes:
            if self.sent:
                return b"\0" * (size or 0)
            self.sent = True
            layer = tarfile.TarInfo("layer.tar")
            layer.size = 1 << 50
            return layer.tobuf(tarfile.GNU_FORMAT)

    monkeypatch.setattr("preimage.bases.tar_stream.TOTAL_BYTES_LIMIT", 64 << 20)
    with pytest.raises(BaseUnreadable, match="the archive is larger than 67108864 bytes"):
        read_archive(Endless(), "a stream")


@pytest.mark.parametrize(
    ("make", "text"),
    [
        pytest.param(lambda path: None, "cannot be read: No such file or directory", id="nothing there"),
        pytest.param(lambda path: path.mkdir(), "is no regular file", id="directory"),
        pytest.param(os.mkfifo, "is no regular file", id="pipe"),
    ],
)
def test_error_no_file(tmp_path, make, text: str) -> None:
    path = tmp_path / "a.tar"
    make(path)
    with pytest.raises(BaseUnreadable, match=f"^{path}: {text}$"):
        ArchiveBases(str(path)).pick(AMD64)


@pytest.mark.skipif(shutil.which("skopeo") is None, reason="skopeo, which writes the archives, is not installed")
@pytest.mark.parametrize("transport", ["docker-archive", "oci-archive", "oci"])
def test_what_skopeo_writes(store, tmp_path, transport: str) -> None:
    layer = io.BytesIO()
    tarfile.open(fileobj=layer, mode="w").close()
    text = json.dumps(json.loads(config("me")) | {"rootfs": {"type": "layers", "diff_ids": []}}).encode()
    blob = store.add_blob(layer.getvalue(), "application/vnd.oci.image.layer.v1.tar")
    text = text.replace(b"[]", f'["{blob["digest"]}"]'.encode())
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": store.add_blob(text, "application/vnd.oci.image.config.v1+json"),
        "layers": [blob],
    }
    store.enter(store.add_blob(json.dumps(manifest).encode(), str(manifest["mediaType"])), tag="in")
    source = store.write_layout(tmp_path / "source")
    target = tmp_path / "target"
    command = ["skopeo", "--insecure-policy", "copy", "-q", f"oci:{source}:in", f"{transport}:{target}:alpine:3"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    bases = LayoutBases(str(target)) if transport == "oci" else ArchiveBases(str(target))
    for base in (bases.resolve(parse_reference("alpine:3"), AMD64), bases.pick(AMD64)):
        # For Docker's form skopeo writes the config anew.
        assert base.image.author == "me"
        assert base.text == text or transport == "docker-archive"


def save_too(store, images: list[tuple[bytes, list[str]]]) -> None:
    """Put the files of ``docker save`` beside those of a layout."""
    files = store.files
    store.save(images)
    store.files |= files


def both(store, path, *, indexed: dict[str, str], saved: dict[str, str]) -> str:
    """Write an archive with both lists of images: authors by name, the name being empty for none."""
    for name, author in indexed.items():
        store.enter(store.add_image(config(author)), name)
    save_too(store, [(config(author), [name] if name else []) for name, author in saved.items()])
    return str(store.write_archive(path / "a.tar"))


@pytest.mark.parametrize(
    ("indexed", "saved", "name", "message"),
    [
        pytest.param(
            {"": "two"},
            {"": "one", "b:1": "two"},
            "",
            "it holds several images; name one of (no name), b:1",
            id="one of two",
        ),
        pytest.param(
            {"": "two"}, {"": "one"}, "", "its index.json and manifest.json hold different images", id="other ones"
        ),
        pytest.param(
            {FULL: "two"},
            {"alpine:3": "one"},
            ":alpine:3",
            "its index.json and manifest.json call different images alpine:3",
            id="one name",
        ),
    ],
)
def test_error_both_lists_of_images_disagree(store, tmp_path, indexed, saved, name, message) -> None:
    path = both(store, tmp_path, indexed=indexed, saved=saved)
    with pytest.raises(BaseUnreadable) as caught:
        ArchiveBases(path + name).pick(AMD64)
    assert str(caught.value) == f"{path}: {message}"


def test_error_both_lists_disagree_about_a_reference(store, tmp_path) -> None:
    path = both(store, tmp_path, indexed={FULL: "two"}, saved={"alpine:3": "one"})
    with pytest.raises(BaseUnreadable, match="call different images docker.io/library/alpine:3"):
        ArchiveBases(path).resolve(parse_reference("alpine:3"), AMD64)


def test_both_lists_agree(store, tmp_path) -> None:
    path = both(store, tmp_path, indexed={FULL: "one", "b": "two"}, saved={"alpine:3": "one", "b:latest": "two"})
    assert ArchiveBases(f"{path}:alpine:3").pick(AMD64).image.author == "one"
    assert ArchiveBases(path).resolve(parse_reference("b"), AMD64).image.author == "two"


def test_platforms_of_one_image_agree_with_the_one_that_is_saved(store, tmp_path) -> None:
    images = [store.add_image(config("me", architecture)) for architecture in ("amd64", "arm64")]
    gone = store.add_image(config("gone", "s390x"))
    for image, platform in zip([*images, gone], ("amd64", "arm64", "s390x"), strict=True):
        image["platform"] = {"architecture": platform, "os": "linux"}
    store.enter(store.add_index(*images, gone), FULL)
    del store.files[f"blobs/sha256/{gone['digest'][7:]}"]
    save_too(store, [(config("me", "arm64"), ["alpine:3"])])
    path = store.write_archive(tmp_path / "a.tar")
    assert ArchiveBases(str(path)).pick(AMD64).image.architecture == "amd64"


def test_damaged_list_that_is_not_needed_does_not_matter(store, tmp_path) -> None:
    store.enter(store.add_image(config("me")), FULL)
    store.files["manifest.json"] = b"{"
    assert ArchiveBases(str(store.write_archive(tmp_path / "a.tar"))).pick(AMD64).image.author == "me"
