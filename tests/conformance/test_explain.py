"""Every question of the cases about causes, and every difference of two results.

An answer is compared in what a case says of it; what a case leaves out of a cause is None. Order counts in ``earlier``
alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import preimage

Case = dict[str, Any]
FOLDER = Path(__file__).parent


def read_cases(name: str) -> list[Any]:
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, lines)]


def compile_case(case: Case) -> preimage.Compilation:
    options = {
        name: case[name] for name in ("target", "platform", "build_args", "labels", "unresolved") if name in case
    }
    bases = preimage.StaticBases(case.get("bases", {}))
    return preimage.compile(case["dockerfile"], build_platform="linux/amd64", bases=bases, **options)


def complete(cause: Case | None) -> Case | None:
    """Give a cause of a case with None for what it leaves out."""
    if cause is None:
        return None
    absent = preimage.Cause("instruction").to_dict()
    return {**absent, **cause}


def normalize(name: str, value: Any) -> Any:
    """Bring a value of a case, or of an answer, into the form in which the two are compared."""
    if name in ("cause", "before_cause", "after_cause", "by"):
        return complete(value)
    if name == "earlier":
        return [(each.get("key"), each["value"], complete(each["cause"])) for each in value]
    if name in ("uses", "lost", "elsewhere"):
        return sorted(json.dumps(_normalize_member(each), sort_keys=True) for each in value)
    return sorted(map(json.dumps, value)) if name in ("sets", "survives", "feeds", "because") else value


def _normalize_member(member: Case) -> Case | None:
    if "kind" in member:
        return complete(member)
    return {name: complete(value) if name in ("cause", "by") else value for name, value in member.items()}


def compare(expected: Case, answer: Case) -> None:
    wanted = {name: value for name, value in expected.items() if not name.endswith("_cause_lines")}
    assert {name: normalize(name, answer[name]) for name in wanted} == {
        name: normalize(name, value) for name, value in wanted.items()
    }


@pytest.mark.parametrize("case", read_cases("explain.jsonl"))
def test_explain(case: Case) -> None:
    result = compile_case(case)
    for ask in case["asks"]:
        if "path" in ask:
            answer = result.explain(ask["path"], ask["key"]).to_dict()
        elif "variable" in ask:
            answer = result.variable(ask["variable"], ask["line"]).to_dict()
        else:
            answer = result.line(ask["line"]).to_dict()
        compare(ask["expect"], answer)


@pytest.mark.parametrize("case", read_cases("diff.jsonl"))
def test_diff(case: Case) -> None:
    changes = preimage.diff(compile_case(case["before"]), compile_case(case["after"])).to_dict()["changes"]
    found = {(change["path"], change["key"]): change for change in changes}
    wanted = {(change["path"], change["key"]): change for change in case["expect"]["changes"]}
    assert len(found) == len(changes)
    assert set(found) == set(wanted)
    for leaf, change in wanted.items():
        compare(change, found[leaf])


def test_explain_has_its_cases() -> None:
    assert sum(len(param.values[0]["asks"]) for param in read_cases("explain.jsonl")) == 222
