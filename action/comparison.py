"""The Markdown that says what changed Dockerfiles change in the configs of their images."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import NamedTuple

from changed_files import Change
from preimage.model.visible import show, show_line

FILES_LIMIT = 200
"""How many Dockerfiles are compared in one run."""
SECONDS_LIMIT = 300
"""How long one comparison may take."""
_FAULT_CHARACTERS = 2000
_ASSUMED = re.compile(r"^WARNING: (\S+): base not known, taken as empty$", re.MULTILINE)
_MARKER = re.compile(r"\A<!-- preimage-diff:[^\n]*\n")


class Comparison(NamedTuple):
    """What is to be said: a section for each file that has something, and how many of them differ or have faults."""

    sections: list[str]
    differing: int
    faults: int
    assumed: list[str]


def compare(revision: str, changes: list[Change], options: list[str]) -> Comparison:
    """Compare each Dockerfile with what it was at ``revision``; ``options`` are those of ``preimage diff``."""
    sections: list[str] = []
    differing = faults = 0
    assumed: set[str] = set()
    for change in changes[:FILES_LIMIT]:
        if not (change.before and change.after):
            word = "is new" if change.after else "is gone"
            sections.append(f"#### {quote(change.after or change.before)} {word}\n")
            continue
        status, text, errors = _run_diff(revision, change, options)
        assumed.update(_ASSUMED.findall(errors))
        if text:
            differing += 1
            sections.append(f"#### {name_change(change)}\n\n{_MARKER.sub('', text)}")
        elif status != 0:
            faults += 1
            fault = show(errors.strip())[-_FAULT_CHARACTERS:]
            sections.append(f"#### {name_change(change)} could not be compared\n\n{fence(fault)}")
    if len(changes) > FILES_LIMIT:
        sections.append(f"Only {FILES_LIMIT} of {len(changes)} changed Dockerfiles were compared.\n")
    return Comparison(sections, differing, faults, sorted(assumed))


def _run_diff(revision: str, change: Change, options: list[str]) -> tuple[int, str, str]:
    sides = [f"git:{revision}:{change.before}", f"./{change.after}"]
    # -P: the folder that this runs in belongs to the pull request, and nothing must be imported from it.
    command = [sys.executable, "-P", "-m", "preimage", "diff", *sides, "--format", "markdown", *options]
    try:
        ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=SECONDS_LIMIT)
    except subprocess.TimeoutExpired:
        return 1, "", f"ERROR: it took more than {SECONDS_LIMIT} seconds"
    return ran.returncode, ran.stdout.decode("utf-8", "replace"), ran.stderr.decode("utf-8", "replace")


def render_comparison(comparison: Comparison, marker: str, limit: int) -> str:
    """Give the text of a comment, of at most ``limit`` characters; sections that do not fit are left out.

    It begins with ``marker``, by which the comment is found again.
    """
    head = f"{marker}\n### What this changes in image configs\n\n"
    if not comparison.sections:
        return f"{head}Nothing.\n"
    foot = ""
    if comparison.assumed:
        names = ", ".join(quote(name) for name in comparison.assumed[:20])
        more = f" and {len(comparison.assumed) - 20} more" if len(comparison.assumed) > 20 else ""
        foot = f"\nBase images that no lock file has were taken as empty: {names}{more}\n"
    room = limit - len(head) - len(foot) - 100
    kept: list[str] = []
    for section in comparison.sections:
        if len(section) + 1 > room:
            break
        kept.append(section)
        room -= len(section) + 1
    left = len(comparison.sections) - len(kept)
    if left:
        foot = f"\n{left} of {len(comparison.sections)} files are left out here: the comment would be too long.\n{foot}"
    return head + "\n".join(kept) + foot


def name_change(change: Change) -> str:
    """Name a Dockerfile, and what it was called before."""
    name = quote(change.after)
    return name if change.before == change.after else f"{name}, before {quote(change.before)}"


def quote(text: str) -> str:
    """Give a text of one line as code, whatever is in it."""
    shown = show_line(text)[:300]
    ticks = "`" * (_count_ticks(shown) + 1)
    space = " " if "`" in shown else ""
    return f"{ticks}{space}{shown}{space}{ticks}"


def fence(text: str) -> str:
    """Give lines as a block of code, whatever is in them."""
    ticks = "`" * max(3, _count_ticks(text) + 1)
    return f"{ticks}text\n{text}\n{ticks}\n"


def _count_ticks(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
