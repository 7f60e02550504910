"""The pages of rules in the package are those of the docs.

``python tests/backends/test_rule_pages.py`` writes them anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import preimage
from preimage.backends.colors import paint
from preimage.backends.rule_pages import collect_pages, render_list, render_rule
from preimage.model.notes import OWN_RULES
from preimage.model.rules import RULES

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
SHIPPED = Path(preimage.__file__).parent / "backends" / "assets" / "rules.json"
PAGES = json.loads(SHIPPED.read_text("utf-8"))


def collect() -> dict[str, dict[str, object]]:
    names = [*sorted((REFERENCE / "checks").glob("*.md")), REFERENCE / "notes.md", REFERENCE / "portability.md"]
    return collect_pages([page.read_text("utf-8") for page in names], (REFERENCE / "checks.md").read_text("utf-8"))


def render(pages: dict[str, dict[str, object]]) -> str:
    return json.dumps(pages, indent=1, ensure_ascii=False) + "\n"


def test_pages_are_those_of_the_docs() -> None:
    assert SHIPPED.read_text("utf-8") == render(collect()), "run: python tests/backends/test_rule_pages.py"


def test_every_rule_has_a_page() -> None:
    assert list(PAGES) == [*RULES, *OWN_RULES]
    assert [name for name, page in PAGES.items() if not page["text"]] == []
    without = [name for name, page in PAGES.items() if not (page["wrong"] and page["right"])]
    # A file in another encoding cannot be shown in one.
    assert without == ["preimage/Utf16"]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("name", PAGES)
def test_page_of_a_rule(name, width) -> None:
    page = PAGES[name]
    text = render_rule(name, page, width)
    assert text.startswith(f"{name}\n")
    examples = [f"    {line}" for key in ("wrong", "right") for line in page[key].splitlines() if line]
    assert [line for line in examples if line not in text.splitlines()] == []
    assert f"check={'experimental' if name in RULES and RULES[name].is_experimental else 'skip'}={name}\n" in text
    assert "](" not in text
    assert name not in RULES or not RULES[name].url or text.endswith(f"\n\nMore: {RULES[name].url}\n")


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        pytest.param(
            "FromAsCasing",
            "  at the top of the Dockerfile:\n      # check=skip=FromAsCasing\n"
            "  right above the instruction:\n      # check=skip=FromAsCasing\n"
            "  for one run of preimage check:\n      --ignore FromAsCasing\n"
            '  in preimage.toml, for a project; "error" makes it fail:\n      rules.FromAsCasing = "off"\n',
            id="on",
        ),
        pytest.param(
            "DuplicateStageName",
            "  at the top of the Dockerfile:\n      # check=skip=DuplicateStageName\n"
            "  for one run of preimage check:\n      --ignore DuplicateStageName\n",
            id="not by a comment",
        ),
        pytest.param(
            "InvalidDefinitionDescription",
            "  at the top of the Dockerfile:\n      # check=experimental=InvalidDefinitionDescription\n",
            id="experimental",
        ),
        pytest.param(
            "preimage/OciFormatDropsShell",
            "  for one run of preimage check:\n      --select preimage/OciFormatDropsShell\n"
            '  in preimage.toml, for a project; "error" makes it fail:\n'
            '      rules."preimage/OciFormatDropsShell" = "on"\n',
            id="portability note",
        ),
    ],
)
def test_ways_to_switch(name, ways) -> None:
    assert ways in render_rule(name, PAGES[name], 80)


def test_list_has_every_rule_once() -> None:
    lines = render_list(60).splitlines()
    assert sorted(line.strip() for line in lines if line.startswith("  ") and line[2] != " ") == sorted(PAGES)
    assert max(map(len, lines)) <= 60
    assert "\x1b[1mFromAsCasing\x1b[0m" in render_list(60, paint)


if __name__ == "__main__":
    SHIPPED.write_text(render(collect()), "utf-8")
