from __future__ import annotations

from preimage.projects.hcl.body import Schema
from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.merged_body import MergedBody
from preimage.projects.hcl.parser import parse_file
from preimage.projects.hcl.source import Source


def test_blocks_add_up_and_of_an_attribute_the_last_counts() -> None:
    body = MergedBody([parse_file(Source("1", "a = 1\nb = 1\nx {\n}\n")), parse_file(Source("2", "a = 2\nx {\n}\n"))])
    faults: list[Diagnostic] = []
    content = body.content(Schema(["a"], {"x": 0}), faults)
    assert (content.attributes["a"].span.source.name, len(content.blocks)) == ("2", 2)
    assert list(body.rest(Schema(["a"]), faults)) == ["b"]
    assert body.missing_span.render() == "1:1,1-1"
    body.refuse_rest(Schema(["a", "b"], {}), faults)
    assert [fault.span.source.name for fault in faults if fault.span] == ["1", "2"]
