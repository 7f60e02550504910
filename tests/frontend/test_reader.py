from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.frontend.reader import StatementReader, read_statement, read_trigger
from preimage.frontend.source import Source
from preimage.frontend.statement import Statement
from preimage.model.errors import DockerfileError, LimitError
from preimage.model.limits import DEFAULT_LIMITS, Budget, Limits

LONGEST = 65535


def reader_of(text: str | bytes, escape: str = "\\") -> StatementReader:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    return StatementReader(Source(data), escape, 0, Budget(DEFAULT_LIMITS))


def read(text: str | bytes, escape: str = "\\") -> list[Statement]:
    return reader_of(text, escape).read()


def shown(statements: list[Statement]) -> list[tuple[str, int, int]]:
    return [(statement.text, statement.lines[0], statement.lines[-1]) for statement in statements]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("FROM a\nRUN b", [("FROM a", 1, 1), ("RUN b", 2, 2)], id="one line each"),
        pytest.param("\n\u00a0\n# c\n\v# d\n \u2003FROM a\n", [("FROM a", 5, 5)], id="blanks and comments before"),
        pytest.param("FROM a # b", [("FROM a # b", 1, 1)], id="no comment behind"),
        pytest.param("\x1c\n\x1f# a", [("\x1c", 1, 1), ("\x1f# a", 2, 2)], id="separators are no blanks"),
        pytest.param("\ufeffFROM\n\ufeff# a", [("FROM", 1, 1), ("\ufeff# a", 2, 2)], id="byte order mark is no blank"),
        pytest.param("RUN a \\\n  b", [("RUN a   b", 1, 2)], id="joined with nothing between"),
        pytest.param("RUN a\\ \t\nb", [("RUN ab", 1, 2)], id="blanks behind the escape"),
        pytest.param(
            "RUN a\\\\\nb\\\\\\\nc", [("RUN a\\\\", 1, 1), ("b\\\\\\", 2, 2), ("c", 3, 3)], id="two and three escapes"
        ),
        pytest.param(
            "RUN a\\\v\nb\\\u00a0\nc", [("RUN a\\\v", 1, 1), ("b\\\u00a0", 2, 2), ("c", 3, 3)], id="other blanks"
        ),
        pytest.param("RUN a\\\r \nb", [("RUN a\\\r ", 1, 1), ("b", 2, 2)], id="carriage return and a space"),
        pytest.param("RUN a\\\r\nb\r\n", [("RUN ab", 1, 2)], id="carriage returns"),
        pytest.param("RUN a`\nb", [("RUN a`", 1, 1), ("b", 2, 2)], id="other escape"),
        pytest.param(
            "RUN a \\\n\n # c \\\n\nUSER u\nUSER v", [("RUN a USER u", 1, 5), ("USER v", 6, 6)], id="skipped lines"
        ),
        pytest.param("FR\\\nOM x\nUSER\\\na", [("FROM x", 1, 2), ("USERa", 3, 4)], id="word in two parts"),
        pytest.param("\\\nFROM x", [("FROM x", 1, 2)], id="escape alone"),
        pytest.param("FROM a\\\n\n# c\n", [("FROM a", 1, 3)], id="end of the file"),
        pytest.param(" \\\n\n", [("", 1, 2)], id="nothing joined"),
        pytest.param("FROM a\\", [("FROM a", 1, 1)], id="escape at the very end"),
    ],
)
def test_lines(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert shown(read(text)) == expected


def test_lines_with_the_other_escape() -> None:
    assert shown(read("RUN a`\nb\\\nc", "`")) == [("RUN ab\\", 1, 2), ("c", 3, 3)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("RUN a\\\nb", [], id="none"),
        pytest.param("RUN a\\\n# c\nb", [], id="comment alone"),
        pytest.param("RUN a\\\n\n\n# c\nb\n\nRUN c\\\n \n", [5, 8], id="one for each, at its last line"),
    ],
)
def test_empty_continuations(text: str, expected: list[int]) -> None:
    reader = reader_of(text)
    reader.read()
    assert reader.empty_continuations == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("# a\n#b \n\nFROM x", ("a", "b"), id="in order, over a blank line"),
        pytest.param("# a\n#\n# b\nFROM x", ("b",), id="empty one clears"),
        pytest.param("# a\n#\u00a0\nFROM x", (), id="blank one clears"),
        pytest.param("  # a\n #\nFROM x", ("# a", "#"), id="indented keep the sign"),
        pytest.param("\u00a0# a\nFROM x", ("\udca0# a",), id="first byte of an indentation"),
        pytest.param("USER u\\\n# a\nv\n# b\nFROM x", ("b",), id="none of another instruction"),
        pytest.param("# a\\\nFROM x", ("a\\",), id="never continued"),
        pytest.param("RUN <<E\n# a\nE\nFROM x", (), id="not in a heredoc"),
    ],
)
def test_comments(text: str, expected: tuple[str, ...]) -> None:
    assert read(text)[-1].comments == expected


