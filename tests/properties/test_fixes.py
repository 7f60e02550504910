"""What holds of fixes for any text at all: the image stays, and nothing is left to do."""

from __future__ import annotations

import base64
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import preimage
from preimage.bases.empty import EmptyBases
from preimage.edits.fixing import fix_text
from preimage.fix_api import RequestCompiler
from preimage.model.options import BuildRequest

CASES = Path(__file__).parent.parent / "conformance"
BASES: tuple[dict[str, object], ...] = (
    {"config": {}},
    {"config": {"Env": ["X=a b", "Y='q\\"], "WorkingDir": "/w d", "Shell": ["sh", "-c"]}},
    {"config": {"Env": ["X=", "Y=80"], "Cmd": ["c"], "OnBuild": ["ENV T=$X"]}},
)

LINES = (
    "ENV A {w}", "env A {w} {w}", "LABEL  {w}  {w} {w}", "FROM a as Build", "from --platform=$TARGETPLATFORM a AS build",
    "FROM build", "COPY --from=Build {w} /x", "RUN --mount=type=bind,from=BUILD,target=/m {w}", "MAINTAINER {w} {w}",
    "CMD {w} {w}", "ENTRYPOINT ['{w}', {w}]", "EXPOSE 80/TCP 1:2", "Expose $Y:80/Udp", "WORKDIR {w}", "onbuild env a b",
    "# {w}", "RUN cat <<E\nENV a b\n\nE", "HEALTHCHECK CMD {w}", "ARG X={w}", "CMD [\"{w}\", '{w}']",
)  # fmt: skip
words = st.sampled_from(
    [
        "a",
        "b c",
        "'d e'",
        '"f"',
        "$X",
        "${Y:-g h}",
        "\\",
        "\\\\",
        "\\ ",
        "`",
        "é",
        "=",
        "k=v",
        "#",
        "'",
        "~",
        "[",
        "\xff",
    ]
)
breaks = st.sampled_from([" ", " ", "  ", "\t", " \\\n", " \\\n  # c\n ", " \\\n\n ", "\\\n", " `\n"])
ends = st.sampled_from(["\n", "\n", "\r\n", "\n\n", " \\\n\n"])


@st.composite
def dockerfiles(draw: st.DrawFn) -> bytes:
    """Give a text of lines that have findings, with continuations wherever a blank stands."""
    head = draw(st.sampled_from(["", "", "\ufeff", "# escape=`\n", "# check=experimental=all\n"]))
    texts = [head + draw(st.sampled_from(["FROM a", "from a as b", "FROM scratch AS scratch"])) + "\n"]
    for line in draw(st.lists(st.sampled_from(LINES), max_size=8)):
        while "{w}" in line:
            line = line.replace("{w}", draw(words), 1)
        if "<<" not in line and draw(st.booleans()):
            line = line.replace(" ", draw(breaks), draw(st.integers(1, 4)))
        texts.append(line + draw(ends))
    text = "".join(texts)
    return text.removesuffix("\n").encode("latin-1" if draw(st.booleans()) and "\ufeff" not in text else "utf-8")


def fix(data: bytes, *, unsafe: bool) -> bytes:
    request = BuildRequest(all_stages=True, has_notes=True, build_platform="linux/amd64")
    return fix_text(data, RequestCompiler(request, EmptyBases()), with_unsafe=unsafe).data


def list_targets(data: bytes) -> list[str | None]:
    try:
        return [None, *sorted({target.name for target in preimage.targets(data).targets if target.name})]
    except preimage.DockerfileError:
        return [None]


def outcomes(data: bytes, targets: list[str | None]) -> list[object]:
    """Give what targets come to on several bases: the image with ports of its history in any order, or an error."""
    found: list[object] = []
    for config in BASES:
        for target in targets:
            source = preimage.StaticBases({"*": config})
            try:
                result = preimage.compile(data, target=target, bases=source, build_platform="linux/amd64")
            except preimage.PreimageError as error:
                found.append(str(error))
                continue
            image = json.loads(result.image.to_json())
            for entry in image.get("history", ()):
                if entry["created_by"].startswith("EXPOSE ["):
                    entry["created_by"] = Counter(entry["created_by"][8:-1].split())
            found.append(image)
    return found


def check_safe(data: bytes) -> None:
    fixed = fix(data, unsafe=False)
    targets = list_targets(data)
    assert outcomes(fixed, targets) == outcomes(data, targets)
    assert fix(fixed, unsafe=False) == fixed


@given(dockerfiles())
@settings(max_examples=150, deadline=None)
def test_safe_fixes_change_no_image(data: bytes) -> None:
    check_safe(data)


@given(dockerfiles())
@settings(max_examples=100, deadline=None)
def test_unsafe_fixes_end_too(data: bytes) -> None:
    fixed = fix(data, unsafe=True)
    assert fix(fixed, unsafe=True) == fixed


def list_cases() -> list[bytes]:
    """Give the texts of the cases that have findings."""
    found = []
    for name in ("checks", "config", "source", "stages", "words"):
        for line in (CASES / f"{name}.jsonl").read_text("utf-8").rstrip("\n").split("\n"):
            case = json.loads(line)
            if case["expect"].get("warnings") and "image" in case["expect"]:
                text = case.get("dockerfile_b64")
                found.append(base64.b64decode(text) if text else case["dockerfile"].encode())
    return found


@pytest.mark.parametrize("part", range(4))
def test_safe_fixes_change_no_image_of_the_cases(part: int) -> None:
    for data in list_cases()[part::4]:
        check_safe(data)
