"""``preimage verify``: compare the predicted config with that of a built image."""

from __future__ import annotations

import argparse
import os
import sys

from preimage.api import compile
from preimage.cli.base_options import BaseSources, open_registry
from preimage.cli.build_options import HelpFormatter, add_build_options, read_build_args, read_labels, read_platforms
from preimage.cli.dockerfiles import STANDARD_INPUT, read_dockerfile
from preimage.cli.terminal import print_note, report_failure
from preimage.model.bases import Base
from preimage.model.compilation import Compilation
from preimage.model.differences import Difference, find_differences
from preimage.model.errors import BaseError, BaseUnreadable, DockerfileError, OptionError
from preimage.model.image import Platform
from preimage.model.observed import BUILDAH, PROFILES, ObservedImage, normalize_config, read_observed
from preimage.model.platforms import machine_platform, parse_platform
from preimage.model.references import parse_reference

_LAYOUT, _ARCHIVE, _ENGINE = "oci-layout://", "docker-archive:", "engine:"
_SIDES = ("predicted", "image")


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    source = read_dockerfile(options.path, options.file)
    platforms = read_platforms(options.platform)
    if len(platforms) > 1:
        raise OptionError("verify compares one platform at a time")
    build_args = read_build_args(options.build_arg)
    sources = BaseSources(options)
    try:
        result = compile(
            source.data,
            target=options.target,
            build_args=build_args,
            platform=platforms[0],
            labels=read_labels(options.label),
            bases=sources.for_folder(source.folder),
            contexts=sources.contexts,
            check=build_args.get("BUILDKIT_DOCKERFILE_CHECK"),
        )
    except (DockerfileError, BaseError) as error:
        return report_failure(source.name, source.data, error)
    observed = _observe(options, parse_platform(platforms[0]) if platforms[0] else machine_platform())
    if options.profile != "auto":
        observed.profile = options.profile
        if options.profile == BUILDAH and "Hostname" not in observed.config:
            observed.lost |= {"Healthcheck", "OnBuild", "Shell"} - observed.config.keys()
    if options.exact:
        return _compare_exactly(result, observed)
    differences = [
        difference for difference in _compare(result, observed) if not _is_allowed(difference, options.allow_label)
    ]
    from preimage.backends.difference_text import render_json, render_text

    if options.format == "json":
        print(render_json(differences, result.trace, source.name, _SIDES))
    elif differences:
        sys.stdout.write(render_text(differences, result.trace, source.name, _SIDES))
    else:
        print(f"{options.image}: the config is as predicted")
    return 1 if differences else 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="preimage verify",
        description="Compare the predicted image config with that of a built image, field by field.",
        allow_abbrev=False,
        formatter_class=HelpFormatter,
    )
    parser.add_argument("path", metavar="PATH", help="a Dockerfile, a folder holding one, or -")
    parser.add_argument(
        "image",
        metavar="IMAGE",
        help="what was built: FILE (JSON of the config blob, or of 'docker image inspect' and the like), "
        "oci-layout://DIR[:TAG], docker-archive:FILE[:NAME], engine:NAME, or a reference in a registry",
    )
    parser.add_argument("-f", "--file", help="the Dockerfile; PATH is then only the build context")
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
    group.add_argument("--exact", action="store_true", help="compare the bytes of the config blob, where computable")
    group.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    return parser.parse_args(arguments)


def _observe(options: argparse.Namespace, platform: Platform) -> ObservedImage:
    image: str = options.image
    if image == STANDARD_INPUT:
        data = sys.stdin.buffer.read()
    elif not image.startswith((_LAYOUT, _ARCHIVE, _ENGINE)) and os.path.exists(image):
        with open(image, "rb") as file:
            data = file.read()
    else:
        data = _find_image(options, image, platform).text
    try:
        return read_observed(data, platform)
    except ValueError as error:
        raise BaseUnreadable(f"{image}: {error}") from error


def _find_image(options: argparse.Namespace, image: str, platform: Platform) -> Base:
    if image.startswith(_LAYOUT):
        from preimage.bases.layout import LayoutBases

        return LayoutBases(image).pick(platform)
    if image.startswith(_ARCHIVE):
        from preimage.bases.archive import ArchiveBases

        return ArchiveBases(image).pick(platform)
    name = image.removeprefix(_ENGINE)
    try:
        reference = parse_reference(name)
    except ValueError as error:
        raise OptionError(f"{image}: no such file, and no reference: {error}") from error
    if image.startswith(_ENGINE):
        from preimage.bases.engine import EngineBases, find_engine_socket

        return EngineBases(find_engine_socket(os.environ)).resolve(reference, platform)
    if options.offline:
        raise OptionError(f"{image}: no such file; with --offline no registry is asked")
    return open_registry(options).resolve(reference, platform)


def _compare(result: Compilation, observed: ObservedImage) -> list[Difference]:
    """Compare in the normal form of the observed image's profile."""
    image = result.image
    predicted = normalize_config(image.config.to_dict(), observed.profile)
    found = normalize_config(observed.config, observed.profile)
    hidden = sorted(name for name in observed.lost if name in predicted and name not in found)
    for name in hidden:
        del predicted[name]
    if hidden:
        print_note(
            f"WARNING: not compared: {', '.join(hidden)}. The image looks like {observed.tool}, where these are never "
            "shown; use the config blob ('skopeo inspect --config --raw')."
        )
    before: dict[str, object] = {name: getattr(image, name) for name in observed.platform}
    return find_differences({**before, "config": predicted}, {**observed.platform, "config": found})


def _is_allowed(difference: Difference, patterns: list[str]) -> bool:
    if difference.field != "config.Labels" or difference.old is not None or difference.key is None:
        return False
    from fnmatch import fnmatchcase

    return any(fnmatchcase(difference.key, pattern) for pattern in patterns)


def _compare_exactly(result: Compilation, observed: ObservedImage) -> int:
    built = result.built()
    if built.text is None:
        raise OptionError(f"the exact blob cannot be predicted; only a build can tell: {'; '.join(built.unknown)}")
    if observed.text is None:
        raise OptionError("the exact bytes of the image's config are not known; compare without --exact")
    if built.text == observed.text:
        print(f"{built.digest}: the config blob is as predicted")
        return 0
    print(f"predicted {built.digest}\n{built.text}\nimage\n{observed.text}")
    return 1
