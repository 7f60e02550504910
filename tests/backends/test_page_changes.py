from __future__ import annotations

import re
from typing import Any

import preimage
from preimage.backends.hidden_values import hide_in_diff
from preimage.backends.page_changes import render_changes

BEFORE = """\
FROM a
ENV PORT=80
EXPOSE $PORT
USER app
CMD ["x"]
"""
AFTER = """\
FROM a
ENV PORT=81
EXPOSE $PORT
ENTRYPOINT ["x"]
"""


def compare(before: str, after: str, old: dict[str, Any] | None = None, new: dict[str, Any] | None = None) -> str:
    results = [
        preimage.compile(text, build_platform="linux/amd64", bases={"*": {"config": config or {}}})
        for text, config in ((before, old), (after, new))
    ]
    return render_changes("main", hide_in_diff(preimage.diff(*results).to_dict())["changes"], 0)


def read_rows(html: str) -> dict[str, list[str]]:
    rows = [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr class=.*?</tr>", html)]
    return {cells[0].replace("<wbr>", ""): cells[1:] for cells in rows}


def test_nothing_changed() -> None:
    assert compare(AFTER, AFTER) == "<h2>Changes since <code>main</code></h2><p>None.</p>"


def test_lines_of_the_side_before_are_no_links() -> None:
    rows = read_rows(compare(BEFORE, AFTER))
    assert rows["User"] == ["<code>app</code>", "", "was line 4 USER"]
    assert rows["Env PORT"] == ["<code>80</code>", "<code>81</code>", '<a href="#L2">line 2</a> ENV']
    follows = '<span class="hint">follows Env PORT</span>'
    assert rows["ExposedPorts 80/tcp"] == ["", "", f"was line 3 EXPOSE{follows}"]
    assert rows["ExposedPorts 81/tcp"] == ["", "", f'<a href="#L3">line 3</a> EXPOSE{follows}']


def test_notes_come_first() -> None:
    html = compare(BEFORE, AFTER)
    assert re.findall(r'<p class="warning">(.*?)</p>', html) == ["runs as root now", "the command is gone"]
    assert html.index("warning") < html.index("<table>")


def test_what_cleared_a_value_is_a_link() -> None:
    rows = read_rows(compare("FROM a\n", 'FROM a\nENTRYPOINT ["x"]\n', {"Cmd": ["sh"]}, {"Cmd": ["sh"]}))
    assert rows["Cmd"][2].startswith('cleared by <a href="#L2">line 2</a> ENTRYPOINT')


def test_what_came_with_the_base_has_a_heading() -> None:
    html = compare("FROM a\nUSER x\n", "FROM a\nUSER y\n", {"Labels": {"v": "1"}}, {"Labels": {"v": "2"}})
    own, base = html.split('<tr><th colspan="4">Came with the base image</th></tr>')
    assert list(read_rows(own)) == ["User"]
    assert list(read_rows(base)) == ["Labels v"]
    assert "Came with" not in compare(BEFORE, AFTER)


def test_secrets_and_markup_are_not_shown() -> None:
    rows = read_rows(compare("FROM a\nENV K_TOKEN=one\n", "FROM a\nENV K_TOKEN=two\nLABEL l='<i>'\n"))
    assert rows["Env K_TOKEN"][:2] == ["<code>(hidden)</code>", "<code>(hidden)</code>"]
    assert rows["Labels l"][1] == "<code>&lt;i&gt;</code>"
