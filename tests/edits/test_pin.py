from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

import preimage
from preimage.edits.pin import Pin, pin_bases
from preimage.model.errors import PreimageError
from preimage.model.references import Reference, parse_reference

DIGEST = f"sha256:{'1' * 64}"
FILES = ("config", "source", "stages", "words", "checks", "faults")
CASES = Path(__file__).parent.parent / "conformance"


def find_any(reference: Reference, platform: str) -> tuple[str, str]:
    return DIGEST, ""


def pin(data: bytes, find_digest=find_any) -> tuple[bytes, list[Pin]]:
    return pin_bases(data, preimage.targets(data).targets, find_digest, preimage.locate_words(data))


@pytest.mark.parametrize(
    ("text", "pinned"),
    [
        pytest.param("FROM alpine:3\n", "FROM alpine:3@D\n", id="tag"),
        pytest.param("FROM alpine\n", "FROM alpine:latest@D\n", id="no tag"),
        pytest.param("FROM reg:5000/app\n", "FROM reg:5000/app:latest@D\n", id="port"),
        pytest.param("from alpine:3 as x\n", "from alpine:3@D as x\n", id="lower case"),
        pytest.param("FROM alpine AS alpine\n", "FROM alpine:latest@D AS alpine\n", id="stage named like its base"),
        pytest.param("from from\n", "from from:latest@D\n", id="base called from"),
        pytest.param("FROM a\nFROM a:1\n", "FROM a:latest@D\nFROM a:1@D\n", id="two bases"),
        pytest.param("FROM --platform=linux/arm64 a\n", "FROM --platform=linux/arm64 a:latest@D\n", id="platform"),
        pytest.param("  FROM\ta:1  \n", "  FROM\ta:1@D  \n", id="blanks"),
        pytest.param("FROM a:1\r\nUSER x\r\n", "FROM a:1@D\r\nUSER x\r\n", id="carriage returns"),
        pytest.param("FROM a:1", "FROM a:1@D", id="no newline at the end"),
        pytest.param("FROM \\\n  a:1 \\\n AS b\n", "FROM \\\n  a:1@D \\\n AS b\n", id="continued"),
        pytest.param("FROM \\\na:1\n", "FROM \\\na:1@D\n", id="continued at the start of a line"),
        pytest.param("FROM \\\n# a:1\n a:1\n", "FROM \\\n# a:1\n a:1@D\n", id="comment inside"),
        pytest.param("# a:1\nFROM a:1\n# a:1\nRUN x a:1\n", "# a:1\nFROM a:1@D\n# a:1\nRUN x a:1\n", id="elsewhere"),
    ],
)
def test_pinned(text: str, pinned: str) -> None:
    data, pins = pin(text.encode())
    assert data.decode() == pinned.replace("@D", f"@{DIGEST}")
    assert all(each.new_base and not each.reason for each in pins)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("ARG V=3\nFROM alpine:$V\n", "the name has variables in it", id="variable"),
        pytest.param('FROM "alpine"\n', "the name has variables in it", id="quotes"),
        pytest.param(f"FROM alpine:3@{DIGEST}\n", "pinned already", id="digest"),
        pytest.param("FROM al\\\npine\n", "the name is spread over several lines", id="continued inside the name"),
        pytest.param(
            "FROM Alpine\n",
            "invalid reference format: repository name (library/Alpine) must be lowercase",
            id="no reference",
        ),
    ],
)
def test_left_alone(text: str, reason: str) -> None:
    data, pins = pin(text.encode())
    assert data == text.encode()
    assert [(each.new_base, each.reason) for each in pins] == [("", reason)]


def test_unknown_digest() -> None:
    data, pins = pin(b"FROM a\nFROM b\n", lambda reference, _: (DIGEST, "") if "/b:" in str(reference) else ("", "why"))
    assert data == f"FROM a\nFROM b:latest@{DIGEST}\n".encode()
    assert [(each.line, each.base, each.reason) for each in pins] == [(1, "a", "why"), (2, "b", "")]


def test_stages_and_scratch_are_no_bases() -> None:
    text = b"FROM scratch AS a\nFROM a AS b\nFROM b\n"
    assert pin(text) == (text, [])


