from __future__ import annotations

import pytest

from preimage.frontend.instructions.ports import parse_expose, parse_volume
from preimage.frontend.parser import InstructionParser
from preimage.frontend.reader import read_statement
from preimage.frontend.statement import Statement
from preimage.model.lint import Lint


def statement_of(text: str) -> Statement:
    return read_statement(text, "\\", range(1, 2), ())


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        pytest.param("EXPOSE 80", ["80"], id="one"),
        pytest.param("EXPOSE 9 80 $p 80", ["$p", "80", "80", "9"], id="sorted as written, repeats kept"),
        pytest.param(
            "EXPOSE \U0001f600 \uff21 \udcff b", ["b", "\uff21", "\U0001f600", "\udcff"], id="sorted by bytes"
        ),
    ],
)
def test_parse_expose(text: str, ports: list[str]) -> None:
    assert parse_expose(statement_of(text), Lint()).ports == ports


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        pytest.param('VOLUME /b "/a c"', ["/b", '"/a', 'c"'], id="list, not sorted"),
        pytest.param('VOLUME [" /a b\\t", "\u00a0/c"]', ["/a b", "/c"], id="JSON form, trimmed"),
        pytest.param('VOLUME ["\\u001ca"]', ["\x1ca"], id="separator is no blank"),
    ],
)
def test_parse_volume(text: str, paths: list[str]) -> None:
    assert parse_volume(statement_of(text), Lint()).paths == paths


@pytest.mark.parametrize(
    ("parse", "text", "message"),
    [
        pytest.param(parse_expose, "EXPOSE --x", "EXPOSE requires at least one argument", id="no port"),
        pytest.param(parse_expose, "EXPOSE --x 80", "unknown flag: --x", id="port with flag"),
        pytest.param(parse_volume, "VOLUME []", "VOLUME requires at least one argument", id="no volume"),
        pytest.param(parse_volume, 'VOLUME --x [""]', "unknown flag: --x", id="volume with flag"),
        pytest.param(
            parse_volume, 'VOLUME ["a", " "]', "VOLUME specified can not be an empty string", id="blank volume"
        ),
    ],
)
def test_error(parse: InstructionParser, text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(statement_of(text), Lint())
    assert str(caught.value) == message
