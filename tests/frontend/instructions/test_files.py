from __future__ import annotations

import pytest

from preimage.frontend.instructions.files import parse_add, parse_copy
from preimage.frontend.reader import StatementReader, read_statement
from preimage.frontend.source import Source
from preimage.model.instructions import Add, Copy
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.lint import Lint


def parse(text: str) -> Add | Copy:
    (statement,) = StatementReader(Source(text.encode()), "\\", 0, Budget(DEFAULT_LIMITS)).read()
    return (parse_add if statement.keyword == "add" else parse_copy)(statement, Lint())


@pytest.mark.parametrize(
    ("text", "sources", "destination", "flags"),
    [
        pytest.param("COPY a b", ["a"], "b", {}, id="one source"),
        pytest.param("add a b c /d/", ["a", "b", "c"], "/d/", {}, id="several"),
        pytest.param('COPY ["a b", ""]', ["a b"], "", {}, id="JSON form, empty destination"),
        pytest.param("COPY --from=x --link a b", ["a"], "b", {"from": "x", "link": "true"}, id="flags"),
        pytest.param("ADD --exclude=a --exclude=b c d", ["c"], "d", {"exclude": "b"}, id="repeatable flag"),
        pytest.param("COPY << EOF\nEOF", ["<<"], "EOF", {}, id="blank behind the mark"),
        pytest.param("COPY a<<b c", ["a<<b"], "c", {}, id="mark in a word"),
        pytest.param("COPY <<'E /a", ["<<'E"], "/a", {}, id="word that cannot be split"),
    ],
)
def test_paths_and_flags(text: str, sources: list[str], destination: str, flags: dict[str, str]) -> None:
    transfer = parse(text)
    assert isinstance(transfer, Add if text.lower().startswith("add") else Copy)
    assert (transfer.sources, transfer.destination, transfer.flags) == (sources, destination, flags)
    assert transfer.heredocs == []


@pytest.mark.parametrize(
    ("flags", "has_parents"),
    [
        pytest.param("", False, id="absent"),
        pytest.param("--parents ", True, id="alone"),
        pytest.param("--parents=TRUE ", True, id="true"),
        pytest.param("--parents=false ", False, id="false"),
    ],
)
def test_parents(flags: str, has_parents: bool) -> None:
    assert parse(f"COPY {flags}a b").has_parents is has_parents


@pytest.mark.parametrize(
    ("text", "sources", "heredocs"),
    [
        pytest.param("COPY <<E /a\nb\nE", [], [("E", "b\n", True)], id="expanded"),
        pytest.param('COPY a <<"E" /a\nb\nE', ["a"], [("E", "b\n", False)], id="quoted, and a path"),
        pytest.param("ADD <<-E /a\n\tb\n\t\tE", [], [("E", "b\n", True)], id="tabs removed"),
        pytest.param(
            "COPY <<E <<E /a\nb\nE\nc\nE", [], [("E", "c\n", True), ("E", "c\n", True)], id="last body of a name"
        ),
        pytest.param('COPY ["<<E", "/a"]', [], [("E", "", True)], id="JSON form has no body"),
        pytest.param("COPY <<E${a:-b} /x", [], [("${a:-b}", "", True)], id="mark that the line does not show"),
        pytest.param('COPY <<"E F" /a\nE F', ['<<"E', 'F"'], [], id="blank in the name"),
    ],
)
def test_heredocs(text: str, sources: list[str], heredocs: list[tuple[str, str, bool]]) -> None:
    transfer = parse(text)
    assert transfer.sources == sources
    assert [(heredoc.name, heredoc.body, heredoc.is_expanded) for heredoc in transfer.heredocs] == heredocs


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "COPY",
            "COPY requires at least two arguments, but only one was provided. Destination could not be determined",
            id="no argument",
        ),
        pytest.param(
            'ADD --x ["a"]',
            "ADD requires at least two arguments, but only one was provided. Destination could not be determined",
            id="one argument comes before flags",
        ),
        pytest.param("COPY --checksum=a b c", "unknown flag: --checksum", id="flag of ADD"),
        pytest.param("ADD --from=a b c", "unknown flag: --from", id="flag of COPY"),
        pytest.param("ADD --x a <<E\nE", "unknown flag: --x", id="flags before the destination"),
        pytest.param("COPY a <<E\nE", "COPY cannot accept a heredoc as a destination", id="heredoc as destination"),
        pytest.param('ADD ["a", "<<E"]', "ADD cannot accept a heredoc as a destination", id="in JSON form"),
        pytest.param(
            'ADD ["a", "\\u003c<E"]', "ADD cannot accept a heredoc as a destination", id="behind an escape of JSON"
        ),
        pytest.param("COPY --chmod a b", "missing a value on flag: --chmod", id="flag without value"),
        pytest.param("COPY --link=$x a b", "expecting boolean value for flag --link, not: $x", id="boolean"),
    ],
)
def test_error(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(text)
    assert str(caught.value) == message


def test_word_and_lines_are_kept() -> None:
    transfer = parse_copy(read_statement("Copy a b", "\\", range(3, 5), ("c",)), Lint())
    assert (transfer.word, transfer.lines, transfer.comments) == ("Copy", range(3, 5), ("c",))
