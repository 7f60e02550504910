from __future__ import annotations

import pytest

from preimage.projects.hcl.cursor import Cursor
from preimage.projects.hcl.diagnostics import HclError
from preimage.projects.hcl.expression_parser import parse_expression
from preimage.projects.hcl.source import Source


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("[for 1 in a : 1]", "x:1,6-7: Invalid 'for' expression; For expression requires variable name after 'for'.", id="name"),
        pytest.param("[for x, 1 in a : 1]", "x:1,9-10: Invalid 'for' expression; For expression requires value variable name after comma.", id="second name"),
        pytest.param("[for x a : 1]", "x:1,8-9: Invalid 'for' expression; For expression requires the 'in' keyword after its name declarations.", id="in"),
        pytest.param("[for x in a 1]", "x:1,13-14: Invalid 'for' expression; For expression requires a colon after the collection expression.", id="colon"),
        pytest.param("[for x in a : 1 2]", "x:1,17-18: Invalid 'for' expression; Extra characters after the end of the 'for' expression.", id="end"),
        pytest.param("[for x in a : x => 1]", "x:1,15-16: Invalid 'for' expression; Key expression is not valid when building a tuple.", id="key in a tuple"),
        pytest.param("[for x in a : x...]", "x:1,16-19: Invalid 'for' expression; Grouping ellipsis (...) cannot be used when building a tuple.", id="grouping in a tuple"),
        pytest.param("{for x in a : x}", "x:1,15-16: Invalid 'for' expression; Key expression is required when building an object.", id="object without key"),
    ],
)  # fmt: skip
def test_error_of_the_syntax(text: str, message: str) -> None:
    with pytest.raises(HclError) as caught:
        parse_expression(Cursor(Source("x", text)))
    assert str(caught.value) == message
