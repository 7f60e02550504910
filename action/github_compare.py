"""A step of the action: what the changed Dockerfiles change, as Markdown in a file and in the summary."""

from __future__ import annotations

import os
import shlex
import sys
from typing import Any

from changed_files import GitError, call_git, fetch, find_changes, is_revision, read_parents
from comparison import compare, render_comparison
from workflow_commands import (
    InputError,
    add_summary,
    find_part,
    find_temporary_folder,
    read_event,
    read_input,
    read_lines,
    report_input_error,
    set_output,
    tell,
)

COMMENT_LIMIT = 65_000
"""How many characters a comment has at most; GitHub takes 65,536."""
KEY_CHARACTERS = 100


def make_marker() -> str:
    """Give the first line of the comment, by which it is found again.

    Raises:
        InputError: The input ``comment-key`` has other characters than letters, digits, ``.``, ``_`` and ``-``.
    """
    key = read_input("COMMENT_KEY") or "default"
    if not key.replace(".", "").replace("_", "").replace("-", "").isalnum() or len(key) > KEY_CHARACTERS or "--" in key:
        raise InputError(f"the input comment-key has letters, digits, '.', '_' and single '-' only, not {key!r}")
    return f"<!-- preimage-action:{key} -->"


def find_base(event: dict[str, Any]) -> str:
    """Give the revision that the checked out one is compared with, or nothing if the event has none.

    Of a pull request that is where it branched off, as far as that is known: GitHub checks out a merge of the pull
    request, whose first parent is the branch that it is for.
    """
    before = find_part(event, "before")
    if os.environ.get("GITHUB_EVENT_NAME") == "push":
        return str(before) if is_revision(before) else ""
    base = find_part(event, "pull_request", "base", "sha")
    if not is_revision(base):
        return ""
    head = call_git("rev-parse", "HEAD").decode().strip()
    if os.environ.get("GITHUB_EVENT_NAME") == "pull_request" and head == os.environ.get("GITHUB_SHA"):
        parents = read_parents(head)
        if len(parents) > 1:
            return parents[0]
    return _find_fork(str(base))


def _find_fork(base: str) -> str:
    fetch(base)
    try:
        return call_git("merge-base", base, "HEAD").decode().strip()
    except GitError:
        # A shallow clone does not know.
        return base


def main() -> int:
    """Compare; gives the exit status of the step."""
    marker = make_marker()
    try:
        options = shlex.split(read_input("DIFF_ARGS"))
    except ValueError as error:
        raise InputError(f"the input diff-args cannot be split into words: {error}") from error
    try:
        base = find_base(read_event())
        if not base:
            tell("notice", "This event has no revision to compare with: image configs are not compared.")
            return 0
        fetch(base)
        changes = find_changes(base, read_lines("PATHS") or ["."])
    except GitError as error:
        tell("warning", f"Image configs are not compared: give actions/checkout 'fetch-depth: 0'. git says: {error}")
        return 0
    result = compare(base, changes, options)
    text = render_comparison(result, marker, COMMENT_LIMIT)
    file = find_temporary_folder() / "preimage-diff.md"
    file.write_text(text, encoding="utf-8", errors="replace")
    set_output("diff", str(file))
    set_output("changed", "true" if result.sections else "false")
    if result.sections:
        add_summary(text)
    print(f"{len(changes)} changed Dockerfiles, {result.differing} with another config, {result.faults} not compared")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except InputError as error:
        report_input_error(error)
