from __future__ import annotations

import json

import pytest

from preimage.cli.check_formats import FORMATS
from preimage.model.errors import DockerfileError
from preimage.model.report import FileReport

FAILED = FileReport(filename="D", data=b"FROM\n", error=DockerfileError("what is wrong", [[1]]))


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("name", FORMATS)
def test_what_a_format_says_of_itself(name: str) -> None:
    form = FORMATS[name]
    text = "".join(form.load()([FAILED]))
    # A line of JSON lines is JSON, too, but they end in a newline of their own.
    assert (is_json(text) and not text.endswith("\n")) is form.is_json
    # BuildKit's JSON has the error, too.
    if name != "json":
        assert ("what is wrong" not in text) is form.has_errors_apart
