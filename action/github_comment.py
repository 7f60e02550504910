"""A step of the action: one comment of the pull request with what changes, written anew each time."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

from comments_api import Server, ServerError, find_comment
from github_compare import make_marker
from workflow_commands import (
    InputError,
    find_number,
    read_event,
    read_input,
    report_input_error,
    set_output,
    tell,
)

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_DENIED = (
    "The comment was not written, since the token may not do that. Pull requests from forks have such a token, and the "
    "summary of this run has the same text; else the job needs 'permissions: pull-requests: write'. GitHub says: "
)


def write_comment(server: Server, repository: str, number: int, text: str) -> str:
    """Write the comment, or write it anew; gives its address, or nothing if none was needed.

    ``text`` begins with the line by which it is found again. Nothing is written where nothing changed and no earlier
    comment says otherwise.

    Raises:
        ServerError: GitHub does not let us.
    """
    author = read_input("COMMENT_AUTHOR") or "github-actions[bot]"

    def is_own(comment: dict[str, Any]) -> bool:
        user = comment.get("user")
        return isinstance(user, dict) and user.get("login") == author

    marker = text.partition("\n")[0]
    comments = f"/repos/{repository}/issues/{number}/comments"
    found = find_comment(server.list_pages(comments), marker, is_own)
    if found:
        answer = server.send("PATCH", f"/repos/{repository}/issues/comments/{found}", text)
    elif read_input("CHANGED") == "true":
        answer = server.send("POST", comments, text)
    else:
        return ""
    address = answer.get("html_url") if isinstance(answer, dict) else None
    return address if isinstance(address, str) and "\n" not in address else ""


def main() -> int:
    """Write the comment; gives the exit status of the step, which is 0 also where a comment is not allowed."""
    make_marker()
    number, document = find_number(read_event()), read_input("DOCUMENT")
    if number is None or not document:
        print("no pull request, or nothing compared: no comment")
        return 0
    repository = os.environ.get("GITHUB_REPOSITORY", "")
    if not _REPOSITORY.fullmatch(repository):
        raise InputError(f"GITHUB_REPOSITORY is OWNER/NAME, not {repository!r}")
    headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    headers |= {"Authorization": f"Bearer {read_input('TOKEN')}"}
    server = Server(os.environ.get("GITHUB_API_URL") or "https://api.github.com", headers)
    text = Path(document).read_text(encoding="utf-8")
    try:
        set_output("comment-url", write_comment(server, repository, number, text))
    except ServerError as error:
        tell("notice" if error.is_denied else "warning", f"{_DENIED if error.is_denied else ''}{error}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except InputError as error:
        report_input_error(error)
