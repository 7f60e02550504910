from __future__ import annotations

import pytest

import preimage

LATE = "directives come first, and line 1"
ONLY_FROM = "it holds for the FROM below only"
NOTHING = "the FROM below has nothing of it"


def find(text: str) -> list[tuple[int, str]]:
    try:
        notes = preimage.compile(text, notes=True, unresolved="empty").notes
    except preimage.DockerfileError as error:
        notes = error.notes
    assert all(note.rule in ("preimage/UnknownRule", "preimage/CheckWithoutEffect") for note in notes)
    return [(note.lines[0], note.message) for note in notes]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("skip=FromAsCasng", 'skip= has "FromAsCasng", which is no rule (did you mean FromAsCasing?)'),
        ("skip=fromascasing", 'skip= has "fromascasing", which is no rule (did you mean FromAsCasing?)'),
        ("skip=AlmostJson", 'skip= has "AlmostJson", which is no rule (did you mean preimage/AlmostJson?)'),
        (
            "skip=preimage/AlmostJsn",
            'skip= has "preimage/AlmostJsn", which is no rule (did you mean preimage/AlmostJson?)',
        ),
        ("skip=DL3008", 'skip= has "DL3008", which is no rule'),
        ("skip=all,UndefinedVar", 'skip= has "all", which is no rule (all stands alone)'),
        (
            "experimental=InvalidDefinitionDescripton",
            'experimental= has "InvalidDefinitionDescripton", which is no rule (did you mean InvalidDefinitionDescription?)',
        ),
    ],
)
def test_unknown_rule(value, message) -> None:
    assert find(f"# check={value}\nFROM scratch\n") == [(1, message)]
    assert find(f"FROM scratch\n# check={value} // why\nENV A=1\n") == [(2, message)]


@pytest.mark.parametrize(
    "value", ["skip=all", "skip=FromAsCasing,preimage/AlmostJson", "skip=", "error=true", "skip=A=B"]
)
def test_known_rules_are_left_alone(value) -> None:
    expected = [(1, 'skip= has "A=B", which is no rule')] if "=B" in value else []
    assert find(f"# check={value}\nFROM scratch\n") == expected


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("# x\n# check=skip=all\nFROM scratch\n", 2, f"{LATE} is a comment; {ONLY_FROM}"),
        ("\n# check=skip=all\nFROM scratch\n", 2, f"{LATE} is blank; {ONLY_FROM}"),
        (" # syntax=a\n# check=skip=all\nFROM scratch\n", 2, f"{LATE} is indented; {ONLY_FROM}"),
        ("#!/x\n# x\n# check=skip=all\nFROM scratch\n", 3, f"directives come first, and line 2 is a comment; {ONLY_FROM}"),
        (
            "# syntax=docker/dockerfile:1\n\n# check=skip=UndefinedVar\nFROM scratch\n",
            3,
            f"directives come first, and line 2 is blank; {NOTHING}",
        ),
        ("# x\n# check=error=true\nFROM scratch\n", 2, f"{LATE} is a comment; {NOTHING}"),
        ("# x\n# check=skip=FromAsCasing,UndefinedVar\nFROM scratch\n", 2, f"{LATE} is a comment; {ONLY_FROM}"),
        ("# x\n# check=skip=NoEmptyContinuation\nARG A\nFROM scratch\n", 2, f"{LATE} is a comment; the ARG below has nothing of it"),
        (" # check=skip=all\nFROM scratch\n", 1, "an indented line is no directive"),
        ("# x\n# check=skip=all\n#\n# y\nFROM scratch\n", 2, f"{LATE} is a comment"),
        ("# x\n# check=skip=FromAsCasing\n# check=skip=all\nFROM scratch\n", 3, f"{LATE} is a comment"),
    ],
)  # fmt: skip
def test_directive_that_comes_too_late(text, line, why) -> None:
    beginning = "not all of check= has an effect here" if why.endswith(ONLY_FROM) else "check= has no effect here"
    assert find(text) == [(line, f"{beginning}: {why}")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# check=skip=all\n# x\nFROM scratch\n", id="directive"),
        pytest.param("#!/x\n# syntax=docker/dockerfile:1\n# check=skip=all\nFROM scratch\n", id="third directive"),
        pytest.param("# x\n# check=skip=FromAsCasing\nFROM scratch as a\n", id="meant for the FROM"),
        pytest.param("# x\n# check=skip=SecretsUsedInArgOrEnv\nARG TOKEN\nFROM scratch\n", id="meant for the ARG"),
        pytest.param("# x\n# check = see below\nFROM scratch\n", id="for people"),
        pytest.param("FROM scratch\nCOPY <<E /x\n# x\n# check=skip=Foo\nE\n", id="text of a heredoc"),
        pytest.param("FROM scratch\n# why\n# check=skip=UndefinedVar\nENV A=$B\n", id="above an instruction"),
    ],
)
def test_left_alone(text) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("# check=skip=UndefinedVar\n# check=skip=all", 3, "only the first check= above an instruction counts"),
        ("  # check=skip=UndefinedVar", 2, "an indented comment switches nothing"),
        ("# check=skip=UndefinedVar\n#\n# x", 2, "an empty comment below takes it from the instruction"),
        ("# check=skip", None, ""),
        ("# check=skip=UndefinedVar;foo=1", 2, "it cannot be read, as a value such as skip=RuleA,RuleB can"),
    ],
)
def test_comment_without_effect(text, line, why) -> None:
    expected = [] if line is None else [(line, f"check= has no effect here: {why}")]
    assert find(f"FROM scratch\n{text}\nENV A=1\n") == expected


def test_comment_with_parts_that_have_no_effect() -> None:
    text = "FROM scratch\n# check=skip=NoEmptyContinuation,UndefinedVar;error=true\nENV A=1\n# check=skip=all\n"
    assert find(text) == [
        (2, "not all of check= has an effect here: NoEmptyContinuation is switched by the directive at the top only"),
        (2, "not all of check= has an effect here: error= counts in the directive at the top only"),
        (4, "check= has no effect here: no instruction follows"),
    ]


def test_blank_that_ends_the_list() -> None:
    part = "not all of check= has an effect here"
    why = f'{part}: the value ends at the blank behind "skip=FromAsCasing,"'
    assert find("# check=skip=FromAsCasing, UndefinedVar\nFROM scratch\n") == [(1, why)]
    why = f'{part}: the value ends at the blank behind "skip=FromAsCasing"'
    assert find("# check=skip=FromAsCasing ;error=true\nFROM scratch\n") == [(1, why)]


def test_error_of_the_directive_stays_the_only_word() -> None:
    with pytest.raises(preimage.DockerfileError, match="invalid check option") as caught:
        preimage.compile("# check=skp=all\nFROM scratch\n", notes=True)
    assert caught.value.notes == []
