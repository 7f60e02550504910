from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.hcl.cursor import Cursor
from preimage.projects.hcl.diagnostics import HclError
from preimage.projects.hcl.expression_parser import parse_expression
from preimage.projects.hcl.source import Source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('"a\\n\\t\\"\\\\\\u0041\\U00000042"', '"a\\n\\t\\"\\\\AB"', id="escapes"),
        pytest.param('"$${a} %%{b} $ %"', '"${a} %{b} $ %"', id="doubled signs"),
        pytest.param('"a ${~ N ~} b"', '"a7b"', id="trimmed"),
        pytest.param('"a\\n %{~ if true ~} b %{~ endif ~} c"', '"abc"', id="trimmed directives"),
        pytest.param('"%{if N > 5}yes%{else}no%{endif}"', '"yes"', id="condition"),
        pytest.param('"%{if false}yes%{endif}"', '""', id="condition without else"),
        pytest.param('"%{for k, v in {a = 1}}${k}=${v};%{endfor}"', '"a=1;"', id="loop"),
        pytest.param("<<X\na\\n ${N}\n  b\nX\n", '"a\\\\n 7\\n  b\\n"', id="heredoc has no escapes"),
        pytest.param("<<-X\n    a\n      b\n\n    c\n  X\n", '"a\\n  b\\n\\nc\\n"', id="indented heredoc"),
        pytest.param("<<-X\n    ${N}\n  b\nX\n", '"  7\\nb\\n"', id="indentation before a sequence"),
        pytest.param("<<-X\n    a\n${N}\nX\n", '"    a\\n7\\n"', id="a sequence at the start of a line"),
        pytest.param("<<-X\n  a\n  ${~ N ~}\n  b\nX\n", '"  a\\n7  b\\n"', id="trimmed before it is shortened"),
        pytest.param("<<X\nX\n", '""', id="empty heredoc"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('"\\d"', 'x:1,2-4: Invalid escape sequence; The symbol "d" is not a valid escape sequence selector.', id="escape"),
        pytest.param('"\\u12"', "x:1,2-6: Invalid escape sequence; The \\u escape sequence must be followed by four hexadecimal digits.", id="short escape"),
        pytest.param('"\\U0000004"', "x:1,2-11: Invalid escape sequence; The \\U escape sequence must be followed by eight hexadecimal digits.", id="long escape that is short"),
        pytest.param('"\\ud800"', "x:1,2-8: Invalid escape sequence; Cannot encode character U+d800 in UTF-8.", id="half a character"),
        pytest.param('"a', "x:1,3-3: Unterminated template string; No closing marker was found for the string.", id="no end"),
        pytest.param('"%{x}"', 'x:1,4-5: Invalid template control keyword; "x" is not a valid template control keyword. Did you mean "if"?', id="keyword"),
        pytest.param('"%{1}"', 'x:1,4-5: Invalid template directive; A template directive keyword ("if", "for", etc) is expected at the beginning of a %{ sequence.', id="no keyword"),
        pytest.param('"%{endif}"', "x:1,2-10: Unexpected endif directive; The control directives within this template are unbalanced.", id="end of nothing"),
        pytest.param('"%{if a}"', "x:1,9-10: Unexpected end of template; The if directive at x:1,2-9 is missing its corresponding endif directive.", id="no endif"),
        pytest.param('"%{if a}%{endfor}"', "x:1,9-18: Unexpected endfor directive; Expecting an endif directive for the if started at x:1,2-9.", id="endfor of an if"),
        pytest.param('"%{for x in a}%{endif}"', "x:1,15-23: Unexpected endif directive; Expecting an endfor directive corresponding to the for directive at x:1,2-15.", id="endif of a for"),
        pytest.param('"%{for x in a}%{else}"', "x:1,15-22: Unexpected else directive; An else clause is not expected for a for directive.", id="else of a for"),
        pytest.param('"%{if a}%{else}%{else}%{endif}"', "x:1,16-23: Unexpected else directive; Already in the else clause for the if started at x:1,2-9.", id="two elses"),
        pytest.param('"%{if a b}"', "x:1,9-10: Extra characters in if marker; Expected a closing brace to end the sequence, but found extra characters.", id="more in a directive"),
        pytest.param('"%{for 1}"', "x:1,8-9: Invalid 'for' directive; For directive requires variable name after 'for'.", id="for without name"),
        pytest.param('"%{for a, 1}"', "x:1,11-12: Invalid 'for' directive; For directive requires value variable name after comma.", id="for without second name"),
        pytest.param('"%{for a b}"', "x:1,10-11: Invalid 'for' directive; For directive requires 'in' keyword after names.", id="for without in"),
    ],
)  # fmt: skip
def test_error_of_the_syntax(text: str, message: str) -> None:
    with pytest.raises(HclError) as caught:
        parse_expression(Cursor(Source("x", text)))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "start"),
    [
        pytest.param('"${a:b}"', "x:1,5-6: Extra characters after interpolation expression; Template interpolation doesn\'t expect a colon", id="colon"),
        pytest.param('"${a b}"', "x:1,6-7: Extra characters after interpolation expression; Expected a closing brace", id="more"),
        pytest.param('"${a"b"', "x:1,2-4: Unclosed template interpolation sequence; There is no closing brace for this interpolation sequence before the end of the quoted template.", id="quote"),
    ],
)  # fmt: skip
def test_error_of_an_interpolation(text: str, start: str) -> None:
    with pytest.raises(HclError) as caught:
        parse_expression(Cursor(Source("x", text)))
    assert str(caught.value).startswith(start)
