from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from preimage.bases.archive import ArchiveBases
from preimage.bases.engine import EngineBases
from preimage.bases.layout import LayoutBases
from preimage.inputs.image_locations import (
    ALL_IMAGES,
    ONE_IMAGE,
    find_missing,
    open_all,
    open_images,
    open_named,
    open_one,
    read_key,
)
from preimage.model.bases import BaseSource
from preimage.model.errors import BaseNotFound, BaseUnreadable, LimitError, OptionError
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference


@pytest.mark.parametrize(
    ("location", "folder", "directory"),
    [
        pytest.param("oci-layout://images", "", "images", id="here"),
        pytest.param("oci-layout://images", "/tests", "/tests/images", id="in the folder"),
        pytest.param("oci-layout:///images:3.20", "/tests", "/images", id="absolute, with a tag"),
    ],
)
def test_layout_is_opened(location: str, folder: str, directory: str) -> None:
    images = open_images(location, folder)
    assert isinstance(images, LayoutBases)
    assert images.directory == directory


@pytest.mark.parametrize(
    ("location", "folder", "path"),
    [
        pytest.param("docker-archive:a.tar", "", "a.tar", id="here"),
        pytest.param("docker-archive:a.tar:app:1", "/tests", "/tests/a.tar", id="in the folder, with a name"),
        pytest.param("docker-archive:/a.tar", "/tests", "/a.tar", id="absolute"),
    ],
)
def test_archive_is_opened(location: str, folder: str, path: str) -> None:
    images = open_images(location, folder)
    assert isinstance(images, ArchiveBases)
    assert images.path == path


@pytest.mark.parametrize(
    ("location", "folder", "socket", "names_one"),
    [
        pytest.param("engine", "", "/found", False, id="the one that is found"),
        pytest.param("engine:app:1", "", "/found", True, id="an image in it"),
        pytest.param("engine:example.com/app@sha256:" + "0" * 64, "", "/found", True, id="by a digest"),
        pytest.param("engine:///run/sock", "/tests", "/run/sock", False, id="a socket"),
        pytest.param("engine://sock:app:1", "/tests", "/tests/sock", True, id="a socket in the folder, with an image"),
    ],
)
def test_engine_is_opened(location: str, folder: str, socket: str, names_one: bool, monkeypatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///found")
    images = open_images(location, folder)
    assert isinstance(images, EngineBases)
    assert (images.socket, images.names_one) == (socket, names_one)


@pytest.mark.parametrize(
    "location", ["base.json", "engines", "./engine", "docker-image://alpine", "oci-layout:images", ""]
)
def test_other_locations_are_left_alone(location: str, tmp_path: Path) -> None:
    assert open_images(location, str(tmp_path)) is None


def test_error_layout_without_a_directory() -> None:
    with pytest.raises(BaseUnreadable) as caught:
        open_images("oci-layout://")
    assert str(caught.value) == "oci-layout://: no directory given"


@pytest.mark.parametrize(
    ("location", "message"),
    [
        pytest.param(
            "engine:UPPER",
            "engine:UPPER: invalid reference format: repository name (library/UPPER) must be lowercase",
            id="no reference",
        ),
        pytest.param(
            "engine:/run/docker.sock",
            "engine:/run/docker.sock: invalid reference format; the socket of an engine is given as "
            "engine:///run/docker.sock",
            id="a socket in place of the image",
        ),
    ],
)
def test_error_image_of_an_engine(location: str, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        open_images(location)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "location",
    ["oci-layout://images:3.20", "oci-layout://images@sha256:00", "docker-archive:a.tar:app", "engine:app"],
)
def test_error_one_image_where_all_are_wanted(location: str, monkeypatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///found")
    with pytest.raises(OptionError) as caught:
        open_all(location, "--bases-from")
    assert str(caught.value) == (
        f"--bases-from {location}: it names one image, where those of a place are known by their names: want "
        f"oci-layout://DIR, docker-archive:FILE or engine[://SOCKET], or REF={location} for one base"
    )


@pytest.mark.parametrize("location", ["engine", "engine:", "engine://sock"])
def test_error_engine_where_one_image_is_wanted(location: str) -> None:
    with pytest.raises(OptionError) as caught:
        open_one(location, "IMAGE")
    assert str(caught.value) == f"IMAGE {location}: which image of the engine? Want engine[://SOCKET]:NAME"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        pytest.param("alpine", "docker.io/library/alpine:latest", id="short"),
        pytest.param("ghcr.io/a/b:1", "ghcr.io/a/b:1", id="full"),
        pytest.param("alpine|linux/arm64", "docker.io/library/alpine:latest|linux/arm64", id="with a platform"),
        pytest.param("alpine|arm", "docker.io/library/alpine:latest|linux/arm/v7", id="with a short platform"),
        pytest.param("*", "*", id="any"),
    ],
)
def test_key(written: str, key: str) -> None:
    assert read_key(written, "base") == key


