"""``preimage verify``: compare the predicted config with that of a built image."""

from __future__ import annotations

import json
import os
import sys

from preimage.cli.arguments import Options
from preimage.cli.base_options import progress_of_registries, read_remote_reference
from preimage.cli.build_options import CommandParser, add_build_options
from preimage.cli.compilation import open_builds
from preimage.cli.project_options import read_one_entry
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import print_line, print_note, write_report
from preimage.inputs.base_sources import open_registry
from preimage.inputs.dockerfiles import STANDARD_INPUT
from preimage.inputs.entries import Entry
from preimage.inputs.image_locations import CONFIG_BYTES, ONE_IMAGE, open_one
from preimage.inputs.reading import read_file, read_stream
from preimage.model.bases import Base
from preimage.model.errors import BaseUnreadable, LimitError, OptionError
from preimage.model.image import Platform
from preimage.model.platforms import machine_platform, parse_platform
from preimage.results.built import count_layers
from preimage.results.compilation import Compilation
from preimage.results.diff import Diff, LeafChange, compare_sides
from preimage.results.input_summary import describe_input
from preimage.results.observed import PROFILES, ObservedImage, compare_observed, read_observed
from preimage.results.sides import Side

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.inputs.image_locations import StoredImages


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    entry = read_one_entry(options.path, options)
    (build,) = open_builds([entry], CommandSettings("verify", options))
    sources, options = build.sources, build.options
    platform = build.first_platform("verify")
    result = build.compile(platform)
    observed = _observe(options, parse_platform(platform) if platform else machine_platform())
    if options.profile != "auto":
        observed.use_profile(options.profile)
    if options.exact:
        diff, verdict = _compare_exactly(result, observed)
    else:
        diff = _compare(result, observed, has_contexts=bool(sources.contexts))
        verdict = "the config is as predicted"
    diff = diff.without(lambda change: _is_allowed(change, options.allow_label))
    _print(diff, verdict, entry, options)
    return 1 if diff else 0


def _print(diff: Diff, verdict: str, entry: Entry, options: Options) -> None:
    source, found = entry.source, diff.to_dict()
    if entry.name:
        from preimage.backends.project_origins import add_to_diff

        found["before"]["build"] = entry.title
        add_to_diff(found, "before", entry.describe_origin)
    found["before"]["file"], found["after"]["file"] = source.name, options.image
    if options.format == "json":
        from preimage.backends.explain_json import render_document
        from preimage.version import VERSION

        write_report(render_document([found], VERSION), is_json=True, size=len(source.data))
    elif diff:
        from preimage.backends.diff_text import render_diff
        from preimage.cli.explain_report import make_layout

        title = f"{source.name}, as predicted -> {options.image}"
        write_report(render_diff(found, title, make_layout()), is_json=False, is_visible=True, size=len(source.data))
    else:
        print_line(f"{options.image}: {verdict}")


def _parse(arguments: list[str]) -> Options:
    parser = CommandParser("verify", "Compare the predicted image config with that of a built image, field by field.")
    parser.add_argument("path", metavar="PATH", help="a Dockerfile, a folder holding one, or -")
    parser.add_argument(
        "image",
        metavar="IMAGE",
        help="what was built: FILE (JSON of the config blob, or of 'docker image inspect' and the like), "
        f"{ONE_IMAGE}, or a reference in a registry",
    )
    parser.add_argument("-f", "--file", help="the Dockerfile, or the folder holding it; PATH is then only the context")
    add_build_options(parser, unresolved="error")
    group = parser.add_argument_group("comparing")
    group.add_argument(
        "--profile", choices=("auto", *PROFILES), default="auto", help="what built the image (default: seen from it)"
    )
    group.add_argument(
        "--allow-label",
        action="append",
        default=[],
        metavar="PATTERN",
        help="labels that the image may have on top, such as 'com.docker.compose.*'",
    )
    group.add_argument(
        "--exact", action="store_true", help="compare the bytes of the config blob, with history and times"
    )
    group.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    return parser.parse_arguments(arguments)


