"""What the page of the playground asks of Python; that the page itself works is tested in ``browser``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from playground.bridge import Bridge

ROOT = Path(__file__).parent.parent
PLAYGROUND = ROOT / "playground"
KNOWN = (PLAYGROUND / "bases.json").read_text("utf-8")


def ask(text: str, **options: Any) -> str:
    asked: dict[str, Any] = {"text": text, "target": "", "platform": "", "args": {}, "bases": {}, "start": None}
    return json.dumps(asked | options)


def answer(text: str, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Bridge(KNOWN).compile(ask(text, **options)))
    return found


def test_config_is_explained_by_the_renderer_of_the_report() -> None:
    found = answer("FROM scratch\nARG P=80\nEXPOSE $P\n")
    assert '<span class="name">80/<wbr>tcp</span>' in found["config"]
    assert {"lit": [[3, 3]], "near": [[2, 2]]} in found["places"]
    assert json.loads(found["json"])["config"]["ExposedPorts"] == {"80/tcp": {}}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param({"target": "one"}, "b linux/amd64", id="target"),
        pytest.param({"target": "one", "platform": "linux/arm64"}, "b linux/arm64", id="platform"),
        pytest.param({"target": "one", "args": {"A": "c"}}, "c linux/amd64", id="build arg"),
    ],
)
def test_options(options: dict[str, Any], expected: str) -> None:
    text = "FROM alpine AS one\nARG A=b\nARG TARGETPLATFORM\nLABEL l=$A\\ $TARGETPLATFORM\nFROM scratch\n"
    found = answer(text, **options)
    assert json.loads(found["json"])["config"]["Labels"] == {"l": expected}
    assert found["targets"] == ["one", ""]


def test_platform_of_the_browser_does_not_matter() -> None:
    assert json.loads(answer("FROM scratch\n")["json"])["architecture"] == "amd64"


def test_findings_and_their_fixes() -> None:
    text = "FROM alpine\nENV A b\nMAINTAINER x\nWORKDIR y\n"
    found = answer(text)
    assert [finding["rule"] for finding in found["findings"]][:2] == ["MaintainerDeprecated", "LegacyKeyValueFormat"]
    fixes = json.loads(Bridge(KNOWN).fixes(ask(text)))
    assert len(fixes) == len(found["findings"])
    assert [fix and fix["safe"] for fix in fixes][:2] == [False, True]
    assert fixes[1]["edits"] == [{"start": [2, 6], "end": [2, 7], "new": "="}]


def test_changes_since_the_start() -> None:
    start = json.loads(ask("FROM scratch\nUSER a\n"))
    found = answer("FROM scratch\nUSER b\n", start=start)
    assert found["changed"] == 1
    assert "<code>a</code>" in found["changes"]
    assert answer("FROM scratch\nUSER a\n", start=start)["changed"] == 0
    broken = json.loads(ask("FRM x\n"))
    assert answer("FROM scratch\n", start=broken)["unchanged"].startswith("The start has an error: ")


def test_bases_are_well_known_given_or_empty() -> None:
    text = "FROM alpine AS a\nFROM x AS b\nFROM y AS c\nCOPY --from=a / /\nCOPY --from=b / /\n"
    found = answer(text, bases={"x": '{"os": "linux", "architecture": "amd64"}', "y": " "})
    assert {base["reference"]: base["from"] for base in found["bases"]} == {
        "alpine": "well-known",
        "x": "given",
        "y": "unresolved",
    }


def test_every_well_known_base_compiles_without_a_finding() -> None:
    images = json.loads(KNOWN)["images"]
    for name, image in images.items():
        for tag in image["tags"]:
            for platform in ("linux/amd64", "linux/arm64"):
                found = answer(f"FROM {name}:{tag}\n", platform=platform)
                assert found["findings"] == []
                assert json.loads(found["json"])["config"] == image["config"]


@pytest.mark.parametrize(
    ("text", "options", "expected", "lines"),
    [
        pytest.param("FRM x\n", {}, "dockerfile parse error on line 1: unknown instruction: FRM", [1], id="instruction"),
        pytest.param("", {}, "the Dockerfile cannot be empty", [], id="empty"),
        pytest.param("FROM scratch\n", {"target": "x"}, "target stage \"x\" could not be found", [], id="target"),
        pytest.param("FROM x\n", {"bases": {"x": "{"}}, "failed to parse image config: unexpected end of JSON input", [1], id="base"),
        pytest.param("FROM scratch\n", {"platform": "a/b/c/d"}, "a/b/c/d", [], id="platform"),
    ],
)  # fmt: skip
def test_error_is_an_answer(text: str, options: dict[str, Any], expected: str, lines: list[int]) -> None:
    found = answer(text, **options)
    assert expected in found["error"]["text"]
    assert found["error"]["lines"] == lines
    assert json.loads(Bridge(KNOWN).fixes(ask(text, **options))) == []


def test_lone_surrogates_of_the_browser_are_replaced() -> None:
    assert json.loads(answer("FROM scratch\nUSER \ud800\n")["json"])["config"]["User"] == "?"


def test_nothing_of_third_parties_is_loaded() -> None:
    script = (
        "import json, sys; from playground.bridge import Bridge\n"
        "bridge = Bridge(open('playground/bases.json').read())\n"
        f"asked = {ask('FROM alpine as x')!r}\n"
        "bridge.compile(asked), bridge.fixes(asked)\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)))"
    )
    run = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = ['compiler', '.']; {script}"]
    output = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert output.strip() == "['__main__', 'playground', 'preimage']"


def test_examples_are_there_and_compile() -> None:
    for example in json.loads((PLAYGROUND / "examples.json").read_text("utf-8")):
        read = {name: (PLAYGROUND / path).read_text("utf-8") for name, path in example.get("bases", {}).items()}
        options = {name: example[name] for name in ("target", "platform", "args") if name in example}
        found = answer((PLAYGROUND / example["dockerfile"]).read_text("utf-8"), bases=read, **options)
        assert "error" not in found, example["title"]
        assert all(base["known"] for base in found["bases"]), example["title"]
