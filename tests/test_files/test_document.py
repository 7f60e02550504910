from __future__ import annotations

import json

import pytest

from preimage.golang.durations import Duration
from preimage.test_files.document import (
    ExpectedPair,
    HealthcheckTest,
    ImageTest,
    MetadataTest,
    TestDocument,
    parse_document,
)
from preimage.test_files.outcomes import SkippedTest
from preimage.test_files.syntax import TestFileError

SECOND = 1_000_000_000
VERSION = 'schemaVersion: "2.0.0"\n'

DOCUMENTED = r"""
schemaVersion: 2.0.0
metadataTest:
  envVars:
    - key: foo
      value: baz
  labels:
    - key: 'com.example.vendor'
      value: 'ACME Incorporated'
    - key: 'build-date'
      value: '^\d{4}-\d{2}-\d{2}$'
      isRegex: true
  unboundEnvVars: [{key: bar}]
  exposedPorts: ["8080", "2345"]
  unexposedPorts: ["80"]
  volumes: ["/test"]
  unmountedVolumes: ["/root"]
  entrypoint: []
  cmd: ["/bin/bash"]
  workdir: "/app"
  user: "luke"
"""
EXPECTED = MetadataTest(
    env_vars=(ExpectedPair("foo", "baz"),),
    unbound_env_vars=(ExpectedPair("bar"),),
    labels=(
        ExpectedPair("com.example.vendor", "ACME Incorporated"),
        ExpectedPair("build-date", r"^\d{4}-\d{2}-\d{2}$", is_regex=True),
    ),
    entrypoint=(),
    cmd=("/bin/bash",),
    workdir="/app",
    user="luke",
    exposed_ports=("8080", "2345"),
    unexposed_ports=("80",),
    volumes=("/test",),
    unmounted_volumes=("/root",),
)


def parse(text: str, path: str = "tests.yaml") -> TestDocument:
    return parse_document(text.encode(), path)


@pytest.mark.parametrize("path", [pytest.param("a/b.yaml", id="yaml"), pytest.param("c.yml", id="yml")])
def test_metadata_test_of_yaml(path: str) -> None:
    assert parse(DOCUMENTED, path) == TestDocument(path, EXPECTED)


def test_metadata_test_of_json() -> None:
    test = {
        "envVars": [{"key": "foo", "value": "baz"}],
        "labels": [
            {"key": "com.example.vendor", "value": "ACME Incorporated"},
            {"key": "build-date", "value": r"^\d{4}-\d{2}-\d{2}$", "isRegex": True},
        ],
        "unboundEnvVars": [{"key": "bar"}],
        "exposedPorts": ["8080", "2345"],
        "unexposedPorts": ["80"],
        "volumes": ["/test"],
        "unmountedVolumes": ["/root"],
        "entrypoint": [],
        "cmd": ["/bin/bash"],
        "workdir": "/app",
        "user": "luke",
    }
    text = json.dumps({"schemaVersion": "2.0.0", "metadataTest": test})
    assert parse(text, "a.json") == TestDocument("a.json", EXPECTED)


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        pytest.param("exposedPorts: [8080]", MetadataTest(exposed_ports=("8080",)), id="number for text"),
        pytest.param("user: 1000", MetadataTest(user="1000"), id="number of a user"),
        pytest.param("user: 007", MetadataTest(user="007"), id="digits as written"),
        pytest.param("cmd: [yes, 1.10]", MetadataTest(cmd=("yes", "1.10")), id="scalars as written"),
        pytest.param("cmd: [a, ]", MetadataTest(cmd=("a",)), id="comma at the end"),
        pytest.param("cmd: [~]", MetadataTest(cmd=("",)), id="null is empty text"),
        pytest.param("labels: [{key: a, value: , isRegex: }]", MetadataTest(labels=(ExpectedPair("a"),)), id="nulls"),
        pytest.param("labels: [~]", MetadataTest(labels=(ExpectedPair(""),)), id="null for a pair"),
        pytest.param("labels: [{key: a, isRegex: no}]", MetadataTest(labels=(ExpectedPair("a"),)), id="no"),
        pytest.param(
            "labels: [{key: a, isRegex: y}]", MetadataTest(labels=(ExpectedPair("a", is_regex=True),)), id="y, as in Go"
        ),
    ],
)
def test_values_of_yaml(section: str, expected: MetadataTest) -> None:
    assert parse(f"{VERSION}metadataTest: {{{section}}}").metadata_test == expected


