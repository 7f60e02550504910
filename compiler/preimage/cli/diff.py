"""``preimage diff``: what a change of a Dockerfile changes in the image, and why.

Source: docs/reference/diff.md.
"""

from __future__ import annotations

import os

from preimage.api import diff, targets
from preimage.cli.arguments import DeclaredArguments, Options
from preimage.cli.base_options import open_shared_registry
from preimage.cli.build_options import CommandParser, add_build_options
from preimage.cli.compilation import EntrySources, require_few_targets
from preimage.cli.container_option import add_container_option
from preimage.cli.diff_options import add_side_options, name_attribute, own_options
from preimage.cli.diff_sides import (
    ContainerSide,
    DockerfileSide,
    locate_project,
    open_build,
    open_side,
    produce_side,
    read_standard_input_once,
    reporting_image,
)
from preimage.cli.project_options import REPEATED_OPTIONS, read_located
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import print_note, reporting, write_report
from preimage.inputs.entries import Entry
from preimage.inputs.git_revisions import PREFIX
from preimage.model.errors import LimitError, OptionError
from preimage.results.field_names import require_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from preimage.bases.once import AskedOnce
    from preimage.cli.diff_sides import OpenSide
    from preimage.inputs.project_locations import Location

    Answer = dict[str, Any]
    Sides = dict[str, OpenSide]
    Pair = tuple[OpenSide, OpenSide]

FORMATS = ("text", "markdown", "json")
_SIDES = ("before", "after")


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    read_standard_input_once(options.before, options.after)
    if options.matrix:
        _refuse_target(options)
    for pattern in options.ignore:
        require_pattern(pattern)
    pairs = _match(*_Opener(options).open_both())
    results = [_compare(sides, asked, options) for sides in pairs for asked in _pair(sides, options)]
    _print(pairs, results, options)
    is_different = any(result["changes"] for result in results)
    return int(is_different and not options.exit_zero)


def _parse(arguments: list[str]) -> Options:
    parser = CommandParser("diff", "Show what a change of a Dockerfile changes in the image config, and why.")
    parser.add_argument(
        "before",
        metavar="BEFORE",
        help=f"a Dockerfile, a folder holding one, {PREFIX}REV[:PATH], a snapshot, an image config, or an image",
    )
    parser.add_argument(
        "after",
        nargs="?",
        metavar="AFTER",
        help="the same (default: BEFORE, where it is a project that is read in two ways, else .)",
    )
    _add_report_options(parser)
    add_build_options(parser, unresolved="error")
    for side in _SIDES:
        add_side_options(parser.add_argument_group(f"only for {side.upper()}"), side)
    options = parser.parse_arguments(arguments)
    if options.after is None:
        # Whoever says how each side of a project is read, and names one project, compares it with itself.
        given = vars(options)
        is_read_twice = any(
            given[f"{side}_{name}"] for side in _SIDES for name in ("as", *map(name_attribute, REPEATED_OPTIONS))
        )
        options.after = options.before if is_read_twice else "."
    return options


def _add_report_options(parser: DeclaredArguments) -> None:
    group = parser.add_argument_group("comparing")
    add_container_option(group)
    group.add_argument("--history", action="store_true", help="compare the entries of the history, too")
    group.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="LEAF",
        help="what may differ, such as Env.VERSION, Labels or 'Labels.org.opencontainers.*'",
    )
    group.add_argument("--matrix", action="store_true", help="compare every stage that can be asked for")
    group = parser.add_argument_group("output")
    group.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    group.add_argument("--always", action="store_true", help="with markdown: also say that nothing changed")
    group.add_argument("--exit-zero", action="store_true", help="differences are no failure")
    group.add_argument("--show-values", action="store_true", help="show what has the name of a secret")


def _refuse_target(options: Options) -> None:
    for name in ("target", "before_target", "after_target"):
        if vars(options)[name]:
            option = f"--{name.replace('_', '-')}"
            raise OptionError(f"--matrix compares every stage, so {option} has nothing to choose")


