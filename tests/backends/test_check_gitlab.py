from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from preimage.backends.check_gitlab import render_check
from preimage.model.findings import Finding
from preimage.model.report import FileReport

SCHEMA = json.loads((Path(__file__).parent / "schemas/gitlab-code-quality.json").read_text("utf-8"))


def test_fits_its_schema(nasty_reports) -> None:
    issues = json.loads(render_check(nasty_reports))
    jsonschema.Draft202012Validator(SCHEMA).validate(issues)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 9
    assert [(issue["check_name"], issue["severity"], issue["location"]["lines"]) for issue in issues] == [
        ("InvalidBaseImagePlatform", "minor", {"begin": 1, "end": 1}),
        ("FromAsCasing", "minor", {"begin": 1, "end": 1}),
        ("LegacyKeyValueFormat", "minor", {"begin": 2, "end": 3}),
        ("LegacyKeyValueFormat", "minor", {"begin": 2, "end": 3}),
        ("preimage/OciFormatDropsShell", "minor", {"begin": 3, "end": 3}),
        ("preimage/AlmostJson", "info", {"begin": 3, "end": 3}),
        ("DockerfileError", "major", {"begin": 1, "end": 1}),
        ("DockerfileError", "major", {"begin": 1, "end": 1}),
        ("DockerfileError", "major", {"begin": 1, "end": 1}),
    ]


def test_a_finding_keeps_its_fingerprint_but_not_in_another_file() -> None:
    def fingerprint(name: str, data: bytes, line: int) -> str:
        finding = Finding("FromAsCasing", "m", (line,))
        return str(
            json.loads(render_check([FileReport(filename=name, data=data, findings=[finding])]))[0]["fingerprint"]
        )

    assert fingerprint("./a", b"FROM x as y\n", 1) == fingerprint("a", b"\n\nFROM x as y\n", 3)
    assert fingerprint("a", b"FROM x as y\n", 1) != fingerprint("b", b"FROM x as y\n", 1)


def test_nothing_found() -> None:
    assert render_check([FileReport(filename="a", data=b"")]) == "[]"
