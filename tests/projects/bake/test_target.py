from __future__ import annotations

from preimage.projects.bake.target import Target, merge_held, unique
from preimage.projects.project import Origin


def make(line: int, **held: object) -> Target:
    target = Target("t")
    for name, each in held.items():
        target.set(name.replace("_", "-"), each, Origin("x", line, name))
    return target


def test_attributes_merge_each_in_its_way() -> None:
    target = make(1, tags=["a"], args={"A": "1", "B": "1"}, cache_from=[{"type": "x"}], attest=[{"type": "sbom"}])
    other = make(
        2, tags=[], args={"A": "2", "B": None}, cache_from=[{"type": "y"}], attest=[{"type": "sbom", "g": "1"}]
    )
    target.merge(other)
    assert target.held == {
        "tags": [],
        "args": {"A": "2", "B": "1"},
        "cache-from": [{"type": "x"}, {"type": "y"}],
        "attest": [{"type": "sbom", "g": "1"}],
    }
    assert (target.origins["args", "A"].line, target.origins["args", "B"].line) == (2, 1)


def test_null_leaves_what_is_there() -> None:
    target = make(1, context="a")
    target.set("context", None, Origin("x", 2))
    assert target.held == {"context": "a"}


def test_repeats_and_empty_texts_go() -> None:
    target = make(
        1, tags=["a", "", "a"], contexts={"a": "", "b": "x"}, network="host", output=[{"type": "x"}, {"type": "x"}]
    )
    target.normalize()
    assert target.held == {
        "tags": ["a"],
        "contexts": {"b": "x"},
        "network": "host",
        "output": [{"type": "x"}],
        "entitlements": ["network.host"],
    }
    assert unique(["b", "", "a", "b"]) == ["b", "a"]
    assert merge_held("tags", ["a"], ["b"]) == ["b"]
