"""The ``metadataTest``: what container-structure-test checks of a config, in its order and with its texts.

Source: docs/reference/test-files.md, "metadataTest".
"""

from __future__ import annotations

from preimage.golang.quoting import quote
from preimage.test_files.outcomes import TestResult
from preimage.test_files.patterns import Allowance, is_matched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from preimage.model.image import DockerOCIImage, DockerOCIImageConfig
    from preimage.test_files.document import ExpectedPair, MetadataTest

NAME = "Metadata Test"


def run_metadata_test(test: MetadataTest, image: DockerOCIImage) -> TestResult:
    """Compare the config of an image with a ``metadataTest``; a test that makes no sense fails without a comparison."""
    result = TestResult(NAME)
    _check_test(test, result)
    if result.passed:
        config = image.config
        env = _split_env(config.env)
        allowance = Allowance()
        _check_env_vars(test, env, result, allowance)
        _check_labels(test.labels, config.labels, result, allowance)
        _check_commands(test, config, result)
        _check_texts(test, config, result)
        _check_ports(test, config.exposed_ports, result)
        _check_volumes(test, config.volumes, result)
    return result


def _check_test(test: MetadataTest, result: TestResult) -> None:
    for each in test.env_vars:
        if not each.key:
            result.fail("Environment variable key cannot be empty")
    for each in test.labels:
        if not each.key:
            result.fail("Label key cannot be empty")
    for port in test.exposed_ports:
        if not port:
            result.fail("Port cannot be empty")
    for volume in test.volumes:
        if not volume:
            result.fail("Volume cannot be empty")


def _split_env(env: Iterable[str]) -> dict[str, str]:
    # Of several entries for one name the last counts. container-structure-test crashes on an entry without an equals
    # sign, which only a base image can have; here its value is empty.
    parts = [each.partition("=") for each in env]
    return {name: value for name, _, value in parts}


def _check_env_vars(test: MetadataTest, env: dict[str, str], result: TestResult, allowance: Allowance) -> None:
    for each in test.env_vars:
        value = env.get(each.key)
        if value is None:
            result.fail(f"variable {each.key} not found in image env")
        elif not _is_expected(each, value, result, allowance):
            _tell_apart([value], [each.value], result)
            result.fail(f"env var {each.key} value {value} does not match expected value: {each.value}")
    for each in test.unbound_env_vars:
        if each.key in env:
            result.fail(f"env variable {each.key} should not be present in image metadata")


def _check_labels(
    expected: Iterable[ExpectedPair], labels: dict[str, str], result: TestResult, allowance: Allowance
) -> None:
    for each in expected:
        value = labels.get(each.key)
        if value is None:
            result.fail(f"label {each.key} not found in image metadata")
        elif not _is_expected(each, value, result, allowance):
            _tell_apart([value], [each.value], result)
            result.fail(f"label {each.key} value {value} does not match expected value: {each.value}")


def _is_expected(expected: ExpectedPair, value: str, result: TestResult, allowance: Allowance) -> bool:
    if not expected.is_regex:
        return expected.value == value
    try:
        return is_matched(expected.value, value, allowance)
    except ValueError as error:
        # An expression that is none matches nothing; why is only logged.
        result.log.append(f"Error compiling regex {expected.value} : {error}")
        return False


def _check_commands(test: MetadataTest, config: DockerOCIImageConfig, result: TestResult) -> None:
    _check_command(test.cmd, config.cmd, "Cmd", result)
    _check_command(test.entrypoint, config.entrypoint, "entrypoint", result)


def _check_command(expected: Sequence[str] | None, found: Sequence[str], name: str, result: TestResult) -> None:
    if expected is None:
        return
    if len(expected) != len(found):
        result.fail(f"Image {name} {_render_list(found)} does not match expected {name}: {_render_list(expected)}")
        _tell_apart(found, expected, result)
        return
    # One failure for each word that differs, all with the same text.
    differing = sum(word != other for word, other in zip(expected, found, strict=True))
    if differing:
        error = f"Image config {name} {_render_list(found)} does not match expected value: {_render_list(expected)}"
        for _ in range(differing):
            result.fail(error)
    _tell_apart(found, expected, result)


def _check_texts(test: MetadataTest, config: DockerOCIImageConfig, result: TestResult) -> None:
    if test.workdir and test.workdir != config.working_dir:
        result.fail(f"Image workdir {config.working_dir} does not match config workdir: {test.workdir}")
        _tell_apart([config.working_dir], [test.workdir], result)
    if test.user and test.user != config.user:
        result.fail(f"Image user {config.user} does not match config user: {test.user}")
        _tell_apart([config.user], [test.user], result)


def _check_ports(test: MetadataTest, exposed: Iterable[str], result: TestResult) -> None:
    # Ports are compared by number: "53" stands for 53/tcp and 53/udp, and "53/udp" for none.
    numbers = {port.partition("/")[0] for port in exposed}
    for port in test.exposed_ports:
        if port not in numbers:
            result.fail(f"Port {port} not found in config")
    for port in test.unexposed_ports:
        if port in numbers:
            result.fail(f"Port {port} should not be exposed")


def _check_volumes(test: MetadataTest, volumes: Iterable[str], result: TestResult) -> None:
    mounted = set(volumes)
    for volume in test.volumes:
        if volume not in mounted:
            result.fail(f"Volume {volume} not found in config")
    for volume in test.unmounted_volumes:
        if volume in mounted:
            result.fail(f"Volume {volume} should not be mounted")


def _render_list(words: Sequence[str]) -> str:
    """Render a list of strings as Go's ``%v`` does."""
    return f"[{' '.join(words or ())}]"


def _tell_apart(found: Sequence[str], expected: Sequence[str], result: TestResult) -> None:
    """Add both sides in quotes if they differ, but print alike: in where a word ends, or in blanks."""
    if list(found) != list(expected) and " ".join(found).split() == " ".join(expected).split():
        result.hints.append(f"in quotes: found {_quote_all(found)}, expected {_quote_all(expected)}")


def _quote_all(words: Sequence[str]) -> str:
    return f"[{', '.join(map(quote, words))}]"
