from __future__ import annotations

from preimage.projects.hcl.cursor import Cursor
from preimage.projects.hcl.expression_parser import parse_expression
from preimage.projects.hcl.expressions import Expression
from preimage.projects.hcl.json_body import make_expression
from preimage.projects.hcl.json_parser import parse_json
from preimage.projects.hcl.source import Source
from preimage.projects.hcl.static import as_call, as_list, as_map, as_word, is_null


def native(text: str) -> Expression:
    return parse_expression(Cursor(Source("x", text)))


def of_json(text: str) -> Expression:
    items = as_list(make_expression(parse_json(Source("x", f"[{text}]"))))
    assert items is not None
    return items[0]


def test_words() -> None:
    assert [as_word(native(text)) for text in ("a", "true", "a.b", '"a"', "1")] == ["a", "true", "", "", ""]
    assert [as_word(of_json(text)) for text in ('"a"', '"a b"', '"a.b"', "1")] == ["a", "", "", ""]


def test_null() -> None:
    assert is_null(native("null"))
    assert is_null(of_json("null"))
    assert not is_null(native("a"))


def test_lists_maps_and_calls() -> None:
    assert len(as_list(native("[a, b]")) or ()) == 2
    assert as_list(native("a")) is None
    assert [as_word(key) for key, _ in as_map(native("{a = 1}")) or ()] == ["a"]
    assert [as_word(key) for key, _ in as_map(of_json('{"a": 1}')) or ()] == ["a"]
    assert as_map(native("1")) is None
    call = as_call(of_json('"list(string)"'))
    assert call is not None
    assert call.name == "list"
    assert as_call(native("a")) is None
