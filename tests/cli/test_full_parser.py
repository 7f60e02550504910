from __future__ import annotations

import pytest

from preimage.cli.arguments import NOTE, SWITCH
from preimage.cli.build_options import CommandParser
from preimage.cli.full_parser import FullParser
from preimage.model.errors import OptionError


def declare() -> CommandParser:
    parser = CommandParser("x", "Does x.")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="what to read")
    parser.add_argument("--hidden")
    group = parser.add_argument_group("finding files")
    group.add_argument("-f", "--file", help="oci-layout://a-folder")
    group.add_argument("--live", action=SWITCH, default=None, help="be live")
    parser.add_argument("--push", action=NOTE, nargs=0, dest="notes")
    parser.set_defaults(notes=[])
    return parser


def test_all_ways_of_writing_are_read() -> None:
    options = FullParser(declare()).read(["-fa", "--no-live", "--push", "--", "-p"], is_intermixed=False)
    assert vars(options) == {"paths": ["-p"], "hidden": None, "file": "a", "live": False, "notes": ["--push"]}


def test_arguments_on_both_sides_of_an_option() -> None:
    assert FullParser(declare()).read(["a", "-fb", "c"], is_intermixed=True).paths == ["a", "c"]


def test_help_lists_groups_and_hides_what_has_no_text() -> None:
    text = FullParser(declare()).format_help()
    assert text.startswith("usage: preimage x [OPTION...] [PATH...]\n\nDoes x.\n")
    assert "\nfinding files:\n" in text
    assert "--hidden" not in text
    assert "--push" not in text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["--fil", "a"], "unknown option --fil (did you mean --file?)", id="a misspelt option"),
        pytest.param(["-f"], "argument -f/--file: expected one argument", id="no value"),
    ],
)
def test_error_of_a_line_is_an_option_error(words, message) -> None:
    with pytest.raises(OptionError) as caught:
        FullParser(declare()).read(words, is_intermixed=False)
    assert str(caught.value) == f"{message} (see 'preimage x --help')"