def _observe(options: Options, platform: Platform) -> ObservedImage:
    image: str = options.image
    images = open_one(image, "IMAGE")
    if images is not None:
        return _observe_stored(images, image, platform, is_exact=options.exact)
    if image == STANDARD_INPUT:
        return _read_file(image, read_stream(sys.stdin.buffer, CONFIG_BYTES, image), platform)
    if os.path.exists(image):
        return _read_file(image, read_file(image, CONFIG_BYTES), platform)
    return _read(image, _ask_registry(options, image, platform).text, platform, is_blob=True)


def _read_file(name: str, data: bytes, platform: Platform) -> ObservedImage:
    try:
        return read_observed(data, platform)
    except ValueError as error:
        raise OptionError(f"{name}: {error}") from error
    except LimitError as error:
        raise LimitError(f"{name}: {error}") from error


def _read(image: str, data: bytes, platform: Platform, is_blob: bool = False) -> ObservedImage:
    try:
        return read_observed(data, platform, is_blob)
    except ValueError as error:
        raise BaseUnreadable(f"{image}: {error}") from error


def _observe_stored(images: StoredImages, image: str, platform: Platform, *, is_exact: bool) -> ObservedImage:
    """Read the blob of an image where it is stored; where an engine cannot give it, its own words have to do."""
    from preimage.bases.engine import EmptyExport, EngineBases

    try:
        return _read(image, images.pick(platform).text, platform, is_blob=True)
    except EmptyExport:
        if is_exact or not isinstance(images, EngineBases):
            raise
        return _read(image, images.inspect(), platform)


def _ask_registry(options: Options, image: str, platform: Platform) -> Base:
    reference = read_remote_reference(image, options)
    return open_registry(options.insecure_registry, progress_of_registries()).resolve(reference, platform)


def _compare(result: Compilation, observed: ObservedImage, has_contexts: bool) -> Diff:
    """Compare in the normal form of the observed image's profile."""
    base = result.base.image if result.base is not None else None
    # A folder that takes the place of a base is a layer of which nothing is known.
    layers = count_layers(result.image, base) if base is not None or not has_contexts else None
    diff, hidden = compare_observed(result, layers, observed)
    if hidden:
        print_note(
            f"WARNING: not compared: {', '.join(hidden)}. The image looks like {observed.tool}, where these are never "
            "shown; use the config blob ('skopeo inspect --config --raw')."
        )
    return diff


def _is_allowed(change: LeafChange, patterns: list[str]) -> bool:
    path, key = change.leaf
    if path != "config.Labels" or change.before is not None or not isinstance(key, str):
        return False
    from fnmatch import fnmatchcase

    return any(fnmatchcase(key, pattern) for pattern in patterns)


def _compare_exactly(result: Compilation, observed: ObservedImage) -> tuple[Diff, str]:
    """Compare the bytes of the config blob; gives the changes, and what to say if there are none.

    What only a build can tell of the layers is taken from the image, all else is predicted.
    """
    if observed.text is None or observed.blob is None:
        raise OptionError("the exact bytes of the image's config are not known; compare without --exact")
    built = result.built()
    verdict = f"the config blob is as predicted, {built.digest}"
    if built.text is None:
        verdict = f"the config blob is as predicted, but for what only a build can tell: {'; '.join(built.unknown)}"
        built = result.built(layers=observed.list_layers())
    if built.text is None:
        raise OptionError(f"the exact blob cannot be predicted; only a build can tell: {'; '.join(built.unknown)}")
    predicted = Side(json.loads(built.text), result.explainer)
    predicted.input = describe_input(result.trace.options, result.bases)
    diff = compare_sides(predicted, Side(observed.blob), history=True, members=True)
    if not diff and built.text != observed.text:
        # Where all values agree, the difference is in how they are written.
        diff.changes = (LeafChange(("text", None), built.text, observed.text),)
    return diff, verdict
