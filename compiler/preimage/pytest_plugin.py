"""The pytest plugin: the fixture ``preimage``, readable comparisons, and test files as tests.

pytest imports this in every run, so what it needs of the rest is imported when it is first used.

Source: docs/reference/pytest.md.
"""

from __future__ import annotations

import os
import sys
from fnmatch import fnmatch

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Generator, Iterator
    from pathlib import Path
    from typing import Any, NoReturn

    from preimage.backends.comparison import Side
    from preimage.model.image import JsonValue
    from preimage.test_files.document import TestDocument
    from preimage.test_files.outcomes import SkippedTest, TestResult
    from preimage.testing.compiled_image import CompiledImage
    from preimage.testing.image_factory import ImageFactory

_FACTORY: pytest.StashKey[ImageFactory] = pytest.StashKey()
_TEST_FOLDER: pytest.StashKey[str] = pytest.StashKey()
# As in preimage.inputs.base_sources, which is not worth loading in every run.
_SIDES = 2
_UNRESOLVED = ("error", "empty")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings, on the command line and in the configuration file."""
    group = parser.getgroup("preimage", "image configs of Dockerfiles")
    group.addoption(
        "--preimage-bases",
        action="append",
        default=[],
        metavar="SOURCE",
        help="base images: REF=FILE (an image config), oci-layout://DIR, docker-archive:FILE, or a lock file; may be "
        "repeated, and comes before those of the configuration file",
    )
    group.addoption("--preimage-unresolved", choices=_UNRESOLVED, help="what becomes of a base that nobody knows")
    group.addoption("--preimage-platform", metavar="PLATFORM", help="the target platform, such as linux/arm64")
    parser.addini("preimage_bases", "base images, a source a line; paths are relative to rootdir", "linelist", [])
    parser.addini("preimage_unresolved", "error or empty: what becomes of a base that nobody knows", default="")
    parser.addini("preimage_platform", "the target platform (default: this machine's)", default="")
    parser.addini(
        "preimage_test_files",
        "test files to run, a line each: PATTERN [DOCKERFILE] [--target STAGE] [--build-arg KEY=VALUE] [--platform P]",
        "linelist",
        [],
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse settings that make no sense before any test runs."""
    unresolved = config.getini("preimage_unresolved")
    if unresolved not in ("", *_UNRESOLVED):
        raise pytest.UsageError(f"preimage_unresolved must be error or empty, not {unresolved}")
    lines: list[str] = config.getini("preimage_test_files")
    if lines:
        from shlex import split

        for line in lines:
            try:
                split(line)
            except ValueError as error:
                raise pytest.UsageError(f"preimage_test_files: {line}: {error}") from error


@pytest.fixture(scope="session")
def preimage(pytestconfig: pytest.Config) -> ImageFactory:
    """Compile a Dockerfile: ``image = preimage("Dockerfile", target="prod", build_args={"VERSION": "2"})``."""
    return _get_factory(pytestconfig)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note where the test is: paths of Dockerfiles are relative to that."""
    item.config.stash[_TEST_FOLDER] = os.path.dirname(item.path)


def pytest_assertrepr_compare(config: pytest.Config, op: str, left: object, right: object) -> list[str] | None:
    """Explain why two of our values are not equal."""
    # Nobody can hold a value of a module that is not loaded.
    if op != "==" or "preimage.model.image" not in sys.modules:
        return None
    return _explain(config, left, right)


# pytest takes no function for a hook whose name begins otherwise.
@pytest.hookimpl(wrapper=True, specname="pytest_assertrepr_compare")
def pytest_add_origin(
    config: pytest.Config, op: str, left: object, right: object
) -> Generator[None, list[list[str] | None], list[list[str] | None]]:
    """Say what set a value of an image that is compared as a plain one, whoever explains the rest."""
    explanations = yield
    origin = _find_origin(config, left, right)
    if origin is None:
        return explanations
    if not any(explanations):
        from _pytest._io.saferepr import saferepr

        return [[f"{saferepr(left)} {op} {saferepr(right)}", origin]]
    # Behind the first line: pytest cuts what is long.
    return [[each[0], origin, *each[1:]] if each else each for each in explanations]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the test files that the setting names."""
    lines: list[str] = parent.config.getini("preimage_test_files")
    if lines:
        from shlex import split

        path = os.path.relpath(file_path, parent.config.rootpath).replace(os.sep, "/")
        for line in lines:
            pattern, *arguments = split(line)
            if fnmatch(path, pattern):
                return TestFile.from_parent(parent, path=file_path, arguments=arguments)
    return None


class TestFile(pytest.File):
    """A test file; its tests are the items, and what would need a container is skipped."""

    __test__ = False

    def __init__(self, *, arguments: list[str], **others: Any) -> None:
        super().__init__(**others)
        self.arguments = arguments
        self.options: Namespace | None = None

    def collect(self) -> Iterator[pytest.Item]:
        from dataclasses import replace

        from preimage.inputs.reading import TEST_FILE_BYTES, read_file
        from preimage.model.errors import PreimageError
        from preimage.test_files.document import parse_document

        try:
            self.options = _parse_arguments(self.arguments)
            data = read_file(str(self.path), TEST_FILE_BYTES)
            document = parse_document(data, os.path.relpath(self.path, self.config.rootpath))
        except (PreimageError, ValueError) as error:
            raise self.CollectError(str(error)) from error
        tests: list[tuple[str, TestDocument]] = []
        if document.metadata_test is not None:
            from preimage.test_files.metadata import NAME

            tests.append((NAME, replace(document, image_test=None, not_run=())))
        if document.image_test is not None:
            from preimage.test_files.image import NAME as IMAGE_NAME

            tests.append((IMAGE_NAME, replace(document, metadata_test=None, not_run=())))
        for name, part in tests:
            yield FileTest.from_parent(self, name=name, document=part)
        for test in document.not_run:
            if not test.is_setting:
                yield TestNotRun.from_parent(self, name=f"{test.kind}: {test.name}".removesuffix(": "), test=test)

    def compile(self) -> CompiledImage:
        """Compile the Dockerfile that the tests are about."""
        options = self.options
        assert options is not None, "only what was collected is run"
        return _get_factory(self.config)(
            options.dockerfile or self._find_dockerfile(),
            target=options.target,
            build_args=dict(text.partition("=")[::2] for text in options.build_arg),
            platform=options.platform,
        )

    def _find_dockerfile(self) -> str:
        """Find the Dockerfile in the folder of the test file or in one above it, up to rootdir."""
        folder = self.path.parent
        while folder not in (self.config.rootpath, folder.parent):
            if (folder / "Dockerfile").is_file():
                break
            folder = folder.parent
        return os.fspath(folder / "Dockerfile")


