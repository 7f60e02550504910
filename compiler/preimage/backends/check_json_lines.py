"""Check reports as JSON lines: one object for each file, the same whether there is one file or there are many.

The objects are those of BuildKit's JSON with ``filename`` in front, as in the list of ``check_json``. What is foreign
is made visible.

Source: docs/reference/check-calls.md, "JSON".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from preimage.backends.check_json import render_check as render_json
from preimage.model.report import FileReport
from preimage.model.visible import show_json


def render_check(reports: Sequence[FileReport]) -> str:
    """Render the lines, each ended by a newline."""
    return "".join(stream_check(reports))


def stream_check(reports: Sequence[FileReport]) -> Iterator[str]:
    """Give the lines one by one."""
    from json import dumps, loads

    for report in reports:
        [entry] = loads(render_json([report], as_list=True))
        yield show_json(dumps(entry, separators=(",", ":"))) + "\n"
