from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.model.references import Reference, check_digest, parse_reference

SHA256 = "sha256:" + "a" * 64
LOWERCASE = "invalid reference format: repository name ({}) must be lowercase"


@pytest.mark.parametrize(
    ("text", "full"),
    [
        pytest.param("alpine", "docker.io/library/alpine:latest", id="a name alone"),
        pytest.param("alpine:3.20", "docker.io/library/alpine:3.20", id="a tag"),
        pytest.param("org/app:1", "docker.io/org/app:1", id="an organisation"),
        pytest.param("a/b/c", "docker.io/a/b/c:latest", id="three parts without a host"),
        pytest.param("docker.io/app", "docker.io/library/app:latest", id="the default host"),
        pytest.param("index.docker.io/app", "docker.io/library/app:latest", id="the old default host"),
        pytest.param("index.docker.io/org/app", "docker.io/org/app:latest", id="the old default host with a path"),
        pytest.param("reg:5000/app", "reg:5000/app:latest", id="a host with a port"),
        pytest.param("localhost/app", "localhost/app:latest", id="localhost"),
        pytest.param("localhost", "docker.io/library/localhost:latest", id="localhost without a path is a name"),
        pytest.param("Reg/app", "Reg/app:latest", id="an upper case letter makes a host"),
        pytest.param("[::1]/app", "[::1]/app:latest", id="an address in brackets"),
        pytest.param("[::1]:5000/app", "[::1]:5000/app:latest", id="an address in brackets with a port"),
        pytest.param("a-b--c.example/x", "a-b--c.example/x:latest", id="hyphens in a host"),
        pytest.param("a__b/c--d.e_f", "docker.io/a__b/c--d.e_f:latest", id="every separator"),
        pytest.param("a_b.c/app", "a_b.c/app:latest", id="a host that fits only a path"),
        pytest.param(f"alpine@{SHA256}", f"docker.io/library/alpine@{SHA256}", id="a digest: no tag is added"),
        pytest.param(f"a:1@{SHA256}", f"docker.io/library/a:1@{SHA256}", id="a tag and a digest"),
        pytest.param(SHA256, f"docker.io/library/{SHA256}", id="a digest alone is a name with a tag"),
        pytest.param("a:" + "t" * 128, "docker.io/library/a:" + "t" * 128, id="the longest tag"),
        pytest.param("a:_Tag-1.x", "docker.io/library/a:_Tag-1.x", id="upper case in a tag"),
        pytest.param("x" * 247, f"docker.io/library/{'x' * 247}:latest", id="the longest path"),
        pytest.param("a" * 63, f"docker.io/library/{'a' * 63}:latest", id="63 hex digits"),
        pytest.param(f"a@sha384:{'0' * 96}", f"docker.io/library/a@sha384:{'0' * 96}", id="sha384"),
        pytest.param(f"a@sha512:{'0' * 128}", f"docker.io/library/a@sha512:{'0' * 128}", id="sha512"),
    ],
)
def test_full_reference(text: str, full: str) -> None:
    assert str(parse_reference(text)) == full


@pytest.mark.parametrize(
    ("text", "familiar"),
    [
        pytest.param("alpine", "alpine", id="a name alone"),
        pytest.param("alpine:latest", "alpine:latest", id="latest as written"),
        pytest.param("docker.io/library/alpine", "alpine", id="the full name"),
        pytest.param("docker.io/org/app:1", "org/app:1", id="only the host goes"),
        pytest.param("library/a/b", "library/a/b", id="library with two more parts stays"),
        pytest.param("reg:5000/library/app", "reg:5000/library/app", id="library of another host stays"),
        pytest.param("a_b.c/app", "a_b.c/app", id="no host"),
        pytest.param(f"alpine:3@{SHA256}", f"alpine:3@{SHA256}", id="tag and digest stay"),
    ],
)
def test_familiar_form(text: str, familiar: str) -> None:
    assert parse_reference(text).familiar() == familiar