@pytest.mark.parametrize(
    ("text", "bodies", "end"),
    [
        pytest.param("RUN <<E\na\nE\n", [("E", "a\n")], 3, id="body"),
        pytest.param("RUN <<E\nE", [("E", "")], 2, id="empty body"),
        pytest.param("RUN <<E\n E\nE \n\tE\nE\n", [("E", " E\nE \n\tE\n")], 5, id="exact name ends it"),
        pytest.param("RUN <<-E\n\ta\n\t\tE\n", [("E", "\ta\n")], 3, id="tabs before the name, tabs kept"),
        pytest.param("RUN <<E\r\na\r\nE\r\n", [("E", "a\r\n")], 3, id="carriage returns kept"),
        pytest.param("RUN <<A <<B\nB\nA\nb\nB\n", [("A", "B\n"), ("B", "b\n")], 5, id="in order"),
        pytest.param("RUN <<E \\\nb\n# a\\\n\nE\n", [("E", "# a\\\n\n")], 5, id="behind the last line of the header"),
        pytest.param("ADD <<E /a\n\udcff\nE", [("E", "\udcff\n")], 3, id="bad byte survives"),
        pytest.param('RUN ["<<E"]', [], 1, id="JSON form"),
        pytest.param('RUN ["<<E", <<F ]\nF', [("F", "")], 2, id="broken JSON form"),
        pytest.param("ENV a=<<E", [], 1, id="other instruction"),
        pytest.param("RUN '<<E", [], 1, id="open quote"),
    ],
)
def test_heredocs(text: str, bodies: list[tuple[str, str]], end: int) -> None:
    (statement,) = read(text)
    assert [(heredoc.name, heredoc.body) for heredoc in statement.heredocs] == bodies
    assert statement.lines == range(1, end + 1)


def test_heredoc_of_a_trigger() -> None:
    (statement,) = read("ONBUILD RUN <<E\na\nE\n")
    assert statement.trigger is not None
    assert [heredoc.body for heredoc in statement.trigger.heredocs] == ["a\n"]
    assert statement.lines == statement.trigger.lines == range(1, 4)
    assert not statement.heredocs


def test_no_heredoc_of_a_trigger_of_a_trigger() -> None:
    assert len(read("ONBUILD ONBUILD RUN <<E\nE\n")) == 2


@pytest.mark.parametrize(
    ("text", "message", "lines"),
    [
        pytest.param("", "file with no instructions", [0], id="nothing"),
        pytest.param("# a\n\n", "file with no instructions", [2], id="comments and blanks"),
        pytest.param("x" * (LONGEST + 1), "file with no instructions", [0], id="first line too long"),
        pytest.param(
            "FROM a\n\n" + "x" * (LONGEST + 1) + "\nENV a",
            "dockerfile line greater than max allowed size of 65535",
            [2],
            id="later line too long",
        ),
        pytest.param("FROM a\nENV b\n" + "x" * (LONGEST + 1), "ENV must have two arguments", [2], id="error before it"),
        pytest.param("RUN a <<E\nb\n\n", "unterminated heredoc", [1, 2, 3], id="no terminator"),
        pytest.param(
            "RUN <<E\n" + "x" * (LONGEST + 1) + "\nE", "unterminated heredoc", [1], id="too long in a heredoc"
        ),
        pytest.param(
            "RUN <<'\\\nE' ${x:-a <<\\'}",
            'failed to process "\'}": unexpected end of statement while looking for matching single-quote',
            [1, 2],
            id="name that cannot be read",
        ),
        pytest.param("ONBUILD ONBUILD ENV a", "ENV must have two arguments", [1], id="trigger of a trigger"),
        pytest.param("\n# c\nENV \\\na\\\n\n# d\n", "ENV must have two arguments", [3, 4, 5, 6], id="all header lines"),
    ],
)
def test_error_read(text: str, message: str, lines: list[int]) -> None:
    with pytest.raises(DockerfileError) as caught:
        read(text)
    assert str(caught.value) == message
    assert caught.value.locations == (tuple(lines),)