@pytest.mark.parametrize(
    "section",
    [
        pytest.param("", id="nothing"),
        pytest.param("metadataTest:", id="null"),
        pytest.param("metadataTest: {}", id="empty mapping"),
        pytest.param(
            "metadataTest: {cmd: , entrypoint: ~, workdir: '', user: , labels: [], envVars: }", id="only empty"
        ),
        pytest.param("imageTest: {healthcheck: , shell: ~}", id="only nulls"),
        pytest.param("imageTest: {}", id="empty imageTest"),
    ],
)
def test_a_file_without_tests(section: str) -> None:
    assert parse(VERSION + section) == TestDocument("tests.yaml")


def test_a_byte_order_mark_is_left_out() -> None:
    assert parse("\ufeff" + VERSION) == TestDocument("tests.yaml")


def test_image_test() -> None:
    document = parse(
        VERSION
        + """
imageTest:
  healthcheck:
    test: [CMD, /check, 1]
    interval: 30s
    timeout: 1m30s
    startPeriod: 0
    startInterval: 500ms
    retries: 3
  shell: [/bin/bash, -c]
  onbuild: []
  stopSignal: SIGQUIT
  architecture: arm64
  os: linux
  inheritedLabels: []
"""
    )
    assert document.metadata_test is None
    assert document.image_test == ImageTest(
        healthcheck=HealthcheckTest(
            test=("CMD", "/check", "1"),
            interval=Duration(30 * SECOND),
            timeout=Duration(90 * SECOND),
            start_period=Duration(0),
            start_interval=Duration(SECOND // 2),
            retries=3,
        ),
        shell=("/bin/bash", "-c"),
        onbuild=(),
        stop_signal="SIGQUIT",
        architecture="arm64",
        os="linux",
        inherited_labels=(),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("none", "none", id="none"),
        pytest.param("inherited", "inherited", id="inherited"),
        pytest.param("{}", HealthcheckTest(), id="any"),
    ],
)
def test_healthcheck(text: str, expected: object) -> None:
    test = parse(f"{VERSION}imageTest: {{healthcheck: {text}}}").image_test
    assert test is not None
    assert test.healthcheck == expected


