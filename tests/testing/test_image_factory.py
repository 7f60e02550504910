from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import preimage
from preimage.testing import ImageFactory, UnwantedWarnings
from preimage.testing.image_factory import shorten


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def test_options_reach_the_compiler() -> None:
    write("Dockerfile", "FROM scratch AS prod\nARG V=1\nENV V=$V\nFROM base\n")
    image = ImageFactory()(target="prod", build_args={"V": "2"}, platform="linux/arm64", labels={"a": "b"})
    assert (image.env["V"], image.architecture, image.labels) == ("2", "arm64", {"a": "b"})


def test_settings_hold_for_all() -> None:
    write("Dockerfile", "FROM base AS first\nFROM other\n")
    known = preimage.StaticBases({"docker.io/library/other:latest": {"config": {"User": "app"}}})
    factory = ImageFactory(sources=[known], unresolved="empty", platform="linux/s390x")
    assert factory().user == "app"
    image = factory(target="first")
    assert image.architecture == "s390x"
    assert [base.origin for base in image.bases] == ["unresolved"]


def test_named_contexts() -> None:
    write("Dockerfile", "FROM base\n")
    image = ImageFactory()(contexts={"base": "docker-image://other"}, bases={"other": {"config": {"User": "app"}}})
    assert image.user == "app"


def test_first_folder_that_has_it() -> None:
    write("tests/Dockerfile", "FROM scratch\nUSER test\n")
    write("Dockerfile", "FROM scratch\nUSER root\n")
    write("other/Dockerfile", "FROM scratch\nUSER other\n")
    factory = ImageFactory(lambda: ("tests", "."))
    assert factory().user == "test"
    assert factory("other/Dockerfile").user == "other"
    assert factory(Path("Dockerfile").resolve()).user == "root"


def test_error_no_folder_has_it() -> None:
    with pytest.raises(FileNotFoundError) as caught:
        ImageFactory(lambda: ("tests", ".", "."))("Dockerfile.x")
    expected = f"no file 'Dockerfile.x': looked for {os.path.join('tests', 'Dockerfile.x')} and Dockerfile.x"
    assert str(caught.value) == expected


def test_the_same_is_compiled_once() -> None:
    write("Dockerfile", "FROM base AS b\nARG V\nENV V=$V\n")
    factory = ImageFactory(unresolved="empty")
    options: dict[str, Any] = {"build_args": {"V": "1"}, "bases": {"base": {"config": {}}}}
    first = factory(**options)
    assert factory(**options).trace is first.trace
    others: tuple[dict[str, Any], ...] = (
        {"build_args": {"V": "2"}},
        {"bases": {"base": {"config": {"User": "app"}}}},
        {"target": "b"},
    )
    for other in others:
        assert factory(**options | other).trace is not first.trace
    write("Dockerfile", "FROM base\n")
    assert factory(**options).trace is not first.trace


def test_a_lock_file_beside_the_dockerfile_answers(folder: Path) -> None:
    from preimage.bases.lock import make_lock_entry, write_lock
    from preimage.model.references import parse_reference

    base = preimage.Base(b'{"architecture":"amd64","os":"linux","config":{"User":"locked"}}', "test")
    platform = preimage.Platform(architecture="amd64", os="linux")
    write("Dockerfile", "FROM alpine\n")
    write_lock(str(folder / "preimage.lock"), [make_lock_entry(parse_reference("alpine"), platform, base)])
    image = ImageFactory()(platform="linux/amd64")
    assert image.user == "locked"


def test_a_compiled_image_is_a_base_with_its_triggers() -> None:
    write("parent/Dockerfile", "FROM scratch\nONBUILD USER app\n")
    write("child/Dockerfile", "FROM parent\n")
    factory = ImageFactory()
    assert factory("child/Dockerfile", bases={"parent": factory("parent/Dockerfile")}).user == "app"


def test_error_of_a_dockerfile_has_its_excerpt() -> None:
    write("Dockerfile", "FROM scratch\nUSRE app\n")
    with pytest.raises(preimage.DockerfileError) as caught:
        ImageFactory()()
    assert str(caught.value) == "dockerfile parse error on line 2: unknown instruction: USRE (did you mean USER?)"
    assert caught.value.__notes__[0].splitlines()[0] == "Dockerfile:2"


def test_error_of_a_base_says_what_to_do() -> None:
    write("Dockerfile", "FROM alpine\n")
    with pytest.raises(preimage.MissingBaseError) as caught:
        ImageFactory()()
    assert str(caught.value) == "alpine: docker.io/library/alpine:latest: not found"
    assert caught.value.__notes__[-1] == (
        "Tests ask no registry. Give the config of docker.io/library/alpine:latest with bases={...} or the setting "
        "preimage_bases, have it fetched and kept with 'preimage lock', or take an empty image with "
        'unresolved="empty" or the setting preimage_unresolved.'
    )


def test_error_of_a_base_for_another_platform_names_it() -> None:
    write("Dockerfile", "FROM alpine\n")
    with pytest.raises(preimage.MissingBaseError) as caught:
        ImageFactory()(platform="linux/s390x")
    assert "kept with 'preimage lock --platform linux/s390x', or" in caught.value.__notes__[-1]


