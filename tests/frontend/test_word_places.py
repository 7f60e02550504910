from __future__ import annotations

import json
from pathlib import Path

import pytest

import preimage
from preimage import PlacedHeredoc, PlacedInstruction

TEXT = """\
# check=skip=all
from --platform=$X alpine as B
ENV a=1 \\
  # a comment

   "b c"='x y' \\
 d=
RUN --mount=type=cache,target="/a b" --network=none <<E cat <<-F \\
  y
body
E
\tF
  ONBUILD  COPY --from=a ["x", "y z"]
HEALTHCHECK --interval=5s CMD curl \\
  -f x
LABEL k  v w
USER  a b
EXPOSE 80 \\
  81"""


def show(instruction: PlacedInstruction) -> list[str]:
    words = (instruction.keyword, *instruction.flags, *instruction.arguments)
    return [f"{word.kind} {word.text} {word.start[0]}:{word.start[1]}-{word.end[0]}:{word.end[1]}" for word in words]


def test_words_and_their_places() -> None:
    placed = preimage.locate_words(TEXT)
    assert [show(instruction) for instruction in placed] == [
        ["keyword from 2:1-2:5", "flag --platform=$X 2:6-2:19", "word alpine 2:20-2:26", "word as 2:27-2:29",
         "word B 2:30-2:31"],
        ["keyword ENV 3:1-3:4", "name a 3:5-3:6", "value 1 3:7-3:8", 'name "b c" 6:4-6:9', "value 'x y' 6:10-6:15",
         "name d 7:2-7:3", "value  7:4-7:4"],
        ["keyword RUN 8:1-8:4", 'flag --mount=type=cache,target="/a b" 8:5-8:37', "flag --network=none 8:38-8:52",
         "text <<E cat <<-F   y 8:53-9:4"],
        ["keyword ONBUILD 13:3-13:10"],
        ["keyword HEALTHCHECK 14:1-14:12", "flag --interval=5s 14:13-14:26", "word CMD 14:27-14:30",
         "text curl   -f x 14:31-15:7"],
        ["keyword LABEL 16:1-16:6", "name k 16:7-16:8", "value v w 16:10-16:13"],
        ["keyword USER 17:1-17:5", "text a b 17:7-17:10"],
        ["keyword EXPOSE 18:1-18:7", "word 80 18:8-18:10", "word 81 19:3-19:5"],
    ]  # fmt: skip


def test_trigger_stands_in_its_onbuild() -> None:
    trigger = preimage.locate_words(TEXT)[3].trigger
    assert trigger is not None
    assert show(trigger) == [
        "keyword COPY 13:12-13:16",
        "flag --from=a 13:17-13:25",
        'word "x" 13:27-13:30',
        'word "y z" 13:32-13:37',
    ]


def test_lines_hold_heredocs_and_continuations() -> None:
    assert [instruction.lines for instruction in preimage.locate_words(TEXT)] == [
        (2, 2), (3, 7), (8, 12), (13, 13), (14, 15), (16, 16), (17, 17), (18, 19)
    ]  # fmt: skip
    assert preimage.locate_words(TEXT)[2].heredocs == (PlacedHeredoc("E", (10, 10)), PlacedHeredoc("F", (12, 11)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("\ufeffFROM a", ["keyword FROM 1:1-1:5", "word a 1:6-1:7"], id="byte order mark"),
        pytest.param("FROM é ü", ["keyword FROM 1:1-1:5", "word é 1:6-1:7", "word ü 1:8-1:9"], id="characters"),
        pytest.param(b"FROM \xff a", ["keyword FROM 1:1-1:5", "word \udcff 1:6-1:7", "word a 1:8-1:9"], id="a byte"),
        pytest.param("FR\\\nOM a", ["keyword FROM 1:1-2:3", "word a 2:4-2:5"], id="a word over two lines"),
        pytest.param("# escape=`\nFROM a`\nb", ["keyword FROM 2:1-2:5", "word ab 2:6-3:2"], id="another escape"),
        pytest.param("FROM", ["keyword FROM 1:1-1:5"], id="nothing behind the keyword"),
    ],
)
def test_odd_texts(text: str | bytes, shown: list[str]) -> None:
    assert show(preimage.locate_words(text)[0]) == shown


def test_words_on_one_line_stand_where_they_are_said_to() -> None:
    cases = Path(__file__).parents[1] / "conformance" / "source.jsonl"
    count = 0
    for case in map(json.loads, cases.read_text("utf-8").rstrip("\n").split("\n")):
        if "dockerfile" not in case:
            continue
        try:
            placed = preimage.locate_words(case["dockerfile"])
        except preimage.DockerfileError:
            continue
        lines = case["dockerfile"].removeprefix("\ufeff").split("\n")
        for instruction in placed:
            for word in (instruction.keyword, *instruction.flags, *instruction.arguments):
                if word.start[0] == word.end[0]:
                    assert lines[word.start[0] - 1][word.start[1] - 1 : word.end[1] - 1] == word.text
                    count += 1
    assert count > 1000


def test_error_file_that_cannot_be_read() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        preimage.locate_words("FROM a\nRUN <<E\n")
    assert str(raised.value) == "unterminated heredoc"