def test_error_too_many_stages() -> None:
    with pytest.raises(LimitError) as caught:
        StatementReader(Source(b"FROM a\n" * 3), "\\", 0, Budget(Limits(stages=2))).read()
    assert str(caught.value) == "more than 2 stages (limit stages)"


def statement_of(text: str, escape: str = "\\") -> Statement:
    return read_statement(text, escape, range(1, 2), ())


@pytest.mark.parametrize(
    ("text", "word", "keyword", "flags", "args"),
    [
        pytest.param("USER a", "USER", "user", [], ["a"], id="plain"),
        pytest.param("Env  \t a=b \u2003", "Env", "env", [], ["a=b"], id="blanks around"),
        pytest.param("USER\v\fa", "USER", "user", [], ["a"], id="other ASCII blanks"),
        pytest.param("\u2003USER a\u00a0", "USER", "user", [], ["a"], id="other blanks around all"),
        pytest.param("USER \u00a0a", "USER", "user", [], ["a"], id="other blanks before the argument"),
        pytest.param("USER\u00a0a b", "USER\u00a0a", "user\u00a0a", [], [], id="no-break space ends no word"),
        pytest.param('CMD["a"]', 'CMD["a"]', 'cmd["a"]', [], [], id="bracket ends no word"),
        pytest.param("WOR\u212aDIR a", "WOR\u212aDIR", "workdir", [], ["a"], id="Kelvin sign"),
        pytest.param("ONBU\u0130LD USER", "ONBU\u0130LD", "onbuild", [], ["USER"], id="dotted capital I"),
        pytest.param("U\u017fER a", "U\u017fER", "u\u017fer", [], [], id="long s"),
        pytest.param("", "", "", [], [], id="nothing"),
        pytest.param("FOO --a b", "FOO", "foo", ["--a"], [], id="unknown, with flags"),
        pytest.param("COPY \t--a --b c d", "COPY", "copy", ["--a", "--b"], ["c", "d"], id="flags behind a tab"),
        pytest.param("COPY \udc85--a c", "COPY", "copy", ["--a"], ["c"], id="flags behind a blank byte"),
        pytest.param("COPY \u00a0--a c", "COPY", "copy", [], ["--a", "c"], id="no flags behind a no-break space"),
        pytest.param("USER --a\u2003", "USER", "user", ["--a"], [], id="trimmed before the flags"),
        pytest.param("ONBUILD --a RUN --b c", "ONBUILD", "onbuild", ["--a"], ["RUN --b c"], id="trigger is text"),
        pytest.param("ONBUILD", "ONBUILD", "onbuild", [], [], id="no trigger"),
    ],
)
def test_read_statement(text: str, word: str, keyword: str, flags: list[str], args: list[str]) -> None:
    statement = statement_of(text)
    assert (statement.word, statement.keyword, statement.text) == (word, keyword, text)
    assert (statement.flags, statement.args) == (flags, args)


def test_read_trigger() -> None:
    trigger = read_trigger(statement_of("ONBUILD --x ONBUILD run --y [] z"), "\\", Budget(Limits()))
    assert trigger is not None
    assert (trigger.word, trigger.args) == ("ONBUILD", ["run --y [] z"])
    assert read_trigger(statement_of("ONBUILD"), "\\", Budget(Limits())) is None


def test_thousands_of_onbuilds_on_a_line() -> None:
    (statement,) = read("ONBUILD " * 8000 + "x")
    assert statement.trigger is not None


