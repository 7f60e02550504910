from __future__ import annotations

import pytest

import preimage


def find(data: str | bytes) -> list[tuple[str, str, tuple[int, ...]]]:
    with pytest.raises(preimage.DockerfileError, match="unknown instruction") as caught:
        preimage.compile(data, notes=True)
    return [(note.rule.removeprefix("preimage/"), note.message, note.lines) for note in caught.value.notes]


@pytest.mark.parametrize(
    ("line", "shown", "place"),
    [
        ("\u200bRUN x", r"\u200b", "in front of RUN"),
        ("\ufeffrun x", r"\ufeff", "in front of run"),
        ("\u2060\u200bCOPY a b", r"\u2060", "in front of COPY"),
        ("\x1bRUN x", r"\x1b", "in front of RUN"),
        ("RUN\u00a0apt-get update", r"\u00a0", "right behind RUN"),
        ("RUN\u200b x", r"\u200b", "in RUN"),
        ("R\u00adUN x", r"\u00ad", "in RUN"),
    ],
)
def test_hidden_character(line, shown, place) -> None:
    message = f"the character {shown}, which is invisible or looks like a blank, stands {place}"
    assert find(f"FROM scratch\n{line}\n") == [("HiddenCharacter", message, (2,))]


@pytest.mark.parametrize(
    ("encoding", "order"),
    [
        pytest.param("utf-16", "little endian", id="with a mark"),
        pytest.param("utf-16-le", "little endian", id="little endian"),
        pytest.param("utf-16-be", "big endian", id="big endian"),
    ],
)
def test_utf16_is_said_once(encoding, order) -> None:
    data = "FROM scratch\nRUN x\nRUN y\n".encode(encoding)
    assert find(data) == [("Utf16", f"the file looks like UTF-16 ({order}); a Dockerfile is UTF-8", (1,))]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("RUNN x", id="misspelt"),
        pytest.param("\u200bRUNN x", id="misspelt, too"),
        pytest.param("\u00e9RUN x", id="a letter"),
        pytest.param("apt-get\u00a0install x", id="no instruction"),
        pytest.param("\u0421\u041c\u0414 x", id="letters that look alike"),
        pytest.param("RUN\0 x"[:3] + "x\0", id="a NUL"),
    ],
)
def test_left_alone(line) -> None:
    assert find(f"FROM scratch\n{line}\n") == []


def test_what_buildkit_takes_is_left_alone() -> None:
    result = preimage.compile("\ufeffFROM scratch\n\u00a0ENV A=\u200b\n", notes=True)
    assert result.notes == []
