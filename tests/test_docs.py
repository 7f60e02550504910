"""The README and the docs do what they show, and what they and the code point at is there.

On a page, a fenced block ``dockerfile title="NAME"`` (of any language) is written to NAME in an empty folder; a
``console`` block is run there, or from the repository's root if the page writes no files. In a ``console`` block the
lines after ``$ preimage ...`` are what it prints, notes and errors first, up to the next ``$``; other commands are not
run. A ``pycon`` block is a doctest, a ``python`` block is executed. Other blocks are only shown. Blocks start in the
first column.

In the code, ``docs/reference/PAGE.md, "Heading" and "Heading"`` cites headings of a page.
"""

from __future__ import annotations

import doctest
import inspect
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

import preimage
from preimage.cli import main
from preimage.cli.commands import COMMANDS
from preimage.model.rules import RULES

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))]

_BLOCK = re.compile(r"^```([a-z]+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')
_HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
_LINK = re.compile(r"\[[^]]*\]\(([^()\s]+)\)")
_CITATION = re.compile(r'docs/([a-z0-9/-]+\.md)((?:,? (?:and )?"[^"]+")*)')
_CITED_HEADING = re.compile(r'"([^"]+)"')


class Block(NamedTuple):
    language: str
    title: str
    text: str
    line: int


class Command(NamedTuple):
    arguments: list[str]
    output: str


def read_blocks(text: str) -> list[Block]:
    blocks = []
    for match in _BLOCK.finditer(text):
        title = _TITLE.search(match[2])
        blocks.append(Block(match[1], title[1] if title else "", match[3], text.count("\n", 0, match.start()) + 1))
    return blocks


def read_commands(block: Block) -> list[Command]:
    commands = []
    for session in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        # A backslash before the end of a line continues the command, as in a shell.
        line, _, output = session.replace("\\\n", "").partition("\n")
        # To a shell, a sign within a word begins no comment.
        program, *arguments = shlex.split(re.sub(r"\s#.*", "", line))
        if program == "preimage":
            commands.append(Command(arguments, output))
    return commands


@pytest.mark.parametrize("page", [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in PAGES])
def test_page(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for name in ("COLUMNS", "DOCKER_DEFAULT_PLATFORM", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    blocks = read_blocks(page.read_text(encoding="utf-8"))
    monkeypatch.chdir(tmp_path if any(block.title for block in blocks) else ROOT)
    names: dict[str, object] = {}
    for block in blocks:
        if block.title:
            Path(block.title).parent.mkdir(parents=True, exist_ok=True)
            Path(block.title).write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            for command in read_commands(block):
                main(command.arguments)
                output, errors = capfdbinary.readouterr()
                assert (errors + output).decode() == command.output, f"{page.name}:{block.line}"
        elif block.language == "pycon":
            test = doctest.DocTestParser().get_doctest(block.text, names, page.name, str(page), block.line)
            runner = doctest.DocTestRunner()
            runner.run(test, clear_globs=False)
            names = test.globs
            assert runner.summarize(verbose=False).failed == 0, capfdbinary.readouterr().out.decode()
        elif block.language == "python":
            exec(compile(block.text, f"{page.name}:{block.line}", "exec"), names)


def test_pages_have_running_examples() -> None:
    blocks = read_blocks((ROOT / "README.md").read_text(encoding="utf-8"))
    assert [command for block in blocks if block.language == "console" for command in read_commands(block)]


def read_prose(page: Path) -> str:
    return _BLOCK.sub("", page.read_text(encoding="utf-8"))


def read_headings(page: Path) -> list[str]:
    return [heading.replace("`", "") for heading in _HEADING.findall(read_prose(page))]


def make_anchor(heading: str) -> str:
    """Make the anchor of a heading as GitHub does."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


class Citation(NamedTuple):
    module: str
    page: str
    headings: tuple[str, ...]


def read_citations() -> list[Citation]:
    citations = []
    for module in [*ROOT.glob("compiler/**/*.py"), *ROOT.glob("benchmarks/*.py")]:
        # A citation may be wrapped, in a docstring or in a comment.
        text = re.sub(r"\s*\n\s*(?:# )?", " ", module.read_text(encoding="utf-8"))
        for match in _CITATION.finditer(text):
            headings = tuple(_CITED_HEADING.findall(match[2]))
            citations.append(Citation(module.relative_to(ROOT).as_posix(), match[1], headings))
    return citations


def test_citations_in_the_code_lead_somewhere() -> None:
    citations = read_citations()
    assert len({citation.page for citation in citations}) > 10
    missing = []
    for module, name, headings in citations:
        page = ROOT / "docs" / name
        known = read_headings(page) if page.is_file() else []
        if not known:
            missing.append(f"{module}: docs/{name}")
        missing += [f'{module}: docs/{name}, "{heading}"' for heading in headings if known and heading not in known]
    assert missing == []


@pytest.mark.parametrize("page", [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in _LINK.findall(read_prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        goal = (page.parent / path).resolve() if path else page
        if not goal.exists() or (anchor and anchor not in map(make_anchor, read_headings(goal))):
            broken.append(link)
    assert broken == []


def test_every_page_can_be_reached() -> None:
    pages = set(ROOT.glob("docs/**/*.md"))
    reached: set[Path] = set()
    goals = {ROOT / "docs" / "index.md"}
    while goals:
        page = goals.pop()
        reached.add(page)
        links = (link.partition("#")[0] for link in _LINK.findall(read_prose(page)))
        goals |= {(page.parent / link).resolve() for link in links if link.endswith(".md")} & pages - reached
    assert sorted(path.relative_to(ROOT).as_posix() for path in pages - reached) == []


def test_every_public_name_is_described() -> None:
    text = (ROOT / "docs/reference/api.md").read_text(encoding="utf-8")
    assert [name for name in inspect.signature(preimage.compile).parameters if f"| `{name}` |" not in text] == []
    assert [name for name in preimage.__all__ if not re.search(rf"\b{name}\b", text)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_described(command: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    page = ROOT / "docs/reference/cli.md"
    described = page.read_text(encoding="utf-8")
    assert f"preimage {command}" in read_headings(page)
    assert main([command, "--help"]) == 0
    text = capfdbinary.readouterr().out.decode()
    options = set(re.findall(r"^  (?:-\w[^,]*, )?(--[a-z-]+)", text, re.MULTILINE))
    assert options
    assert sorted(option for option in options if not re.search(rf"`{option}\b", described)) == []


def test_every_rule_has_its_section() -> None:
    table = (ROOT / "docs/reference/checks.md").read_text(encoding="utf-8")
    headings = {heading for page in ROOT.glob("docs/reference/checks/*.md") for heading in read_headings(page)}
    assert [name for name in RULES if name not in headings or f"| {name} |" not in table] == []


def test_every_limit_is_described() -> None:
    text = (ROOT / "docs/reference/limits.md").read_text(encoding="utf-8")
    assert [name for name in inspect.signature(preimage.Limits).parameters if f"| `{name}` |" not in text] == []