class FileTest(pytest.Item):
    """One test of a test file."""

    def __init__(self, *, document: TestDocument, **others: Any) -> None:
        super().__init__(**others)
        self.document = document

    def runtest(self) -> None:
        from preimage.results.origins import find_origins
        from preimage.test_files.runner import run_document

        assert isinstance(self.parent, TestFile)
        image = self.parent.compile()
        (result,) = run_document(self.document, image.image, find_origins(image.trace, image.labels)).results
        if not result.passed:
            raise UnmetExpectations(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:  # type: ignore[override]
        error = excinfo.value
        return "\n".join([str(error), *getattr(error, "__notes__", [])])

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.path.name}: {self.name}"


class TestNotRun(pytest.Item):
    """A test of a test file that needs a container."""

    __test__ = False

    def __init__(self, *, test: SkippedTest, **others: Any) -> None:
        super().__init__(**others)
        self.test = test
        self.add_marker(pytest.mark.skip(reason="it needs a built image"))

    def runtest(self) -> None:
        raise AssertionError("this is always skipped")

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, self.test.line - 1, f"{self.path.name}: {self.name}"


class UnmetExpectations(AssertionError):
    """An image is not what a test file wants; the text has a line for each expectation."""

    def __init__(self, result: TestResult) -> None:
        super().__init__("\n".join([*result.errors, *result.hints, *result.log]))


def _get_factory(config: pytest.Config) -> ImageFactory:
    factory = config.stash.get(_FACTORY, None)
    if factory is None:
        from preimage.inputs.offline_bases import open_settings
        from preimage.model.errors import PreimageError
        from preimage.testing.image_factory import ImageFactory

        root = os.fspath(config.rootpath)
        try:
            sources = [
                *open_settings(config.getoption("preimage_bases"), os.fspath(config.invocation_params.dir)),
                *open_settings(config.getini("preimage_bases"), root),
            ]
        except (PreimageError, OSError) as error:
            raise pytest.UsageError(f"preimage_bases: {error}") from error
        factory = config.stash[_FACTORY] = ImageFactory(
            lambda: (config.stash.get(_TEST_FOLDER, root), root),
            sources=sources,
            unresolved=config.getoption("preimage_unresolved") or config.getini("preimage_unresolved") or None,
            platform=config.getoption("preimage_platform") or config.getini("preimage_platform") or None,
        )
    return factory


def _explain(config: pytest.Config, left: object, right: object) -> list[str] | None:
    from preimage.golang.durations import Duration
    from preimage.model.findings import Finding
    from preimage.model.image import JsonValue
    from preimage.testing.compiled_image import CompiledImage

    if isinstance(left, int) and isinstance(right, int):
        return [f"{Duration(left)} == {Duration(right)}"] if Duration in (type(left), type(right)) else None
    if isinstance(left, list) and right == [] and left and all(isinstance(each, Finding) for each in left):
        from preimage.testing.unwanted_warnings import render_warnings

        return ["there are warnings", *render_warnings(left, "Dockerfile")]
    left, right = (each.image if isinstance(each, CompiledImage) else each for each in (left, right))
    if type(left) is not type(right) or not isinstance(left, JsonValue) or not isinstance(right, JsonValue):
        return None
    from preimage.backends.comparison import render_differences

    differences = render_differences(_find_side(config, left), _find_side(config, right))
    return [f"the two are not the same {type(left).__name__}", *differences]


def _find_origin(config: pytest.Config, left: object, right: object) -> str | None:
    factory = config.stash.get(_FACTORY, None)
    if factory is None:
        return None
    # Values with fields are explained field by field.
    plain = [value for value in (left, right) if value is None or isinstance(value, str | int | list | dict)]
    if len(plain) < _SIDES:
        return None
    return next((origin for value in plain if (origin := factory.find_origin(value)) is not None), None)


def _find_side(config: pytest.Config, value: JsonValue) -> Side:
    from preimage.backends.comparison import Side
    from preimage.testing.image_factory import shorten

    factory = config.stash.get(_FACTORY, None)
    owner = factory.find_owner(value) if factory is not None else None
    if owner is None:
        return Side(value)
    return Side(value, owner.trace, shorten(owner.path))


def _parse_arguments(arguments: list[str]) -> Namespace:
    """Read what a line of the setting has behind its pattern.

    Raises:
        ValueError: an option that there is not.
    """
    from argparse import ArgumentParser

    class Parser(ArgumentParser):
        def error(self, message: str) -> NoReturn:
            raise ValueError(f"preimage_test_files: {' '.join(arguments)}: {message}")

    parser = Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("dockerfile", nargs="?")
    parser.add_argument("--target")
    parser.add_argument("--build-arg", action="append", default=[])
    parser.add_argument("--platform")
    return parser.parse_args(arguments)
