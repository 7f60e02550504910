from __future__ import annotations

from typing import Any

import preimage
from preimage.backends.diff_markdown import MOST_CHARACTERS, render_markdown


def compare(
    before: str, after: str, old: dict[str, Any] | None = None, new: dict[str, Any] | None = None
) -> dict[str, Any]:
    results = []
    for text, base in ((before, old), (after, new if new is not None else old)):
        bases = preimage.StaticBases({"*": {"config": base or {}}})
        results.append(preimage.compile(text, build_platform="linux/amd64", bases=bases))
    return preimage.diff(*results).to_dict()


def render(*args: Any, name: str = "Dockerfile", title: str = "", always: bool = False) -> str:
    return render_markdown([(title, compare(*args))], name, always=always)


def test_table() -> None:
    before = "FROM a\nENV PORT=80\nEXPOSE $PORT\nHEALTHCHECK --interval=30s CMD x\nCMD x"
    after = "FROM a\nENV PORT=81\nEXPOSE $PORT\nHEALTHCHECK --interval=1m CMD x"
    assert (
        render(before, after)
        == """\
<!-- preimage-diff:Dockerfile -->
### Image config: 6 changes
> **the command is gone**

| | field | before | after | why |
|---|---|---|---|---|
| - | ExposedPorts `80/tcp` | yes |  | was line 3 EXPOSE, follows Env PORT |
| + | ExposedPorts `81/tcp` |  | yes | line 3 EXPOSE, follows Env PORT |
| ~ | Env `PORT` | `80` | `81` | line 2 ENV |
| - | Cmd | `["/bin/sh","-c","x"]` |  | was line 5 CMD |
| - | ArgsEscaped | `true` |  | was line 5 CMD, follows Cmd |
| ~ | Healthcheck |  | `Interval 30s -> 1m` | line 4 HEALTHCHECK |
"""
    )


def test_base_is_folded() -> None:
    shown = render("FROM nginx:1.27", "FROM nginx:1.28", {"User": "1"}, {"User": "2"})
    assert (
        shown
        == """\
<!-- preimage-diff:Dockerfile -->
### Image config: 1 change

<details><summary>base nginx:1.27 → nginx:1.28: 1 change</summary>

| | field | before | after | why |
|---|---|---|---|---|
| ~ | User | `1` | `2` | base nginx:1.28 |

</details>
"""
    )


def test_nothing_without_changes() -> None:
    assert render("FROM a", "FROM a") == ""
    assert render("FROM a", "FROM a", always=True) == (
        "<!-- preimage-diff:Dockerfile -->\n### Image config: no changes\n"
    )


def test_markup_in_values_stays_text() -> None:
    shown = render("FROM a", "FROM a\nLABEL \"a|b\"='`x` | </details> @you'\nUSER '**x**'")
    assert "| + | Labels `a\\|b` |  | `` `x` \\| </details> @you `` |" in shown
    assert "| + | User |  | `**x**` | line 3 USER |" in shown


def test_empty_name_and_empty_value() -> None:
    text = render("FROM a\nENV A=1", "FROM a\nENV A=", {}, {"Env": ["=x"]})
    assert '| ~ | Env `A` | `1` | `""` | line 2 ENV |\n' in text
    assert "| + | Env  |  | `x` | base a |\n" in text


def test_titles_of_several() -> None:
    shown = render("FROM a", "FROM a\nUSER x", title="a -> b, target *x*")
    assert "### Image config of a -\\> b, target \\*x\\*: 1 change\n" in shown


def test_marker_cannot_end_the_comment() -> None:
    assert render("FROM a", "FROM a\nUSER x", name="a-->b c").startswith("<!-- preimage-diff:a-b-c -->\n")


def test_too_long_is_cut_in_the_middle() -> None:
    labels = "\n".join(f"LABEL l{number:04}={'v' * 100}" for number in range(1000))
    shown = render("FROM a", f"FROM a\n{labels}")
    assert len(shown) <= MOST_CHARACTERS
    assert "l0000" in shown
    assert "l0999" in shown
    assert " lines left out; 'preimage diff' shows them …\n" in shown


def test_long_value_is_cut() -> None:
    assert "v" * 299 + "…" in render("FROM a", f"FROM a\nENV A={'v' * 1000}")
