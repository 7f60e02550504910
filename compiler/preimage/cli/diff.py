"""``preimage diff``: what a change of a Dockerfile changes in the image, and why.

Source: docs/reference/diff.md.
"""

from __future__ import annotations

import argparse
import os
from contextlib import contextmanager

from preimage.api import diff, targets
from preimage.cli.base_options import open_shared_registry
from preimage.cli.build_options import CommandParser, add_build_options, read_platforms
from preimage.cli.compilation import require_few_targets
from preimage.cli.diff_sides import DockerfileSide, OpenSide, open_side, read_standard_input_once
from preimage.cli.exit_status import status_of
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import (
    ReportedError,
    print_base_hint,
    print_error,
    print_note,
    print_version_note,
    reporting,
    write_report,
)
from preimage.inputs.git_revisions import PREFIX
from preimage.model.errors import BaseError, DockerfileError, OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from preimage.bases.once import AskedOnce
    from preimage.model.image import DockerOCIImage
    from preimage.results.compilation import Compilation

    Entry = dict[str, Any]

FORMATS = ("text", "markdown", "json")
_SIDES = ("before", "after")


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    read_standard_input_once(options.before, options.after)
    path = options.after if os.path.exists(options.after) and not os.path.isabs(options.after) else "."
    if options.matrix:
        _refuse_target(options)
    settings = CommandSettings("diff", options)
    each = {side: _options_of(settings, options, side, path) for side in _SIDES}
    registry = open_shared_registry(each["after"])
    sides = {side: _open(vars(options)[side], each[side], path, registry) for side in _SIDES}
    pairs = _pair(sides, each, is_matrix=options.matrix)
    results = [_compare(sides, pair, options) for pair in pairs]
    _print(results, sides, options)
    is_different = any(result["changes"] for result in results)
    return int(is_different and not options.exit_zero)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = CommandParser("diff", "Show what a change of a Dockerfile changes in the image config, and why.")
    parser.add_argument(
        "before",
        metavar="BEFORE",
        help=f"a Dockerfile, a folder holding one, {PREFIX}REV[:PATH], a snapshot, an image config, or an image",
    )
    parser.add_argument("after", nargs="?", default=".", metavar="AFTER", help="the same (default: .)")
    group = parser.add_argument_group("comparing")
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
    add_build_options(parser, unresolved="error")
    for side in _SIDES:
        group = parser.add_argument_group(f"only for {side.upper()}")
        for name, metavar in (("target", "STAGE"), ("platform", "PLATFORM"), ("lock", "FILE")):
            group.add_argument(f"--{side}-{name}", metavar=metavar, help=f"instead of --{name}")
        for name, metavar in (("build-arg", "KEY[=VALUE]"), ("label", "KEY=VALUE"), ("base", "REF=SOURCE")):
            group.add_argument(
                f"--{side}-{name}", action="append", default=[], metavar=metavar, help=f"besides --{name}"
            )
    return parser.parse_args(arguments)


def _refuse_target(options: argparse.Namespace) -> None:
    for name in ("target", "before_target", "after_target"):
        if vars(options)[name]:
            option = f"--{name.replace('_', '-')}"
            raise OptionError(f"--matrix compares every stage, so {option} has nothing to choose")


def _options_of(
    settings: CommandSettings, options: argparse.Namespace, side: str, default_path: str
) -> argparse.Namespace:
    """Give the options that hold for one side; for a revision, those of the file as it is now."""
    given = vars(options)
    path = given[side]
    if path.startswith(PREFIX):
        path = path.removeprefix(PREFIX).partition(":")[2] or default_path
    options = settings.options_for_path(path)
    own = argparse.Namespace(**vars(options))
    own.target = given[f"{side}_target"] or options.target
    own.lock = given[f"{side}_lock"] or options.lock
    own.platform = [given[f"{side}_platform"]] if given[f"{side}_platform"] else options.platform
    own.build_arg = [*options.build_arg, *given[f"{side}_build_arg"]]
    own.label = [*options.label, *given[f"{side}_label"]]
    own.base = [*options.base, *given[f"{side}_base"]]
    return own


def _open(text: str, options: argparse.Namespace, path: str, registry: AskedOnce) -> OpenSide:
    with _reporting_image(text):
        return open_side(text, options, path, registry)


@contextmanager
def _reporting_image(name: str) -> Iterator[None]:
    """Name the side whose image cannot be had."""
    try:
        yield
    except BaseError as error:
        print_error(f"{name}: {error}")
        raise ReportedError(status_of(error)) from error


_TARGET_BYTES_LIMIT = 1 << 20
"""Targets of a Dockerfile times its bytes: what is read to compare each of them."""

