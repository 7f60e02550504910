"""Places where variables are named."""

from __future__ import annotations

import time

import pytest

from preimage.server.hints import list_hints
from preimage.server.hover import inner_names
from preimage.server.references import find_mentions


def mentions_of(document) -> list[tuple[str, str, bool, bool]]:
    return [
        (each.text, each.name, each.is_definition, each.is_expanded)
        for instruction in document.instructions
        for each in find_mentions(instruction, document.lines)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("COPY $a ${b} /\n", [("$a", "a"), ("${b}", "b")], id="plain and braced"),
        pytest.param("USER ${a:-$b}\n", [("${a:-$b}", "a"), ("$b", "b")], id="inside of another"),
        pytest.param("USER ${a:-${b:+x}}y\n", [("${a:-${b:+x}}", "a"), ("${b:+x}", "b")], id="braces in braces"),
        pytest.param("USER ${a\n", [("${a", "a")], id="open brace"),
        pytest.param("USER \\$a \\\\$b\n", [("$b", "b")], id="escaped"),
        pytest.param("USER '$a' \"$b '$c'\"\n", [("$b", "b"), ("$c", "c")], id="quotes"),
        pytest.param("RUN echo $(x) $1 $$ $a\n", [("$a", "a")], id="what is no variable"),
        pytest.param("USER a$\n", [], id="lone sign"),
        pytest.param("# escape=`\nUSER `$a $b\n", [("$b", "b")], id="backtick"),
        pytest.param("RUN <<E\n'$a'\nE\n", [("$a", "a")], id="heredoc"),
        pytest.param("ONBUILD COPY $a /\n", [("$a", "a")], id="trigger"),
        pytest.param("USER a \\\n $b\n", [("$b", "b")], id="continued line"),
    ],
)
def test_references_are_found(open_document, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text, name) for text, name, _, _ in mentions_of(open_document(text))] == expected


def test_definitions_are_names_of_arg_and_env(open_document) -> None:
    found = mentions_of(open_document("ARG a b=$c\nENV d=1 e=2\nLABEL f=1\n"))
    assert [name for _, name, is_definition, _ in found if is_definition] == ["a", "b", "d", "e"]


@pytest.mark.parametrize(
    ("text", "is_expanded"),
    [
        pytest.param("WORKDIR /$a\n", True, id="by the builder"),
        pytest.param("RUN echo $a\n", False, id="by a shell"),
        pytest.param("ONBUILD WORKDIR /$a\n", False, id="when the trigger runs"),
    ],
)
def test_who_expands(open_document, text: str, is_expanded: bool) -> None:
    assert [each[3] for each in mentions_of(open_document(text))] == [is_expanded]


def test_places(open_document) -> None:
    document = open_document("USER a \\\n ${bc:-d}\n")
    (found,) = find_mentions(document.instructions[0], document.lines)
    assert (found.start, found.end, found.name_start, found.name_end) == ((2, 2), (2, 10), (2, 4), (2, 6))
    assert found.holds((2, 10))
    assert not found.holds((2, 1))


def test_thousands_of_references_inside_of_each_other_take_no_time(open_document) -> None:
    depth = 5_000
    document = open_document("FROM a\nENV v=" + "${a:-" * depth + "x" + "}" * depth + "\n")
    mentions = document.mentions_of(document.instructions[1])
    assert [each.end[1] for each in mentions[1:3]] == [7 + 6 * depth + 1, 7 + 6 * depth]
    assert len(mentions) == depth + 1
    begun = time.process_time()
    inner_names(mentions[1], mentions)
    list_hints(document, 1, 2)
    assert time.process_time() - begun < 2
