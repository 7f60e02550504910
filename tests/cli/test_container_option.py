from __future__ import annotations

from preimage.cli.build_options import CommandParser
from preimage.cli.container_option import add_container_option


def test_it_is_off_unless_given() -> None:
    parser = CommandParser("x", "Does x.")
    add_container_option(parser)
    assert [parser.read_plain(words).container for words in ([], ["--container"])] == [False, True]
