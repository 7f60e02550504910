from __future__ import annotations

import pytest

from preimage.projects.bake.files import BakeFile
from preimage.projects.bake.syntax import parse_body
from preimage.projects.hcl.body import Schema
from preimage.projects.hcl.diagnostics import HclError


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.hcl", b"\xef\xbb\xbfa = 1", id="HCL with a mark"),
        pytest.param("a.json", b'{"a": 1}', id="JSON"),
        pytest.param("a", b"a = 1", id="HCL without ending"),
        pytest.param("a", b'{"a": 1}', id="JSON without ending"),
    ],
)
def test_files_are_read_by_their_ending(name: str, content: bytes) -> None:
    assert "a" in parse_body(BakeFile(name, content)).content(Schema(["a"]), []).attributes


@pytest.mark.parametrize(
    ("name", "content", "start"),
    [
        pytest.param("a.hcl", b'{"a": 1}', "a.hcl:1,1-2: Argument or block definition required", id="JSON as HCL"),
        pytest.param("a.json", b"a = 1", "a.json:1,1-2: Invalid JSON keyword", id="HCL as JSON"),
        pytest.param("a", b"?", "a.hcl:1,1-2: Argument or block definition required", id="neither"),
        pytest.param("a.json", b"\xef\xbb\xbf{}", "a.json:1,1-2: Invalid start of value", id="JSON with a mark"),
    ],
)
def test_error_of_the_syntax(name: str, content: bytes, start: str) -> None:
    with pytest.raises(HclError) as caught:
        parse_body(BakeFile(name, content))
    assert str(caught.value).startswith(start)
