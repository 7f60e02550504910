from __future__ import annotations

from preimage.projects.bake.origins import find_key_lines
from preimage.projects.hcl.cursor import Cursor
from preimage.projects.hcl.expression_parser import parse_expression
from preimage.projects.hcl.json_body import make_expression
from preimage.projects.hcl.json_parser import parse_json
from preimage.projects.hcl.source import Source


def test_keys_that_are_written_have_their_line() -> None:
    expression = parse_expression(Cursor(Source("x", '{\na = 1\n"b" = 2\n(c) = 3\n"d${e}" = 4\n}')))
    assert find_key_lines(expression) == {"a": 2, "b": 3}
    assert find_key_lines(make_expression(parse_json(Source("x", '{\n"a": 1}')))) == {"a": 2}
    assert find_key_lines(parse_expression(Cursor(Source("x", "merge({}, {})")))) == {}
