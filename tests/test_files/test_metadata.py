from __future__ import annotations

import pytest

from preimage.model.image import DockerOCIImage, DockerOCIImageConfig
from preimage.test_files.document import ExpectedPair, MetadataTest
from preimage.test_files.metadata import run_metadata_test

CONFIG = DockerOCIImageConfig(
    user="app:app",
    exposed_ports={"8080/tcp": {}, "53/udp": {}},
    env=["PATH=/usr/bin", "EMPTY=", "PAIR=a=b", "TWICE=1", "TWICE=2", "BARE"],
    entrypoint=["/entry", "run"],
    cmd=["serve", "--port", "8080"],
    volumes={"/data": {}},
    working_dir="/srv",
    labels={"vendor": "ACME Incorporated", "empty": "", "date": "2024-05-01"},
)
BARE = DockerOCIImageConfig()


def run(test: MetadataTest, config: DockerOCIImageConfig = CONFIG) -> list[str]:
    result = run_metadata_test(test, DockerOCIImage(config=config))
    assert result.name == "Metadata Test"
    assert result.passed is not bool(result.errors)
    return result.errors


@pytest.mark.parametrize(
    "test",
    [
        pytest.param(MetadataTest(env_vars=(ExpectedPair("PATH", "/usr/bin"),)), id="variable"),
        pytest.param(MetadataTest(env_vars=(ExpectedPair("EMPTY"),)), id="empty variable"),
        pytest.param(MetadataTest(env_vars=(ExpectedPair("PAIR", "a=b"),)), id="variable with an equals sign"),
        pytest.param(MetadataTest(env_vars=(ExpectedPair("TWICE", "2"),)), id="the last of two entries counts"),
        pytest.param(MetadataTest(env_vars=(ExpectedPair("BARE"),)), id="entry without an equals sign"),
        pytest.param(MetadataTest(env_vars=(ExpectedPair("PATH", "bin", is_regex=True),)), id="expression, unanchored"),
        pytest.param(MetadataTest(unbound_env_vars=(ExpectedPair("path"),)), id="case counts in names"),
        pytest.param(MetadataTest(unbound_env_vars=(ExpectedPair("PAT"), ExpectedPair(""))), id="unbound variables"),
        pytest.param(MetadataTest(labels=(ExpectedPair("vendor", "ACME Incorporated"),)), id="label"),
        pytest.param(MetadataTest(labels=(ExpectedPair("empty"),)), id="empty label"),
        pytest.param(MetadataTest(labels=(ExpectedPair("vendor", "ACME", is_regex=True),)), id="label, unanchored"),
        pytest.param(
            MetadataTest(labels=(ExpectedPair("date", r"^\d{4}-\d{2}-\d{2}$", is_regex=True),)), id="label, anchored"
        ),
        pytest.param(
            MetadataTest(entrypoint=("/entry", "run"), cmd=("serve", "--port", "8080")), id="entrypoint and cmd"
        ),
        pytest.param(MetadataTest(workdir="/srv", user="app:app"), id="workdir and user"),
        pytest.param(MetadataTest(exposed_ports=("8080", "53")), id="ports by number, of any protocol"),
        pytest.param(MetadataTest(unexposed_ports=("80", "8080/tcp", "", "53/udp")), id="unexposed ports by number"),
        pytest.param(MetadataTest(volumes=("/data",), unmounted_volumes=("/data/", "/root", "")), id="volumes"),
    ],
)
def test_pass(test: MetadataTest) -> None:
    assert run(test) == []


def test_an_empty_list_asks_for_none() -> None:
    assert run(MetadataTest(entrypoint=(), cmd=()), BARE) == []


def test_what_is_absent_is_not_checked() -> None:
    assert run(MetadataTest(workdir="/srv")) == []


