from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('base64decode(base64encode("hé"))', '"hé"', id="base64"),
        pytest.param('urlencode("a b&é")', '"a+b%26%C3%A9"', id="urlencode"),
        pytest.param('md5("abc")', '"900150983cd24fb0d6963f7d28e17f72"', id="md5"),
        pytest.param('jsondecode("{\\"b\\":[1.50,null]}")', '{"b":[1.5,null]}', id="json"),
        pytest.param('csvdecode("a,b\\n1,\\"x,\\"\\"y\\"\\n")', '[{"a":"1","b":"x,\\"y"}]', id="csv"),
        pytest.param('uuidv5("dns", "example.org")', '"aad03681-8b63-5304-89e0-8ca8f49461b5"', id="uuid"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            'base64decode("***")',
            "1,1-14: Error in function call; Call to function \"base64decode\" failed: failed to decode base64 data '***'.",
            id="base64",
        ),
        pytest.param(
            'csvdecode("a,b\\n1\\n")',
            '1,1-11: Error in function call; Call to function "csvdecode" failed: CSV parse error on line 2: wrong number of fields.',
            id="short line",
        ),
        pytest.param(
            'csvdecode("a\\nx\\"y\\n")',
            '1,1-11: Error in function call; Call to function "csvdecode" failed: CSV parse error on line 2: bare " in non-quoted-field.',
            id="quote within",
        ),
        pytest.param(
            "jsonencode(1/0)",
            '1,1-12: Error in function call; Call to function "jsonencode" failed: cannot serialize infinity as JSON.',
            id="infinity",
        ),
        pytest.param(
            'jsondecode("{")', '1,1-12: Error in function call; Call to function "jsondecode" failed: EOF.', id="json"
        ),
        pytest.param(
            'uuidv5("foo", "x")',
            '1,1-8: Error in function call; Call to function "uuidv5" failed: uuidv5() doesn\'t support namespace foo (invalid UUID length: 3).',
            id="namespace",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
