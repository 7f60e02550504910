from __future__ import annotations

from pathlib import Path

import pytest

import preimage
from preimage.inputs.entries import Entry
from preimage.inputs.linked_builds import MAX_DEPTH, LinkedBuilds
from preimage.inputs.project_locations import parse_location
from preimage.inputs.projects import ProjectOptions, open_project
from preimage.model.errors import DockerfileError, LimitError, MissingBaseError
from preimage.model.platforms import parse_platform

AMD64 = parse_platform("linux/amd64")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Links:
    """The builds of a Bake file, each of which is compiled when another one needs it."""

    def __init__(self, text: str) -> None:
        Path("docker-bake.hcl").write_text(text)
        opened = open_project(parse_location("docker-bake.hcl#*"), ProjectOptions(environ={}))
        self.links = LinkedBuilds(opened, self.compile)
        self.compiled: list[str] = []

    def compile(self, entry: Entry, platform: str, registry: object) -> preimage.DockerOCIImage:
        self.compiled.append(f"{entry.name} {platform}")
        for source in entry.contexts.values():
            self.links.build(source.removeprefix("target:"), AMD64)
        return preimage.compile(entry.source.data, platform=platform, build_args=entry.build_args).image


INLINE = 'dockerfile-inline = "FROM scratch\\nARG V\\nENV V=$V"'


def test_each_is_compiled_once_for_a_platform() -> None:
    links = Links(f'target "a" {{\n {INLINE}\n args = {{ V = "1" }}\n}}')
    base = links.links.build("a", AMD64)
    assert base.image.config.env == ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "V=1"]
    assert base.origin == "build a"
    assert links.links.build("a", AMD64) is base
    links.links.build("a", parse_platform("linux/arm64"))
    assert links.compiled == ["a linux/amd64", "a linux/arm64"]


def test_error_of_another_build_is_placed() -> None:
    links = Links('target "a" {\n dockerfile-inline = "FROM scratch\\nBAD x"\n}')
    with pytest.raises(DockerfileError) as caught:
        links.links.build("a", AMD64)
    assert str(caught.value) == (
        "docker-bake.hcl#a (docker-bake.hcl#a:2): dockerfile parse error on line 2: unknown instruction: BAD "
        "(did you mean ADD?)"
    )


def test_error_a_base_of_another_build_is_missing() -> None:
    links = Links('target "a" {\n dockerfile-inline = "FROM scratch\\nFROM none"\n}')
    with pytest.raises(MissingBaseError) as caught:
        links.links.build("a", AMD64)
    assert (
        str(caught.value) == "docker-bake.hcl#a (docker-bake.hcl#a:2): none: docker.io/library/none:latest: not found"
    )
    assert (caught.value.reference, caught.value.platform, caught.value.lines) == (
        "docker.io/library/none:latest",
        "linux/amd64",
        (),
    )


def test_error_no_such_build() -> None:
    with pytest.raises(DockerfileError) as caught:
        Links('target "a" {}').links.build("b", AMD64)
    assert str(caught.value) == "docker-bake.hcl: there is no build b for others to be built from"


def test_error_circle(tmp_path) -> None:
    # Compose prints builds that are built from each other.
    Path("compose.yaml").write_text(
        "services:\n"
        "  a: {build: {dockerfile_inline: FROM b, additional_contexts: {b: service:b}}}\n"
        "  b: {build: {dockerfile_inline: FROM a, additional_contexts: {a: service:a}}}\n"
    )
    opened = open_project(parse_location("compose.yaml"), ProjectOptions(environ={}))

    def compile_entry(entry: Entry, platform: str, registry: object) -> preimage.DockerOCIImage:
        (source,) = entry.contexts.values()
        return links.build(source.removeprefix("service:"), AMD64).image

    links = LinkedBuilds(opened, compile_entry)
    with pytest.raises(DockerfileError, match=r"compose\.yaml: a -> b -> a: a build from itself$"):
        links.build("a", AMD64)


def test_error_too_deep() -> None:
    count = MAX_DEPTH + 1
    targets = [
        f'target "t{number}" {{\n {INLINE}\n contexts = {{ x = "target:t{number + 1}" }}\n}}' for number in range(count)
    ]
    links = Links("\n".join([*targets, f'target "t{count}" {{\n {INLINE}\n}}']))
    with pytest.raises(LimitError) as caught:
        links.links.build("t0", AMD64)
    assert str(caught.value) == f"docker-bake.hcl: more than {MAX_DEPTH} builds are built from each other"
