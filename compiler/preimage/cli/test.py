"""``preimage test``: the expectations of test files, without a container."""

from __future__ import annotations

import sys

from preimage.cli.arguments import Options
from preimage.cli.build_options import CommandParser, add_build_options, add_dockerfile_options
from preimage.cli.compilation import open_builds
from preimage.cli.container_option import add_container_option
from preimage.cli.manners import has_colors
from preimage.cli.project_options import read_one_entry
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import escape_json_report, print_note, write_report
from preimage.inputs.project_locations import is_project_name
from preimage.inputs.reading import TEST_FILE_BYTES, read_file
from preimage.model.errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.image import DockerOCIImage
    from preimage.results.origins import Origins
    from preimage.test_files.document import TestDocument
    from preimage.test_files.outcomes import FileOutcome
    from preimage.test_files.syntax import TestFileError

_TEST_FILE_ENDINGS = (".yaml", ".yml", ".json")


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    from preimage.test_files.report import decide_exit_status

    options = _parse(arguments)
    documents = _read_documents(options.config)
    image, origins = _find_image(options)
    outcomes = _run_documents(documents, image, origins)
    for outcome in outcomes:
        for line in (line for each in outcome.results for line in each.log):
            print_note(line)
    _write_report(outcomes, options)
    return decide_exit_status(outcomes)


def _find_image(options: Options) -> tuple[DockerOCIImage, Origins]:
    """Give what is tested, and what of it came from elsewhere."""
    from preimage.cli.atomic import require_other_file

    if options.container:
        from preimage.cli.container_reports import as_image
        from preimage.cli.containers import open_containers

        require_other_file(options.test_report, options.path.partition("#")[0], *options.config)
        containers = open_containers(options.path, "test", options)
        if len(containers) > 1:
            raise OptionError(f"one container at a time; name one of {', '.join(each.title for each in containers)}")
        containers[0].print_notes()
        return as_image(containers[0])
    from preimage.results.origins import find_origins

    entry = read_one_entry(options.path, options)
    require_other_file(options.test_report, entry.source.name, *options.config)
    (build,) = open_builds([entry], CommandSettings("test", options))
    result = build.compile(build.first_platform("test"))
    return result.image, find_origins(result.trace, result.image.config.labels)


def _parse(arguments: list[str]) -> Options:
    parser = CommandParser(
        "test", "Test the image config of a Dockerfile with test files of container-structure-test's format."
    )
    add_dockerfile_options(parser)
    parser.add_argument("others", nargs="*")
    parser.add_argument(
        "-c",
        "--config",
        action="append",
        default=[],
        metavar="FILE",
        help="a test file, YAML or JSON; may be repeated, and more can follow it",
    )
    parser.add_argument("--format", choices=tuple(FORMATS), help="what to print the report as (default: text)")
    parser.add_argument(
        "--test-report", metavar="FILE", help="write the report there instead, as JSON unless --format says otherwise"
    )
    parser.add_argument("--junit-suite-name", default="", metavar="NAME", help="the name of the suite in JUnit XML")
    add_container_option(parser)
    add_build_options(parser, unresolved="error")
    options = parser.parse_arguments(arguments, is_intermixed=True)
    if not options.config:
        parser.error("a test file is needed: -c FILE")
    _sort_paths(options, parser)
    return options


def _sort_paths(options: Options, parser: CommandParser) -> None:
    """Tell test files, of which a shell may have made several from one pattern after ``-c``, from the Dockerfile."""
    paths = [options.path, *options.others]
    rest = [path for path in paths if not path.endswith(_TEST_FILE_ENDINGS) or is_project_name(path)]
    options.config += [path for path in paths if path not in rest]
    if len(rest) > 1:
        parser.error(f"one Dockerfile at a time, not {' and '.join(rest)}")
    options.path = rest[0] if rest else "."


def _read_documents(paths: list[str]) -> list[TestDocument | TestFileError]:
    """Read the test files; one that cannot be used becomes a failed test, as with container-structure-test."""
    from preimage.test_files.document import parse_document
    from preimage.test_files.syntax import TestFileError

    documents: list[TestDocument | TestFileError] = []
    for path in paths:
        data = read_file(path, TEST_FILE_BYTES)
        try:
            documents.append(parse_document(data, path))
        except TestFileError as error:
            documents.append(error)
    return documents


def _run_documents(
    documents: list[TestDocument | TestFileError], image: DockerOCIImage, origins: Origins
) -> list[FileOutcome]:
    from time import perf_counter_ns

    from preimage.test_files.runner import report_unusable, run_document
    from preimage.test_files.syntax import TestFileError

    return [
        report_unusable(document)
        if isinstance(document, TestFileError)
        else run_document(document, image, origins, perf_counter_ns)
        for document in documents
    ]


def _write_report(outcomes: list[FileOutcome], options: Options) -> None:
    path = options.test_report
    text = FORMATS[options.format or ("json" if path else "text")](outcomes, options)
    write_report(text, is_json=False, is_visible=True, output=path)


def _render_text(outcomes: list[FileOutcome], options: Options) -> str:
    from preimage.test_files.report import render_text

    return render_text(outcomes, color=not options.test_report and has_colors(sys.stdout))


def _render_json(outcomes: list[FileOutcome], options: Options) -> str:
    from preimage.test_files.report import render_json

    return escape_json_report(render_json(outcomes))


def _render_junit(outcomes: list[FileOutcome], options: Options) -> str:
    from preimage.test_files.report import render_junit

    return render_junit(outcomes, options.junit_suite_name)


FORMATS = {"text": _render_text, "json": _render_json, "junit": _render_junit}
"""What renders the report, by the name of the format."""