@pytest.mark.parametrize(
    ("test", "errors"),
    [
        pytest.param(
            MetadataTest(env_vars=(ExpectedPair("NONE", "x"),)),
            ["variable NONE not found in image env"],
            id="no variable",
        ),
        pytest.param(
            MetadataTest(env_vars=(ExpectedPair("PATH", "/bin"),)),
            ["env var PATH value /usr/bin does not match expected value: /bin"],
            id="other variable",
        ),
        pytest.param(
            MetadataTest(env_vars=(ExpectedPair("PATH", "^/bin", is_regex=True),)),
            ["env var PATH value /usr/bin does not match expected value: ^/bin"],
            id="variable not matched",
        ),
        pytest.param(
            MetadataTest(env_vars=(ExpectedPair("PATH"),)),
            ["env var PATH value /usr/bin does not match expected value: "],
            id="variable expected empty",
        ),
        pytest.param(
            MetadataTest(unbound_env_vars=(ExpectedPair("EMPTY"),)),
            ["env variable EMPTY should not be present in image metadata"],
            id="unbound variable",
        ),
        pytest.param(
            MetadataTest(labels=(ExpectedPair("Vendor", "x"),)),
            ["label Vendor not found in image metadata"],
            id="no label",
        ),
        pytest.param(
            MetadataTest(labels=(ExpectedPair("date", "2024"),)),
            ["label date value 2024-05-01 does not match expected value: 2024"],
            id="other label",
        ),
        pytest.param(
            MetadataTest(labels=(ExpectedPair("date", "^2025", is_regex=True),)),
            ["label date value 2024-05-01 does not match expected value: ^2025"],
            id="label not matched",
        ),
        pytest.param(
            MetadataTest(cmd=()),
            ["Image Cmd [serve --port 8080] does not match expected Cmd: []"],
            id="cmd expected empty",
        ),
        pytest.param(
            MetadataTest(cmd=("serve", "--host", "0")),
            ["Image config Cmd [serve --port 8080] does not match expected value: [serve --host 0]"] * 2,
            id="cmd with two other words",
        ),
        pytest.param(
            MetadataTest(entrypoint=("/entry",)),
            ["Image entrypoint [/entry run] does not match expected entrypoint: [/entry]"],
            id="entrypoint too long",
        ),
        pytest.param(
            MetadataTest(entrypoint=("/entry", "go")),
            ["Image config entrypoint [/entry run] does not match expected value: [/entry go]"],
            id="entrypoint with another word",
        ),
        pytest.param(
            MetadataTest(workdir="/srv/"), ["Image workdir /srv does not match config workdir: /srv/"], id="workdir"
        ),
        pytest.param(MetadataTest(user="root"), ["Image user app:app does not match config user: root"], id="user"),
        pytest.param(MetadataTest(exposed_ports=("80",)), ["Port 80 not found in config"], id="port"),
        pytest.param(
            MetadataTest(exposed_ports=("8080/tcp",)),
            ["Port 8080/tcp not found in config"],
            id="port with its protocol",
        ),
        pytest.param(MetadataTest(unexposed_ports=("53",)), ["Port 53 should not be exposed"], id="unexposed port"),
        pytest.param(MetadataTest(volumes=("/root",)), ["Volume /root not found in config"], id="volume"),
        pytest.param(
            MetadataTest(unmounted_volumes=("/data",)), ["Volume /data should not be mounted"], id="unmounted volume"
        ),
    ],
)
def test_error_mismatch(test: MetadataTest, errors: list[str]) -> None:
    assert run(test) == errors


@pytest.mark.parametrize(
    ("test", "errors"),
    [
        pytest.param(MetadataTest(cmd=("a",)), ["Image Cmd [] does not match expected Cmd: [a]"], id="cmd"),
        pytest.param(
            MetadataTest(entrypoint=("a",)),
            ["Image entrypoint [] does not match expected entrypoint: [a]"],
            id="entrypoint",
        ),
        pytest.param(MetadataTest(workdir="/a"), ["Image workdir  does not match config workdir: /a"], id="workdir"),
        pytest.param(MetadataTest(user="a"), ["Image user  does not match config user: a"], id="user"),
    ],
)
def test_error_nothing_in_the_image(test: MetadataTest, errors: list[str]) -> None:
    assert run(test, BARE) == errors


