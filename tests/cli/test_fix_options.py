from __future__ import annotations

import pytest

from preimage.cli.build_options import CommandParser
from preimage.cli.fix_options import add_fix_options, is_fixing, require_fixing
from preimage.model.errors import OptionError


def read(line: str):
    parser = CommandParser("x", "Does x.")
    add_fix_options(parser)
    parser.add_argument("-o", "--output", metavar="FILE", help="the report")
    parser.add_argument("--statistics", action="store_true", help="of the report")
    return parser.parse_arguments(line.split())


@pytest.mark.parametrize(
    ("line", "fixes"),
    [
        pytest.param("", False, id="nothing"),
        pytest.param("--fix --unsafe-fixes -o x", True, id="fix"),
        pytest.param("--fix-only --exit-non-zero-on-fix", True, id="only"),
        pytest.param("--diff", True, id="difference"),
        pytest.param("--suggest --unsafe-fixes", False, id="suggestions"),
    ],
)
def test_options(line: str, fixes: bool) -> None:
    options = read(line)
    require_fixing(options)
    assert is_fixing(options) == fixes


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("--unsafe-fixes", "--unsafe-fixes goes with --fix, --fix-only, --diff or --suggest", id="unsafe"),
        pytest.param(
            "--suggest --exit-non-zero-on-fix", "--exit-non-zero-on-fix goes with --fix, --fix-only or --diff",
            id="status",
        ),
        pytest.param("--diff -o x", "--output is for the report; --fix-only and --diff have none", id="no report"),
        pytest.param("--fix-only --statistics", "--statistics is for the report; --fix-only and --diff have none", id="no statistics"),
        pytest.param("--diff --suggest", "--suggest is for the report; --fix-only and --diff have none", id="no suggestions"),
    ],
)  # fmt: skip
def test_error_of_options_without_effect(line: str, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        require_fixing(read(line))
    assert str(caught.value) == message
