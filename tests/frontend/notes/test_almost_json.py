from __future__ import annotations

import pytest

import preimage
from preimage.golang.text import decode_utf8

SHELL = "the shell gets it as it stands"
PATHS = "its words are paths as they stand"


def find(line: str) -> list[str]:
    try:
        notes = preimage.compile(f"FROM scratch\n{line}\n", notes=True).notes
    except preimage.DockerfileError as error:
        notes = error.notes
    assert all(note.lines == tuple(range(2, 3 + line.count("\n"))) for note in notes)
    return [note.message for note in notes if note.rule == "preimage/AlmostJson"]


@pytest.mark.parametrize(
    ("line", "fault", "consequence"),
    [
        ("CMD ['a']", "strings of JSON stand in double quotes, not in single ones", SHELL),
        ("ENTRYPOINT [ 'npm', 'start' ]", "strings of JSON stand in double quotes, not in single ones", SHELL),
        ("CMD [ 'npm' ]", "strings of JSON stand in double quotes, not in single ones", SHELL),
        ("CMD [\u201ca\u201d, \u201cb\u201d]", "\u201c is no quote of JSON", SHELL),
        ('RUN ["x",]', "a comma stands before the ]", SHELL),
        ('RUN ["x",,"y"]', "a comma stands where a string should be", SHELL),
        ('CMD ["a", $B]', "$B is not in double quotes", SHELL),
        ('CMD ["a"] && b', "&& b stands behind the ]", SHELL),
        ('CMD ["a" "b"]', 'a comma is missing before "b"]', SHELL),
        ('CMD ["a", "b"', "the ] at the end is missing", SHELL),
        ('CMD ["a",', "the ] at the end is missing", SHELL),
        ('CMD ["a", "b]', 'a " is not closed', SHELL),
        ('CMD ["a", "b\tc"]', "a control character stands in a string", SHELL),
        (r'ENTRYPOINT ["C:\app\x.exe"]', r"\a is no escape of JSON, which has \\ for one backslash", SHELL),
        ("CMD [npm, start]", "npm is not in double quotes", SHELL),
        ("CMD [/sbin/init]", "/sbin/init is not in double quotes", SHELL),
        ('CMD ["a", \\\n $B]', "$B is not in double quotes", SHELL),
        ('VOLUME ["/a", /b]', "/b is not in double quotes", PATHS),
        ("VOLUME ['/a']", "strings of JSON stand in double quotes, not in single ones", PATHS),
        ("VOLUME [ $DATA ]", "$DATA is not in double quotes", PATHS),
        ("VOLUME [", "the ] at the end is missing", PATHS),
        ("COPY ['a', '/b/']", "strings of JSON stand in double quotes, not in single ones", PATHS),
        ("ADD [a, /b/]", "a is not in double quotes", PATHS),
    ],
)
def test_almost_json(line, fault, consequence) -> None:
    keyword = line.partition(" ")[0]
    assert find(line) == [f"{keyword} begins like the JSON form but is none: {fault}; {consequence}"]


@pytest.mark.parametrize(
    ("line", "keyword"),
    [
        ('HEALTHCHECK CMD ["a"] || exit 1', "HEALTHCHECK"),
        ('HEALTHCHECK --interval=5s CMD ["a"] || exit 1', "HEALTHCHECK"),
        ('ONBUILD CMD ["a"] || exit 1', "CMD"),
        ('RUN --network=none ["a"] || exit 1', "RUN"),
    ],
)
def test_arguments_are_found_behind_other_words(line, keyword) -> None:
    assert find(line) == [f"{keyword} begins like the JSON form but is none: || exit 1 stands behind the ]; {SHELL}"]


def test_long_words_are_cut() -> None:
    [message] = find(f'CMD ["a", {"b" * 100}]')
    assert f": {'b' * 40}... is not" in message


def test_bytes_that_are_no_utf8_are_shown_replaced() -> None:
    text = decode_utf8(b'FROM scratch\nCMD ["a", \xff]\n')
    [note] = preimage.compile(text, notes=True).notes
    assert "\ufffd is not in double quotes" in note.message


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('CMD ["a", "b"]', id="JSON"),
        pytest.param("CMD []", id="empty JSON"),
        pytest.param("RUN [ -f x ] && y", id="test"),
        pytest.param('RUN [ "$A" = "b" ] && y', id="test of a text"),
        pytest.param('RUN [ "$A" ] || exit 1', id="test for a text"),
        pytest.param("RUN [ ! -e 'x' ] && y", id="test with not"),
        pytest.param('RUN [[ "a" == b ]]', id="test of bash"),
        pytest.param('RUN ["$A" == "b"]', id="test without the blank"),
        pytest.param("HEALTHCHECK CMD [ -e /tmp/lock ] || exit 1", id="test as a health check"),
        pytest.param("HEALTHCHECK NONE", id="no health check"),
        pytest.param("RUN [Net.ServicePointManager]::SecurityProtocol = 1", id="type of PowerShell"),
        pytest.param("RUN [Environment]::Exit(0, 1)", id="method of PowerShell"),
        pytest.param("COPY [ab]* /x/", id="pattern"),
        pytest.param("COPY [a,b].txt [0-9].txt /x/", id="patterns"),
        pytest.param("COPY [[] /x", id="pattern of a bracket"),
        pytest.param("LABEL a=['b']", id="other instruction"),
        pytest.param("CMD echo ['a']", id="not at the start"),
    ],
)
def test_left_alone(line) -> None:
    assert find(line) == []