def test_error_millions_of_onbuilds() -> None:
    with pytest.raises(LimitError) as caught:
        read_trigger(statement_of("ONBUILD " * 500_000), "\\", Budget(Limits()))
    assert (
        str(caught.value)
        == "this build takes more than 10000000 steps of work, the last for triggers of ONBUILD (limit work)"
    )


pieces = st.sampled_from(
    [
        *" \t\\\n\n\n\r'E\x1c\u00a0\ufeff\udcff\x00",
        "RUN a",
        "COPY b /",
        "ENV a=b",
        "ONBUILD RUN c",
        "USER",
        "# c",
        "<<-E",
        "<<E",
    ]
)


@given(st.lists(pieces, max_size=25).map("".join))
def test_lines_of_statements_are_apart_and_hold_all_that_is_not_blank_or_comment(text: str) -> None:
    source = Source(text.encode("utf-8", "surrogateescape"))
    try:
        statements = StatementReader(source, "\\", 0, Budget(DEFAULT_LIMITS)).read()
    except DockerfileError as error:
        statements = []
        outside = set(error.lines) - set(range(len(source.lines) + 1))
        assert not outside
    if not statements:
        return
    covered = [line for statement in statements for line in statement.lines]
    assert covered == sorted(set(covered))
    for number, line in enumerate(source.lines, 1):
        stripped = line.replace("\u00a0", "").lstrip(" \t\r")
        if stripped and stripped[0] != "#":
            assert number in covered


@pytest.mark.parametrize("between", ["", "\n", "# \u20ac\\\n", "\n\u3000\n# x\n"])
@pytest.mark.parametrize("escape", ["\\", "`"])
@pytest.mark.parametrize(
    "line",
    [
        pytest.param("USER \u00b2", id="two bytes"),
        pytest.param("USER x\u20acy", id="three bytes"),
        pytest.param("USER \U0001f600", id="four bytes"),
        pytest.param("WOR\u212aDIR /x", id="instruction word"),
        pytest.param("USER x\u3000", id="blank behind"),
        pytest.param("ENV a=b\u2003c=d", id="blank between words"),
        pytest.param("\ufeffUSER x", id="byte order mark"),
        pytest.param("COPY --chown=\u00e0\u00e9 a b", id="flag"),
        pytest.param("FROM a AS \u00e9", id="name"),
        pytest.param("ONBUILD \u00a0RUN \u00e9", id="trigger"),
        pytest.param('CMD ["\u20ac"]', id="array"),
    ],
)
def test_character_that_a_continuation_splits(line: str, escape: str, between: str) -> None:
    # A byte order mark would vanish from the start of the file.
    data = f"FROM s\n{line}".encode()
    expected = read(data, escape)[1]
    for position in range(1, len(data)):
        if data[position] & 0xC0 == 0x80:
            parts = [data[:position], f"{escape}\n{between}".encode(), data[position:]]
            split = read(b"".join(parts), escape)[1]
            found = (split.text, split.word, split.keyword, split.flags, split.args, split.is_json)
            assert found == (
                expected.text,
                expected.word,
                expected.keyword,
                expected.flags,
                expected.args,
                expected.is_json,
            )


def test_split_blank_in_front_of_the_word_is_no_part_of_it() -> None:
    (statement,) = read(b"\xe3\x80\\\n\x80USER x")
    assert (statement.text, statement.word, statement.args) == ("\u3000USER x", "USER", ["x"])


def test_character_split_at_each_of_its_bytes() -> None:
    assert shown(read(b"USER \xf0\\\n\x9f\\\n\x98\\\n\x80\\\n\xc2")) == [("USER \U0001f600\udcc2", 1, 5)]


def test_bytes_of_no_character_stay_as_they_are() -> None:
    assert shown(read(b"USER \xc3\\\nx\xe2\\\n\x82\\\n\xe2")) == [("USER \udcc3x\udce2\udc82\udce2", 1, 4)]


def test_heredoc_whose_name_a_continuation_splits() -> None:
    (statement,) = read("RUN <<\u00e9".encode()[:-1] + b"\\\n" + "\u00e9\nx\n\u00e9\n".encode()[1:])
    assert [(heredoc.name, heredoc.body) for heredoc in statement.heredocs] == [("\u00e9", "x\n")]
