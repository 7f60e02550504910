from __future__ import annotations

import preimage
from preimage.backends.project_origins import add_to_diff, add_to_explanation

DOCKERFILE = b"FROM scratch\nARG V\nARG D=1\nENV A=$V B=$D\n"


def find(kind: str, name: object = None) -> dict[str, object] | None:
    known = {("labels", "x"): 3, ("args", "V"): 5, ("platforms", None): 7}
    line = known.get((kind, name))
    return None if line is None else {"file": "compose.yaml", "line": line, "what": kind}


def compile_with(value: str) -> preimage.Compilation:
    return preimage.compile(DOCKERFILE, build_args={"V": value}, labels={"x": value, "y": "1"}, platform="linux/arm64")


def test_explanations_say_where_options_were_written() -> None:
    found = compile_with("1").explanation(variables=[("V", 4), ("D", 4)]).to_dict()
    add_to_explanation(found, find)
    origins = {(field["path"], field["key"]): field["cause"].get("origin") for field in found["fields"]}
    assert origins["config.Labels", "x"] == {"file": "compose.yaml", "line": 3, "what": "labels"}
    assert origins["config.Labels", "y"] is None
    assert origins["config.Env", "A"] is None
    assert origins["architecture", None] == {"file": "compose.yaml", "line": 7, "what": "platforms"}
    uses = [use["cause"].get("origin") for field in found["fields"] if field["key"] == "A" for use in field["uses"]]
    assert uses == [{"file": "compose.yaml", "line": 5, "what": "args"}]
    assert [each["cause"].get("origin", {}).get("line") for each in found["variables"]] == [5, None]


def test_differences_say_where_options_were_written() -> None:
    found = preimage.diff(compile_with("1"), compile_with("2")).to_dict()
    add_to_diff(found, "after", find)
    by_leaf = {(change["path"], change["key"]): change for change in found["changes"]}
    assert by_leaf["config.Labels", "x"]["after_cause"]["origin"]["line"] == 3
    assert "origin" not in by_leaf["config.Labels", "x"]["before_cause"]
    assert by_leaf["config.Env", "A"]["variable_origins"] == {
        "V": {"after": {"file": "compose.yaml", "line": 5, "what": "args"}}
    }
