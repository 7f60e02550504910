"""Test files as values: what a ``metadataTest`` and an ``imageTest`` ask for.

The format is container-structure-test's, schema version 2.0.0, with ``imageTest`` added. Tests that need a container or
its files are noted, so that they can be reported as not run.

Source: docs/reference/test-files.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from preimage.golang.durations import Duration, parse_duration
from preimage.golang.numbers import parse_int
from preimage.golang.suggest import suggest
from preimage.golang.text import replace_invalid
from preimage.test_files.outcomes import SkippedTest
from preimage.test_files.syntax import Node, SyntaxFault, TestFileError, parse_json, parse_yaml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

SCHEMA_VERSION = "2.0.0"

_METADATA_KEYS = (
    "cmd",
    "entrypoint",
    "envVars",
    "exposedPorts",
    "labels",
    "unboundEnvVars",
    "unexposedPorts",
    "unmountedVolumes",
    "user",
    "volumes",
    "workdir",
)
_IMAGE_KEYS = ("architecture", "healthcheck", "inheritedLabels", "onbuild", "os", "shell", "stopSignal")
_HEALTHCHECK_KEYS = ("interval", "retries", "startInterval", "startPeriod", "test", "timeout")
# Tests that are not run here, and the keys of one of them.
_OTHER_TESTS = {
    "commandTests": (
        "args",
        "command",
        "envVars",
        "excludedError",
        "excludedOutput",
        "exitCode",
        "expectedError",
        "expectedOutput",
        "name",
        "setup",
        "teardown",
    ),
    "fileExistenceTests": ("gid", "isExecutableBy", "name", "path", "permissions", "shouldExist", "uid"),
    "fileContentTests": ("excludedContents", "expectedContents", "name", "path"),
    "licenseTests": ("debian", "files"),
    "globalEnvVars": ("isRegex", "key", "value"),
}
_DOCUMENT_KEYS = (*_OTHER_TESTS, "containerRunOptions", "imageTest", "metadataTest", "schemaVersion")
_RENAMED = {"env": "envVars", "unboundEnv": "unboundEnvVars"}

_TRUE = {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}
_FALSE = {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}
_WHOLE_NUMBER = re.compile(r"[-+]?[0-9]+")
_KIND_NAMES = {"mapping": "a mapping", "list": "a list", "text": "text", "number": "a number", "boolean": "a boolean"}


@dataclass(frozen=True, slots=True)
class ExpectedPair:
    """A variable or label: its name, and the value or regular expression it is to have."""

    key: str
    value: str = ""
    is_regex: bool = False


@dataclass(frozen=True, slots=True)
class MetadataTest:
    """A ``metadataTest``: what is empty is not checked, but of ``entrypoint`` and ``cmd`` only what is None."""

    env_vars: tuple[ExpectedPair, ...] = ()
    unbound_env_vars: tuple[ExpectedPair, ...] = ()
    labels: tuple[ExpectedPair, ...] = ()
    entrypoint: tuple[str, ...] | None = None
    cmd: tuple[str, ...] | None = None
    workdir: str = ""
    user: str = ""
    exposed_ports: tuple[str, ...] = ()
    unexposed_ports: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    unmounted_volumes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HealthcheckTest:
    """A ``healthcheck`` of an ``imageTest``; None is unchecked."""

    test: tuple[str, ...] | None = None
    interval: Duration | None = None
    timeout: Duration | None = None
    start_period: Duration | None = None
    start_interval: Duration | None = None
    retries: int | None = None


@dataclass(frozen=True, slots=True)
class ImageTest:
    """An ``imageTest``; None is unchecked. ``healthcheck`` may also be the word ``none`` or ``inherited``."""

    healthcheck: HealthcheckTest | str | None = None
    shell: tuple[str, ...] | None = None
    onbuild: tuple[str, ...] | None = None
    stop_signal: str | None = None
    architecture: str | None = None
    os: str | None = None
    inherited_labels: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class TestDocument:
    """A test file: its tests, None where there are none to run, and what is not run."""

    __test__ = False  # not for pytest to collect

    path: str
    metadata_test: MetadataTest | None = None
    image_test: ImageTest | None = None
    not_run: tuple[SkippedTest, ...] = ()


def parse_document(data: bytes, path: str) -> TestDocument:
    """Parse a test file; the ending of ``path`` says whether it is JSON or YAML.

    Raises:
        TestFileError: the file cannot be used.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TestFileError(path, line, "the file is not UTF-8") from error
    try:
        if path.endswith(".json"):
            return _read_document(parse_json(text), path)
        if path.endswith((".yaml", ".yml")):
            return _read_document(parse_yaml(text), path)
    except SyntaxFault as fault:
        raise TestFileError(path, fault.line, str(fault)) from fault
    raise TestFileError(path, 0, "Please provide valid JSON or YAML config file")