def test_error_warnings_are_not_allowed() -> None:
    write("Dockerfile", "FROM scratch\nCMD run\n")
    assert [warning.rule for warning in ImageFactory()().warnings] == ["JSONArgsRecommended"]
    with pytest.raises(UnwantedWarnings) as caught:
        ImageFactory()(allow_warnings=False)
    assert str(caught.value).startswith("Dockerfile:2: JSONArgsRecommended: JSON arguments recommended for CMD")


def test_no_warnings_are_fine() -> None:
    write("Dockerfile", 'FROM scratch\nCMD ["run"]\n')
    assert ImageFactory()(allow_warnings=False).cmd == ["run"]


@pytest.mark.parametrize(
    ("path", "options"),
    [
        pytest.param(".dockerignore", {}, id="beside the Dockerfile"),
        pytest.param("Dockerfile.dockerignore", {}, id="of the Dockerfile"),
        pytest.param("other/.dockerignore", {"context": "other"}, id="of another context"),
    ],
)
def test_ignore_file(path: str, options: dict[str, Any]) -> None:
    write("Dockerfile", "FROM scratch\nCOPY secret /\n")
    assert ImageFactory()().warnings == []
    write(path, "secret\n")
    assert [warning.rule for warning in ImageFactory()(**options).warnings] == ["CopyIgnoredFile"]


def test_error_ignore_file_with_a_bad_pattern() -> None:
    write("Dockerfile", "FROM scratch\nCOPY a /\n")
    write(".dockerignore", "[\n")
    with pytest.raises(preimage.DockerfileError):
        ImageFactory()()


@pytest.mark.parametrize("option", ["build_args", "labels", "contexts"])
def test_error_values_are_text(option: str) -> None:
    write("Dockerfile", "FROM scratch\n")
    options: dict[str, Any] = {option: {"PORT": 80}}
    with pytest.raises(TypeError) as caught:
        ImageFactory()(**options)
    assert str(caught.value) == f"{option}: PORT must be text, not 80"


def test_the_environment_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    write("Dockerfile", "FROM scratch\nARG V=1\nENV V=$V\nLABEL a=1\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("V", "2")
    monkeypatch.setenv("DOCKER_DEFAULT_PLATFORM", "linux/s390x")
    image = ImageFactory()(platform="linux/amd64")
    assert (image.env["V"], image.architecture, image.image.created) == ("1", "amd64", None)


def test_owner_of_a_part_is_found() -> None:
    write("Dockerfile", "FROM scratch\nHEALTHCHECK CMD true\n")
    factory = ImageFactory()
    image = factory()
    assert factory.find_owner(image.config) is image
    assert factory.find_owner(image.healthcheck) is image
    assert factory.find_owner(factory().config.healthcheck) is not image
    assert factory.find_owner(preimage.HealthcheckConfig()) is None


def test_paths_are_shown_from_the_current_folder(folder: Path) -> None:
    assert shorten(str(folder / "web" / "Dockerfile")) == os.path.join("web", "Dockerfile")
    assert shorten(str(folder.parent / "Dockerfile")) == str(folder.parent / "Dockerfile")


@pytest.mark.parametrize("name", ["Dockerfile", "dockerfile", "Containerfile"])
def test_a_folder_stands_for_the_dockerfile_in_it(folder: Path, name: str) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / name).write_text("FROM scratch\nUSER sub\n")
    assert ImageFactory(lambda: (str(folder),))("sub").user == "sub"


def test_error_folder_without_dockerfile(folder: Path) -> None:
    (folder / "sub").mkdir()
    with pytest.raises(FileNotFoundError) as caught:
        ImageFactory(lambda: (str(folder),))("sub")
    assert str(caught.value) == f"no file 'sub': looked for {folder / 'sub'}"


def test_error_without_lines_names_the_dockerfile(folder: Path) -> None:
    (folder / "Dockerfile").write_text("FROM scratch\n")
    with pytest.raises(preimage.DockerfileError) as caught:
        ImageFactory()(folder, target="prod")
    assert (str(caught.value), caught.value.__notes__) == ('target stage "prod" could not be found', ["Dockerfile"])


def test_a_folder_is_searched_as_on_the_command_line() -> None:
    Path("app/Dockerfile").mkdir(parents=True)
    write("app/Containerfile", "FROM scratch\nUSER app\n")
    assert ImageFactory()("app").user == "app"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param("Dockerfile", "Dockerfile is larger than 16777216 bytes", id="Dockerfile"),
        pytest.param(".dockerignore", ".dockerignore is larger than 1048576 bytes", id="ignore file"),
    ],
)
def test_error_too_large(path: str, message: str) -> None:
    write("Dockerfile", "FROM scratch\n")
    with open(path, "wb") as file:
        file.truncate((16 << 20) + 1)
    with pytest.raises(preimage.LimitError) as caught:
        ImageFactory()()
    assert str(caught.value).removeprefix(f".{os.sep}") == message


def test_text_tells_how_it_compiles() -> None:
    factory = ImageFactory(sources=[preimage.StaticBases({"a": {}})], unresolved="empty", platform="linux/arm64")
    assert (
        repr(factory)
        == "<image factory for linux/arm64: <StaticBases for 'docker.io/library/a:latest'>, unresolved='empty'>"
    )
    assert ": no base images, unresolved='error'>" in repr(ImageFactory())
