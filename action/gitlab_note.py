"""A job of GitLab: one note of the merge request with what its changed Dockerfiles change, written anew each time.

Run in the clone that the job has: ``python gitlab_note.py [OPTION OF preimage diff ...]``. What GitLab says of the
merge request is in its ``CI_`` variables, the token that may write notes in ``PREIMAGE_TOKEN``.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Any

from changed_files import GitError, fetch, find_changes, is_revision
from comments_api import Server, ServerError, find_comment
from comparison import compare, render_comparison

NOTE_LIMIT = 500_000
"""How many characters a note has at most; GitLab takes a million."""
_WRONG_USE = 2
_NUMBER = re.compile(r"[0-9]+")
_KEY = re.compile(r"[A-Za-z0-9._]+(?:-[A-Za-z0-9._]+)*")
_DENIED = (
    "the note was not written, since the token may not do that. Pipelines of forks have no token; else PREIMAGE_TOKEN "
    "is to be a project access token with the scope api and the role Reporter or more. GitLab says: "
)


class VariableError(ValueError):
    """A variable that the job needs is not there, or is not what it should be."""


def read_variable(name: str, pattern: re.Pattern[str]) -> str:
    """Give a variable of the job.

    Raises:
        VariableError: It is not there, or has another form.
    """
    value = os.environ.get(name, "")
    if not pattern.fullmatch(value):
        raise VariableError(f"{name} is {value!r}: run this in a pipeline of a merge request (docs/how-to/gitlab.md)")
    return value


def write_note(server: Server, notes: str, text: str, *, is_needed: bool) -> str:
    """Write the note, or write it anew; gives what was done.

    ``notes`` is the path of the notes. Without need only an earlier note is written anew.

    Raises:
        ServerError: GitLab does not let us.
    """
    me = server.send("GET", "/user")
    name = me.get("username") if isinstance(me, dict) else None

    def is_own(note: dict[str, Any]) -> bool:
        author = note.get("author")
        return isinstance(author, dict) and name is not None and author.get("username") == name

    found = find_comment(server.list_pages(notes), text.partition("\n")[0], is_own)
    if found:
        server.send("PUT", f"{notes}/{found}", text)
        return f"note {found} written anew"
    if not is_needed:
        return "nothing changes: no note"
    server.send("POST", notes, text)
    return "note written"


def main(options: list[str]) -> int:
    """Compare, and write the note; gives the exit status, which is 0 also where a note is not allowed."""
    base = os.environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", "")
    if not is_revision(base):
        raise VariableError("CI_MERGE_REQUEST_DIFF_BASE_SHA: run this in a pipeline of a merge request")
    project = read_variable("CI_PROJECT_ID", _NUMBER)
    request = read_variable("CI_MERGE_REQUEST_IID", _NUMBER)
    marker = f"<!-- preimage-note:{os.environ.get('PREIMAGE_KEY', 'default')} -->"
    if not _KEY.fullmatch(os.environ.get("PREIMAGE_KEY", "default")):
        raise VariableError("PREIMAGE_KEY has letters, digits, '.', '_' and single '-' only")
    fetch(base)
    result = compare(base, find_changes(base, ["."]), options)
    text = render_comparison(result, marker, NOTE_LIMIT)
    print(text.partition("\n")[2])
    token = os.environ.get("PREIMAGE_TOKEN", "")
    if not token:
        print("NOTE: no PREIMAGE_TOKEN, so no note is written; pipelines of forks have none")
        return 0
    server = Server(os.environ.get("CI_API_V4_URL", ""), {"PRIVATE-TOKEN": token})
    notes = f"/projects/{project}/merge_requests/{request}/notes"
    try:
        print(write_note(server, notes, text, is_needed=bool(result.sections)))
    except ServerError as error:
        print(f"{'NOTE: ' + _DENIED if error.is_denied else 'WARNING: '}{error}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (VariableError, GitError) as error:
        print(f"ERROR: {error}", file=sys.stderr)
        sys.exit(_WRONG_USE)
