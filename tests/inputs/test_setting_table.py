from __future__ import annotations

from pathlib import Path

import pytest

from preimage.cli.build_options import CommandParser, add_build_options
from preimage.cli.full_parser import FullParser
from preimage.cli.search_options import add_search_options
from preimage.inputs.setting_table import SETTINGS, Setting, render_rows

WITHOUT_OPTION = {"builds", "rules"}
OF_CHECK = {"context", "portable"}


@pytest.mark.parametrize("setting", [pytest.param(each, id=each.name) for each in SETTINGS.values()])
def test_a_setting_has_an_option(setting: Setting) -> None:
    if setting.name in WITHOUT_OPTION | OF_CHECK:
        return
    parser = CommandParser("x", "Does x.")
    add_search_options(parser)
    add_build_options(parser, unresolved="error")
    assert setting.attribute in vars(parser.parse_arguments([]))
    assert setting.option in FullParser(parser).format_help()


def test_a_setting_can_stand_somewhere() -> None:
    assert [each.name for each in SETTINGS.values() if not (each.is_general or each.is_of_files)] == []


def test_the_page_has_the_table() -> None:
    page = Path(__file__).parents[2] / "docs/reference/settings.md"
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert rows == render_rows()
