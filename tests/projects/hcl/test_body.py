from __future__ import annotations

from preimage.projects.hcl.body import Content, Schema


def test_a_schema_names_what_is_looked_for() -> None:
    schema = Schema(["a"], {"b": 1})
    assert (schema.attributes, dict(schema.blocks)) == (frozenset("a"), {"b": 1})
    assert dict(Schema().blocks) == {}
    assert Content({}, []).blocks == []
