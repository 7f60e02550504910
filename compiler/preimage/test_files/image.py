"""The ``imageTest``: what container-structure-test has no words for.

Source: docs/reference/test-files.md, "imageTest".
"""

from __future__ import annotations

from preimage.golang.jsontext import encode_string
from preimage.test_files.document import HealthcheckTest
from preimage.test_files.outcomes import TestResult

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.model.image import DockerOCIImage, HealthcheckConfig
    from preimage.results.origins import Origins
    from preimage.test_files.document import ImageTest

NAME = "Image Test"

_DISABLED = ["NONE"]


def run_image_test(test: ImageTest, image: DockerOCIImage, origins: Origins) -> TestResult:
    """Compare an image with an ``imageTest``."""
    result = TestResult(NAME)
    config = image.config
    _check_healthcheck(test, config.healthcheck, origins, result)
    _check_words("shell", test.shell, config.shell, result)
    _check_words("onbuild", test.onbuild, config.on_build, result)
    _check_text("stopSignal", test.stop_signal, config.stop_signal, result)
    _check_text("architecture", test.architecture, image.architecture, result)
    _check_text("os", test.os, image.os, result)
    if test.inherited_labels is not None:
        allowed = frozenset(test.inherited_labels)
        for name in sorted(config.labels):
            if name not in allowed and name in origins.labels:
                result.fail(f"label {name} comes from the base image and is not one of inheritedLabels")
    return result


def _check_healthcheck(
    test: ImageTest, healthcheck: HealthcheckConfig | None, origins: Origins, result: TestResult
) -> None:
    if test.healthcheck is None:
        return
    is_disabled = healthcheck is not None and healthcheck.test == _DISABLED
    if test.healthcheck == "none":
        if healthcheck is not None and not is_disabled:
            result.fail(f"Image has a healthcheck, expected none: {_render_words(healthcheck.test)}")
    elif healthcheck is None:
        result.fail("Image has no healthcheck")
    elif isinstance(test.healthcheck, HealthcheckTest):
        if is_disabled and test.healthcheck.test != tuple(_DISABLED):
            result.fail("Image healthcheck is disabled")
        else:
            _check_healthcheck_fields(test.healthcheck, healthcheck, result)
    elif not origins.healthcheck:
        result.fail(f"Image healthcheck does not come from the base image: {_render_words(healthcheck.test)}")


def _check_healthcheck_fields(test: HealthcheckTest, healthcheck: HealthcheckConfig, result: TestResult) -> None:
    _check_words("healthcheck test", test.test, healthcheck.test, result)
    # A value of zero is Docker's default; the test says 0s then.
    numbers = (
        ("interval", test.interval, healthcheck.interval),
        ("timeout", test.timeout, healthcheck.timeout),
        ("startPeriod", test.start_period, healthcheck.start_period),
        ("startInterval", test.start_interval, healthcheck.start_interval),
        ("retries", test.retries, healthcheck.retries),
    )
    for name, expected, found in numbers:
        if expected is not None and expected != found:
            result.fail(f"Image healthcheck {name} {found} does not match expected {name}: {expected}")


def _check_words(name: str, expected: Sequence[str] | None, found: Sequence[str], result: TestResult) -> None:
    if expected is not None and list(expected) != list(found or ()):
        last = name.rpartition(" ")[2]
        result.fail(f"Image {name} {_render_words(found)} does not match expected {last}: {_render_words(expected)}")


def _check_text(name: str, expected: str | None, found: str, result: TestResult) -> None:
    if expected is not None and expected != found:
        result.fail(f"Image {name} {found or '(none)'} does not match expected {name}: {expected or '(none)'}")


def _render_words(words: Sequence[str]) -> str:
    """Render a list as in a test file, unlike Go's ``%v``, which does not show where a word ends."""
    return f"[{', '.join(map(encode_string, words or ()))}]"
