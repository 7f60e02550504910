"""A test file against an image: all its results."""

from __future__ import annotations

from preimage.model.outcomes import FileOutcome, TestResult

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.image import DockerOCIImage
    from preimage.structure.document import TestDocument
    from preimage.structure.image_test import Origins
    from preimage.structure.syntax import TestFileError


def run_document(document: TestDocument, image: DockerOCIImage, origins: Origins) -> FileOutcome:
    """Run the tests of a test file, in the order in which they are reported."""
    results = []
    if document.metadata_test is not None:
        from preimage.structure.metadata import run_metadata_test

        results.append(run_metadata_test(document.metadata_test, image))
    if document.image_test is not None:
        from preimage.structure.image_test import run_image_test

        results.append(run_image_test(document.image_test, image, origins))
    return FileOutcome(document.path, tuple(results), document.not_run)


def report_unusable(error: TestFileError) -> FileOutcome:
    """Give what container-structure-test makes of a file it cannot use: one failed test without a name."""
    result = TestResult("")
    result.fail(f"error parsing config file: {error}")
    return FileOutcome(error.path, (result,))