def test_parts_are_kept_as_written() -> None:
    reference = parse_reference(f"reg:5000/app:1@{SHA256}")
    assert reference == Reference("reg:5000", "app", "1", SHA256)
    assert hash(reference) == hash(Reference("reg:5000", "app", "1", SHA256))
    assert parse_reference("alpine").tag == ""
    assert parse_reference("a_b.c/app").host == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "ab" * 32,
            f"invalid repository name ({'ab' * 32}), cannot specify 64-byte hexadecimal strings",
            id="64 hex digits",
        ),
        pytest.param("Alpine", LOWERCASE.format("library/Alpine"), id="an upper case name"),
        pytest.param("SCRATCH", LOWERCASE.format("library/SCRATCH"), id="scratch in upper case"),
        pytest.param("example.com/App:1", LOWERCASE.format("App"), id="the host is not in the message"),
        pytest.param("No/Good", LOWERCASE.format("Good"), id="an upper case host with an upper case path"),
        pytest.param("docker.io/App", LOWERCASE.format("library/App"), id="library is in the message"),
        pytest.param("alp$X", LOWERCASE.format("library/alp$X"), id="case is judged before the grammar"),
        pytest.param("a\udcff", LOWERCASE.format("library/a\udcff"), id="a byte that is no UTF-8 counts as upper case"),
        pytest.param("É", LOWERCASE.format("library/É"), id="upper case beyond ASCII"),
        pytest.param(
            f"alpine@SHA256:{'a' * 64}",
            LOWERCASE.format("library/alpine@SHA256"),
            id="an upper case algorithm counts as part of the name",
        ),
        pytest.param("Foo_bar.com/x", "repository name must be lowercase", id="an upper case host that is none"),
        pytest.param("", "invalid reference format", id="nothing"),
        pytest.param("in--valid-", "invalid reference format", id="a separator at the end"),
        pytest.param("a$", "invalid reference format", id="a dollar"),
        pytest.param("alp*ne", "invalid reference format", id="a star"),
        pytest.param("a:", "invalid reference format", id="an empty tag"),
        pytest.param("a//b", "invalid reference format", id="an empty part"),
        pytest.param("/alpine", "invalid reference format", id="an empty first part"),
        pytest.param("a/", "invalid reference format", id="an empty last part"),
        pytest.param("a___b", "invalid reference format", id="three underscores"),
        pytest.param("a..b", "invalid reference format", id="two dots"),
        pytest.param("alpine\n", "invalid reference format", id="a newline at the end"),
        pytest.param("é", "invalid reference format", id="a letter beyond ASCII"),
        pytest.param("a:" + "t" * 129, "invalid reference format", id="a tag too long"),
        pytest.param("a:tág", "invalid reference format", id="a tag beyond ASCII"),
        pytest.param("reg:port/app", "invalid reference format", id="a port that is no number"),
        pytest.param("a@sha256:abc", "invalid reference format", id="a digest too short for the grammar"),
        pytest.param(
            "x" * 248, "repository name must not be more than 255 characters", id="a path too long with library"
        ),
        pytest.param(
            "example.com/" + "x" * 256, "repository name must not be more than 255 characters", id="a path too long"
        ),
        pytest.param(f"a@sha256:{'a' * 32}", "invalid checksum digest length", id="a digest too short"),
        pytest.param(f"a@md5:{'a' * 32}", "unsupported digest algorithm", id="another algorithm"),
        pytest.param(
            f"a:1@SHA256:{'a' * 64}", "invalid checksum digest format", id="an upper case algorithm after a tag"
        ),
        pytest.param(f"a@sha256:{'A' * 64}", "invalid checksum digest format", id="upper case digits"),
    ],
)
def test_error_of_reference(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_reference(text)
    assert str(caught.value) == message


def test_long_faulty_reference_is_refused_at_once() -> None:
    for text in ("a-" * 50_000, "a." * 50_000, "a_" * 50_000 + "/", "[" + ":" * 100_000):
        with pytest.raises(ValueError, match=r"^invalid reference format$"):
            parse_reference(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SHA256, id="sha256"),
        pytest.param("sha384:" + "0" * 96, id="sha384"),
        pytest.param("sha512:" + "f" * 128, id="sha512"),
    ],
)
def test_digest_left_alone(text: str) -> None:
    check_digest(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "invalid checksum digest format", id="nothing"),
        pytest.param("abc", "invalid checksum digest format", id="no colon"),
        pytest.param(":abc", "invalid checksum digest format", id="no algorithm"),
        pytest.param("sha256:", "invalid checksum digest format", id="no digits"),
        pytest.param("sha256:abc", "invalid checksum digest length", id="too short"),
        pytest.param("sha256:xyz", "invalid checksum digest length", id="length comes before format"),
        pytest.param("sha256:" + "é" * 64, "invalid checksum digest length", id="length counts bytes"),
        pytest.param("sha256:" + "é" * 32, "invalid checksum digest format", id="two bytes a letter"),
        pytest.param("sha256:" + "A" * 64, "invalid checksum digest format", id="upper case digits"),
        pytest.param("sha512:" + "a" * 64, "invalid checksum digest length", id="length of another algorithm"),
        pytest.param("md5:abc", "unsupported digest algorithm", id="another algorithm"),
        pytest.param("tarsum.v1+sha256:=_-", "unsupported digest algorithm", id="a composed algorithm"),
        pytest.param("SHA256:" + "a" * 64, "invalid checksum digest format", id="an upper case algorithm"),
        pytest.param("md5:a:b", "invalid checksum digest format", id="another algorithm with bad digits"),
    ],
)
def test_error_of_digest(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        check_digest(text)
    assert str(caught.value) == message


@given(st.text(st.sampled_from("ab0-._:/@Aé"), max_size=8))
def test_short_way_reads_what_the_grammar_reads(text: str) -> None:
    try:
        found = parse_reference(text)
    except ValueError:
        return
    if found.host == "docker.io":
        # With the host in front the grammar as a whole is asked.
        assert found == parse_reference(f"docker.io/{text}")
