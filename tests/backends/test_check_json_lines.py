from __future__ import annotations

import json

from preimage.backends.check_json import render_check as render_json
from preimage.backends.check_json_lines import render_check


def test_each_line_is_the_object_of_its_file(nasty_reports) -> None:
    text = render_check(nasty_reports)
    assert text.endswith("\n")
    assert [json.loads(line) for line in text.splitlines()] == json.loads(render_json(nasty_reports, as_list=True))
    assert text.isascii()
    assert "\x7f" not in text


def test_one_file_has_the_same_shape(nasty_reports) -> None:
    lines = render_check(nasty_reports).splitlines()
    assert [render_check([report]) for report in nasty_reports] == [f"{line}\n" for line in lines]
    assert render_check([]) == ""