def test_tests_of_other_kinds_are_noted() -> None:
    document = parse(
        VERSION
        + """
globalEnvVars:
  - {key: A, value: b}
commandTests:
  - name: first
    setup: [[virtualenv, /env]]
    command: which
    args: [gunicorn]
    expectedOutput: [/env/bin]
    exitCode: 0
  - {name: second, command: true}
fileExistenceTests:
  - {name: root, path: /, shouldExist: true, permissions: drwxr-xr-x, uid: 0, gid: 0, isExecutableBy: any}
fileContentTests:
  - {name: content, path: /a, expectedContents: [b], excludedContents: [c]}
licenseTests:
  - {debian: true, files: [/foo]}
containerRunOptions:
  privileged: true
  network: host
"""
    )
    assert document.metadata_test is None
    assert document.not_run == (
        SkippedTest("globalEnvVars", "A", 4),
        SkippedTest("commandTests", "first", 6),
        SkippedTest("commandTests", "second", 12),
        SkippedTest("fileExistenceTests", "root", 14),
        SkippedTest("fileContentTests", "content", 16),
        SkippedTest("licenseTests", "", 18),
        SkippedTest("containerRunOptions", "", 20),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("- a", "tests.yaml:1: the file must be a mapping, not a list", id="list"),
        pytest.param("a", 'tests.yaml:1: the file must be a mapping, not "a"', id="text"),
        pytest.param("", "tests.yaml: Please provide schema version", id="empty"),
        pytest.param("metadataTest: {}", "tests.yaml: Please provide schema version", id="no version"),
        pytest.param(
            "schemaVersion: 1.0.0\nfoo: 1", "tests.yaml:1: Unsupported schema version: 1.0.0", id="old version"
        ),
        pytest.param("\nschemaVersion: 2", "tests.yaml:2: Unsupported schema version: 2", id="number of a version"),
        pytest.param("schemaVersion: [2]", "tests.yaml:1: schemaVersion must be text, not a list", id="version list"),
        pytest.param(
            VERSION + "a: [",
            "tests.yaml:2: yaml: while parsing a flow node, expected the node content, but found '<stream end>'",
            id="no yaml",
        ),
        pytest.param(
            VERSION + "metadatatest: {}",
            'tests.yaml:2: unknown key "metadatatest" (did you mean metadataTest?)',
            id="unknown key",
        ),
        pytest.param(VERSION + "x-common: {}", 'tests.yaml:2: unknown key "x-common"', id="unknown key like no other"),
        pytest.param(
            VERSION + "metadataTest:\n  env: []",
            'tests.yaml:3: unknown key "env" in metadataTest (container-structure-test calls it envVars since 1.13)',
            id="old name of envVars",
        ),
        pytest.param(
            VERSION + "metadataTest:\n  unboundEnv: []",
            'tests.yaml:3: unknown key "unboundEnv" in metadataTest'
            " (container-structure-test calls it unboundEnvVars since 1.13)",
            id="old name of unboundEnvVars",
        ),
        pytest.param(
            VERSION + "metadataTest:\n  healthcheck: none",
            'tests.yaml:3: unknown key "healthcheck" in metadataTest'
            " (it is a key of imageTest, which is preimage's own: imageTest.healthcheck)",
            id="key of imageTest",
        ),
        pytest.param(
            VERSION + "metadataTest:\n  labels:\n    - key: a\n      isregex: true",
            'tests.yaml:5: unknown key "isregex" in metadataTest.labels[0] (did you mean isRegex?)',
            id="unknown key of a label",
        ),
        pytest.param(
            VERSION + "imageTest:\n  onBuild: []",
            'tests.yaml:3: unknown key "onBuild" in imageTest (did you mean onbuild?)',
            id="unknown key of imageTest",
        ),
        pytest.param(
            VERSION + "imageTest:\n  healthcheck:\n    cmd: a",
            'tests.yaml:4: unknown key "cmd" in imageTest.healthcheck',
            id="unknown key of healthcheck",
        ),
        pytest.param(
            VERSION + "commandTests:\n  - name: a\n    cmd: b",
            'tests.yaml:4: unknown key "cmd" in commandTests[0]',
            id="unknown key of a test that is not run",
        ),
        pytest.param(
            VERSION + "metadataTest:\n  user: a\n  user: b",
            'tests.yaml:4: key "user" is there twice, first on line 3',
            id="key twice",
        ),
        pytest.param(
            VERSION + "metadataTest: [a]", "tests.yaml:2: metadataTest must be a mapping, not a list", id="section"
        ),
        pytest.param(
            VERSION + "metadataTest:\n  cmd: run",
            'tests.yaml:3: metadataTest.cmd must be a list, not "run"',
            id="text for list",
        ),
        pytest.param(
            VERSION + "metadataTest:\n  cmd: true",
            "tests.yaml:3: metadataTest.cmd must be a list, not true",
            id="boolean for list",
        ),
        pytest.param(
            VERSION + "metadataTest:\n  volumes: {/a: {}}",
            "tests.yaml:3: metadataTest.volumes must be a list, not a mapping",
            id="mapping for list",
        ),
        pytest.param(
            VERSION + "metadataTest:\n  workdir: [/a]",
            "tests.yaml:3: metadataTest.workdir must be text, not a list",
            id="list for text",
        ),
        pytest.param(
            VERSION + "metadataTest:\n  cmd: [a,\n    [b]]",
            "tests.yaml:4: metadataTest.cmd[1] must be text, not a list",
            id="list in a list",
        ),
        pytest.param(
            VERSION + "metadataTest:\n  labels: {a: b}",
            "tests.yaml:3: metadataTest.labels must be a list, not a mapping",
            id="mapping of labels",
        ),
        pytest.param(
            VERSION + "metadataTest:\n  labels: [a]",
            'tests.yaml:3: metadataTest.labels[0] must be a mapping, not "a"',
            id="text for a label",
        ),
        pytest.param(
            VERSION + "metadataTest:\n  labels: [{key: a, isRegex: 'true'}]",
            'tests.yaml:3: metadataTest.labels[0].isRegex must be true or false, not "true"',
            id="quoted boolean",
        ),
        pytest.param(
            VERSION + "metadataTest:\n  labels: [{key: a, isRegex: 1}]",
            "tests.yaml:3: metadataTest.labels[0].isRegex must be true or false, not the number 1",
            id="number for boolean",
        ),
        pytest.param(
            VERSION + "imageTest:\n  healthcheck: off",
            "tests.yaml:3: imageTest.healthcheck must be a mapping, not off",
            id="boolean for healthcheck",
        ),
        pytest.param(
            VERSION + "imageTest:\n  healthcheck: disabled",
            'tests.yaml:3: imageTest.healthcheck must be a mapping, none or inherited, not "disabled"',
            id="other word for healthcheck",
        ),
        pytest.param(
            VERSION + "imageTest:\n  healthcheck:\n    interval: 30",
            'tests.yaml:4: imageTest.healthcheck.interval: time: missing unit in duration "30"',
            id="duration without unit",
        ),
        pytest.param(
            VERSION + "imageTest:\n  healthcheck:\n    retries: three",
            'tests.yaml:4: imageTest.healthcheck.retries must be a whole number, not "three"',
            id="text for number",
        ),
        pytest.param(
            VERSION + "imageTest:\n  healthcheck:\n    retries: 1.5",
            "tests.yaml:4: imageTest.healthcheck.retries must be a whole number, not the number 1.5",
            id="fraction",
        ),
        pytest.param(
            VERSION + "imageTest:\n  healthcheck:\n    retries: 9223372036854775808",
            'tests.yaml:4: imageTest.healthcheck.retries: strconv.ParseInt: parsing "9223372036854775808":'
            " value out of range",
            id="number too large",
        ),
        pytest.param(
            VERSION + "commandTests: {name: a}",
            "tests.yaml:2: commandTests must be a list, not a mapping",
            id="mapping of tests that are not run",
        ),
        pytest.param(
            VERSION + "containerRunOptions: []",
            "tests.yaml:2: containerRunOptions must be a mapping, not a list",
            id="list of run options",
        ),
    ],
)
def test_error_yaml(text: str, message: str) -> None:
    with pytest.raises(TestFileError) as caught:
        parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            '{"schemaVersion": "2.0.0",}',
            "a.json:1: invalid character '}' looking for beginning of object key string",
            id="syntax",
        ),
        pytest.param(
            '{"schemaVersion": 2}', "a.json:1: schemaVersion must be text, not the number 2", id="number of a version"
        ),
        pytest.param(
            '{"schemaVersion": "2.0.0",\n"metadataTest": {\n"exposedPorts": ["1",\n 8080]}}',
            "a.json:4: metadataTest.exposedPorts[1] must be text, not the number 8080",
            id="number for text",
        ),
        pytest.param(
            '{"schemaVersion": "2.0.0",\n"metadataTest": {"cmd": [true]}}',
            "a.json:2: metadataTest.cmd[0] must be text, not true",
            id="boolean for text",
        ),
        pytest.param(
            '{"schemaVersion": "2.0.0",\n"metadataTest": {"labels": [{"isRegex": "yes"}]}}',
            'a.json:2: metadataTest.labels[0].isRegex must be true or false, not "yes"',
            id="text for boolean",
        ),
        pytest.param(
            '{"schemaVersion": "2.0.0", "MetadataTest": {}}',
            'a.json:1: unknown key "MetadataTest" (did you mean metadataTest?)',
            id="case counts in keys",
        ),
    ],
)
def test_error_json(text: str, message: str) -> None:
    with pytest.raises(TestFileError) as caught:
        parse(text, "a.json")
    assert str(caught.value) == message


def test_error_no_utf8() -> None:
    with pytest.raises(TestFileError) as caught:
        parse_document(b"a: b\nc: \xff", "tests.yaml")
    assert str(caught.value) == "tests.yaml:2: the file is not UTF-8"


@pytest.mark.parametrize("path", [pytest.param("tests.toml", id="toml"), pytest.param("json", id="no ending")])
def test_error_other_ending(path: str) -> None:
    with pytest.raises(TestFileError) as caught:
        parse(VERSION, path)
    assert str(caught.value) == f"{path}: Please provide valid JSON or YAML config file"
