"""What holds for any text at all."""

from __future__ import annotations

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

import preimage

KEYWORDS = (
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME "
    "WORKDIR FROB # escape= syntax= check="
).split()
PIECES = (
    "alpine scratch one AS --from=one --from=0 --platform=$BUILDPLATFORM --platform=windows/amd64 --interval=5s "
    "--retries=3 --mount=type=cache,target=/x --chown=1:2 --chmod=755 CMD NONE NONE=1 a=b a= =b $a ${a} ${a:-b} "
    '${a:+"b"} ${a#*x} ${a//x/y} ${ $ [] ["a"] ["a","b"] ["a",1] [ "x y" \'x y\' " \' \\ ` \\\n `\n <<EOF <<-"EOF" '
    "\nEOF\n 80 80/udp 1-3 SIGTERM C:\\x /x ../y . é \t \u00a0 \u2028 \x85 \x00"
).split(" ")

pieces = st.one_of(st.sampled_from(PIECES), st.text(max_size=6))
lines = st.builds(
    lambda keyword, words, end: f"{keyword} {' '.join(words)}{end}",
    st.sampled_from(KEYWORDS),
    st.lists(pieces, max_size=5),
    st.sampled_from(["\n", "\n", "\n", "\r\n", "\\\n", "\n\n", ""]),
)
dockerfiles = st.one_of(
    st.lists(lines, max_size=12).map("".join),
    st.lists(lines, max_size=12).map(lambda texts: "FROM alpine AS one\n" + "".join(texts)),
)
bases = preimage.StaticBases({"*": {"config": {"Env": ["a=xyx"], "OnBuild": ["ENV b=$a"]}}})


def give_outcome(dockerfile: bytes | str, all_stages: bool) -> tuple[str, str]:
    """Give the name of the error's class and its text; no class when there is an image, then its JSON."""
    try:
        compilation = preimage.compile(dockerfile, build_platform="linux/amd64", bases=bases, all_stages=all_stages)
    except preimage.PreimageError as error:
        return type(error).__name__, str(error)
    return "", compilation.image.to_json()


def check_outcome(dockerfile: bytes | str, all_stages: bool) -> None:
    error, text = give_outcome(dockerfile, all_stages)
    assert text
    assert give_outcome(dockerfile, all_stages) == (error, text)
    if not error:
        assert json.loads(text)["os"] == "linux"


@settings(max_examples=400, deadline=None)
@given(dockerfiles, st.booleans())
@example("FROM scratch\nENV a=${", False)
@example("FROM scratch\nRUN <<EOF", False)
@example("\ufeff", True)
def test_text_gives_an_image_or_a_preimage_error(dockerfile: str, all_stages: bool) -> None:
    check_outcome(dockerfile, all_stages)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=60), st.binary(max_size=30).map(lambda noise: b"FROM scratch\nENV a=" + noise)))
def test_bytes_give_an_image_or_a_preimage_error(dockerfile: bytes) -> None:
    check_outcome(dockerfile, all_stages=False)
