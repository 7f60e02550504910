from __future__ import annotations

import json

import pytest

import preimage
from preimage.model.contexts import NamedContext, find_context, parse_context_name, parse_context_source
from preimage.model.platforms import parse_platform

AMD64 = parse_platform("linux/amd64")
DIGEST = f"sha256:{'1' * 64}"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("alpine", "alpine", id="short"),
        pytest.param("alpine:latest", "alpine", id="tag latest"),
        pytest.param("docker.io/library/alpine:latest", "alpine", id="in full"),
        pytest.param("alpine:3.20", "alpine:3.20", id="another tag"),
        pytest.param("docker.io/org/app", "org/app", id="of an organisation"),
        pytest.param("ghcr.io/org/app:latest", "ghcr.io/org/app", id="of another registry"),
        pytest.param(f"alpine@{DIGEST}", f"alpine@{DIGEST}", id="digest"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert parse_context_name(text) == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("a-", "invalid context name a-: invalid reference format", id="hyphen at the end"),
        pytest.param(
            "Src",
            "invalid context name Src: invalid reference format: repository name (library/Src) must be lowercase",
            id="upper case",
        ),
    ],
)
def test_error_name(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_context_name(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("contexts", "name", "key"),
    [
        pytest.param({"alpine": "a"}, "docker.io/library/alpine:latest", "alpine", id="by the short form"),
        pytest.param(
            {"alpine": "a", "alpine::linux/amd64": "b"}, "alpine", "alpine::linux/amd64", id="for the platform"
        ),
        pytest.param({"alpine": "a", "alpine::linux/arm64": "b"}, "alpine", "alpine", id="for another platform"),
        pytest.param({"build": "a"}, "build", "build", id="of a stage"),
    ],
)
def test_find(contexts: dict[str, str], name: str, key: str) -> None:
    found = find_context(contexts, name, AMD64)
    assert found is not None
    assert (found.key, found.source) == (key, contexts[key])


@pytest.mark.parametrize(
    ("contexts", "name"),
    [
        pytest.param({}, "no reference !", id="none is given"),
        pytest.param({"alpine:latest": "a", "docker.io/library/alpine": "a"}, "alpine", id="keys in other forms"),
        pytest.param({"scratch": "a", "context": "a"}, "Scratch", id="scratch"),
        pytest.param({"scratch": "a", "context": "a"}, "context", id="context"),
    ],
)
def test_not_found(contexts: dict[str, str], name: str) -> None:
    assert find_context(contexts, name, AMD64) is None


@pytest.mark.parametrize(
    ("source", "reference"),
    [
        pytest.param("docker-image://alpine:3", "docker.io/library/alpine:3", id="image"),
        pytest.param("docker-image:alpine", "docker.io/library/alpine:latest", id="image without slashes"),
        pytest.param(f"oci-layout://name@{DIGEST}", f"docker.io/library/name@{DIGEST}", id="layout"),
    ],
)
def test_sources_with_a_config(source: str, reference: str) -> None:
    assert str(parse_context_source(NamedContext("x", source)).reference) == reference


@pytest.mark.parametrize(
    "source",
    [
        "docker-image://scratch",
        "local:x",
        "https://example.org/x.git",
        "http://example.org/x",
        "git://example.org/x.git",
        "git@example.org:x.git",
    ],
)
def test_sources_without_a_config(source: str) -> None:
    assert parse_context_source(NamedContext("x", source)).reference is None


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param("alpine", "invalid context specifier alpine for x", id="no colon"),
        pytest.param("ftp://a", "unsupported context source ftp for x", id="another scheme"),
        pytest.param("input:y", "invalid input y for x", id="input"),
        pytest.param("git://[", "invalid git context git://[", id="git that cannot be read"),
        pytest.param("git@host:x?a=1", 'unexpected query "a"', id="git with a bad query"),
        pytest.param(
            "docker-image://Foo",
            "invalid reference format: repository name (library/Foo) must be lowercase",
            id="image in upper case",
        ),
        pytest.param(
            "oci-layout://Foo",
            'could not parse oci-layout reference "Foo": repository name must be lowercase',
            id="layout in upper case",
        ),
        pytest.param(
            "oci-layout://a-",
            'could not parse oci-layout reference "a-": invalid reference format',
            id="layout with a bad name",
        ),
        pytest.param("oci-layout://name", 'oci-layout reference "name" has no digest', id="layout without a digest"),
    ],
)
def test_error_source(source: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_context_source(NamedContext("x", source))
    assert str(caught.value) == message


BASES = preimage.StaticBases(
    {
        "docker.io/library/a:latest": json.dumps({"architecture": "amd64", "os": "linux", "config": {"User": "a"}}),
        "docker.io/library/b:latest": json.dumps(
            {"architecture": "amd64", "os": "linux", "config": {"User": "b", "OnBuild": ["ENV T=1"]}}
        ),
    }
)


def compile_with(text: str, **contexts: str) -> preimage.Compilation:
    return preimage.compile(text, platform="linux/amd64", contexts=contexts, bases=BASES)


def test_base_replaced() -> None:
    result = compile_with("FROM a\n", a="docker-image://b")
    assert result.image.config.user == "b"
    assert result.image.config.env[-1] == "T=1"
    assert [base.reference for base in result.bases] == ["docker.io/library/b:latest"]


def test_base_replaced_by_a_folder() -> None:
    assert compile_with("FROM a\n", a="local:a").image.config.user == ""


def test_stage_replaced() -> None:
    """Its instructions are not run, nor the triggers of the image."""
    config = compile_with("FROM a AS s\nUSER c\nFROM s\n", s="docker-image://b").image.config
    assert (config.user, config.on_build, [entry for entry in config.env if entry == "T=1"]) == ("b", [], [])


def test_source_of_copy_replaced() -> None:
    result = compile_with("FROM scratch\nCOPY --from=unknown /x /\n", unknown="docker-image://a")
    assert [base.reference for base in result.bases] == ["docker.io/library/a:latest"]


def test_error_image_of_a_context_is_missing() -> None:
    with pytest.raises(preimage.MissingBaseError) as caught:
        compile_with("FROM scratch\nFROM a\n", a="docker-image://c:1")
    assert str(caught.value) == "docker.io/library/c:1: not found"
    assert (caught.value.reference, caught.value.lines) == ("docker.io/library/c:1", (2,))


def test_error_source_has_the_lines_of_the_stage() -> None:
    with pytest.raises(preimage.DockerfileError) as caught:
        compile_with("FROM scratch\nFROM a\n", a="ftp://a")
    assert (str(caught.value), caught.value.lines) == ("unsupported context source ftp for a", (2,))


def test_error_name_of_a_context_as_option() -> None:
    with pytest.raises(preimage.OptionError) as caught:
        preimage.compile("FROM scratch\n", contexts={"a-": "local:a"})
    assert str(caught.value) == "invalid context name a-: invalid reference format"