def test_stage_named_after_its_use_is_a_base() -> None:
    assert (
        pin(b"FROM a\nFROM scratch AS a\nFROM a\n")[0]
        == f"FROM a:latest@{DIGEST}\nFROM scratch AS a\nFROM a\n".encode()
    )


def test_error_other_stages() -> None:
    """For dockerfile-parse the last word of a file is none if it ends in an escape."""
    text = b"FROM a\nRUN x \\\\\nFROM b\n"
    with pytest.raises(PreimageError) as caught:
        pin(text)
    assert str(caught.value) == (
        "dockerfile-parse sees stages on lines 1 where BuildKit sees them on 1, 3; nothing is changed"
    )


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nCOPY <<EOF /x\nFROM b\nEOF\nUSER x\n",
        "FROM a\nCOPY <<EOF /x\nEOF\nUSER x\n",
        "FROM a\nCOPY <<A <<B /x\nFROM b\nA\nFROM c\nB\n",
        "FROM a\nONBUILD RUN <<E\nFROM b\nE\n",
    ],
)
def test_heredocs_do_not_matter(text) -> None:
    assert pin(text.encode())[0].decode() == text.replace("FROM a", f"FROM a:latest@{DIGEST}", 1)


def test_images_that_are_copied_and_mounted_from() -> None:
    text = (
        "FROM scratch AS build\nFROM scratch\nCOPY --from=localhost:5000/p/uv:0.1 --chown=1 /uv /bin/\n"
        "RUN --mount=from=localhost:5000/p/tool:2,target=/t --mount=target=/u,FROM=x true\n"
        "COPY --from=Build a b\nCOPY --from=0 a b\nRUN --mount=from=build,target=/x y\nONBUILD COPY --from=y:1 a b\n"
    )
    data, pins = pin(text.encode())
    expected = text
    for name in ("p/uv:0.1", "p/tool:2", "y:1"):
        expected = expected.replace(name, f"{name}@{DIGEST}")
    assert data.decode() == expected.replace("FROM=x", f"FROM=x:latest@{DIGEST}")
    assert [(each.line, each.use) for each in pins] == [
        (3, "COPY --from"),
        (4, "RUN --mount"),
        (4, "RUN --mount"),
        (8, "COPY --from"),
    ]


def test_image_in_pieces_is_left_alone() -> None:
    text = b"FROM scratch\nCOPY --from=al\\\npine:3 a b\n"
    data, [left] = pin(text)
    assert (data, left.reason, left.is_pinned) == (text, "the name does not stand in one piece", False)


def test_error_no_utf_8() -> None:
    with pytest.raises(PreimageError) as caught:
        pin(b"FROM a\nLABEL x=\xff\n")
    assert str(caught.value).startswith("dockerfile-parse cannot read the file: 'utf-8' codec can't decode byte 0xff")


def test_on_every_dockerfile_of_the_cases() -> None:
    """Only FROM lines change, only by what is put behind a base, and the stages are the same but for that."""
    pinned = 0
    for path in (CASES / f"{name}.jsonl" for name in FILES):
        for line in path.read_bytes().splitlines():
            case = json.loads(line)
            data = base64.b64decode(case["dockerfile_b64"]) if "dockerfile_b64" in case else case["dockerfile"].encode()
            try:
                stages = preimage.targets(data).targets
                changed, pins = pin_bases(data, stages, find_any)
            except PreimageError:
                continue
            pinned += sum(bool(each.new_base) for each in pins)
            lines = {number for stage in stages for number in stage.lines}
            for number, (old, new) in enumerate(zip(data.split(b"\n"), changed.split(b"\n"), strict=True), start=1):
                assert old == new or number in lines
                assert old == new.replace(f":latest@{DIGEST}".encode(), b"") or old == new.replace(
                    f"@{DIGEST}".encode(), b""
                )
            expected = {each.line: each.new_base for each in pins if each.new_base}
            for before, after in zip(stages, preimage.targets(changed).targets, strict=True):
                assert after.base == expected.get(before.lines[0], before.base)
                assert (after.name, after.platform, after.lines) == (before.name, before.platform, before.lines)
                if after.base != before.base:
                    assert parse_reference(after.base).digest == DIGEST
    assert pinned > 500
