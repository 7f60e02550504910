"""Builds the docs as a site: ``python .ci/build_site.py FOLDER``; a broken link is an error.

zensical wants its config above the pages and the site below it, so that both are put together elsewhere. The Markdown
itself stays as it is read on a forge: links out of ``docs`` lead to pages that are made here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
_FROM_ROOT = re.compile(r"\]\(docs/")
_LOADED = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=["']?((?:https?:)?//[^"'\s>]+)""")
_PAGES = {"examples": "examples.md", "CONTRIBUTING.md": "contributing.md"}


def main() -> int:
    """Build the site into the folder that is given, which is made anew; gives the exit status of zensical."""
    [goal] = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(ROOT / ".ci" / "zensical.toml", folder / "zensical.toml")
        write_pages(folder / "docs")
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
