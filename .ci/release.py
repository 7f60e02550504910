#!/usr/bin/env python3
"""A release: the version is the one in ``compiler/preimage/version.py``, what is new stands in ``docs/changelog.md``.

``release.py cut DATE``: what is unreleased becomes the section of the version, with a date such as 2027-01-31.
``release.py check TAG``: whether a tag is that of the version, and the changelog has its section.
``release.py notes``: prints that section.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHANGELOG = ROOT / "docs" / "changelog.md"
VERSION_FILE = ROOT / "compiler" / "preimage" / "version.py"
UNRELEASED = "## [Unreleased]\n"


def read_version() -> str:
    """Give the version, from the one place where it stands."""
    found = re.search(r'^VERSION = "(\d+\.\d+\.\d+)"$', VERSION_FILE.read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise ValueError(f'{VERSION_FILE}: there is no line VERSION = "1.2.3"')
    return found[1]


def find_section(changelog: str, version: str) -> str:
    """Give what the changelog says of a version, without its heading.

    Raises:
        ValueError: It has no section of it, or one with nothing in it.
    """
    heading = re.search(rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d\n", changelog, re.MULTILINE)
    if not heading:
        raise ValueError(f"{CHANGELOG.name}: no section '## [{version}] - DATE': run '.ci/release.py cut DATE'")
    section = re.split(r"^## ", changelog[heading.end() :], maxsplit=1, flags=re.MULTILINE)[0].strip()
    if not section:
        raise ValueError(f"{CHANGELOG.name}: the section of {version} is empty")
    return section


def cut(changelog: str, version: str, day: str) -> str:
    """Give the changelog with what is unreleased as the section of a version.

    Raises:
        ValueError: The version has its section already, nothing is unreleased, or ``day`` is no date.
    """
    date.fromisoformat(day)
    if f"## [{version}]" in changelog:
        raise ValueError(f"{CHANGELOG.name}: {version} has its section already: change {VERSION_FILE.name} first")
    before, heading, after = changelog.partition(UNRELEASED)
    if not heading or not re.split(r"^## ", after, maxsplit=1, flags=re.MULTILINE)[0].strip():
        raise ValueError(f"{CHANGELOG.name}: nothing is unreleased")
    return f"{before}{UNRELEASED}\n## [{version}] - {day}\n{after}"


def main(arguments: list[str]) -> int:
    """Run a command; gives the exit status."""
    changelog, version = CHANGELOG.read_text(encoding="utf-8"), read_version()
    match arguments:
        case ["cut", day]:
            CHANGELOG.write_text(cut(changelog, version, day), encoding="utf-8")
        case ["check", tag]:
            if tag != f"v{version}":
                raise ValueError(f"the tag is {tag}, but {VERSION_FILE.name} says {version}: the tag is v{version}")
            find_section(changelog, version)
        case ["notes"]:
            print(find_section(changelog, version))
        case _:
            raise ValueError("want 'cut DATE', 'check TAG' or 'notes'")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ValueError as error:
        print(f"ERROR: {error}", file=sys.stderr)
        sys.exit(2)
