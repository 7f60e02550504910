"""A test file against an image: all its results."""

from __future__ import annotations

from preimage.golang.durations import Duration
from preimage.test_files.outcomes import FileOutcome, TestResult

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from preimage.model.image import DockerOCIImage
    from preimage.results.origins import Origins
    from preimage.test_files.document import TestDocument
    from preimage.test_files.syntax import TestFileError


def run_document(
    document: TestDocument, image: DockerOCIImage, origins: Origins, clock: Callable[[], int] | None = None
) -> FileOutcome:
    """Run the tests of a test file, in the order in which they are reported.

    ``clock`` gives nanoseconds; without one no test takes any time.
    """
    results: list[TestResult] = []
    started = clock() if clock is not None else 0
    if document.metadata_test is not None:
        from preimage.test_files.metadata import run_metadata_test

        results.append(run_metadata_test(document.metadata_test, image))
        started = _time(results, started, clock)
    if document.image_test is not None:
        from preimage.test_files.image import run_image_test

        results.append(run_image_test(document.image_test, image, origins))
        _time(results, started, clock)
    return FileOutcome(document.path, tuple(results), document.not_run)


def _time(results: list[TestResult], started: int, clock: Callable[[], int] | None) -> int:
    """Note how long the last result took; gives the time it was there."""
    if clock is None:
        return started
    now = clock()
    results[-1].duration = Duration(now - started)
    return now


def report_unusable(error: TestFileError) -> FileOutcome:
    """Give what container-structure-test makes of a file it cannot use: one failed test without a name."""
    result = TestResult("")
    result.fail(f"error parsing config file: {error}")
    return FileOutcome(error.path, (result,))