def _read_document(root: Node, path: str) -> TestDocument:
    sections = _read_mapping(root, "", _DOCUMENT_KEYS, check=False)
    # The version comes first: it decides which keys there may be.
    version = _read_text(sections, "schemaVersion", "")
    if not version:
        raise SyntaxFault(0, "Please provide schema version")
    if version != SCHEMA_VERSION:
        raise SyntaxFault(sections["schemaVersion"].line, f"Unsupported schema version: {version}")
    _read_mapping(root, "", _DOCUMENT_KEYS)
    metadata_test = _read_metadata_test(sections.get("metadataTest"))
    image_test = _read_image_test(sections.get("imageTest"))
    return TestDocument(
        path,
        None if metadata_test == MetadataTest() else metadata_test,
        None if image_test == ImageTest() else image_test,
        tuple(_read_other_tests(sections)),
    )


def _read_metadata_test(node: Node | None) -> MetadataTest:
    at = "metadataTest"
    values = _read_mapping(node, at, _METADATA_KEYS)
    return MetadataTest(
        env_vars=_read_pairs(values, "envVars", at),
        unbound_env_vars=_read_pairs(values, "unboundEnvVars", at),
        labels=_read_pairs(values, "labels", at),
        entrypoint=_read_texts(values, "entrypoint", at),
        cmd=_read_texts(values, "cmd", at),
        workdir=_read_text(values, "workdir", at) or "",
        user=_read_text(values, "user", at) or "",
        exposed_ports=_read_texts(values, "exposedPorts", at) or (),
        unexposed_ports=_read_texts(values, "unexposedPorts", at) or (),
        volumes=_read_texts(values, "volumes", at) or (),
        unmounted_volumes=_read_texts(values, "unmountedVolumes", at) or (),
    )


def _read_image_test(node: Node | None) -> ImageTest:
    at = "imageTest"
    values = _read_mapping(node, at, _IMAGE_KEYS)
    return ImageTest(
        healthcheck=_read_healthcheck(values.get("healthcheck"), f"{at}.healthcheck"),
        shell=_read_texts(values, "shell", at),
        onbuild=_read_texts(values, "onbuild", at),
        stop_signal=_read_text(values, "stopSignal", at),
        architecture=_read_text(values, "architecture", at),
        os=_read_text(values, "os", at),
        inherited_labels=_read_texts(values, "inheritedLabels", at),
    )


def _read_healthcheck(node: Node | None, at: str) -> HealthcheckTest | str | None:
    if node is None:
        return None
    if node.kind == "text":
        if node.text not in ("none", "inherited"):
            raise SyntaxFault(node.line, f"{at} must be a mapping, none or inherited, not {_quote(node.text)}")
        return node.text
    values = _read_mapping(node, at, _HEALTHCHECK_KEYS)
    return HealthcheckTest(
        test=_read_texts(values, "test", at),
        interval=_read_duration(values, "interval", at),
        timeout=_read_duration(values, "timeout", at),
        start_period=_read_duration(values, "startPeriod", at),
        start_interval=_read_duration(values, "startInterval", at),
        retries=_read_whole_number(values, "retries", at),
    )


def _read_other_tests(sections: dict[str, Node]) -> Iterable[SkippedTest]:
    for kind, node in sections.items():
        if kind in _OTHER_TESTS:
            for place, item in enumerate(_read_list(node, kind)):
                values = _read_mapping(item, f"{kind}[{place}]", _OTHER_TESTS[kind])
                name = "key" if kind == "globalEnvVars" else "name"
                yield SkippedTest(kind, _read_text(values, name, f"{kind}[{place}]") or "", item.line)
        elif kind == "containerRunOptions":
            if node.kind != "mapping":
                raise _wrong_kind(node, kind, "a mapping")
            yield SkippedTest(kind, "", node.line)