@pytest.mark.parametrize(
    ("test", "error"),
    [
        pytest.param(
            MetadataTest(env_vars=(ExpectedPair("", "x"),)), "Environment variable key cannot be empty", id="variable"
        ),
        pytest.param(MetadataTest(labels=(ExpectedPair(""),)), "Label key cannot be empty", id="label"),
        pytest.param(MetadataTest(exposed_ports=("",)), "Port cannot be empty", id="port"),
        pytest.param(MetadataTest(volumes=("",)), "Volume cannot be empty", id="volume"),
    ],
)
def test_error_test_without_sense(test: MetadataTest, error: str) -> None:
    assert run(test) == [error]


def test_error_senseless_tests_are_not_compared() -> None:
    test = MetadataTest(
        env_vars=(ExpectedPair(""),), labels=(ExpectedPair(""),), exposed_ports=("", "1"), volumes=("",), user="other"
    )
    assert run(test) == [
        "Environment variable key cannot be empty",
        "Label key cannot be empty",
        "Port cannot be empty",
        "Volume cannot be empty",
    ]


def test_error_all_in_order() -> None:
    test = MetadataTest(
        env_vars=(ExpectedPair("A"),),
        unbound_env_vars=(ExpectedPair("PATH"),),
        labels=(ExpectedPair("b"),),
        entrypoint=(),
        cmd=(),
        workdir="/",
        user="0",
        exposed_ports=("1",),
        unexposed_ports=("53",),
        volumes=("/c",),
        unmounted_volumes=("/data",),
    )
    assert [error.split()[0:2] for error in run(test)] == [
        ["variable", "A"],
        ["env", "variable"],
        ["label", "b"],
        ["Image", "Cmd"],
        ["Image", "entrypoint"],
        ["Image", "workdir"],
        ["Image", "user"],
        ["Port", "1"],
        ["Port", "53"],
        ["Volume", "/c"],
        ["Volume", "/data"],
    ]


def test_error_an_expression_that_is_none_matches_nothing() -> None:
    test = MetadataTest(env_vars=(ExpectedPair("PATH", "(", is_regex=True),))
    result = run_metadata_test(test, DockerOCIImage(config=CONFIG))
    assert result.errors == ["env var PATH value /usr/bin does not match expected value: ("]
    assert result.log == ["Error compiling regex ( : error parsing regexp: missing closing ): `(`"]


@pytest.mark.parametrize(
    ("test", "config", "log"),
    [
        pytest.param(
            MetadataTest(cmd=("/bin/sh -c run it",)),
            DockerOCIImageConfig(cmd=["/bin/sh", "-c", "run it"]),
            'in quotes: found ["/bin/sh", "-c", "run it"], expected ["/bin/sh -c run it"]',
            id="one word for several",
        ),
        pytest.param(
            MetadataTest(entrypoint=("a b", "c")),
            DockerOCIImageConfig(entrypoint=["a", "b c"]),
            'in quotes: found ["a", "b c"], expected ["a b", "c"]',
            id="words that end elsewhere",
        ),
        pytest.param(
            MetadataTest(user="app"),
            DockerOCIImageConfig(user="app "),
            'in quotes: found ["app "], expected ["app"]',
            id="blank at the end",
        ),
        pytest.param(
            MetadataTest(workdir="/a"),
            DockerOCIImageConfig(working_dir="/a\t"),
            'in quotes: found ["/a\\t"], expected ["/a"]',
            id="tab",
        ),
        pytest.param(
            MetadataTest(env_vars=(ExpectedPair("A", "x y"),)),
            DockerOCIImageConfig(env=["A=x  y"]),
            'in quotes: found ["x  y"], expected ["x y"]',
            id="variable",
        ),
        pytest.param(
            MetadataTest(labels=(ExpectedPair("a", ""),)),
            DockerOCIImageConfig(labels={"a": " "}),
            'in quotes: found [" "], expected [""]',
            id="label",
        ),
    ],
)
def test_error_what_prints_alike_is_quoted(test: MetadataTest, config: DockerOCIImageConfig, log: str) -> None:
    result = run_metadata_test(test, DockerOCIImage(config=config))
    assert (result.passed, result.hints, result.log) == (False, [log], [])


def test_error_what_prints_differently_is_not_said_twice() -> None:
    test = MetadataTest(cmd=("serve",), user="web", workdir="/x", env_vars=(ExpectedPair("PATH", "/bin"),))
    assert run_metadata_test(test, DockerOCIImage(config=CONFIG)).hints == []
