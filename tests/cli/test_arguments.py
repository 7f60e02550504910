"""What is read here is what argparse reads; whatever is not plain is left to it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preimage.cli.arguments import SWITCH, DeclaredArguments, Options
from preimage.cli.build_options import CommandParser
from preimage.cli.commands import COMMANDS
from preimage.cli.full_parser import FullParser
from preimage.cli.parsers import find_declared
from preimage.model.errors import OptionError

DECLARED = {name: find_declared(command.load()) for name, command in COMMANDS.items()}
INTERMIXED = ("builds", "explain", "test")
VALUES = ("a", "b=c", "3", "text", "json", "", "-", "--", "-x", "a b", "path#name")


def declare() -> CommandParser:
    parser = CommandParser("x", "Does x.")
    parser.add_argument("path", nargs="?", default=".")
    parser.add_argument("-f", "--file")
    parser.add_argument("--times", type=int)
    parser.add_argument("--kind", choices=("a", "b"), default="a")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--live", action=SWITCH, default=None)
    parser.add_argument_group("more").add_argument("--many", action="append", default=[])
    parser.set_defaults(set_by_nobody=1)
    return parser


USUAL: dict[str, object] = {
    "path": ".",
    "file": None,
    "times": None,
    "kind": "a",
    "all": False,
    "live": None,
    "many": [],
    "set_by_nobody": 1,
}


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param("a", {"path": "a"}, id="an argument"),
        pytest.param("-f a --times 3 --kind b", {"file": "a", "times": 3, "kind": "b"}, id="values"),
        pytest.param("--file=a --times=3 p", {"file": "a", "times": 3, "path": "p"}, id="values behind an equals sign"),
        pytest.param("--file a=b", {"file": "a=b"}, id="an equals sign in a value"),
        pytest.param("--many a p --many=b", {"many": ["a", "b"], "path": "p"}, id="several values"),
        pytest.param("--all --live", {"all": True, "live": True}, id="on"),
        pytest.param("--live --no-live", {"live": False}, id="the last counts"),
    ],
)
def test_plain_lines_are_read(line, changes) -> None:
    assert vars(declare().read_plain(line.split())) == {**USUAL, **changes}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("--help", id="help"),
        pytest.param("--what", id="an unknown option"),
        pytest.param("-fa", id="a value run together with a short name"),
        pytest.param("-f=a", id="an equals sign behind a short name"),
        pytest.param("--file", id="no value"),
        pytest.param("--file=", id="an empty value"),
        pytest.param("--file -", id="a dash for a value"),
        pytest.param("--file --all", id="an option in the place of a value"),
        pytest.param("--all=true", id="a value too many"),
        pytest.param("--times x", id="no number"),
        pytest.param("--kind c", id="none of the choices"),
        pytest.param("-- a", id="the end of options"),
        pytest.param("-", id="standard input"),
        pytest.param("a b", id="an argument too many"),
    ],
)
def test_lines_that_are_left_to_argparse(line) -> None:
    assert declare().read_plain(line.split()) is None


def test_what_is_required_must_be_given() -> None:
    declared = DeclaredArguments("x", "Does x.")
    declared.add_argument("path")
    declared.add_argument("--output", required=True)
    assert declared.read_plain(["a"]) is None
    assert declared.read_plain(["--output", "o"]) is None
    assert vars(declared.read_plain(["a", "--output", "o"])) == {"path": "a", "output": "o"}


def test_two_readings_share_no_list() -> None:
    parser = declare()
    assert parser.read_plain(["--many", "a"]).many == ["a"]
    assert parser.read_plain([]).many == []


@pytest.mark.parametrize("name", COMMANDS)
def test_most_options_of_a_command_are_plain(name) -> None:
    declared = DECLARED[name]
    needed = [word for each in declared.arguments if each.words.get("required") for word in (each.names[-1], "v")]
    needed += [str((each.words.get("choices") or "v")[0]) for each in declared.arguments if _is_needed(each)]
    for each in declared.arguments:
        if each.is_option and "nargs" not in each.words:
            value = [str((each.words.get("choices") or "3")[0])] if each.takes_value else []
            assert declared.read_plain([*needed, each.names[-1], *value]) is not None, each.names


def _is_needed(argument) -> bool:
    return not argument.is_option and "nargs" not in argument.words


@st.composite
def command_lines(draw) -> tuple[str, list[str]]:
    name = draw(st.sampled_from(sorted(COMMANDS)))
    options = [spelling for each in DECLARED[name].arguments if each.is_option for spelling in each.names]
    choices = [str(choice) for each in DECLARED[name].arguments for choice in each.words.get("choices") or ()]
    values = st.sampled_from([*VALUES, *choices])
    part = st.one_of(
        st.sampled_from(options).map(lambda option: [option]),
        st.tuples(st.sampled_from(options), values).map(list),
        st.tuples(st.sampled_from(options), values).map(lambda pair: ["=".join(pair)]),
        values.map(lambda value: [value]),
        st.sampled_from(options).map(lambda option: [option.replace("--", "--no-")]),
    )
    return name, [word for words in draw(st.lists(part, max_size=5)) for word in words]


# A machine that is busy is slow to draw, too.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(command_lines())
def test_argparse_reads_the_same(line: tuple[str, list[str]]) -> None:
    name, words = line
    plain = DECLARED[name].read_plain(words)
    if plain is not None:
        assert vars(plain) == vars(read_with_argparse(name, words))


def read_with_argparse(name: str, words: list[str]) -> Options:
    try:
        return FullParser(DECLARED[name]).read(words, is_intermixed=name in INTERMIXED)
    except (OptionError, SystemExit) as error:
        return Options(error=str(error))
