"""``preimage config``: print the image config."""

from __future__ import annotations

import argparse

from preimage.cli.base_options import open_base_sources
from preimage.cli.build_options import CommandParser, add_build_options, add_dockerfile_options, read_platforms
from preimage.cli.compilation import compile_dockerfile, fetch_together, request_of_build
from preimage.cli.docker_options import take_output_of_docker
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import escape_json_report, print_error, print_note, reporting, write_report
from preimage.inputs.dockerfiles import read_dockerfile
from preimage.model.image import DockerOCIImage, DockerOCIImageConfigExt, JsonValue


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    source = read_dockerfile(options.path, options.file, print_note)
    _settle_output(options, source.name)
    settings = CommandSettings("config", options)
    if options.show_settings:
        from preimage.cli.shown_settings import render_settings

        write_report(render_settings(settings, options, source), is_json=False)
        return 0
    options = settings.settle(source)
    sources = open_base_sources(options)
    texts: dict[str, str] = {}
    platforms = read_platforms(options.platform)
    indent = 2 if options.format == "pretty" else None
    fetch_together(sources, ((source, request_of_build(options, sources, platform)) for platform in platforms))
    for platform in platforms:
        with reporting(source.name, source.data):
            result = compile_dockerfile(source, options, sources, platform)
        if options.digest:
            built = result.built()
            if built.digest is None:
                print_error(f"the image ID cannot be known before a build: {'; '.join(built.unknown)}")
                return 1
            texts[platform or ""] = built.digest
            continue
        texts[platform or ""] = _select(result.image, options.section).to_json(indent)
    if options.digest:
        lines = (f"{key} {text}\n" if len(platforms) > 1 else f"{text}\n" for key, text in texts.items())
        _write("".join(lines), options.output, len(source.data), len(platforms))
        return 0
    text = _join(texts, len(platforms) > 1, indent)
    # Canonical is BuildKit's bytes, whatever is in them.
    text = text if indent is None else escape_json_report(text)
    _write(text, options.output, len(source.data), len(platforms))
    return 0


def _settle_output(options: argparse.Namespace, input_name: str) -> None:
    """Refuse to write over the input."""
    take_output_of_docker(options)
    if options.output is not None:
        from preimage.cli.atomic import require_other_file

        require_other_file(options.output, input_name)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = CommandParser("config", "Print the image config that BuildKit would write for a Dockerfile.")
    add_dockerfile_options(parser)
    add_build_options(parser, unresolved="error")
    group = parser.add_argument_group("output")
    group.add_argument(
        "--section",
        choices=("image", "config", "ext"),
        default="image",
        help="the whole image, its config, or only Healthcheck, OnBuild and Shell (default: image)",
    )
    group.add_argument(
        "--format",
        choices=("pretty", "canonical"),
        default="pretty",
        help="for people, or BuildKit's bytes without a newline at the end (default: pretty)",
    )
    group.add_argument(
        "--digest", action="store_true", help="print the ID that the built image will have, where that can be known"
    )
    group.add_argument(
        "--show-settings", action="store_true", help="print each setting that holds, and where it comes from"
    )
    group.add_argument("-o", "--output", metavar="FILE", help="write to a file instead of standard output")
    return parser.parse_arguments(arguments)


def _select(image: DockerOCIImage, section: str) -> JsonValue:
    if section == "image":
        return image
    config = image.config
    if section == "config":
        return config
    return DockerOCIImageConfigExt(healthcheck=config.healthcheck, on_build=config.on_build, shell=config.shell)


def _join(texts: dict[str, str], is_keyed: bool, indent: int | None) -> str:
    """Give one text; several platforms make one object keyed by platform."""
    end = "" if indent is None else "\n"
    if not is_keyed:
        return next(iter(texts.values())) + end
    from json import dumps

    if indent is None:
        return "{" + ",".join(f"{dumps(key)}:{text}" for key, text in texts.items()) + "}"
    margin = " " * indent
    members = (f"{margin}{dumps(key)}: " + text.replace("\n", f"\n{margin}") for key, text in texts.items())
    return "{\n" + ",\n".join(members) + "\n}" + end


def _write(text: str, path: str | None, size: int, platforms: int) -> None:
    write_report(text, is_json=False, is_visible=True, size=size, files=platforms, output=path)
