"""The documents of explain and diff on all cases, held against the schemas that ship with the package."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import preimage
from preimage.backends.explain_json import FORMAT_VERSION, render_document
from preimage.backends.hidden_values import hide_in_diff, hide_in_explanation

Case = dict[str, Any]
OPTIONS = ("target", "platform", "build_args", "labels", "unresolved")


def read_schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(files("preimage").joinpath("schemas", f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


def forbid_unknown(schema: Any) -> Any:
    """Give a schema that refuses keys that it does not describe, which readers ignore."""
    if isinstance(schema, list):
        return [forbid_unknown(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {name: forbid_unknown(each) for name, each in schema.items()}
    if isinstance(strict.get("properties"), dict) and strict.get("type") == "object":
        strict["additionalProperties"] = False
    return strict


def read_cases(name: str) -> list[Case]:
    return [
        json.loads(line) for line in (Path(__file__).parent / f"{name}.jsonl").read_text("utf-8").split("\n") if line
    ]


def compile_case(case: Case) -> preimage.Compilation:
    options = {name: case[name] for name in OPTIONS if name in case}
    bases = preimage.StaticBases(case.get("bases", {}))
    return preimage.compile(case["dockerfile"], build_platform="linux/amd64", bases=bases, **options)


def explain_all(case: Case) -> Case:
    result = compile_case(case)
    lines = range(1, case["dockerfile"].count("\n") + 2)
    fields = result.explainer.list_fields()
    variables = [(name, line) for name in ("PATH", "NOTHING", "PORT") for line in lines]
    return result.explanation(filename="Dockerfile", fields=fields, variables=variables, lines=lines).to_dict()


@pytest.mark.parametrize("hide", [lambda result: result, hide_in_explanation], ids=["shown", "hidden"])
def test_explain(hide: Any) -> None:
    validator = jsonschema.Draft202012Validator(forbid_unknown(read_schema("explain")))
    for case in read_cases("explain"):
        validator.validate(json.loads(render_document([hide(explain_all(case))], "1")))


@pytest.mark.parametrize("hide", [lambda result: result, hide_in_diff], ids=["shown", "hidden"])
def test_diff(hide: Any) -> None:
    validator = jsonschema.Draft202012Validator(forbid_unknown(read_schema("diff")))
    for case in read_cases("diff"):
        sides = [compile_case(case[side]) for side in ("before", "after")]
        validator.validate(json.loads(render_document([hide(preimage.diff(*sides, history=True).to_dict())], "1")))
    image = {"architecture": "amd64", "os": "linux", "config": {}}
    validator.validate(json.loads(render_document([preimage.diff(image, sides[1]).to_dict()], "1")))


def test_schemas_agree_on_what_they_share() -> None:
    explain, diff = (read_schema(name)["$defs"] for name in ("explain", "diff"))
    for name in explain.keys() & diff.keys():
        assert explain[name] == diff[name]


@pytest.mark.parametrize("name", ["explain", "diff"])
def test_readers_ignore_what_is_new(name: str) -> None:
    document = {
        "format_version": "1.7",
        "tool": {"name": "preimage", "version": "9", "frontend": "x", "new": 1},
        "results": [],
        "new": 1,
    }
    validator = jsonschema.Draft202012Validator(read_schema(name))
    validator.validate(document)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**document, "format_version": "2.0"})
    validator.validate({**document, "format_version": FORMAT_VERSION})