_Pair = tuple[tuple[str | None, str | None], tuple[str | None, str | None]]
"""Target and platform of the side before, and of the side after."""


def _pair(sides: dict[str, OpenSide], each: dict[str, argparse.Namespace], *, is_matrix: bool) -> list[_Pair]:
    """Give what is to be compared with what: platforms in the order they are named, for each target."""
    platforms = [read_platforms(each[side].platform) for side in _SIDES]
    count = max(map(len, platforms))
    before, after = (found * count if len(found) == 1 else found for found in platforms)
    if len(before) != len(after):
        raise OptionError("both sides need as many platforms, or one of them a single one")
    stages: Sequence[tuple[str | None, str | None]] = [(each["before"].target, each["after"].target)]
    if is_matrix:
        stages = [(stage, stage) for stage in _common_stages(sides)]
    return [
        ((old_stage, old), (new_stage, new))
        for old_stage, new_stage in stages
        for old, new in zip(before, after, strict=True)
    ]


def _common_stages(sides: dict[str, OpenSide]) -> list[str | None]:
    """Give the named stages of both sides, and the last one where it has no name; say which only one side has."""
    names: dict[str, list[str | None]] = {}
    for side, opened in sides.items():
        if not isinstance(opened, DockerfileSide):
            raise OptionError(f"{opened.name}: an image has no stages to compare; --matrix is for Dockerfiles")
        with reporting(opened.name, opened.data):
            found = targets(opened.data).targets
        names[side] = list(dict.fromkeys(target.name for target in found if target.name))
        if not found[-1].name:
            names[side].append(None)
    for side, other in (_SIDES, _SIDES[::-1]):
        known = frozenset(names[other])
        missing = [name or "(last)" for name in names[side] if name not in known]
        if missing:
            print_note(f"only in {sides[side].name}: {', '.join(missing)}")
    known = frozenset(names["before"])
    common = [name for name in names["after"] if name in known]
    for opened in sides.values():
        if isinstance(opened, DockerfileSide):
            require_few_targets(len(opened.data), len(common), _TARGET_BYTES_LIMIT)
    return common


def _compare(sides: dict[str, OpenSide], pair: _Pair, options: argparse.Namespace) -> Entry:
    old, new = (_produce(sides[side], *asked) for side, asked in zip(_SIDES, pair, strict=True))
    result = diff(old, new, history=options.history).to_dict()
    for side, (target, _) in zip(_SIDES, pair, strict=True):
        result[side]["file"] = sides[side].name
        result[side]["target"] = target
    result["changes"] = [change for change in result["changes"] if not _is_ignored(change, options.ignore)]
    groups = [change["group"] for change in result["changes"]]
    follow = sum(bool(change["because"]) for change in result["changes"])
    result["summary"] = {"own": groups.count("own"), "base": groups.count("base"), "follow": follow}
    if options.show_values:
        return result
    from preimage.backends.hidden_values import hide_in_diff

    return hide_in_diff(result)


def _produce(side: OpenSide, target: str | None, platform: str | None) -> Compilation | DockerOCIImage:
    if isinstance(side, DockerfileSide):
        with reporting(side.name, side.data), _naming(side):
            return side.produce(target, platform)
    with _reporting_image(side.name):
        return side.produce(target, platform)


@contextmanager
def _naming(side: DockerfileSide) -> Iterator[None]:
    """Name the side in errors that are at no line, which would not tell whose they are."""
    try:
        yield
    except DockerfileError as error:
        if error.lines:
            raise
        print_error(f"{side.name}: {error}")
        print_base_hint(error)
        print_version_note(side.name, side.data, error)
        raise ReportedError(status_of(error)) from error


def _is_ignored(change: Entry, patterns: Sequence[str]) -> bool:
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


def _print(results: list[Entry], sides: dict[str, OpenSide], options: argparse.Namespace) -> None:
    before, after = (sides[side].name for side in _SIDES)
    size = sum(len(side.data) for side in sides.values())
    if options.format == "json":
        from preimage.backends.explain_json import render_document
        from preimage.version import VERSION

        write_report(render_document(results, VERSION), is_json=True, size=size, files=len(results))
        return
    from preimage.backends.diff_text import render_diff, show_same, show_title

    titled = [(show_title(before, after, result), result) for result in results]
    if options.format == "markdown":
        from preimage.backends.diff_markdown import render_markdown

        shown = [("" if len(results) == 1 else title, result) for title, result in titled]
        write_report(render_markdown(shown, after, always=options.always), is_json=False, is_visible=True)
        return
    from preimage.cli.explain_report import make_layout

    layout = make_layout()
    text = "\n".join(filter(None, (render_diff(result, title, layout) for title, result in titled)))
    write_report(text or show_same(before, after), is_json=False, is_visible=True, size=size, files=len(results))
