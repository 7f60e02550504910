from __future__ import annotations

from preimage.cli.arguments import Options
from preimage.cli.build_options import CommandParser
from preimage.cli.diff_options import add_side_options, name_attribute, own_options
from preimage.cli.project_options import REPEATED_OPTIONS


def parse(*arguments: str) -> Options:
    parser = CommandParser("x", "Does x.")
    for side in ("before", "after"):
        add_side_options(parser.add_argument_group(side), side)
    names = ("build_arg", "label", "base", *map(name_attribute, REPEATED_OPTIONS))
    parser.set_defaults(target="both", platform=[], lock=None, project_kind="", **{name: ["both"] for name in names})
    return parser.parse_arguments(arguments)


def test_what_is_said_of_one_side_takes_the_place_or_comes_besides() -> None:
    options = parse(
        "--before-target", "b", "--after-platform", "p", "--before-as", "bake", "--before-set", "x.target=y"
    )
    before, after = own_options(options, "before"), own_options(options, "after")
    assert (before.target, before.platform, before.project_kind, before.set) == (
        "b",
        [],
        "bake",
        ["both", "x.target=y"],
    )
    assert (after.target, after.platform, after.project_kind, after.set) == ("both", ["p"], "", ["both"])


def test_names_of_attributes() -> None:
    assert (name_attribute("as"), name_attribute("build-arg")) == ("project_kind", "build_arg")