@pytest.mark.parametrize(
    ("written", "message"),
    [
        pytest.param("UPPER", "repository name (library/UPPER) must be lowercase", id="no reference"),
        pytest.param(
            "alpine|a/b/c/d", '"a/b/c/d": cannot parse platform specifier: invalid argument', id="no platform"
        ),
        pytest.param("*|linux/arm64", "invalid reference format", id="any of a platform"),
    ],
)
def test_error_key(written: str, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        read_key(written, "--base")
    assert str(caught.value).startswith(f"--base {written}: ")
    assert str(caught.value).endswith(message)


def write_config(path: Path, user: str, architecture: str = "amd64") -> None:
    path.write_text(json.dumps({"architecture": architecture, "os": "linux", "config": {"User": user}}))


def write_layout(directory: Path, *users: str) -> None:
    """Write a layout of one image, with a user for each of amd64, arm64."""
    blobs = directory / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def add(document: dict[str, object], kind: str) -> dict[str, object]:
        content = json.dumps(document).encode()
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        media_type = f"application/vnd.oci.image.{kind}.v1+json"
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content)}

    manifests = []
    for user, architecture in zip(users, ("amd64", "arm64"), strict=False):
        config = add({"architecture": architecture, "os": "linux", "config": {"User": user}}, "config")
        manifest = add({"schemaVersion": 2, "config": config, "layers": []}, "manifest")
        manifests.append(manifest | {"platform": {"architecture": architecture, "os": "linux"}})
    index = add({"schemaVersion": 2, "manifests": manifests}, "index")
    (directory / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [index]}))
    (directory / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')


def user_of(source: BaseSource, reference: str, platform: str = "linux/amd64") -> str:
    return source.resolve(parse_reference(reference), parse_platform(platform)).image.config.user


def test_a_place_for_one_platform_of_a_reference(tmp_path: Path) -> None:
    write_layout(tmp_path / "layout", "layout amd64", "layout arm64")
    write_config(tmp_path / "a.json", "file")
    source = open_named(["alpine|linux/arm64=oci-layout://layout", "alpine=a.json"], "base", str(tmp_path))
    assert user_of(source, "alpine", "linux/arm64") == "layout arm64"
    assert user_of(source, "alpine", "linux/amd64") == "file"


def test_a_file_for_one_platform_of_a_reference(tmp_path: Path) -> None:
    write_layout(tmp_path / "layout", "layout amd64", "layout arm64")
    write_config(tmp_path / "a.json", "file")
    source = open_named(["alpine=oci-layout://layout", "alpine|arm64=a.json"], "base", str(tmp_path))
    assert user_of(source, "alpine", "linux/arm64") == "file"
    assert user_of(source, "alpine", "linux/amd64") == "layout amd64"


def test_a_place_for_any_reference(tmp_path: Path) -> None:
    write_layout(tmp_path / "layout", "layout")
    write_config(tmp_path / "a.json", "file")
    source = open_named(["*=oci-layout://layout", "alpine=a.json"], "base", str(tmp_path))
    assert [user_of(source, reference) for reference in ("alpine", "debian")] == ["file", "layout"]


def test_a_file_for_any_reference_is_for_every_platform(tmp_path: Path) -> None:
    write_config(tmp_path / "a.json", "file", "arm64")
    source = open_named(["*=a.json"], "base", str(tmp_path))
    base = source.resolve(parse_reference("debian"), parse_platform("linux/386"))
    assert base.image.architecture == "386"


def test_the_last_of_two_for_the_same_counts(tmp_path: Path) -> None:
    write_config(tmp_path / "a.json", "a")
    write_config(tmp_path / "b.json", "b")
    source = open_named(["alpine=a.json", "docker.io/library/alpine=b.json"], "base", str(tmp_path))
    assert user_of(source, "alpine") == "b"


def test_nothing_named_answers_for_nothing() -> None:
    with pytest.raises(BaseNotFound):
        user_of(open_named([], "base"), "alpine")


def test_error_platform_that_a_named_layout_lacks(tmp_path: Path) -> None:
    write_layout(tmp_path / "layout", "amd64")
    source = open_named(["alpine|linux/arm64=oci-layout://layout"], "--base", str(tmp_path))
    with pytest.raises(BaseUnreadable) as caught:
        user_of(source, "alpine", "linux/arm64")
    assert str(caught.value) == (
        "--base alpine|linux/arm64: no match for platform linux/arm64 in the index, which has linux/amd64"
    )


@pytest.mark.parametrize("text", ["alpine", "alpine=", "oci-layout://layout"])
def test_error_nothing_named(text: str) -> None:
    with pytest.raises(OptionError) as caught:
        open_named([text], "--base")
    assert str(caught.value) == f"--base {text}: want REF=SOURCE"


def test_error_named_file_is_too_large(tmp_path: Path) -> None:
    with open(tmp_path / "a.json", "wb") as file:
        file.truncate((16 << 20) + 1)
    with pytest.raises(LimitError) as caught:
        open_named(["alpine=a.json"], "--base", str(tmp_path))
    assert str(caught.value) == "a.json is larger than 16777216 bytes"


@pytest.mark.parametrize(
    "form", [*ONE_IMAGE.replace(" or ", ", ").split(", "), *ALL_IMAGES.replace(" or ", ", ").split(", ")]
)
def test_forms_are_those_of_the_page(form: str) -> None:
    page = (Path(__file__).parents[2] / "docs/reference/bases.md").read_text(encoding="utf-8")
    assert form.partition("[")[0] in page


@pytest.mark.parametrize(
    ("location", "missing"),
    [
        ("oci-layout://nope", "nope"),
        ("oci-layout://nope:1", "nope"),
        ("docker-archive:nope.tar:alpine:3", "nope.tar"),
        ("oci-layout://there", ""),
        ("docker-archive:there", ""),
        ("engine:alpine", ""),
        ("nope.json", ""),
    ],
)
def test_find_missing(tmp_path, monkeypatch, location, missing) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    assert find_missing(location) == missing
