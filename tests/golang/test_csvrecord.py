from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.golang.csvrecord import parse_csv_record

FIELDS = st.lists(st.text('ab", =\u00e9'), min_size=1).filter(lambda fields: fields != [""])


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        pytest.param("a", ["a"], id="one"),
        pytest.param("type=cache,target=/x", ["type=cache", "target=/x"], id="two"),
        pytest.param(",", ["", ""], id="empty fields"),
        pytest.param("a,", ["a", ""], id="empty last field"),
        pytest.param(" a , b", [" a ", " b"], id="blanks stay"),
        pytest.param('"a,b",c', ["a,b", "c"], id="quoted comma"),
        pytest.param('"a""b"', ['a"b'], id="two quotes are one"),
        pytest.param('""', [""], id="quoted nothing"),
        pytest.param('"",', ["", ""], id="quoted nothing and nothing"),
        pytest.param('""""', ['"'], id="a quote alone"),
    ],
)
def test_parse(text: str, fields: list[str]) -> None:
    assert parse_csv_record(text) == fields


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "EOF", id="nothing"),
        pytest.param('a"b', 'parse error on line 1, column 2: bare " in non-quoted-field', id="bare quote"),
        pytest.param('ab,c"', 'parse error on line 1, column 5: bare " in non-quoted-field', id="bare quote later"),
        pytest.param(' "a"', 'parse error on line 1, column 2: bare " in non-quoted-field', id="blank before quote"),
        pytest.param(
            '\u00e9,"', 'parse error on line 1, column 5: extraneous or missing " in quoted-field', id="bytes count"
        ),
        pytest.param(
            '"a"b', 'parse error on line 1, column 3: extraneous or missing " in quoted-field', id="text behind"
        ),
        pytest.param(
            '"ab', 'parse error on line 1, column 2: extraneous or missing " in quoted-field', id="not closed"
        ),
        pytest.param(
            '"a""b', 'parse error on line 1, column 5: extraneous or missing " in quoted-field', id="not closed later"
        ),
        pytest.param(
            'a,"b"c,d', 'parse error on line 1, column 5: extraneous or missing " in quoted-field', id="second field"
        ),
    ],
)
def test_error_parse(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_csv_record(text)
    assert str(caught.value) == message


@given(FIELDS)
def test_written_records_read_back(fields: list[str]) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator="", quoting=csv.QUOTE_ALL).writerow(fields)
    assert parse_csv_record(written.getvalue()) == fields
