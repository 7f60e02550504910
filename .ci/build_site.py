"""Builds the docs as a site: ``python .ci/build_site.py FOLDER``; a broken link is an error.

zensical wants its config above the pages and the site below it, so that both are put together elsewhere. The Markdown
itself stays as it is read on a forge: links out of ``docs`` lead to pages that are made here.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

Entry = str | list["Entry"] | dict[str, "Entry"]

ROOT = Path(__file__).parent.parent
_FROM_ROOT = re.compile(r"\]\(docs/")
_LOADED = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=["']?((?:https?:)?//[^"'\s>]+)""")
_LINK = re.compile(r"\]\(([\w/-]+\.md)\)")
_FIRST = ("tutorial.md", "examples.md")
_LAST = ("contributing.md", "changelog.md")
_PARTS = {"how-to": "How to", "reference": "Reference", "explanation": "Explanation"}
_PAGES = {"examples": "examples.md", "CONTRIBUTING.md": "contributing.md"}


def main() -> int:
    """Build the site into the folder that is given, which is made anew; gives the exit status of zensical."""
    [goal] = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(folder / "docs")
        config = (ROOT / ".ci" / "zensical.toml").read_text("utf-8")
        nav = f"nav = {write_toml(make_nav(folder / 'docs'))}\n"
        (folder / "zensical.toml").write_text(config.replace("nav = []\n", nav), "utf-8")
        command = [sys.executable, "-m", "zensical", "build", "--strict"]
        status = subprocess.run(command, cwd=folder, check=False).returncode
        if status == 0:
            foreign = list_foreign(folder / "site")
            sys.stderr.writelines(f"loaded from elsewhere: {address}\n" for address in foreign)
            shutil.rmtree(goal, ignore_errors=True)
            shutil.copytree(folder / "site", goal)
            status = int(bool(foreign))
        return status


def list_foreign(site: Path) -> list[str]:
    """Give the addresses on other hosts that pages of a site load something from."""
    return sorted({address for page in site.rglob("*.html") for address in _LOADED.findall(page.read_text("utf-8"))})


def write_pages(folder: Path) -> None:
    """Write the pages as zensical takes them."""
    shutil.copytree(ROOT / "docs", folder)
    for page in folder.rglob("*.md"):
        text = page.read_text("utf-8")
        for name, own in _PAGES.items():
            text = re.sub(rf"\]\((?:\.\./)+{re.escape(name)}(?=[)#])", f"]({_up(page, folder)}{own}", text)
        page.write_text(text, "utf-8")
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (folder / "contributing.md").write_text(_FROM_ROOT.sub("](", contributing), "utf-8")
    (folder / "examples.md").write_text(make_examples(), "utf-8")


def _up(page: Path, folder: Path) -> str:
    return "../" * (len(page.relative_to(folder).parts) - 1)


def make_nav(folder: Path) -> list[Entry]:
    """Make the navigation from what the index lists, in its order; other pages are the last of their part."""
    parts: dict[str, list[Entry]] = {"How to": [], "Reference": [], "Explanation": []}
    index = (folder / "index.md").read_text("utf-8")
    seen = {"index.md", *_FIRST, *_LAST}
    for name, text in re.findall(r"^\*\*([\w ]+)\*\*\n\n(.*?)(?=^\*\*|\Z)", index, re.MULTILINE | re.DOTALL):
        for item in re.split(r"^- ", text, flags=re.MULTILINE)[1:]:
            pages = [page for page in dict.fromkeys(_LINK.findall(item)) if page not in seen]
            seen.update(pages)
            label = re.match(r"\[?([^\]:,]+)\]?[^:,]*: ", item)
            parts[name] += [{label[1]: pages}] if label and len(pages) > 1 else pages
    for path in sorted(folder.rglob("*.md")):
        page = path.relative_to(folder).as_posix()
        if page not in seen:
            parts[_PARTS[page.partition("/")[0]]].append(page)
    parts["Explanation"] += _LAST
    nav: list[Entry] = [{"Start": "index.md"}, {"Tutorial": [*_FIRST]}]
    for name, pages in parts.items():
        nav.append({name: pages})
    return nav


def write_toml(entry: Entry) -> str:
    """Write an entry of the navigation as a value of TOML."""
    if isinstance(entry, str):
        return json.dumps(entry, ensure_ascii=False)
    if isinstance(entry, list):
        return f"[{', '.join(map(write_toml, entry))}]"
    return f"{{{', '.join(f'{json.dumps(name)} = {write_toml(part)}' for name, part in entry.items())}}}"


def make_examples() -> str:
    """Make the page of the examples: each with its files, its command and what that prints."""
    parts = ["# Examples\n\nEach is a folder of `examples` in the repository, and is compared when tests run.\n"]
    for folder in sorted(path.parent for path in ROOT.glob("examples/*/command.txt")):
        parts.append(f"## {folder.name}\n")
        sources = [
            path for path in sorted(folder.rglob("*")) if path.suffix in ("", ".hcl", ".yaml") and path.is_file()
        ]
        for path in sources:
            language = {"": "dockerfile", ".yaml": "yaml", ".hcl": "hcl"}[path.suffix]
            text = path.read_text("utf-8").rstrip("\n")
            parts.append(f'```{language} title="{path.relative_to(ROOT)}"\n{text}\n```\n')
        command = (folder / "command.txt").read_text("utf-8").strip()
        output = (folder / "expected.json").read_text("utf-8").rstrip("\n")
        parts.append(f"```sh\n{command}\n```\n")
        parts.append(f'??? note "What it prints"\n\n    ```json\n{indent(output)}\n    ```\n')
    return "\n".join(parts)


def indent(text: str) -> str:
    """Indent every line by four blanks."""
    return "\n".join(f"    {line}" for line in text.split("\n"))


if __name__ == "__main__":
    sys.exit(main())
