"""The site of the docs: what is put together for it. That links lead somewhere is checked when ``.ci/run`` builds it."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def builder() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / ".ci" / "build_site.py"))


@pytest.fixture(scope="module")
def pages(builder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "docs"
    builder["write_pages"](folder)
    return folder


def list_paths(entry: Any) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    parts = entry.values() if isinstance(entry, dict) else entry
    return [path for part in parts for path in list_paths(part)]


def test_every_page_is_in_the_navigation_once(builder, pages: Path) -> None:
    found = sorted(page.relative_to(pages).as_posix() for page in pages.rglob("*.md"))
    assert sorted(list_paths(builder["make_nav"](pages))) == found


def test_navigation_has_four_parts_behind_the_start(builder, pages: Path) -> None:
    names = [name for entry in builder["make_nav"](pages) for name in entry]
    assert names == ["Start", "Tutorial", "How to", "Reference", "Explanation"]


def test_navigation_is_that_of_the_index(builder, tmp_path: Path) -> None:
    index = "**How to**\n\n- [a](how-to/a.md), and\n  [b](how-to/b.md)\n\n**Reference**\n\n- The two: [x](reference/x.md),\n"
    (tmp_path / "index.md").write_text(f"{index}  [y](reference/y.md)\n")
    for name in ("how-to/b.md", "reference/new.md"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("# Page\n")
    nav = builder["make_nav"](tmp_path)
    assert nav[2:4] == [
        {"How to": ["how-to/a.md", "how-to/b.md"]},
        {"Reference": [{"The two": ["reference/x.md", "reference/y.md"]}, "reference/new.md"]},
    ]
    written = builder["write_toml"](nav)
    assert tomllib.loads(f"nav = {written}")["nav"] == nav


def test_links_out_of_the_docs_lead_to_pages_that_are_made(pages: Path) -> None:
    for page in pages.rglob("*.md"):
        prose = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
        for link in re.findall(r"\]\(([^()\s:#]+)[#)]", prose):
            assert (page.parent / link).resolve().is_relative_to(pages.resolve()), (page, link)
            assert (page.parent / link).exists(), (page, link)


def test_examples_are_on_their_page(pages: Path) -> None:
    text = (pages / "examples.md").read_text("utf-8")
    for folder in (path.parent for path in ROOT.glob("examples/*/command.txt")):
        assert f"## {folder.name}\n" in text
        assert (folder / "command.txt").read_text("utf-8").strip() in text
        assert f'title="examples/{folder.name}/' in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('<script src="assets/a.js"></script><a href="https://example.org/">', [], id="own, and a link"),
        pytest.param('<script async src="https://example.org/a.js">', ["https://example.org/a.js"], id="script"),
        pytest.param("<link rel=stylesheet href=//example.org/a.css>", ["//example.org/a.css"], id="no scheme"),
    ],
)
def test_what_is_loaded_from_elsewhere_is_found(builder, tmp_path: Path, text: str, expected: list[str]) -> None:
    (tmp_path / "page.html").write_text(text)
    assert builder["list_foreign"](tmp_path) == expected