def _read_mapping(node: Node | None, at: str, keys: Collection[str], *, check: bool = True) -> dict[str, Node]:
    """Read the values of a mapping by key, those that are null left out; null is an empty mapping."""
    if node is None or node.kind == "null":
        return {}
    if node.kind != "mapping":
        raise _wrong_kind(node, at or "the file", "a mapping")
    for key, _ in node.pairs if check else ():
        if key.text not in keys:
            where = f" in {at}" if at else ""
            hint = suggest(key.text, keys)
            if at == "metadataTest" and key.text in _RENAMED:
                hint = f" (container-structure-test calls it {_RENAMED[key.text]} since 1.13)"
            elif at == "metadataTest" and key.text in _IMAGE_KEYS:
                hint = f" (it is a key of imageTest, which is preimage's own: imageTest.{key.text})"
            raise SyntaxFault(key.line, f"unknown key {_quote(key.text)}{where}{hint}")
    return {key.text: value for key, value in node.pairs if value.kind != "null"}


def _read_list(node: Node, at: str) -> list[Node]:
    if node.kind != "list":
        raise _wrong_kind(node, at, "a list")
    return node.items


def _read_text(values: dict[str, Node], key: str, at: str) -> str | None:
    node = values.get(key)
    return None if node is None else _require_text(node, f"{at}.{key}" if at else key)


def _require_text(node: Node, at: str) -> str:
    """Give the text of a scalar. Null is the empty text there too, as Go's zero value."""
    if node.kind in ("mapping", "list"):
        raise _wrong_kind(node, at, "text")
    if node.kind in ("number", "boolean") and not node.is_plain:
        raise _wrong_kind(node, at, "text")
    return "" if node.kind == "null" else replace_invalid(node.text)


def _read_texts(values: dict[str, Node], key: str, at: str) -> tuple[str, ...] | None:
    node = values.get(key)
    if node is None:
        return None
    items = _read_list(node, f"{at}.{key}")
    return tuple([_require_text(item, f"{at}.{key}[{place}]") for place, item in enumerate(items)])


def _read_pairs(values: dict[str, Node], key: str, at: str) -> tuple[ExpectedPair, ...]:
    node = values.get(key)
    if node is None:
        return ()
    pairs = []
    for place, item in enumerate(_read_list(node, f"{at}.{key}")):
        where = f"{at}.{key}[{place}]"
        parts = _read_mapping(item, where, ("isRegex", "key", "value"))
        name, value = _read_text(parts, "key", where), _read_text(parts, "value", where)
        pairs.append(ExpectedPair(name or "", value or "", _read_boolean(parts, "isRegex", where)))
    return tuple(pairs)


def _read_boolean(values: dict[str, Node], key: str, at: str) -> bool:
    node = values.get(key)
    if node is None:
        return False
    if not (node.kind == "boolean" or (node.kind == "text" and node.is_plain)) or node.text not in _TRUE | _FALSE:
        raise _wrong_kind(node, f"{at}.{key}", "true or false")
    return node.text in _TRUE


def _read_duration(values: dict[str, Node], key: str, at: str) -> Duration | None:
    text = _read_text(values, key, at)
    if text is None:
        return None
    try:
        return parse_duration(text)
    except ValueError as error:
        raise SyntaxFault(values[key].line, f"{at}.{key}: {error}") from error


def _read_whole_number(values: dict[str, Node], key: str, at: str) -> int | None:
    node = values.get(key)
    if node is None:
        return None
    if node.kind != "number" or not _WHOLE_NUMBER.fullmatch(node.text):
        raise _wrong_kind(node, f"{at}.{key}", "a whole number")
    try:
        return parse_int(node.text)
    except ValueError as error:
        raise SyntaxFault(node.line, f"{at}.{key}: {error}") from error


def _wrong_kind(node: Node, at: str, wanted: str) -> SyntaxFault:
    found = f"the number {node.text}" if node.kind == "number" else _KIND_NAMES.get(node.kind, "null")
    if node.kind in ("text", "boolean"):
        found = _quote(node.text) if node.kind == "text" else node.text
    return SyntaxFault(node.line, f"{at} must be {wanted}, not {found}")


def _quote(text: str) -> str:
    return f'"{text}"'
