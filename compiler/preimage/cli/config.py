"""``preimage config``: print the image config."""

from __future__ import annotations

from preimage.cli.arguments import Options
from preimage.cli.build_options import CommandParser, add_build_options, add_dockerfile_options
from preimage.cli.compilation import open_builds
from preimage.cli.container_option import add_container_option
from preimage.cli.docker_options import take_output_of_docker
from preimage.cli.project_options import name_of_one, read_entries
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import escape_json_report, print_error, write_report
from preimage.inputs.entries import Entry
from preimage.model.errors import OptionError
from preimage.model.image import DockerOCIImage, DockerOCIImageConfigExt, JsonValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from preimage.results.compilation import Compilation


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    if options.container:
        return _print_containers(options)
    entries = read_entries(options.path, options)
    _settle_output(options, entries)
    settings = CommandSettings("config", options)
    if options.show_settings:
        from preimage.cli.shown_settings import render_settings

        write_report("\n".join(render_settings(settings, options, each) for each in entries), is_json=False)
        return 0
    texts: dict[str, dict[str, str]] = {}
    for build in open_builds(entries, settings):
        found = texts[build.entry.name] = {}
        for platform in build.platforms:
            text = _render(build.compile(platform), options)
            if text is None:
                return 1
            found[platform or ""] = text
    size = sum(len(entry.source.data) for entry in entries)
    _write(_join_all(texts, options), options.output, size, sum(map(len, texts.values())))
    return 0


def _print_containers(options: Options) -> int:
    from json import dumps

    from preimage.cli.containers import open_containers

    if options.digest or options.show_settings or options.section != "image":
        raise OptionError("--container goes with none of --section, --digest and --show-settings")
    take_output_of_docker(options)
    containers = open_containers(options.path, "config", options)
    separators = None if options.format == "pretty" else (",", ":")
    texts = {
        each.name: dumps(each.config, ensure_ascii=False, indent=_indent(options), separators=separators)
        for each in containers
    }
    is_named = list(texts) != [name_of_one(options)]
    text = _join_members(texts, _indent(options)) if is_named else next(iter(texts.values()))
    for each in containers:
        each.print_notes()
    _write(escape_json_report(f"{text}\n") if options.format == "pretty" else text, options.output, 0, len(texts))
    return 0


def _render(result: Compilation, options: Options) -> str | None:
    """Give what is printed of one image; None if the ID that is asked for cannot be known, which is told."""
    if not options.digest:
        return _select(result.image, options.section).to_json(_indent(options))
    built = result.built()
    if built.digest is None:
        print_error(f"the image ID cannot be known before a build: {'; '.join(built.unknown)}")
    return built.digest


def _indent(options: Options) -> int | None:
    return 2 if options.format == "pretty" else None


def _join_all(texts: dict[str, dict[str, str]], options: Options) -> str:
    """Give one text of those by name and platform; names are keys unless one build was named."""
    is_named = "" not in texts and list(texts) != [name_of_one(options)]
    if options.digest:
        return "".join(_list_digests(texts, is_named))
    indent = _indent(options)
    parts = {name: _join(found, indent) for name, found in texts.items()}
    text = _join_members(parts, indent) if is_named else next(iter(parts.values()))
    # Canonical is BuildKit's bytes, whatever is in them.
    return text if indent is None else escape_json_report(f"{text}\n")


def _list_digests(texts: dict[str, dict[str, str]], is_named: bool) -> Iterator[str]:
    for name, found in texts.items():
        for platform, text in found.items():
            words = [*([name] if is_named else ()), *([platform] if len(found) > 1 else ()), text]
            yield f"{' '.join(words)}\n"


def _settle_output(options: Options, entries: list[Entry]) -> None:
    """Refuse to write over the input."""
    take_output_of_docker(options)
    if options.output is not None:
        from preimage.cli.atomic import require_other_file

        titles = [entry.opened.title for entry in entries if entry.opened is not None]
        require_other_file(options.output, *titles, *(entry.source.name for entry in entries))


def _parse(arguments: list[str]) -> Options:
    parser = CommandParser(
        "config", "Print the image config that BuildKit would write for a Dockerfile, or for builds of a project."
    )
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
    add_container_option(group)
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


def _join(texts: dict[str, str], indent: int | None) -> str:
    """Give one text; several platforms make one object keyed by platform."""
    return _join_members(texts, indent) if len(texts) > 1 else next(iter(texts.values()))


def _join_members(texts: dict[str, str], indent: int | None) -> str:
    from json import dumps

    if indent is None:
        return "{" + ",".join(f"{dumps(key)}:{text}" for key, text in texts.items()) + "}"
    margin = " " * indent
    members = (f"{margin}{dumps(key)}: " + text.replace("\n", f"\n{margin}") for key, text in texts.items())
    return "{\n" + ",\n".join(members) + "\n}"


def _write(text: str, path: str | None, size: int, platforms: int) -> None:
    write_report(text, is_json=False, is_visible=True, size=size, files=platforms, output=path)