class _Opener:
    """Opens the sides; ``path`` is that of a revision without one."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._settings = CommandSettings("diff", options)
        self._path = options.after if os.path.exists(options.after) and not os.path.isabs(options.after) else "."

    def open_both(self) -> tuple[Sides, Sides]:
        """Give what each side has by the names of its builds; a single thing has no name."""
        if self._options.container:
            before_side, after_side = (self._open_containers(side) for side in _SIDES)
            return before_side, after_side
        before, after = (self._read(side) for side in _SIDES)
        registry = open_shared_registry(after[0][1])
        return self._open("before", before, registry), self._open("after", after, registry)

    def _read(self, side: str) -> list[tuple[Entry | None, Options]]:
        """Give the builds of a project with their options, or the options of what is none."""
        text = vars(self._options)[side]
        given = own_options(self._options, side)
        location = self._locate(text, given)
        if location is None:
            return [(None, own_options(self._find_options(text), side))]
        entries = read_located(location, given)
        return [(entry, own_options(self._settings.settle(entry), side)) for entry in entries]

    def _locate(self, text: str, given: Options) -> Location | None:
        """Give the project that a side is; None: it is none."""
        return locate_project(text, given.project_kind, self._options.after)

    def _open_containers(self, side: str) -> Sides:
        """Open a side whose services are taken as their containers; what is no Compose file stays an image."""
        from preimage.cli.containers import open_located_containers

        text = vars(self._options)[side]
        given = own_options(self._options, side)
        location = self._locate(text, given)
        if location is None:
            found = self._read(side)
            return self._open(side, found, open_shared_registry(found[0][1]))
        containers = open_located_containers(location, CommandSettings("diff", given), given)
        return {each.name: ContainerSide(each) for each in containers}

    def _find_options(self, text: str) -> Options:
        """Give the options for a path; for a revision, those of the file as it is now."""
        if text.startswith(PREFIX):
            text = text.removeprefix(PREFIX).partition(":")[2] or self._path
        return self._settings.options_for_path(text)

    def _open(self, side: str, found: list[tuple[Entry | None, Options]], registry: AskedOnce) -> Sides:
        text = vars(self._options)[side]
        opened: Sides = {}
        opener = EntrySources(self._settings, registry=registry)
        with reporting_image(text):
            for entry, own in found:
                if entry is None:
                    opened[""] = open_side(text, own, self._path, registry)
                else:
                    opened[entry.name] = open_build(entry, own, opener.open(entry, own))
        return opened


def _match(before: Sides, after: Sides) -> list[Pair]:
    """Give what is to be compared with what: what has no partner of its name is told, if there are several.

    Raises:
        OptionError: there is no pair.
    """
    if len(before) == len(after) == 1:
        return [(next(iter(before.values())), next(iter(after.values())))]
    for here, there in ((before, after), (after, before)):
        missing = [side.name for name, side in here.items() if name not in there]
        if missing:
            print_note(f"only on one side: {', '.join(missing)}")
    pairs = [(side, after[name]) for name, side in before.items() if name in after]
    if not pairs:
        raise OptionError("no build is on both sides; name one of each with #NAME")
    return pairs


_TARGET_BYTES_LIMIT = 1 << 20
"""Targets of a Dockerfile times its bytes: what is read to compare each of them."""

_Asked = tuple[tuple[str | None, str | None], tuple[str | None, str | None]]
"""Target and platform of the side before, and of the side after."""


def _pair(sides: Pair, options: Options) -> list[_Asked]:
    """Give what is to be compared with what: platforms in the order they are named, for each target."""
    platforms = [side.platforms for side in sides]
    count = max(map(len, platforms))
    before, after = (found * count if len(found) == 1 else found for found in platforms)
    if len(before) != len(after):
        raise OptionError("both sides need as many platforms, or one of them a single one")
    stages: Sequence[tuple[str | None, str | None]] = [(sides[0].target, sides[1].target)]
    if options.matrix:
        stages = [(stage, stage) for stage in _common_stages(sides)]
    return [
        ((old_stage, old), (new_stage, new))
        for old_stage, new_stage in stages
        for old, new in zip(before, after, strict=True)
    ]


def _common_stages(sides: Pair) -> list[str | None]:
    """Give the named stages of both sides, and the last one where it has no name; say which only one side has."""
    names: list[list[str | None]] = []
    for opened in sides:
        if not isinstance(opened, DockerfileSide):
            raise OptionError(f"{opened.name}: an image has no stages to compare; --matrix is for Dockerfiles")
        with reporting(opened.name, opened.data):
            found = targets(opened.data).targets
        names.append(list(dict.fromkeys(target.name for target in found if target.name)))
        if not found[-1].name:
            names[-1].append(None)
    for side, own, others in ((sides[0], names[0], names[1]), (sides[1], names[1], names[0])):
        known = frozenset(others)
        missing = [name or "(last)" for name in own if name not in known]
        if missing:
            print_note(f"only in {side.name}: {', '.join(missing)}")
    known = frozenset(names[0])
    common = [name for name in names[1] if name in known]
    for opened in sides:
        if isinstance(opened, DockerfileSide):
            require_few_targets(len(opened.data), len(common), _TARGET_BYTES_LIMIT)
    return common


def _compare(sides: Pair, pair: _Asked, options: Options) -> Answer:
    old, new = (produce_side(side, *asked) for side, asked in zip(sides, pair, strict=True))
    try:
        result = diff(old, new, history=options.history).to_dict()
    except LimitError as error:
        raise LimitError(f"{sides[0].name} -> {sides[1].name}: {error}") from error
    for name, side, (target, _) in zip(_SIDES, sides, pair, strict=True):
        result[name]["file"] = side.name
        result[name]["target"] = target
        if isinstance(side, DockerfileSide) and side.entry.name:
            from preimage.backends.project_origins import add_to_diff

            result[name]["file"] = side.entry.source.name
            result[name]["build"] = side.name
            add_to_diff(result, name, side.entry.describe_origin)
        elif isinstance(side, ContainerSide):
            from preimage.backends.container_changes import add_container

            add_container(result, name, side.explain())
    result["changes"] = [change for change in result["changes"] if not _is_ignored(change, options.ignore)]
    groups = [change["group"] for change in result["changes"]]
    follow = sum(bool(change["because"]) for change in result["changes"])
    result["summary"] = {"own": groups.count("own"), "base": groups.count("base"), "follow": follow}
    if options.show_values:
        return result
    from preimage.backends.hidden_values import hide_in_diff

    return hide_in_diff(result)


def _is_ignored(change: Answer, patterns: Sequence[str]) -> bool:
    from fnmatch import fnmatchcase

    field = change["path"].removeprefix("config.")
    leaf = field if change["key"] is None else f"{field}.{change['key']}"
    for pattern in patterns:
        short = pattern.removeprefix("config.")
        if short.lower() == field.lower():
            return True
        name, separator, key = short.partition(".")
        if separator and name.lower() == field.partition(".")[0].lower() and fnmatchcase(leaf, f"{field}.{key}"):
            return True
    return False


def _print(pairs: list[Pair], results: list[Answer], options: Options) -> None:
    before, after = (side.name for side in pairs[0]) if len(pairs) == 1 else (options.before, options.after)
    size = sum(len(side.data) for sides in pairs for side in sides)
    if options.format == "json":
        from preimage.backends.explain_json import render_document
        from preimage.version import VERSION

        write_report(render_document(results, VERSION), is_json=True, size=size, files=len(results))
        return
    from preimage.backends.diff_text import render_diff, show_same, show_title

    titled = [(show_title(*_names_of(result), result), result) for result in results]
    if options.format == "markdown":
        from preimage.backends.diff_markdown import render_markdown

        shown = [("" if len(results) == 1 else title, result) for title, result in titled]
        write_report(render_markdown(shown, after, always=options.always), is_json=False, is_visible=True)
        return
    from preimage.cli.explain_report import make_layout

    layout = make_layout()
    text = "\n".join(filter(None, (render_diff(result, title, layout) for title, result in titled)))
    write_report(text or show_same(before, after), is_json=False, is_visible=True, size=size, files=len(results))


def _names_of(result: Answer) -> tuple[str, str]:
    before, after = (result[side].get("build") or result[side]["file"] for side in _SIDES)
    return before, after
